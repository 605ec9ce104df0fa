"""Charts of several lines over years, of figures or of counts: what each says, the table behind it, and the drawing.

One chart has one metric, one unit, one coverage, and either years or dates. Calendar and financial years are lines of
their own. Disputed figures are left out, and so is what is no series: undated figures and parts of years.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from kit.charts.plot import MAX_LINES, Plot, marker, outline
from kit.numbers import figure_text, format_value, plain
from profiles.models import Figure, Metric
from profiles.models.source import Cited, cited
from profiles.pages.definitions import (
    IN_SERIES,
    OF_A_YEAR,
    TIMING_WORDS,
    MetricCoverage,
    Timing,
    coverage_text,
    definition_text,
    same_period,
    timing_of,
    undisputed,
    words_of,
    year_in_series,
)

MAX_YEARS = 60


@dataclass(frozen=True)
class Spot:
    """A value on a line, and in the table behind it."""

    value: Decimal
    text: str
    period: str  # in words
    use: Cited | None = None
    figure: Any = None
    # What other sources give for the same period: (what they say, source).
    differing: tuple[tuple[str, Cited | None], ...] = ()
    others: tuple[Any, ...] = ()  # the other figures of the very same period
    detail: str = ""
    row: Any = None  # profiles.models.FigureSum, where it is a sum

    @property
    def exact(self) -> str:
        """The whole number, where the text shortens it."""
        unit = (self.figure or self.row).unit
        whole = plain(self.value)
        return "" if format_value(self.value, unit, with_unit=False) == whole else whole

    @property
    def says_period(self) -> bool:
        """Whether the year that it stands at does not say all."""
        return self.figure is not None and timing_of(self.figure) != Timing.YEAR


@dataclass(frozen=True)
class ChartLine:
    """The values of one owner by year. The owner is a profile or a group of profiles."""

    name: str
    timing: Timing
    spots: Mapping[int, Spot]
    owner: Any = None
    number: int = 0  # of its colour and marker
    says_timing: bool = False

    @property
    def label(self) -> str:
        if not self.says_timing:
            return self.name
        # Translators: whose line of a chart it is, and what its years are.
        return _("%(name)s (%(years)s)") % {"name": self.name, "years": TIMING_WORDS[self.timing]}

    @property
    def sign(self) -> str:
        """Of its marker in the legend, an SVG path."""
        return outline(marker(self.number, (18, 7)))


@dataclass(frozen=True)
class YearRow:
    """A line of the table: for each line of the chart its value, or None where there is a gap."""

    year: int
    spots: list[Spot | None]


@dataclass(frozen=True)
class LineChart:
    metric: Metric
    unit: str
    coverage: str  # its key
    definition: str  # unit, coverage and period in words
    key: str  # stays the same while the definition does
    lines: list[ChartLine] = field(default_factory=list)

    @property
    def is_counted(self) -> bool:
        """Whether its values are sums of this directory."""
        return any(spot.row for line in self.lines for spot in line.spots.values())

    @property
    def is_series(self) -> bool:
        """Two years of one line are needed for a chart."""
        return any(len(line.spots) > 1 for line in self.lines)

    @cached_property
    def drawn(self) -> list[ChartLine]:
        """A reader tells no more apart; the table has all."""
        return self.lines[:MAX_LINES]

    @cached_property
    def plot(self) -> Plot:
        return Plot(
            [(line.number, {year: spot.value for year, spot in line.spots.items()}) for line in self.drawn],
            lambda value: format_value(value, self.unit, with_unit=False),
            # Sums of other profiles each year tell no course.
            joined=not self.is_counted,
        )

    @cached_property
    def legend(self) -> list[tuple[ChartLine, str, str]]:
        """Each line that is drawn, with the paths of its stroke and of its markers."""
        return [
            (line, plotted.path, plotted.marker_path)
            for line, plotted in zip(self.drawn, self.plot.lines, strict=True)
        ]

    @cached_property
    def rows(self) -> list[YearRow]:
        """Each year from the first to the last, gaps as well."""
        years = [year for line in self.lines for year in line.spots]
        return [
            YearRow(year, [line.spots.get(year) for line in self.lines])
            for year in range(min(years), max(years) + 1)
        ]

    @cached_property
    def uses(self) -> list[Cited]:
        """The sources of its values, each once."""
        uses = (spot.use for line in self.lines for spot in line.spots.values() if spot.use)
        return list({(use.source.key, use.evidence_level): use for use in uses}.values())

    @property
    def title(self) -> str:
        years = [row.year for row in self.rows]
        if years[0] == years[-1]:
            return _("%(metric)s, %(last)s") % {"metric": self.metric.name, "last": years[-1]}
        # Translators: what a chart is of, and its first and last year.
        text = _("%(metric)s, %(first)s to %(last)s")
        return text % {"metric": self.metric.name, "first": years[0], "last": years[-1]}


def line_charts(owners: Iterable[tuple[Any, str, Sequence[Figure]]]) -> list[LineChart]:
    """Of (owner, name, figures): a chart for each definition, in the order of the metrics; those of most lines first."""
    by_chart: dict[tuple, dict[tuple, dict[int, list[Figure]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    names: dict[int, tuple[Any, str]] = {}
    for place, (owner, name, figures) in enumerate(owners):
        names[place] = owner, name
        for figure in figures:
            timing, year = timing_of(figure), year_in_series(figure)
            if timing in IN_SERIES and year is not None:
                chart = (MetricCoverage.of(figure), figure.unit, timing == Timing.AS_OF)
                by_chart[chart][place, timing][year].append(figure)
    charts = [_chart(lines, names) for lines in by_chart.values()]
    nonempty = [chart for chart in charts if chart.lines]
    return sorted(
        nonempty,
        key=lambda chart: (
            chart.metric.order,
            chart.metric.code,
            -sum(len(line.spots) for line in chart.lines),
            chart.key,
        ),
    )


def _chart(
    by_line: Mapping[tuple, Mapping[int, list[Figure]]], names: Mapping[int, tuple[Any, str]]
) -> LineChart:
    lines: list[ChartLine] = []
    # In all charts of a page an owner has the same colour, but where it has two lines in one.
    is_once = len({place for place, _timing in by_line}) == len(by_line)
    several = len({timing for _place, timing in by_line}) > 1
    for place, timing in sorted(by_line, key=lambda key: (key[0], IN_SERIES.index(key[1]))):
        owner, name = names[place]
        spots = _spots(by_line[place, timing])
        if spots:
            number = place if is_once else len(lines)
            lines.append(ChartLine(name, timing, spots, owner, number % MAX_LINES, several))
    some = next(iter(next(iter(by_line.values())).values()))[0]
    timings = tuple(timing for timing in IN_SERIES if any(line.timing == timing for line in lines))
    return LineChart(
        some.metric,
        some.unit,
        some.coverage,
        definition_text(some.unit, coverage_text(some), *words_of(timings)),
        chart_key(some),
        lines,
    )


def _spots(by_year: Mapping[int, list[Figure]]) -> dict[int, Spot]:
    """The first-ranked figure of each year, of the last MAX_YEARS."""
    first_ranked = undisputed(by_year)
    newest = max(first_ranked, default=0)
    return {
        year: spot_of(rows[0], rows[1:])
        for year, rows in sorted(first_ranked.items())
        if year > newest - MAX_YEARS
    }


def spot_of(figure: Figure, others: Iterable[Figure] = ()) -> Spot:
    others = same_period(figure, others)
    differing = tuple(
        (figure_text(other), next(iter(cited([other])), None))
        for other in others
        if (other.value, other.qualifier) != (figure.value, figure.qualifier)
    )
    return Spot(
        figure.value,
        figure_text(figure),
        figure.period_label,
        next(iter(cited([figure])), None),
        figure,
        differing,
        tuple(others),
    )


def chart_key(figure: Figure) -> str:
    """Short and for addresses: "all-USD-years"."""
    when = "years" if timing_of(figure) in OF_A_YEAR else "dates"
    coverage = MetricCoverage.of(figure)
    which = (
        hashlib.blake2b("\n".join(coverage.part).encode(), digest_size=3).hexdigest() if coverage.part else ""
    )
    return "-".join(part for part in (figure.coverage, which, figure.unit, when) if part)
