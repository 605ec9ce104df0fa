"""What two figures must have alike to be compared, and which of those that say the same of a year comes first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from kit.languages import columns, listed
from kit.partial_date import PartialDate, is_twelve_months
from profiles.facts.exchange_rates import year_of
from profiles.models import Figure, Unit
from profiles.models.metric import units

AnyFigure = TypeVar("AnyFigure", bound=Figure)
Year = TypeVar("Year", int, int | None)
LEAST, MOST = 2, 5  # profiles that are compared at once
NOTES = columns("note")
RANKS = {"preferred": 0, "normal": 1}  # of figures that nobody disputes


class Timing(StrEnum):
    """What a value speaks of."""

    YEAR = "year"
    FINANCIAL_YEAR = "financial-year"  # twelve months in a row that are no calendar year
    AS_OF = "as-of"
    PART = "part"  # of a year, or of several
    UNDATED = "undated"


TIMING_WORDS: dict[Timing, Any] = {
    Timing.YEAR: pgettext_lazy("period of a figure", "calendar years"),
    Timing.FINANCIAL_YEAR: pgettext_lazy("period of a figure", "financial years"),
    Timing.AS_OF: pgettext_lazy("period of a figure", "as of a date"),
    Timing.PART: pgettext_lazy("period of a figure", "parts of years"),
    Timing.UNDATED: pgettext_lazy("period of a figure", "undated"),
}
OF_A_YEAR = (Timing.YEAR, Timing.FINANCIAL_YEAR)
IN_SERIES = (*OF_A_YEAR, Timing.AS_OF)  # those that a year can have one of


@dataclass(frozen=True)
class MetricCoverage:
    """What a metric was counted of. Of a part its notes say which one it is."""

    metric: int
    coverage: str
    part: tuple[str, ...] = ()

    @classmethod
    def of(cls, figure: Figure) -> MetricCoverage:
        is_part = figure.coverage == Figure.Coverage.PART
        which = tuple(getattr(figure, name) for name in NOTES) if is_part else ()
        return cls(figure.metric_id, figure.coverage, which)


def timing_of(figure: Figure) -> Timing:
    return timing(figure.period_kind, str(figure.period_start), str(figure.period_end))


@lru_cache(maxsize=10_000)
def timing(kind: str, start: str, end: str) -> Timing:
    """Of a period as figures keep it."""
    if kind == Figure.PeriodKind.UNDATED or not start:
        return Timing.UNDATED
    if kind == Figure.PeriodKind.AS_OF:
        return Timing.AS_OF
    if kind == Figure.PeriodKind.YEAR:
        return Timing.YEAR
    first, last = PartialDate(start), PartialDate(end)
    if not is_twelve_months(first, last):
        return Timing.PART
    is_calendar = first.first_day().timetuple().tm_yday == 1 and first.year == last.year
    return Timing.YEAR if is_calendar else Timing.FINANCIAL_YEAR


def year_in_series(figure: Figure) -> int | None:
    """The year that it stands for; of a financial year the one with more of its days."""
    return year_of(figure.period_kind, str(figure.period_start), str(figure.period_end))


def coverage_text(figure: Figure) -> str:
    """What was counted, in words, to stand within a sentence."""
    is_part = figure.coverage == Figure.Coverage.PART
    return str((is_part and figure.note) or figure.get_coverage_display()).rstrip(".。")


def counted(figure: Figure) -> str:
    """What its number is of, and of which part, so that two figures of one metric can be told apart."""
    unit = unit_text(figure.unit)
    if figure.coverage == Figure.Coverage.ALL:
        return unit
    coverage = coverage_text(figure)
    return _("%(unit)s, %(coverage)s") % {"unit": unit, "coverage": coverage} if unit else coverage


def unit_text(unit: str) -> str:
    """A plain number has none: what is counted is the metric itself."""
    return "" if unit == Unit.COUNT else str(dict(units()).get(unit, unit))


def name_of(figure: Figure) -> str:
    """The metric, and what is counted of it."""
    unit = counted(figure)
    return (
        _("%(metric)s, %(unit)s") % {"metric": figure.metric.name, "unit": unit}
        if unit
        else str(figure.metric.name)
    )


def definition_text(unit: str, coverage: str, *periods: str) -> str:
    """Unit, coverage and sort of period, in words; the unit as figures keep it, the others in words."""
    # Translators: what was counted, before its coverage, as "all" or "registered".
    covered = _("coverage: %(coverage)s") % {"coverage": coverage}
    return listed([unit_text(unit), covered, *periods])


def words_of(timings: Iterable[Timing]) -> list[str]:
    return [str(TIMING_WORDS[timing]) for timing in timings]


def precedence(rank: str, start: str, end: str, key: Any) -> tuple:
    """Of figures of one year and definition, the one with the largest comes first."""
    return -RANKS.get(rank, len(RANKS)), end or start, key


def by_precedence(figures: Iterable[AnyFigure]) -> list[AnyFigure]:
    """The preferred figure, then those that nobody disputes, the latest first, then the disputed ones."""
    return sorted(
        figures,
        key=lambda row: precedence(row.rank, str(row.period_start), str(row.period_end), row.pk),
        reverse=True,
    )


def undisputed(by_year: Mapping[Year, Iterable[AnyFigure]]) -> dict[Year, list[AnyFigure]]:
    """Without years of which nobody says anything undisputed; of each the first-ranked figure first."""
    ordered = {year: by_precedence(figures) for year, figures in by_year.items()}
    return {year: figures for year, figures in ordered.items() if figures[0].rank in RANKS}


def same_period(figure: Figure, others: Iterable[AnyFigure]) -> list[AnyFigure]:
    """Those of the very same period: of one year there may be several dates."""
    period = (figure.period_kind, figure.period_start, figure.period_end)
    return [other for other in others if (other.period_kind, other.period_start, other.period_end) == period]
