"""Rows of a profile, made of their lines and checked one by one, so that a bad line does not cost the profile."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, reduce
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, models
from django.utils.translation import gettext as _

from profiles.documents.document import Fields
from profiles.documents.shape import RowShape, plain, shape_of
from profiles.exports.facts.names import FIGURES, RowName
from profiles.imports.cells.problems import BadValue
from profiles.models import Metric
from profiles.models.figure import Figure

# What a row rests on is checked where its source is looked up.
OF_USE = ("source", "evidence")
# Where a figure does not say.
USUAL = {"coverage": "all", "qualifier": "exact", "rank": "normal"}
MAX_REMEMBERED = 10_000


@dataclass
class RowOfLines:
    """A row while its lines are read."""

    name: RowName
    line: int  # the first of them
    fields: Fields = field(default_factory=dict)


class RowChecks:
    """Whether the site takes a row, as it would when it is saved."""

    def __init__(self, kind: str, metrics: dict[str, Metric]) -> None:
        self.kind, self.metrics = kind, metrics
        self._good: dict[Any, Fields] = {}

    def checked(self, row: RowOfLines) -> Fields:
        """The row with what is usual and in its standard form. BadValue says what is wrong with it."""
        relation = row.name.relation
        fields = {**row.name.same, **row.fields}
        if relation == FIGURES:
            fields = self._whole_figure(fields)
        facts = {name: value for name, value in fields.items() if name not in OF_USE}
        known = (relation, *sorted(facts.items()))
        if known not in self._good:
            if len(self._good) > MAX_REMEMBERED:
                self._good.clear()
            self._good[known] = self._standard(relation, facts)
        return self._good[known] | {name: fields[name] for name in OF_USE if name in fields}

    def _whole_figure(self, fields: Fields) -> Fields:
        if "value" not in fields:
            raise BadValue(_("The number is missing."))
        units = Metric.UNITS[Metric.Kind(self.metrics[str(fields["metric"])].kind)]
        if "unit" not in fields and len(units) > 1:
            raise BadValue(_("Say the unit or the currency."))
        start, end = str(fields.get("period_start", "")), str(fields.get("period_end", ""))
        return {"unit": str(units[0]), **USUAL, "period_kind": _period_kind(start, end), **fields}

    def _standard(self, relation: str, fields: Fields) -> Fields:
        shape = shape_of(self.kind).rows[relation]
        model: Any = shape.model
        plain_fields = {name: value for name, value in fields.items() if not shape.fields[name].is_relation}
        row = model(**plain_fields)
        if relation == FIGURES:
            row.metric = self.metrics[str(fields["metric"])]
        try:
            row.clean_fields(exclude=[row._meta.pk.name, shape.owner, *shape.links])
            row.clean()
            _check_constraints(row, shape)
        except ValidationError as error:
            raise BadValue(_said_of(error)) from None
        # What the model's own rules spell otherwise.
        return fields | {name: plain(shape.fields[name].value_from_object(row)) for name in plain_fields}


def _check_constraints(row: Any, shape: RowShape) -> None:
    """Asked of the database by one query; which rule it is that a row breaks only where it breaks one, or all fail together.

    A figure's own rules say all that the database does.
    """
    model: Any = shape.model
    left_out = {shape.owner, *shape.links}
    checks = _checks(model, frozenset(left_out))
    if isinstance(row, Figure) or not checks:
        return
    errors = _Errors()
    try:
        with connection.execute_wrapper(errors):
            _together(model, frozenset(left_out)).validate(model, row, exclude=left_out)
        is_kept = not errors.seen
    except ValidationError:
        is_kept = False
    if not is_kept:
        for constraint in checks:
            constraint.validate(model, row, exclude=left_out)


class _Errors:
    """Whether a query failed: a rule that the database cannot evaluate counts as kept, and all joined to it with it."""

    seen = False

    def __call__(self, execute: Callable[..., Any], *query: Any) -> Any:
        try:
            return execute(*query)
        except DatabaseError:
            self.seen = True
            raise


@cache
def _checks(model: Any, left_out: frozenset[str]) -> list[models.CheckConstraint]:
    """Those that ask for none of the columns `left_out`."""
    checks = [one for one in model._meta.constraints if isinstance(one, models.CheckConstraint)]
    return [one for one in checks if left_out.isdisjoint(models.Q(one.condition).referenced_base_fields)]


@cache
def _together(model: Any, left_out: frozenset[str]) -> models.CheckConstraint:
    conditions = (models.Q(one.condition) for one in _checks(model, left_out))
    return models.CheckConstraint(condition=reduce(operator.and_, conditions), name="all")


def _period_kind(start: str, end: str) -> str:
    if end:
        return "span"
    if not start:
        return "undated"
    return "year" if len(start) == 4 else "as_of"


def _said_of(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    said = error.message_dict
    return " ".join(
        " ".join(texts) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(texts)}"
        for name, texts in said.items()
    )


def repeats(kind: str, relation: str, row: Fields, others: list[Fields]) -> bool:
    """Whether the database would refuse the row beside another one of the same profile."""
    shape = shape_of(kind).rows[relation]
    for constraint in shape.model._meta.constraints:
        if not isinstance(constraint, models.UniqueConstraint) or shape.owner not in constraint.fields:
            continue
        names = [name for name in constraint.fields if name != shape.owner]
        if not _is_met(constraint, row):
            continue
        said = [row.get(name) for name in names]
        # NULL is equal to nothing in SQL; a condition of its own covers rows without a source.
        if "source" in names and "source" not in row:
            continue
        if any(
            _is_met(constraint, other) and said == [other.get(name) for name in names] for other in others
        ):
            return True
    return False


def _is_met(constraint: models.UniqueConstraint, row: Fields) -> bool:
    """The condition of a constraint: that some columns have some values."""
    if constraint.condition is None:
        return True
    conditions = [one for one in constraint.condition.children if isinstance(one, tuple)]
    return all(row.get(str(name)) == value for name, value in conditions)
