"""Bar charts of figures, as plain data for SVG.

One chart holds figures of one definition only: one metric, unit and coverage, and either of
years or as of dates. Parts of years are not drawn. A year without a figure keeps an empty place.
Bars begin at zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kit.languages import columns
from kit.numbers import figure_text, format_value
from profiles.models import Figure, Metric
from profiles.models.source import Cited, cited

HEIGHT = 180  # px of the tallest bar
COLUMN = 96  # px from one bar to the next
MAX_YEARS = 30
RANKS = {"preferred": 0, "normal": 1}
NOTES = columns("note")
# Words would not fit between two bars; the table has them.
SIGNS = {"exact": "", "over": "> ", "about": "≈ ", "under": "< ", "up_to": "≤ "}


@dataclass(frozen=True)
class Bar:
    """A place on the time line; without a figure it is a gap. Heights in px of the viewBox."""

    label: str
    value: str
    height: float
    x: int
    source: Cited | None = None
    is_gap: bool = False
    is_last: bool = False
    # What fits at the bar: the year, and the value without the unit, which stands above the chart.
    year: str = ""
    short: str = ""

    @property
    def y(self) -> float:
        return HEIGHT - self.height

    @property
    def middle(self) -> int:
        return self.x + COLUMN // 2


@dataclass(frozen=True)
class Series:
    metric: Metric
    title: str
    unit: str
    bars: list[Bar]

    @property
    def is_drawn(self) -> bool:
        """Two years are needed for a chart."""
        return sum(not bar.is_gap for bar in self.bars) > 1

    @property
    def sources(self) -> list[Cited]:
        """The sources of its bars, each once."""
        uses = (bar.source for bar in self.bars if bar.source)
        return list({(use.source.key, use.evidence_level): use for use in uses}.values())

    @property
    def width(self) -> int:
        return COLUMN * len(self.bars)


def series(figures: Iterable[Figure]) -> list[Series]:
    """The series that figures form, in the order of their metrics; disputed figures are left out."""
    groups: dict[tuple, list[Figure]] = defaultdict(list)
    for figure in figures:
        is_as_of = figure.period_kind == Figure.PeriodKind.AS_OF
        if figure.rank in RANKS and (is_as_of or figure.is_of_a_year):
            groups[(is_as_of, *_definition(figure))].append(figure)
    all_series = [_series(rows) for rows in groups.values()]
    return sorted(all_series, key=lambda item: (item.metric.order, item.metric.code))


def _definition(figure: Figure) -> tuple:
    """What two figures must have alike to be compared. Of a part its note says which one it is."""
    is_part = figure.coverage == Figure.Coverage.PART
    which = tuple(getattr(figure, name) for name in NOTES) if is_part else ()
    return figure.metric_id, figure.unit, figure.coverage, *which


def _series(figures: list[Figure]) -> Series:
    by_year = _best_by_year(figures)
    newest = by_year[max(by_year)]
    return Series(newest.metric, _headline(by_year), _unit(newest), _bars(by_year))


def _unit(figure: Figure) -> str:
    """What the bars count, and which part of it, so that two charts of one metric can be told apart."""
    unit = str(figure.get_unit_display())
    if figure.coverage == Figure.Coverage.ALL:
        return unit
    is_part = figure.coverage == Figure.Coverage.PART
    coverage = (is_part and figure.note) or figure.get_coverage_display()
    return _("%(unit)s, %(coverage)s") % {"unit": unit, "coverage": coverage}


def _best_by_year(figures: list[Figure]) -> dict[int, Figure]:
    """The preferred figure of each of the last MAX_YEARS; of equals the latest in the year."""
    best: dict[int, Figure] = {}
    for figure in sorted(figures, key=lambda row: (-RANKS[row.rank], row.ends_on)):
        if figure.ends_on:
            best[figure.ends_on.year] = figure
    return {year: figure for year, figure in best.items() if year > max(best) - MAX_YEARS}


def _bars(by_year: dict[int, Figure]) -> list[Bar]:
    last = max(by_year)
    years = range(min(by_year), last + 1)
    largest = max(figure.value for figure in by_year.values()) or Decimal(1)
    return [
        _bar(by_year.get(year), year, place * COLUMN, largest, is_last=year == last)
        for place, year in enumerate(years)
    ]


def _bar(figure: Figure | None, year: int, x: int, largest: Decimal, *, is_last: bool) -> Bar:
    if figure is None:
        return Bar(str(year), "", 0, x, is_gap=True, year=str(year))
    height = round(float(figure.value / largest) * HEIGHT, 1)
    visible = max(height, 3.0) if figure.value else 0.0
    short = SIGNS[figure.qualifier] + format_value(figure.value, figure.unit, with_unit=False)
    label = figure.period_label
    at_bar = str(year) if figure.period_kind == Figure.PeriodKind.AS_OF else label
    use = next(iter(cited([figure])), None)
    return Bar(label, figure_text(figure), visible, x, use, is_last=is_last, year=at_bar, short=short)


def _headline(by_year: dict[int, Figure]) -> str:
    """What the chart says, in words that the numbers bear out."""
    first, last = by_year[min(by_year)], by_year[max(by_year)]
    values = {"metric": last.metric.name, "first": first.period_label, "last": last.period_label}
    if first is last:
        return _("%(metric)s, %(last)s") % values
    if not first.value:
        return _("%(metric)s, %(first)s to %(last)s") % values
    ratio = last.value / first.value
    if ratio >= 2:
        return _("%(metric)s more than doubled from %(first)s to %(last)s") % values
    if ratio > Decimal("1.05"):
        return _("%(metric)s grew from %(first)s to %(last)s") % values
    if ratio >= Decimal("0.95"):
        return _("%(metric)s stayed about the same from %(first)s to %(last)s") % values
    return _("%(metric)s fell from %(first)s to %(last)s") % values
