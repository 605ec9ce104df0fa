"""Bar charts of figures, as plain data for SVG.

One chart holds figures of one definition only: one metric, unit and coverage, and either of calendar years, of financial
years or as of dates. Parts of years are not drawn. A year without a figure keeps an empty place. Bars begin at zero.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _

from kit.charts.text_width import text_width
from kit.numbers import figure_text, format_value, plain
from kit.partial_date import PartialDate
from profiles.models import Figure, Metric
from profiles.models.source import Cited, cited
from profiles.pages.definitions import (
    IN_SERIES,
    MetricCoverage,
    Timing,
    counted,
    name_of,
    timing_of,
    undisputed,
    year_in_series,
)

HEIGHT = 180  # px of the tallest bar
COLUMN = 96  # px from one bar to the next, at most
WIDTH = 576  # px of a chart, at most: as many columns as fit at their full width
BAR = 2 / 3  # of a column
BASE_LINE, ABOVE_BAR = 200.0, 8  # px: where the years stand, and how far over a bar its value
# px, as b-val and b-lab in static/css/parts/charts.css, on a telephone and elsewhere
NARROW_FONT, WIDE_FONT = 21, 13
LABEL_GAP = 6  # px
MAX_YEARS = 30
CLEARLY_MORE = Decimal("1.05")  # times; less is "about the same"
Span = tuple[float, float]  # from left to right, px
# Words would not fit between two bars; the table has them.
SIGNS = {"exact": "", "over": "> ", "about": "≈ ", "under": "< ", "up_to": "≤ "}


@dataclass(frozen=True)
class Bar:
    """A place on the time line; without a figure it is a gap. Heights in px of the viewBox."""

    label: str
    value: str
    height: float
    figure: Figure | None = None
    source: Cited | None = None
    is_gap: bool = False
    is_last: bool = False
    # What fits at the bar: the year, and the value without the unit, which stands above the chart.
    year: str = ""
    short: str = ""

    @property
    def y(self) -> float:
        return HEIGHT - self.height


@dataclass(frozen=True)
class Label:
    """A year below a chart or a value over a bar; y in px of the viewBox, x the middle of the text."""

    text: str
    x: float
    y: float
    is_value: bool
    is_wide: bool  # of the drawing beside which letters are small; else of the one on a telephone


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
    def name(self) -> str:
        """The metric, and what is counted of it."""
        return name_of(self.figures[-1])

    @property
    def figures(self) -> list[Figure]:
        return [bar.figure for bar in self.bars if bar.figure]

    @property
    def column(self) -> float:
        return min(COLUMN, WIDTH / len(self.bars))

    @property
    def width(self) -> float:
        return self.column * len(self.bars)

    @cached_property
    def places(self) -> list[tuple[float, float, Bar]]:
        """Left edge and width of each bar that is drawn."""
        width, edge = self.column * BAR, self.column * (1 - BAR) / 2
        return [
            (place * self.column + edge, width, bar) for place, bar in enumerate(self.bars) if not bar.is_gap
        ]

    @property
    def labels(self) -> list[Label]:
        """What is written into the drawing, on a telephone and elsewhere: as much as fits. The table has all."""
        return [
            label
            for is_wide, font in ((False, NARROW_FONT), (True, WIDE_FONT))
            for label in (*self._years(font, is_wide), *self._values(font, is_wide))
        ]

    def _years(self, font: int, is_wide: bool) -> Iterator[Label]:
        """The last one first, so that it is among them."""
        occupied: list[Span] = []
        for place in reversed(range(len(self.bars))):
            middle = self._middle(place, self.bars[place].year, font, occupied)
            if middle is not None:
                yield Label(self.bars[place].year, middle, BASE_LINE, False, is_wide)

    def _values(self, font: int, is_wide: bool) -> Iterator[Label]:
        """The last, the first and the largest before the others; none on a taller bar beside it, but the last above it."""
        occupied: list[Span] = []
        last = len(self.bars) - 1
        places = [place for place, bar in enumerate(self.bars) if not bar.is_gap]
        tallest = max(places, key=lambda place: self.bars[place].height)
        for place in sorted(places, key=lambda place: (place != last, place not in (0, tallest), -place)):
            text, room = self.bars[place].short, list(occupied)
            middle = self._middle(place, text, font, room)
            if middle is None:
                continue
            height = max(bar.height for bar in self._below(room[-1]))
            if place == last or height <= self.bars[place].height:
                occupied = room
                yield Label(text, middle, HEIGHT - height - ABOVE_BAR, True, is_wide)

    def _middle(self, place: int, text: str, font: int, taken: list[Span]) -> float | None:
        """Of a text at a bar, moved as far as it takes to stay within the drawing; None where there is no room."""
        width = text_width(text, font)
        middle = max(width / 2, min((place + 0.5) * self.column, self.width - width / 2))
        left, right = middle - (width + LABEL_GAP) / 2, middle + (width + LABEL_GAP) / 2
        if any(left < end and start < right for start, end in taken):
            return None
        taken.append((left, right))
        return middle

    def _below(self, span: Span) -> list[Bar]:
        left, right = span
        return [bar for start, width, bar in self.places if start < right and left < start + width]


def series(figures: Iterable[Figure]) -> list[Series]:
    """The series that figures form, in the order of their metrics; disputed figures are left out."""
    groups: dict[tuple, dict[int, list[Figure]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        timing, year = timing_of(figure), year_in_series(figure)
        if timing in IN_SERIES and year is not None:
            groups[timing, figure.unit, MetricCoverage.of(figure)][year].append(figure)
    all_series = [_series(kept) for by_year in groups.values() if (kept := undisputed(by_year))]
    return sorted(all_series, key=lambda item: (item.metric.order, item.metric.code))


def _series(figures: Mapping[int, list[Figure]]) -> Series:
    """Of the first-ranked figure of each of the last MAX_YEARS."""
    last = max(figures)
    by_year = {year: rows[0] for year, rows in figures.items() if year > last - MAX_YEARS}
    return Series(by_year[last].metric, _headline(by_year), counted(by_year[last]), _bars(by_year))


def _bars(by_year: dict[int, Figure]) -> list[Bar]:
    last = max(by_year)
    years = range(min(by_year), last + 1)
    largest = max(figure.value for figure in by_year.values()) or Decimal(1)
    return [
        _bar(by_year[year], year, largest, is_last=year == last)
        if year in by_year
        else _gap(year, by_year[last])
        for year in years
    ]


def _gap(year: int, newest: Figure) -> Bar:
    """A year without a figure, named as the years of the series are: 2013/14 between financial years."""
    if _is_named_by_two_years(newest):
        # Most of its days lie in the year it begins in, or in the next.
        first = year + PartialDate(str(newest.period_start)).year - (year_in_series(newest) or 0)
        label = at_bar = f"{first}/{(first + 1) % 100:02d}"
    else:
        label, at_bar = PartialDate(str(year)).localized(), str(year)
    return Bar(label, "", 0, is_gap=True, year=at_bar)


def _is_named_by_two_years(figure: Figure) -> bool:
    return timing_of(figure) == Timing.FINANCIAL_YEAR


def _bar(figure: Figure, year: int, largest: Decimal, *, is_last: bool) -> Bar:
    height = round(float(figure.value / largest) * HEIGHT, 1)
    visible = max(height, 3.0) if figure.value else 0.0
    short = SIGNS[figure.qualifier] + format_value(figure.value, figure.unit, with_unit=False)
    label = figure.period_label
    at_bar = label if _is_named_by_two_years(figure) else str(year)
    use = next(iter(cited([figure])), None)
    return Bar(label, figure_text(figure), visible, figure, use, is_last=is_last, year=at_bar, short=short)


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
        return _("%(metric)s grew %(times)s-fold from %(first)s to %(last)s") % {
            **values,
            "times": _times(ratio),
        }
    peak = max(by_year, key=lambda year: by_year[year].value)
    if by_year[peak].value > CLEARLY_MORE * max(first.value, last.value):
        of_peak = by_year[peak].period_label if _is_named_by_two_years(by_year[peak]) else peak
        return _("%(metric)s, %(first)s to %(last)s: highest in %(peak)s") % {**values, "peak": of_peak}
    if ratio > CLEARLY_MORE:
        return _("%(metric)s grew from %(first)s to %(last)s") % values
    if ratio >= 2 - CLEARLY_MORE:
        return _("%(metric)s stayed about the same from %(first)s to %(last)s") % values
    return _("%(metric)s fell from %(first)s to %(last)s") % values


def _times(ratio: Decimal) -> str:
    """2.4, but 19."""
    return plain(ratio.quantize(Decimal("0.1") if ratio < 10 else Decimal(1)))
