"""A comparison as a CSV file: a line for each value of the table, and then for each value of the charts."""

from __future__ import annotations

from collections.abc import Iterator

from kit.spreadsheets import Cell as FileCell
from kit.spreadsheets import csv_bytes
from profiles.comparing.comparison import Comparison
from profiles.comparing.figures import Cell, Row
from profiles.models import Profile
from profiles.pages.figure_cells import OF_FIGURE, OF_SOURCE, figure_cells, source_cells

HEADERS = ("part", "fact", "label", "definition", "profile", "name", *OF_FIGURE, "remark")


def comparison_file(comparison: Comparison) -> bytes:
    return csv_bytes([HEADERS, *_table(comparison), *_series(comparison)])


def _table(comparison: Comparison) -> Iterator[list[FileCell]]:
    for row in comparison.rows:
        for profile, cell in zip(comparison.profiles, row.cells, strict=True):
            before = ["table", row.key, row.label, row.definition, *_named(profile)]
            for values in _values(row, cell, comparison.currency):
                yield [*before, *values]


def _values(row: Row, cell: Cell, currency: str) -> Iterator[list[FileCell]]:
    """What is not known is a line without a value."""
    remark = "; ".join(cell.remarks)
    if cell.figure is not None:
        yield [*figure_cells(cell.figure, currency), remark]
        return
    between = [None] * (len(OF_FIGURE) - len(OF_SOURCE) - 1)
    for value in cell.values:
        use = min(value.sources, key=lambda use: [*type(value.level)].index(use.evidence_level), default=None)
        yield [value.text, *between, *source_cells(use), value.detail]
    if not cell.values:
        yield [None] * (len(OF_FIGURE) + 1)


def _series(comparison: Comparison) -> Iterator[list[FileCell]]:
    for chart in comparison.charts:
        for line in chart.lines:
            for spot in line.spots.values():
                figure = spot.figure
                before = [
                    "series",
                    chart.metric.code,
                    chart.metric.name,
                    chart.definition,
                    *_named(line.owner),
                ]
                yield [*before, *figure_cells(figure, comparison.currency), None]


def _named(profile: Profile) -> list[FileCell]:
    return [profile.slug, str(profile.name)]
