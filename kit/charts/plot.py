"""Where everything of a chart of lines stands, in px of its viewBox.

The scale begins at zero. A year without a value is a gap: the line breaks there. Lines are told apart by their markers
and dashes as well as by their colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kit.charts.text_width import text_width

WIDTH, HEIGHT = 560, 300
RIGHT, TOP, BOTTOM = 16, 16, 34
LEAST_LEFT, GAP = 74, 8  # left of the scale, and between it and its labels
FONT = 17  # px, the largest that the labels are written in: l-text in static/css/parts/charts.css
MAX_LINES = 5  # more colours nobody tells apart
MAX_LABELS = 8  # below the chart
TICKS = 4  # about so many parts of the scale
RADIUS = 5.0
Point = tuple[float, float]
# Angles of the corners of each line's marker, in degrees from the right: disc, square, triangle, diamond, triangle upside down.
MARKERS: tuple[tuple[int, ...], ...] = (
    tuple(range(0, 360, 30)),
    (45, 135, 225, 315),
    (90, 210, 330),
    (0, 90, 180, 270),
    (30, 150, 270),
)
# Lengths of dash and gap; none for a whole line.
DASHES: tuple[tuple[int, ...], ...] = ((), (8, 4), (2, 4), (10, 4, 2, 4), (14, 5))


@dataclass(frozen=True)
class PlottedLine:
    number: int  # below MAX_LINES: its colour, marker and dashes
    runs: list[list[Point]]  # without a gap in between

    @property
    def path(self) -> str:
        """Of an SVG path; a point by itself is its marker alone."""
        return "".join(
            "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in run) for run in self.runs if len(run) > 1
        )

    @property
    def markers(self) -> list[list[Point]]:
        return [marker(self.number, point) for run in self.runs for point in run]

    @property
    def marker_path(self) -> str:
        return "".join(map(outline, self.markers))


def outline(corners: list[Point]) -> str:
    """Of an SVG path."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in corners) + "Z"


def marker(number: int, middle: Point, radius: float = RADIUS) -> list[Point]:
    """The corners of a line's marker around a point."""
    return [
        (
            middle[0] + radius * math.cos(math.radians(angle)),
            middle[1] - radius * math.sin(math.radians(angle)),
        )
        for angle in MARKERS[number % len(MARKERS)]
    ]


@dataclass(frozen=True)
class Plot:
    """Values of at most MAX_LINES lines by year, each with its number; `spelled` says what a value of the scale is called."""

    values: Sequence[tuple[int, Mapping[int, Decimal]]]
    spelled: Callable[[Decimal], str]
    joined: bool = True  # else there are markers alone

    @cached_property
    def years(self) -> range:
        years = [year for _number, of_line in self.values for year in of_line]
        return range(min(years), max(years) + 1)

    @cached_property
    def lines(self) -> list[PlottedLine]:
        return [PlottedLine(number, list(self._runs(of_line))) for number, of_line in self.values]

    @cached_property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and labels of the scale, from zero up."""
        step = self._step
        return [(self._y(step * place), self.spelled(step * place)) for place in range(self._parts + 1)]

    @cached_property
    def left(self) -> float:
        """Where the scale stands, so that the longest of its labels has room beside it."""
        widest = max(text_width(label, FONT) for _y, label in self.ticks)
        return min(max(LEAST_LEFT, widest + GAP), WIDTH / 2)

    @property
    def right(self) -> float:
        return WIDTH - RIGHT

    @property
    def label_end(self) -> float:
        return self.left - GAP

    @cached_property
    def labels(self) -> list[tuple[float, str]]:
        """Places and labels of the years that there is room for, the last one among them."""
        every = math.ceil(len(self.years) / MAX_LABELS)
        labelled = [year for year in self.years if (self.years[-1] - year) % every == 0]
        return [(self._x(year), str(year)) for year in labelled]

    def _runs(self, of_line: Mapping[int, Decimal]) -> Iterator[list[Point]]:
        run: list[Point] = []
        for year in self.years:
            if year in of_line:
                run.append((self._x(year), self._y(of_line[year])))
            if run and not (self.joined and year in of_line):
                yield run
                run = []
        if run:
            yield run

    def _x(self, year: int) -> float:
        room = self.right - self.left
        if len(self.years) == 1:
            return self.left + room / 2
        # Half a marker's room at both ends.
        inner = room - 2 * RADIUS
        return self.left + RADIUS + inner * (year - self.years[0]) / (len(self.years) - 1)

    def _y(self, value: Decimal) -> float:
        room = HEIGHT - TOP - BOTTOM
        return TOP + room * (1 - float(value / (self._step * self._parts)))

    @cached_property
    def _step(self) -> Decimal:
        """1, 2 or 5 times a power of ten."""
        largest = self._largest
        if largest <= 0:
            return Decimal(1)
        rough = largest / TICKS
        power = Decimal(10) ** rough.adjusted()
        return next(
            step for factor in (1, 2, 5, 10) if (step := power * factor) * TICKS >= largest or factor == 10
        )

    @cached_property
    def _parts(self) -> int:
        return max(1, math.ceil(self._largest / self._step))

    @property
    def _largest(self) -> Decimal:
        return max(
            (value for _number, of_line in self.values for value in of_line.values()), default=Decimal(0)
        )
