"""Profiles read in bulk, without a model of each row: enough to see that nothing is new."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import models

from kit.languages import columns
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.shape import RowShape, Shape, is_empty, plain, shape_of, short_name_field
from profiles.models import Profile
from profiles.models.registry import profile_kind


class CurrentValues(NamedTuple):
    slug: str
    label: str
    is_draft: bool
    document: Document  # without what its sources say


def current_values(kind: str, pks: Collection[int]) -> dict[int, CurrentValues]:
    """Profiles of one kind by primary key; a query for each relation and each kind of term, whatever their number."""
    if not pks:
        return {}
    shape = shape_of(kind)
    model: Any = profile_kind(kind).model
    profiles = model._default_manager.filter(pk__in=pks).order_by()
    names = list(shape.profile.columns)
    fields_by_pk: dict[int, Fields] = {}
    states = {}
    profile_rows = list(profiles.values_list("pk", "state", *names))
    reader = _Reader(shape.profile, names, (row[2:] for row in profile_rows))
    for pk, state, *values in profile_rows:
        fields_by_pk[pk], states[pk] = reader.fields(values), state
    for name, field in shape.profile.sets.items():
        for pk, members in _members(field, pks).items():
            if pk in fields_by_pk:
                fields_by_pk[pk][name] = sorted(members)
    rows: dict[int, dict[str, Rows]] = {pk: {} for pk in fields_by_pk}
    for relation, row_shape in shape.rows.items():
        _add_rows(relation, row_shape, pks, rows)
    return {pk: _values_of(kind, model, fields, states[pk], rows[pk]) for pk, fields in fields_by_pk.items()}


def _values_of(kind: str, model: Any, fields: Fields, state: str, rows: dict[str, Rows]) -> CurrentValues:
    profile = model(**{name: fields.get(name, "") for name in ("slug", *columns("name"))})
    return CurrentValues(
        profile.slug, str(profile), state == Profile.State.DRAFT, Document(kind, fields, rows)
    )


def _add_rows(relation: str, shape: RowShape, pks: Collection[int], rows: dict[int, dict[str, Rows]]) -> None:
    names = list(shape.columns)
    owner = f"{shape.owner}_id"
    rows_of_profiles = shape.model._default_manager.filter(**{f"{owner}__in": pks}).order_by()
    values_of_rows = list(rows_of_profiles.values_list(owner, "pk", *names))
    reader = _Reader(shape, names, (row[2:] for row in values_of_rows))
    for pk, key, *values in values_of_rows:
        if pk in rows:
            rows[pk].setdefault(relation, {})[str(key)] = reader.fields(values)


def _members(field: Any, pks: Collection[int]) -> dict[int, list[str]]:
    through, owner = field.remote_field.through, field.m2m_column_name()
    term = f"{field.m2m_reverse_field_name()}__{short_name_field(field.related_model)}"
    members: dict[int, list[str]] = {}
    for pk, name in through._default_manager.filter(**{f"{owner}__in": pks}).values_list(owner, term):
        members.setdefault(pk, []).append(name)
    return members


class _Reader:
    """Values of columns to values of documents; those of terms and sources to their short names."""

    def __init__(self, shape: Shape, names: list[str], rows: Any) -> None:
        self.columns: list[tuple[str, models.Field]] = [(name, shape.columns[name]) for name in names]
        links = {index: field for index, (_name, field) in enumerate(self.columns) if field.is_relation}
        pks_by_model: dict[Any, set[Any]] = {}
        if links:
            for row in rows:
                for index, field in links.items():
                    if row[index] is not None:
                        pks_by_model.setdefault(field.related_model, set()).add(row[index])
        self.names: dict[Any, dict[Any, str]] = {
            model: dict(
                model._default_manager.filter(pk__in=pks)
                .order_by()
                .values_list("pk", short_name_field(model))
            )
            for model, pks in pks_by_model.items()
        }

    def fields(self, values: list[Any]) -> Fields:
        fields: Fields = {}
        for (name, field), value in zip(self.columns, values, strict=True):
            if value is None or value == "":
                continue
            plain_value = self.names[field.related_model].get(value) if field.is_relation else plain(value)
            if not is_empty(field, plain_value):
                fields[name] = plain_value
        return fields
