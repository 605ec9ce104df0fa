"""The newest figures of many profiles at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from functools import lru_cache, partial
from typing import Any

import numpy as np
from django.db.models import CharField, FloatField, QuerySet
from django.db.models.functions import Cast

from profiles.catalogue.rows import RowQuery
from profiles.facts.exchange_rates import HOME_CURRENCY, factor_for_a_year

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
    model: Any,
    owner: str,
    pks: np.ndarray,
    ids: Collection[int] | None,
    wanted: Sequence[tuple[str, str]],
    currency: str,
) -> dict[tuple[str, str], np.ndarray]:
    """The newest figures of the whole of each (metric, unit), parallel to `pks`, which ascend.

    Of any unit where that is empty; where it is HOME_CURRENCY, those of a year that are in this currency or can be converted.
    """
    newest_values = {figure: NewestValues(len(pks)) for figure in wanted}
    if wanted:
        query = _rows(model, owner, tuple(dict.fromkeys(metric for metric, _unit in wanted)))
        at_home = frozenset(metric for metric, unit in wanted if unit == HOME_CURRENCY)
        for place, code, unit, when, key, value, factor, first in _figures(
            query.chunks(ids, CHUNK), pks, at_home, currency
        ):
            for (metric, in_unit), newest in newest_values.items():
                of_metric = code == metric
                if in_unit == HOME_CURRENCY:
                    fits = of_metric & ~np.isnan(factor)
                    # Of one period what counts all, and what nobody had to convert.
                    newest.take(place[fits], (when * 4 + first)[fits], key[fits], (value * factor)[fits])
                else:
                    fits = of_metric & (unit == in_unit) if in_unit else of_metric
                    newest.take(place[fits], when[fits], key[fits], value[fits])
    return {figure: newest.value for figure, newest in newest_values.items()}


def _figures(
    chunks: Iterable[list[tuple]], pks: np.ndarray, at_home: Set[str], currency: str
) -> Iterator[tuple[np.ndarray, ...]]:
    """Chunks of (place in pks, metric, unit, when, key, value, factor, first) of the figures of these profiles.

    `factor` turns the amounts of metrics `at_home` into the currency. `first` says which of equally new ones is taken.
    """
    for chunk in chunks:
        owners, codes, units, kinds, starts, ends, keys, values, coverages = zip(*chunk, strict=True)
        place = np.searchsorted(pks, np.array(owners, dtype=np.int64))
        known = place < len(pks)
        known[known] = pks[place[known]] == np.array(owners)[known]
        when = [
            UNDATED if kind == "undated" else end_of(end or start)
            for kind, start, end in zip(kinds, starts, ends, strict=True)
        ]
        columns = (
            place,
            np.array(codes),
            np.array(units),
            np.array(when, dtype=np.int64),
            np.array([int(key.replace("-", "")[:16], 16) for key in keys], dtype=np.uint64),
            np.array(values, dtype=np.float64),
            _factors(at_home, currency, zip(codes, units, kinds, starts, ends, strict=True)),
            2 * np.array([coverage == "all" for coverage in coverages]) + (np.array(units) == currency),
        )
        yield tuple(column[known] for column in columns)


def _factors(at_home: Set[str], currency: str, figures: Iterable[tuple[str, ...]]) -> np.ndarray:
    return np.array(
        [
            factor_for_a_year(unit, currency, kind, start, end) if code in at_home else np.nan
            for code, unit, kind, start, end in figures
        ],
        dtype=np.float64,
    )


@lru_cache(maxsize=32)
def _rows(model: Any, owner: str, metrics: tuple[str, ...]) -> RowQuery:
    return RowQuery(partial(_figure_rows, model, owner, metrics))


def _figure_rows(model: Any, owner: str, metrics: tuple[str, ...], ids: Collection[int] | None) -> QuerySet:
    figures = model.objects.of_the_whole().filter(metric__code__in=metrics)
    if ids is not None:
        figures = figures.filter(**{f"{owner}__in": list(ids)})
    return figures.order_by().values_list(
        *(owner, "metric__code", "unit", "period_kind"),
        Cast("period_start", CharField()),
        Cast("period_end", CharField()),
        Cast("pk", CharField()),
        Cast("value", FloatField()),
        "coverage",
    )


@lru_cache(maxsize=50_000)
def end_of(date: str) -> int:
    """2012 -> 20129999, 2012-06 -> 20120699: a year ends after its months, a month after its days."""
    return int(date.replace("-", "").ljust(8, "9")) if date else UNDATED
