"""Describes the files of a list for programs, as a Frictionless Data Package: https://specs.frictionlessdata.io"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kit.languages import SUFFIXES, TAGS, active_suffix, as_said_in
from kit.model_fields import field_of
from profiles.exports.columns import ExportColumns
from profiles.exports.facts.dictionary import NOT_IN_FACTS, Entry, column_entries, entries
from profiles.exports.facts.names import FIGURES
from profiles.facts.columns import Derived, FromFigure, FromRows, Written
from profiles.facts.fact import Fact
from profiles.models.registry import profile_kind

ONLY_IN_FACTS = _("A row has the newest figure of each metric, and the places and numbers that hold today. Only files of facts have older ones, and: %(facts)s.")  # fmt: skip
MEDIA_TYPES = {"csv": "text/csv", "jsonl": "application/jsonl"}


def datapackage(columns: ExportColumns, request: HttpRequest) -> dict[str, Any]:
    """The resources are the files of the list with the same filters."""
    title = profile_kind(columns.kind).pages.title
    query = f"?{request.GET.urlencode()}" if request.GET else ""

    def address(name: str, *arguments: str) -> str:
        path = reverse(f"{columns.name}:{name}", args=arguments)
        return request.build_absolute_uri(path) + query

    facts = {"fields": list(map(_field, column_entries())), "missingValues": [""]}
    rows = {"fields": _row_fields(columns), "missingValues": [""]}
    return {
        "profile": "data-package",
        "name": columns.name,
        "title": str(title),
        "titles": {TAGS[suffix]: str(as_said_in(suffix, title)) for suffix in SUFFIXES},
        "description": str(NOT_IN_FACTS),
        "homepage": address("list"),
        "resources": [
            _resource(f"{columns.name}-facts", "csv", address("facts", "csv"), facts),
            _resource(f"{columns.name}-facts-lines", "jsonl", address("facts", "jsonl"), facts),
            _resource(columns.name, "csv", address("export", "csv"), rows) | _not_in_rows(columns),
        ],
        "dictionary": list(map(_described, entries(columns.kind))),
    }


def _not_in_rows(columns: ExportColumns) -> dict[str, Any]:
    """What only files of facts have, as the description of a file of rows."""
    kind = profile_kind(columns.kind)
    left_out = [fact for fact in kind.facts if not any(_is_written(fact, cell) for cell in columns.written)]

    def text(suffix: str) -> str:
        labels = [
            str(
                as_said_in(
                    suffix, fact.label or field_of(kind.model, fact.rows or fact.columns[0]).verbose_name
                )
            )
            for fact in left_out
        ]
        return str(as_said_in(suffix, ONLY_IN_FACTS)) % {"facts": ", ".join(labels)}

    texts = {suffix: text(suffix) for suffix in SUFFIXES}
    return {
        "description": texts[active_suffix()],
        "descriptions": {TAGS[suffix]: words for suffix, words in texts.items()},
    }


def _is_written(fact: Fact, cell: Written) -> bool:
    """Whether a cell of a row says something of a fact. Figures of every metric are told of in general."""
    if fact.relation == FIGURES or isinstance(cell, FromFigure):
        return fact.relation == FIGURES
    if isinstance(cell, Derived):
        return False
    if not isinstance(cell, FromRows):
        return cell.field in fact.columns
    return cell.relation == fact.relation and all(
        {*values} & {*fact.where.get(name, values)} for name, values in cell.where.items()
    )


def _resource(name: str, file_format: str, path: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource" if file_format == "csv" else "data-resource",
        "name": name,
        "path": path,
        "format": file_format,
        "mediatype": MEDIA_TYPES[file_format],
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "type": entry.type,
        "description": str(entry.description),
        "descriptions": entry.descriptions(),
    }


def _described(entry: Entry) -> dict[str, Any]:
    described: dict[str, Any] = {
        "name": entry.name,
        "partOf": entry.part_of,
        "type": entry.type,
        "titles": entry.titles(),
        "descriptions": entry.descriptions(),
    }
    return described | ({"choices": [*entry.choices]} if entry.choices else {})


def _row_fields(columns: ExportColumns) -> list[dict[str, Any]]:
    types = dict.fromkeys(columns.places("number"), "number") | dict.fromkeys(
        columns.places("boolean"), "boolean"
    )
    derived = {place: cell for place, cell in enumerate(columns.cells) if isinstance(cell, Derived)}
    return [
        {
            "name": name,
            "type": types.get(place, "string"),
            **(_derived(derived[place]) if place in derived else {}),
        }
        for place, name in enumerate(columns.names)
    ]


def _derived(cell: Derived) -> dict[str, Any]:
    descriptions = {TAGS[suffix]: str(as_said_in(suffix, cell.meaning)) for suffix in SUFFIXES}
    return {
        "description": descriptions[TAGS[active_suffix()]],
        "descriptions": descriptions,
        "constraints": {"enum": [*cell.choices]},
    }
