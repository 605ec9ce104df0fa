"""Rules that many tables share, as the database checks them."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Concat, StrIndex, Upper
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual


def one_of(field: str, *values: str) -> models.CheckConstraint:
    """A column holds one of its choices, whoever writes it."""
    return models.CheckConstraint(condition=is_one_of(field, values), name=f"%(app_label)s_%(class)s_{field}")


def is_one_of(field: str, values: Iterable[str]) -> Q:
    """As `__in`, for which SQLite would build a temporary table for each row that is written."""
    return reduce(operator.or_, (Q(**{field: str(value)}) for value in values))


def some_of(field: str, *values: str) -> models.CheckConstraint:
    """A column of kit/key_lists.py holds keys of its list, each once and in this order, whoever writes it."""
    delimited = Concat(Value("|"), F(field), Value("|"))
    present = (
        Case(
            When(GreaterThan(StrIndex(delimited, Value(f"|{value}|")), 0), then=Value(f"|{value}")),
            default=Value(""),
        )
        for value in values
    )
    in_order = Exact(Concat(Value("|"), F(field)), Concat(Value(""), *present))
    return models.CheckConstraint(
        condition=Q(**{field: ""}) | Q(in_order), name=f"%(app_label)s_%(class)s_{field}"
    )


def is_currency(field: str) -> Q:
    """Three capitals; clean() knows which codes there are, of which a rule here would try each with each row."""
    return Q(**{f"{field}__length": 3, field: Upper(F(field))})


def ends_after(start: str, end: str, message: Any, *, name: str) -> models.CheckConstraint:
    """A period that has ended did not end before it began.

    Dates are as precise as they are known: what began in June 2005 may have ended in "2005",
    so the end counts as the last moment that its text allows.
    """
    last = Concat(F(end), Value("-99"), output_field=models.CharField())
    return models.CheckConstraint(
        condition=Q(**{end: ""}) | Q(GreaterThanOrEqual(last, F(start))),
        name=name,
        violation_error_message=message,
    )
