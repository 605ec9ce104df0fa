"""What waits for the editors: facts without a good source, and figures past their shelf life."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.db.models import Case, F, Max, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf
from django.utils import timezone

from kit.model_fields import model_named_by, rows_of_model
from profiles.models import Figure, Metric, Row
from profiles.models.figure import END_OF_PERIOD
from profiles.models.registry import profile_kinds

MONTH = datetime.timedelta(days=30.44)


@dataclass(frozen=True)
class FactCount:
    """How many rows of one kind lack a source or have one to be checked."""

    model: type[models.Model]
    profile: type[models.Model]
    unsourced: int
    to_check: int

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name_plural)


def fact_models() -> Iterator[tuple[type[models.Model], str]]:
    """Every model of rows that name a source, with the field that names the row's profile."""
    for kind in profile_kinds():
        for name in kind.rows:
            model, owner = rows_of_model(kind.model, name)
            if issubclass(model, Row) and model.is_sourced():
                yield model, owner


def fact_counts(counted: dict[str, list[int]]) -> list[FactCount]:
    """By kind of row, for those with anything to do; `counted` is that of a Tally."""
    counts = []
    for model, owner in fact_models():
        numbers = counted.get(model._meta.label_lower, [0, 0])
        if any(numbers):
            counts.append(FactCount(model, model_named_by(model, owner), *numbers))
    return counts


def stale_figures(model: type[Figure], owner: str) -> models.QuerySet:
    """(owner, metric, end) of the newest dated figure of each profile and metric, where it is past its shelf life.

    An old figure with a newer one beside it is history, not a fault. The newest come first.
    """
    ends = Coalesce(NullIf(F("period_end"), Value("")), F("period_start"))
    newest = Max(Concat(ends, Value(END_OF_PERIOD), output_field=models.CharField()))
    dated = model.objects.exclude(period_kind=Figure.PeriodKind.UNDATED).order_by()
    rows = dated.values_list(owner, "metric").annotate(newest=newest).filter(newest__lt=_limits())
    return rows.order_by("-newest", owner, "metric")


def _limits() -> Case:
    """The day before which a figure is past the shelf life of its metric. A date known to the year ends with the year."""
    today = timezone.localdate()
    months = Metric.objects.order_by().values_list("shelf_life_months", flat=True).distinct()
    days = {number: today - datetime.timedelta((MONTH * number).days) for number in months}
    whens = [When(metric__shelf_life_months=number, then=Value(str(day))) for number, day in days.items()]
    return Case(*whens, default=Value(""), output_field=models.CharField())


def figure_models() -> list[tuple[type[Figure], str]]:
    return [(model, owner) for model, owner in fact_models() if issubclass(model, Figure)]
