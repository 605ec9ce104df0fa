"""Figures of several profiles, aligned: a row for each coverage and sort of period, at the period that most of them have."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kit.numbers import figure_text, format_value
from profiles.models import Figure, Metric
from profiles.models.metric import SQUARE_KILOMETRES, Unit
from profiles.models.source import cited
from profiles.pages.definitions import (
    OF_A_YEAR,
    TIMING_WORDS,
    MetricCoverage,
    Timing,
    coverage_text,
    definition_text,
    same_period,
    timing_of,
    undisputed,
    year_in_series,
)
from profiles.sheets.value import Value, of_figure

COVERAGES = [value for value, _label in Figure.Coverage.choices]
TIMINGS = [*Timing]
# What two figures must share to stand in one row, and what of it a period is told apart by.
Alike = tuple[MetricCoverage, str, str]


@dataclass(frozen=True)
class Cell:
    """What a row says of one profile."""

    values: list[Value]
    remarks: tuple[str, ...] = ()  # where it is not what the row says
    figure: Figure | None = None


@dataclass(frozen=True)
class ComparisonRow:
    key: str
    label: str
    cells: list[Cell]
    definition: str = ""  # of figures: coverage and period
    explained: str = ""
    is_choice: bool = False  # of the park, which nobody needs a source for
    differs: bool = (
        False  # the first of several rows of its metric that are not to be compared with each other
    )


def figure_rows(metric: Metric, of_each: Sequence[Sequence[Figure]], currency: str) -> list[ComparisonRow]:
    """Rows of one metric; `of_each` has the figures of each profile, in the order of the columns."""
    groups: dict[Alike, list[dict[int | None, list[Figure]]]] = {}
    for place, figures in enumerate(of_each):
        for figure in figures:
            by_year = groups.setdefault(_alike(figure), [defaultdict(list) for _profile in of_each])
            by_year[place][year_in_series(figure)].append(figure)
    undisputed_of_each = {alike: [*map(undisputed, by_year)] for alike, by_year in groups.items()}
    trusted = {alike: by_year for alike, by_year in undisputed_of_each.items() if any(by_year)}
    ordered = sorted(trusted, key=_place)
    rows = [row for alike in ordered for row in _rows(metric, alike, trusted[alike], currency)]
    return [replace(rows[0], differs=True), *rows[1:]] if len(ordered) > 1 else rows


def _alike(figure: Figure) -> Alike:
    """Calendar and financial years stand in one row, where each is marked; parts of years only beside the very same."""
    timing = timing_of(figure)
    period = f"{figure.period_start}/{figure.period_end}" if timing == Timing.PART else ""
    return MetricCoverage.of(figure), Timing.YEAR if timing in OF_A_YEAR else timing, period


def _place(alike: Alike) -> tuple:
    coverage, timing, period = alike
    return COVERAGES.index(coverage.coverage), TIMINGS.index(Timing(timing)), coverage.part, period


def _rows(
    metric: Metric, alike: Alike, of_each: Sequence[dict[int | None, list[Figure]]], currency: str
) -> Iterator[ComparisonRow]:
    """At the period that most profiles share, and, where some have a newer one, the newest of each."""
    counts = Counter(year for by_year in of_each for year in by_year)
    shared = max(counts, key=lambda year: (counts[year], year or 0))
    years = [max(by_year, key=lambda year: year or 0, default=None) for by_year in of_each]
    yield _row(metric, alike, of_each, [shared] * len(of_each), currency)
    if shared is not None and any(year is not None and year > shared for year in years):
        yield _row(metric, alike, of_each, years, currency, newest=True)


def _row(
    metric: Metric,
    alike: Alike,
    of_each: Sequence[dict[int | None, list[Figure]]],
    years: Sequence[int | None],
    currency: str,
    *,
    newest: bool = False,
) -> ComparisonRow:
    chosen = [
        by_year.get(year) or (by_year[max(by_year, key=lambda one: one or 0)] if by_year else [])
        for by_year, year in zip(of_each, years, strict=True)
    ]
    is_area = len({rows[0].unit for rows in chosen if rows}) > 1 and metric.kind == Metric.Kind.AREA
    cells = [
        _cell(rows, None if newest else year, currency, is_area=is_area)
        for rows, year in zip(chosen, years, strict=True)
    ]
    some = next(rows[0] for rows in chosen if rows)
    period = _("newest of each") if newest else _period(alike, years[0], some)
    definition = definition_text("", coverage_text(some), period)
    return ComparisonRow(metric.code, str(metric.name), cells, definition, str(metric.definition))


def _period(alike: Alike, year: int | None, some: Figure) -> str:
    if alike[1] == Timing.UNDATED:
        return str(TIMING_WORDS[Timing.UNDATED])
    if alike[1] == Timing.PART:
        return some.period_label
    # Translators: figures that say how it was on a date of this year.
    return _("on a date in %(year)s") % {"year": year} if alike[1] == Timing.AS_OF else str(year)


def _cell(rows: Sequence[Figure], year: int | None, currency: str, *, is_area: bool) -> Cell:
    if not rows:
        return Cell([])
    figure, *others = rows
    value = of_figure(figure, currency)
    if figure.coverage == Figure.Coverage.PART:  # the row says which one
        value = replace(value, detail="")
    if is_area:
        value = replace(value, converted=_in_square_kilometres(figure))
    differing = [
        (figure_text(other), use)
        for other in same_period(figure, others)
        if (other.value, other.qualifier) != (figure.value, figure.qualifier)
        for use in cited([other])
    ]
    return Cell([replace(value, differing=differing)], tuple(_remarks(figure, year)), figure)


def _remarks(figure: Figure, year: int | None) -> Iterator[str]:
    if year is not None and year_in_series(figure) != year:
        yield _("other period")
    if timing_of(figure) == Timing.FINANCIAL_YEAR:
        yield _("financial year")


def _in_square_kilometres(figure: Any) -> str:
    if figure.unit == Unit.KM2:
        return ""
    value = figure.value * Decimal(str(SQUARE_KILOMETRES[figure.unit]))
    # Translators: the same area in another unit.
    return _("= %(area)s") % {"area": format_value(value, Unit.KM2, figure.qualifier)}
