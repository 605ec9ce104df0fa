"""Describes the files of a list for programs, as a Frictionless Data Package: https://specs.frictionlessdata.io"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kit.languages import SUFFIXES, TAGS, as_said_in
from profiles.exports.columns import ExportColumns
from profiles.exports.facts.dictionary import NOT_IN_FACTS, Entry, column_entries, entries
from profiles.models.registry import profile_kind

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
            _resource(columns.name, "csv", address("export", "csv"), rows),
        ],
        "dictionary": list(map(_described, entries(columns.kind))),
    }


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
    return [{"name": name, "type": types.get(place, "string")} for place, name in enumerate(columns.names)]
