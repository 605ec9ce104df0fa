"""The newest figures of many profiles at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import CharField, FloatField, QuerySet
from django.db.models.functions import Cast

CHUNK = 20_000
UNDATED = 1  # older than every date, newer than nothing


class NewestValues:
    """One value for each of `count` places, the newest that was taken; NaN where there is none.

    What is newer: see FigureQuerySet.newest_first. Of equals the first key counts.
    """

    def __init__(self, count: int) -> None:
        self.when = np.zeros(count, dtype=np.int64)
        self.key = np.zeros(count, dtype=np.uint64)
        self.value = np.full(count, np.nan)

    def take(self, place: np.ndarray, when: np.ndarray, key: np.ndarray, value: np.ndarray) -> None:
        order = np.lexsort((key, -when, place))
        first = order[np.diff(place[order], prepend=-1) != 0]
        at, when, key = place[first], when[first], key[first]
        newer = (when > self.when[at]) | ((when == self.when[at]) & (key < self.key[at]))
        at = at[newer]
        self.when[at], self.key[at], self.value[at] = when[newer], key[newer], value[first][newer]


def read_newest(
    model: Any, owner: str, pks: np.ndarray, ids: Collection[int] | None, wanted: Sequence[tuple[str, str]]
) -> dict[tuple[str, str], np.ndarray]:
    """The newest undisputed figures of each (metric, unit), of any unit where that is empty, parallel to `pks`, which ascend."""
    newest_values = {figure: NewestValues(len(pks)) for figure in wanted}
    if wanted:
        for place, code, unit, *columns in _figures(
            _rows(model, owner, ids, {metric for metric, _unit in wanted}), pks
        ):
            for (metric, in_unit), newest in newest_values.items():
                matching = (code == metric) & (unit == in_unit) if in_unit else code == metric
                newest.take(place[matching], *(column[matching] for column in columns))
    return {figure: newest.value for figure, newest in newest_values.items()}


def _figures(figures: QuerySet, pks: np.ndarray) -> Iterator[tuple[np.ndarray, ...]]:
    """Chunks of (place in pks, metric, unit, when, key, value) of the figures of these profiles."""
    rows = figures.iterator(chunk_size=CHUNK)
    while chunk := list(islice(rows, CHUNK)):
        owner, code, unit, kind, start, end, key, value = zip(*chunk, strict=True)
        place = np.searchsorted(pks, np.array(owner, dtype=np.int64))
        known = place < len(pks)
        known[known] = pks[place[known]] == np.array(owner)[known]
        when = [
            UNDATED if kind_ == "undated" else end_of(end_ or start_)
            for kind_, start_, end_ in zip(kind, start, end, strict=True)
        ]
        columns = (
            place,
            np.array(code),
            np.array(unit),
            np.array(when, dtype=np.int64),
            np.array([int(text.replace("-", "")[:16], 16) for text in key], dtype=np.uint64),
            np.array(value, dtype=np.float64),
        )
        yield tuple(column[known] for column in columns)


def _rows(model: Any, owner: str, ids: Collection[int] | None, metrics: Collection[str]) -> QuerySet:
    figures = model.objects.filter(metric__code__in=metrics).exclude(rank="disputed")
    if ids is not None:
        figures = figures.filter(**{f"{owner}__in": list(ids)})
    return figures.order_by().values_list(
        *(owner, "metric__code", "unit", "period_kind"),
        Cast("period_start", CharField()),
        Cast("period_end", CharField()),
        Cast("pk", CharField()),
        Cast("value", FloatField()),
    )


@lru_cache(maxsize=50_000)
def end_of(date: str) -> int:
    """2012 -> 20129999, 2012-06 -> 20120699: a year ends after its months, a month after its days."""
    return int(date.replace("-", "").ljust(8, "9")) if date else UNDATED
