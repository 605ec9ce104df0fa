"""A chart of lines as a picture, with everything that tells what it shows: title, definition, whose lines, sources, citation.

The same lines as the SVG of a page, from the same Plot.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from kit.charts.plot import DASHES, HEIGHT, WIDTH, Plot, Point, marker
from kit.pictures.lettering import font, plain, width, wrapped

PAGE = 1_200  # px: width
MARGIN = 40
SCALE = (PAGE - 2 * MARGIN) / WIDTH
FINE = 2  # drawn so many times as large, so that slanted lines are smooth
COLOURS = ("#0b5b53", "#ac3517", "#123f73", "#5a2a63", "#5e4300")
INK, SECOND, RULE, PAPER = "#10201d", "#40524e", "#d3ddda", "#ffffff"
TITLE, TEXT, SMALL = 34, 22, 18  # px
LEADING = 1.45
MAX_NOTE_LINES = 12


def png(
    plot: Plot, title: str, definition: str, names: Sequence[tuple[int, str]], notes: Sequence[str]
) -> bytes:
    """`names` are those of the lines, each with its number; `notes` stand below: what was counted, sources, citation."""
    names = [(number, plain(name)) for number, name in names]
    head = [*_wrapped(title, TITLE), *_wrapped(definition, TEXT)]
    legend = list(_legend_rows(names))
    below = [line for note in notes for line in _wrapped(note, SMALL)][:MAX_NOTE_LINES]
    top = MARGIN + sum(_height(size) for size, _text in head) + 10
    plot_top = top + len(legend) * _height(TEXT) + 10
    notes_top = plot_top + round(HEIGHT * SCALE) + 20
    height = notes_top + len(below) * _height(SMALL) + MARGIN
    page = _Page(height)
    page.lines(MARGIN, head)
    page.legend(top, legend, joined=plot.joined)
    page.plot(plot_top, plot)
    page.lines(notes_top, below, SECOND)
    return page.bytes()


def _height(size: int) -> int:
    return round(size * LEADING)


def _wrapped(text: str, size: int) -> Iterator[tuple[int, str]]:
    """Lines that fit on the page, each with its size."""
    return ((size, line) for line in wrapped(text, size, PAGE - 2 * MARGIN))


def _legend_rows(names: Sequence[tuple[int, str]]) -> Iterator[list[tuple[float, int, str]]]:
    """Rows of (place, number, name)."""
    row: list[tuple[float, int, str]] = []
    place = float(MARGIN)
    for number, name in names:
        label = _shortened(name)
        needed = 90 + width(label, TEXT)
        if row and place + needed > PAGE - MARGIN:
            yield row
            row, place = [], float(MARGIN)
        row.append((place, number, label))
        place += needed + 30
    if row:
        yield row


def _shortened(name: str) -> str:
    room = PAGE - 2 * MARGIN - 90
    while width(name, TEXT) > room:
        name = name[: max(1, len(name) * 3 // 4)] + "…"
    return name


class _Page:
    """Places are in px of the page; it is drawn larger."""

    def __init__(self, height: int) -> None:
        self._image = Image.new("RGB", (PAGE * FINE, height * FINE), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def bytes(self) -> bytes:
        file = io.BytesIO()
        self._image.reduce(FINE).quantize(64, Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
        return file.getvalue()

    def lines(self, top: float, lines: Sequence[tuple[int, str]], colour: str = INK) -> None:
        for size, text in lines:
            self._text((MARGIN, top), text, size, colour, "la")
            top += _height(size)

    def legend(self, top: float, rows: Sequence[Sequence[tuple[float, int, str]]], *, joined: bool) -> None:
        for row in rows:
            for place, number, name in row:
                middle = top + _height(TEXT) / 2
                if joined:
                    self._stroke([(place, middle), (place + 70, middle)], number)
                self._marker((place + 35, middle), number)
                self._text((place + 84, middle), name, TEXT, INK, "lm")
            top += _height(TEXT)

    def plot(self, top: float, plot: Plot) -> None:
        def at(x: float, y: float) -> Point:
            return MARGIN + x * SCALE, top + y * SCALE

        for y, label in plot.ticks:
            self._draw.line(self._fine([at(plot.left, y), at(plot.right, y)]), RULE, 2 * FINE)
            self._text(at(plot.label_end, y), plain(label), TEXT, SECOND, "rm")
        for x, label in plot.labels:
            self._text(at(x, HEIGHT - 12), label, TEXT, SECOND, "mm")
        for line in plot.lines:
            for run in line.runs:
                self._stroke([at(*point) for point in run], line.number)
            for run in line.runs:
                for point in run:
                    self._marker(at(*point), line.number)

    def _text(self, at: Point, text: str, size: int, colour: str, anchor: str) -> None:
        self._draw.text(self._fine([at])[0], text, colour, font(size * FINE), anchor)

    def _marker(self, middle: Point, number: int) -> None:
        self._draw.polygon(self._fine(marker(number, middle, 9)), COLOURS[number % len(COLOURS)], PAPER)

    def _stroke(self, points: Sequence[Point], number: int) -> None:
        colour = COLOURS[number % len(COLOURS)]
        for dash in dashes(points, [SCALE * length for length in DASHES[number % len(DASHES)]]):
            self._draw.line(self._fine(dash), colour, round(2.5 * SCALE * FINE), joint="curve")

    @staticmethod
    def _fine(points: Sequence[Point]) -> list[Point]:
        return [(x * FINE, y * FINE) for x, y in points]


def dashes(points: Sequence[Point], lengths: Sequence[float]) -> Iterator[list[Point]]:
    """The strokes of a dashed line, which turn corners with it; the line itself where there are no lengths."""
    if not lengths:
        if len(points) > 1:
            yield list(points)
        return
    number, left = 0, lengths[0]
    stroke = [points[0]]
    for (x, y), (end_x, end_y) in pairwise(points):
        rest = math.hypot(end_x - x, end_y - y)
        while rest > left:
            part = left / rest
            x, y, rest = x + (end_x - x) * part, y + (end_y - y) * part, rest - left
            if number % 2 == 0:
                yield [*stroke, (x, y)]
            number += 1
            left, stroke = lengths[number % len(lengths)], [(x, y)]
        left -= rest
        stroke.append((end_x, end_y))
    if number % 2 == 0 and len(stroke) > 1:
        yield stroke
