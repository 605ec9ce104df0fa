"""What a document of each kind holds, read off the models.

Everything an editor can say about a profile is in its document, because every column is
unless BOOKKEEPING names it: a column added tomorrow has a history without being listed here.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, cast

from django.db import models

from kit.model_fields import rows_of_model
from profiles.documents.document import Fields, Value
from profiles.documents.merge import Groups
from profiles.models import Image, Row, Source
from profiles.models.record_kinds import RecordKind
from profiles.models.registry import any_kind

# Columns with bookkeeping about a profile, not its content; a kind of profile may name further ones.
BOOKKEEPING = frozenset({"id", "state", "published_at", "created_at", "changed_at", "changed_by", "version"})


def bookkeeping(model: Any) -> frozenset[str]:
    return BOOKKEEPING | getattr(model, "BOOKKEEPING", frozenset())


@dataclass(frozen=True)
class Shape:
    """The fields of one model that its documents hold, and those that say one thing together."""

    model: type[models.Model]
    fields: dict[str, models.Field]
    groups: tuple[tuple[str, ...], ...]

    @cached_property
    def columns(self) -> dict[str, models.Field]:
        return {name: field for name, field in self.fields.items() if not field.many_to_many}

    @cached_property
    def sets(self) -> dict[str, models.Field]:
        """Fields that hold several terms."""
        return {name: field for name, field in self.fields.items() if field.many_to_many}

    @cached_property
    def links(self) -> dict[str, models.Field]:
        """Fields that name records outside the profile."""
        return {name: field for name, field in self.fields.items() if field.is_relation}

    def encode(self, instance: models.Model, sets: Collection[str] | None = None) -> Fields:
        """The row as plain data; what is empty is left out, and of the sets those that are not named."""
        set_names = [name for name in self.sets if sets is None or name in sets]
        members = {name: _members(getattr(instance, name).all()) for name in set_names}
        return self.encode_columns(instance) | {name: names for name, names in members.items() if names}

    def encode_columns(self, instance: models.Model) -> Fields:
        values = {name: _encoded(field, instance) for name, field in self.columns.items()}
        return {name: value for name, value in values.items() if not is_empty(self.fields[name], value)}


@dataclass(frozen=True)
class RowShape(Shape):
    model: type[Row]
    owner: str  # the field that names the row's profile

    @property
    def is_sourced(self) -> bool:
        return self.model.is_sourced()


@dataclass(frozen=True)
class KindShape:
    """The shape of a profile and of its rows by relation; a plain record has none."""

    profile: Shape
    rows: dict[str, RowShape]

    @property
    def groups(self) -> Groups:
        return {"": self.profile.groups} | {name: shape.groups for name, shape in self.rows.items()}


@cache
def shape_of(kind: str) -> KindShape:
    record_kind = any_kind(kind)
    profile_shape = Shape(
        record_kind.model,
        {
            field.name: field
            for field in (*record_kind.model._meta.fields, *record_kind.model._meta.many_to_many)
            if field.name not in bookkeeping(record_kind.model)
        },
        getattr(record_kind.model, "TOGETHER", ()),
    )
    return KindShape(
        profile_shape, {relation: _row_shape(record_kind, relation) for relation in record_kind.rows}
    )


def _row_shape(kind: RecordKind, relation: str) -> RowShape:
    model, owner = rows_of_model(kind.model, relation)
    fields = {
        field.name: field for field in model._meta.fields if not field.primary_key and field.name != owner
    }
    return RowShape(cast("type[Row]", model), fields, getattr(model, "TOGETHER", ()), owner)


@cache
def source_shape() -> Shape:
    names = {field.name: field for field in Source._meta.fields if field.name not in ("id", "key")}
    return Shape(Source, names, ())


def short_name(record: models.Model) -> str:
    """What documents call a term, a source or a picture."""
    return str(getattr(record, short_name_field(type(record))))


def short_name_field(model: Any) -> str:
    return "sha256" if model is Image else model.SHORT_NAME


def _members(records: Iterable[models.Model]) -> list[str]:
    return sorted(short_name(record) for record in records)


def _encoded(field: models.Field, instance: models.Model) -> Value:
    if field.is_relation:
        record = getattr(instance, field.name)
        return short_name(record) if record else None
    return plain(field.value_from_object(instance))


def plain(value: Any) -> Value:
    """A column's value as JSON has it. Line ends are one character, as browsers do not leave them."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value).replace("\r\n", "\n")


def is_empty(field: models.Field, value: Value) -> bool:
    """ "No" is an answer where "not known" is another."""
    return value in (None, "") or (value is False and not field.null)
