"""Reads records of several tables in one query: each comes as JSON, and becomes a model again here.

For pages that show a little of many tables, where the number of queries would grow with the kinds of
what is shown. Values are those of an ordinary query; binary columns cannot be read this way.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from django.db import models
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, JSONObject

Name = TypeVar("Name", bound=Hashable)
Links = Mapping[str, Any]  # as select_related stores them


def read_together(querysets: Mapping[Name, models.QuerySet[Any]]) -> dict[Name, list[Any]]:
    """The records of each queryset, in the order of their model, with what select_related names.

    Sliced querysets cannot be combined.
    """
    records_by_name: dict[Name, list[Any]] = {name: [] for name in querysets}
    names = list(querysets)
    parts = [_as_json(number, querysets[name]) for number, name in enumerate(names)]
    if parts:
        rows = parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]
        for number, values in rows:
            queryset = querysets[names[number]]
            records_by_name[names[number]].append(_record(queryset.model, _links(queryset), values))
    for name, records in records_by_name.items():
        _sort(records, querysets[name].model._meta.ordering)
    return records_by_name


def _links(queryset: models.QuerySet[Any]) -> Links:
    related = queryset.query.select_related
    return related if isinstance(related, dict) else {}


def _as_json(number: int, queryset: models.QuerySet[Any]) -> Any:
    values = _columns(queryset.model, _links(queryset), "")
    rows = queryset.order_by().select_related(None)
    return rows.annotate(queryset_number=Value(number), as_json=JSONObject(**values)).values_list(
        "queryset_number", "as_json"
    )


def _columns(model: Any, links: Links, prefix: str) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        expression = F(f"{prefix}{field.attname}")
        # As text, because JSON would make a binary fraction of it.
        columns[field.attname] = (
            Cast(expression, CharField()) if isinstance(field, models.DecimalField) else expression
        )
    for name, nested in links.items():
        target = model._meta.get_field(name).related_model
        columns[f"of {name}"] = JSONObject(**_columns(target, nested, f"{prefix}{name}__"))
    return columns


def _record(model: Any, links: Links, values: Mapping[str, Any]) -> Any:
    fields = model._meta.concrete_fields
    record = model.from_db(
        model._default_manager.db,
        [field.attname for field in fields],
        [_value(field, values[field.attname]) for field in fields],
    )
    for name, nested in links.items():
        target = model._meta.get_field(name).related_model
        is_set = getattr(record, model._meta.get_field(name).attname) is not None
        setattr(record, name, _record(target, nested, values[f"of {name}"]) if is_set else None)
    return record


def _value(field: models.Field, value: Any) -> Any:
    if isinstance(field, models.JSONField):  # lists and mappings, which are text in SQLite
        return json.loads(value) if isinstance(value, str) else value
    decoded = field.to_python(value)
    if isinstance(field, models.DecimalField) and isinstance(decoded, Decimal):  # as the column rounds it
        return decoded.quantize(Decimal(1).scaleb(-field.decimal_places))
    if isinstance(decoded, datetime.datetime) and decoded.tzinfo is None:
        return decoded.replace(tzinfo=datetime.UTC)  # SQLite keeps moments as text, in UTC
    return decoded


def _sort(records: list[Any], ordering: Iterable[Any]) -> None:
    """By several names, the last one first, because sorting keeps the order of equals."""
    for name in reversed([str(name) for name in ordering]):
        plain = name.removeprefix("-")
        records.sort(key=partial(_sort_key, plain), reverse=name != plain)


def _sort_key(name: str, record: Any) -> tuple[bool, Any]:
    """What is empty comes first, as on SQLite."""
    value = getattr(record, name)
    return (value is not None, "" if value is None else value)
