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
    found: dict[int, Fields] = {}
    states = {}
    own = list(profiles.values_list("pk", "state", *names))
    reader = _Reader(shape.profile, names, (row[2:] for row in own))
    for pk, state, *values in own:
        found[pk], states[pk] = reader.fields(values), state
    for name, field in shape.profile.sets.items():
        for pk, members in _members(field, pks).items():
            if pk in found:
                found[pk][name] = sorted(members)
    rows: dict[int, dict[str, Rows]] = {pk: {} for pk in found}
    for relation, row_shape in shape.rows.items():
        _add_rows(relation, row_shape, pks, rows)
    return {pk: _glance(kind, model, fields, states[pk], rows[pk]) for pk, fields in found.items()}


def _glance(kind: str, model: Any, fields: Fields, state: str, rows: dict[str, Rows]) -> CurrentValues:
    named = model(**{name: fields.get(name, "") for name in ("slug", *columns("name"))})
    return CurrentValues(named.slug, str(named), state == Profile.State.DRAFT, Document(kind, fields, rows))


def _add_rows(relation: str, shape: RowShape, pks: Collection[int], rows: dict[int, dict[str, Rows]]) -> None:
    names = list(shape.columns)
    owner = f"{shape.owner}_id"
    found = shape.model._default_manager.filter(**{f"{owner}__in": pks}).order_by()
    read = list(found.values_list(owner, "pk", *names))
    reader = _Reader(shape, names, (row[2:] for row in read))
    for pk, key, *values in read:
        if pk in rows:
            rows[pk].setdefault(relation, {})[str(key)] = reader.fields(values)


def _members(field: Any, pks: Collection[int]) -> dict[int, list[str]]:
    through, owner = field.remote_field.through, field.m2m_column_name()
    term = f"{field.m2m_reverse_field_name()}__{short_name_field(field.related_model)}"
    found: dict[int, list[str]] = {}
    for pk, name in through._default_manager.filter(**{f"{owner}__in": pks}).values_list(owner, term):
        found.setdefault(pk, []).append(name)
    return found


class _Reader:
    """Values of columns to values of documents; those of terms and sources to their short names."""

    def __init__(self, shape: Shape, names: list[str], rows: Any) -> None:
        self.columns: list[tuple[str, models.Field]] = [(name, shape.columns[name]) for name in names]
        links = {place: field for place, (_name, field) in enumerate(self.columns) if field.is_relation}
        wanted: dict[Any, set[Any]] = {}
        if links:
            for row in rows:
                for place, field in links.items():
                    if row[place] is not None:
                        wanted.setdefault(field.related_model, set()).add(row[place])
        self.names: dict[Any, dict[Any, str]] = {
            model: dict(
                model._default_manager.filter(pk__in=pks)
                .order_by()
                .values_list("pk", short_name_field(model))
            )
            for model, pks in wanted.items()
        }

    def fields(self, values: list[Any]) -> Fields:
        fields: Fields = {}
        for (name, field), value in zip(self.columns, values, strict=True):
            if value is None or value == "":
                continue
            said = self.names[field.related_model].get(value) if field.is_relation else plain(value)
            if not is_empty(field, said):
                fields[name] = said
        return fields
