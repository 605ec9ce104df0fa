"""Finds the terms, sources and pictures that documents name, all in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db import models

from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields, Value
from profiles.documents.multi_table_read import read_together
from profiles.documents.shape import Shape, shape_of, short_name, short_name_field, source_shape
from profiles.models import Image, Source


class RecordReference(NamedTuple):
    """One place in a document that names a record outside the profile."""

    path: Path
    field: models.Field
    name: str


def references(document: Document) -> Iterator[RecordReference]:
    shape = shape_of(document.kind)
    yield from _of_fields((), shape.profile, document.fields)
    for relation, row_shape in shape.rows.items():
        for key, fields in document.of(relation).items():
            yield from _of_fields((relation, key), row_shape, fields)


def _of_fields(path: Path, shape: Shape, fields: Fields) -> Iterator[RecordReference]:
    for name, field in shape.links.items():
        value = fields.get(name)
        if value:
            for one in value if isinstance(value, list) else [value]:
                yield RecordReference((*path, name), field, str(one))


class ReferenceNames:
    """The records that some documents name, by what they are called there; of the models in `whole`, all."""

    def __init__(self, documents: Iterable[Document], whole: Iterable[Any] = ()) -> None:
        self._found: dict[Any, dict[str, Any]] = defaultdict(dict)
        documents = list(documents)
        cited = self._look_up(documents, whole)
        for document in documents:
            self._add_deleted_sources(document, cited)

    def get(self, field: models.Field, name: str) -> Any:
        """The record of this name that the field means; None if it is gone."""
        return self._found[_place(field)].get(name)

    def decoded(self, field: models.Field, value: Value) -> Any:
        """A document's value as the column's; what is not there is empty."""
        if value is None:
            return None if field.null else field.get_default()
        if field.is_relation:
            return self.get(field, str(value))
        return field.to_python(value)

    def values(self, shape: Shape, fields: Fields) -> dict[str, Any]:
        """Arguments for the model of the shape."""
        return {name: self.decoded(field, fields.get(name)) for name, field in shape.columns.items()}

    def deleted_sources(self) -> list[Source]:
        """Sources that are in the database no more, as they were."""
        return [source for source in self._found[(Source, "")].values() if source.pk is None]

    def all(self, model: Any) -> list[Any]:
        """The records of a model that was asked for whole."""
        return list(self._found[(model, "")].values())

    def _look_up(self, documents: list[Document], whole: Iterable[Any]) -> set[str]:
        """Find all that is named; returns the short names of the sources that rows cite."""
        wanted = _named(documents)
        questions = {place: _records(place, names) for place, names in wanted.items()}
        questions |= {(model, ""): model._default_manager.all() for model in whole}
        for place, rows in read_together(questions).items():
            self._found[place] = {short_name(row): row for row in rows}
        return wanted[(Source, "")]

    def _add_deleted_sources(self, document: Document, cited: set[str]) -> None:
        """Of those that no row cites any more it was not asked whether they are there."""
        sources = self._found[(Source, "")]
        for key, fields in document.sources.items():
            if key in cited and key not in sources:
                sources[key] = Source(key=key, **self.values(source_shape(), fields))


def _records(place: tuple[Any, str], names: set[str]) -> models.QuerySet[Any]:
    model, kind = place
    narrowed = {"kind": kind} if kind else {}
    return model._default_manager.filter(**{f"{short_name_field(model)}__in": names}, **narrowed)


def _named(documents: list[Document]) -> dict[Any, set[str]]:
    """What all of them name, by place: `references` without saying where."""
    wanted: dict[Any, set[str]] = defaultdict(set)
    for document in documents:
        own, rows = _links(document.kind)
        for name, place in own:
            if value := document.fields.get(name):
                wanted[place].update(value if isinstance(value, list) else [str(value)])
        for relation, found in document.rows.items():
            for name, place in rows.get(relation, ()):
                wanted[place].update(str(value) for fields in found.values() if (value := fields.get(name)))
    return wanted


@cache
def _links(kind: str) -> tuple[list[tuple[str, Any]], dict[str, list[tuple[str, Any]]]]:
    """The fields that name records, of a profile and of each relation, with the place of each."""
    shape = shape_of(kind)
    found = {
        relation: [(name, _place(field)) for name, field in one.links.items()]
        for relation, one in shape.rows.items()
    }
    return [(name, _place(field)) for name, field in shape.profile.links.items()], found


def _place(field: models.Field) -> tuple[Any, str]:
    """Where a record is looked up: pictures go by the kind of picture as well."""
    model: Any = field.related_model
    return model, field.name if model is Image else ""
