"""What waits for the editors: facts without a good source, and figures past their shelf life."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from profiles.models import Figure
from profiles.registry import profile_kinds

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
            relation = kind.model._meta.get_field(name)
            model = relation.related_model
            if any(field.name == "source" for field in model._meta.fields):  # type: ignore[union-attr]
                yield model, relation.field.name  # type: ignore[union-attr,misc]


def fact_counts() -> list[FactCount]:
    """Counts by kind of row, for those with anything to do; one query each."""
    counts = []
    for model, owner in fact_models():
        found = model._default_manager.aggregate(
            unsourced=models.Count("pk", filter=models.Q(source=None)),
            to_check=models.Count("pk", filter=models.Q(source__needs_check=True)),
        )
        if found["unsourced"] or found["to_check"]:
            profile: Any = model._meta.get_field(owner).related_model
            counts.append(FactCount(model, profile, found["unsourced"], found["to_check"]))
    return counts


def stale_figures(model: type[Figure], owner: str) -> list[Figure]:
    """The newest dated figure of each profile and metric, where it is past the metric's shelf life.

    An old figure with a newer one beside it is history, not a fault.
    """
    newest: dict[tuple[int, int], Figure] = {}
    rows = model.objects.select_related("metric", owner).newest_first()
    for figure in rows.iterator():
        if figure.ends_on:
            newest.setdefault((getattr(figure, f"{owner}_id"), figure.metric_id), figure)
    today = timezone.localdate()
    return [figure for figure in newest.values() if _is_stale(figure, today)]


def _is_stale(figure: Figure, today: datetime.date) -> bool:
    ends_on = figure.ends_on
    return ends_on is not None and ends_on + MONTH * figure.metric.shelf_life_months < today


def figure_models() -> list[tuple[type[Figure], str]]:
    return [(model, owner) for model, owner in fact_models() if issubclass(model, Figure)]
