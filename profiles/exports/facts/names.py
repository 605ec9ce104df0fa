"""What the facts of a kind are called in files: "founded", "coordinates.latitude", "founders.role", "turnover.note".

All of it is read off the facts of the kind and the shape of its documents, so a fact that a kind gains tomorrow is in
the next file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from django.db import models

from kit.languages import SUFFIXES, TAGS, is_translated
from profiles.documents.document import Fields
from profiles.documents.shape import RowShape, shape_of
from profiles.facts.fact import Fact
from profiles.models.registry import profile_kind
from profiles.past.visible import NEVER_SHOWN, ROWS_NEVER_SHOWN

FIGURES, CITATIONS = "figures", "citations"
OF_A_SOURCE = "source"  # of lines about a source itself: "source.language"


class FieldName(NamedTuple):
    """What a line calls a column, and the language of its text."""

    name: str
    language: str = ""


@cache
def field_names(kind: str) -> dict[str, FieldName]:
    """Columns of the profile, in the order of its facts; what no fact names comes last."""
    names: dict[str, FieldName] = {}
    for fact in profile_kind(kind).facts:
        names |= dict(_names_of_fact(fact))
    further = [name for name in shape_of(kind).profile.fields if name not in names]
    names |= {name: FieldName(name) for name in further}
    return {name: said for name, said in names.items() if name not in NEVER_SHOWN}


def _names_of_fact(fact: Fact) -> Iterator[tuple[str, FieldName]]:
    for suffix, column in zip(SUFFIXES, fact.columns, strict=False) if fact.translated else ():
        yield column, FieldName(fact.key, TAGS[suffix])
    for column in () if fact.translated else fact.columns:
        yield column, FieldName(fact.key if len(fact.columns) == 1 else f"{fact.key}.{column}")


def relations(kind: str) -> list[str]:
    """Those whose rows have lines, in the order of the facts."""
    of_facts = dict.fromkeys(fact.relation for fact in profile_kind(kind).facts if fact.relation)
    further = [name for name in shape_of(kind).rows if name not in (CITATIONS, *ROWS_NEVER_SHOWN)]
    return list(dict.fromkeys([*of_facts, *further]))


class RowName(NamedTuple):
    """What the lines of some rows of a relation begin with, and what is the same in all of those rows."""

    name: str
    relation: str
    same: Mapping[str, str]


@cache
def row_names(kind: str) -> list[RowName]:
    """Of all relations but figures, which are called after their metric."""
    names = [
        RowName(fact.key, fact.rows, _same_in_all(fact))
        for fact in profile_kind(kind).facts
        if fact.rows and fact.rows != FIGURES
    ]
    named = {name.relation for name in names}
    further = [relation for relation in relations(kind) if relation not in (*named, FIGURES)]
    return [*names, *(RowName(relation, relation, {}) for relation in further)]


def _same_in_all(fact: Fact) -> dict[str, str]:
    return {name: values[0] for name, values in fact.where.items() if len(values) == 1}


def row_name(kind: str, relation: str, row: Fields) -> RowName:
    """What the lines of a row begin with. A row that no fact claims is called like its relation."""
    if relation == FIGURES:
        return RowName(figure_name(kind, str(row["metric"])), relation, {"metric": str(row["metric"])})
    for fact in profile_kind(kind).facts:
        if fact.rows == relation and all(row.get(name) in values for name, values in fact.where.items()):
            return RowName(fact.key, relation, _same_in_all(fact))
    return RowName(relation, relation, {})


def figure_name(kind: str, code: str) -> str:
    """The code of the metric, unless a fact that is no figure is called so."""
    return f"{FIGURES}.{code}" if code in _taken(kind) else code


@cache
def _taken(kind: str) -> frozenset[str]:
    columns = {name.name for name in field_names(kind).values()}
    return frozenset(columns | {name.name for name in row_names(kind)} | {OF_A_SOURCE, FIGURES})


@cache
def part_names(kind: str, relation: str) -> dict[str, FieldName]:
    """The columns of a row that have lines of their own, behind the name of the row."""
    return {
        column: _part_name(column, shape_of(kind).rows[relation])
        for column in shape_of(kind).rows[relation].columns
        if column not in ("source", "evidence", "language")
    }


def _part_name(column: str, shape: RowShape) -> FieldName:
    is_text = isinstance(shape.columns[column], models.CharField | models.TextField)
    if not (is_text and is_translated(column)):
        return FieldName(column)
    name, _underscore, suffix = column.rpartition("_")
    return FieldName(name, TAGS[suffix])
