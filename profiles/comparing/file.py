"""A comparison as a CSV file: a line for each value of the table, and then for each value of the charts."""

from __future__ import annotations

from collections.abc import Iterator

from kit.spreadsheets import Cell as FileCell
from kit.spreadsheets import csv_bytes
from profiles.comparing.comparison import Comparison
from profiles.comparing.figures import Cell, ComparisonRow
from profiles.models import Profile
from profiles.pages.figure_cells import OF_FIGURE, OF_SOURCE, figure_cells, source_cells
from profiles.sheets.value import Value

# As the page has them: the name in the other script, the year, the amount in the home currency, what other sources say.
IN_WORDS = ("second_name", "year", "converted", "url", "others_say")
HEADERS = ("part", "fact", "label", "definition", "profile", "name", *OF_FIGURE, "remark", *IN_WORDS)


def comparison_file(comparison: Comparison) -> bytes:
    return csv_bytes([HEADERS, *_table(comparison), *_series(comparison)])


def _table(comparison: Comparison) -> Iterator[list[FileCell]]:
    for row in comparison.rows:
        for profile, cell in zip(comparison.profiles, row.cells, strict=True):
            before = ["table", row.key, row.label, row.definition, *_named(profile)]
            for values in _values(row, cell, comparison.currency):
                yield [*before, *values]


def _values(row: ComparisonRow, cell: Cell, currency: str) -> Iterator[list[FileCell]]:
    """What is not known is a line without a value."""
    remark = "; ".join(cell.remarks)
    if cell.figure is not None:
        yield [*figure_cells(cell.figure, currency), remark, *_in_words(cell.values[0])]
        return
    between = [None] * (len(OF_FIGURE) - len(OF_SOURCE) - 1)
    for value in cell.values:
        use = min(value.sources, key=lambda use: [*type(value.level)].index(use.evidence_level), default=None)
        needs_none = row.is_choice and use is None
        of_source = [None] * len(OF_SOURCE) if needs_none else source_cells(use)
        yield [value.text, *between, *of_source, value.detail, *_in_words(value)]
    if not cell.values:
        yield [None] * (len(OF_FIGURE) + 1 + len(IN_WORDS))


def _in_words(value: Value) -> list[FileCell]:
    """In the order of IN_WORDS."""
    others = [f"{text} ({use.source.title})" for text, use in value.differing]
    return [value.second, value.year, value.converted, value.url, "; ".join(others)]


def _series(comparison: Comparison) -> Iterator[list[FileCell]]:
    for chart in comparison.charts:
        for line in chart.lines:
            before = ["series", chart.metric.code, chart.metric.name, chart.definition, *_named(line.owner)]
            for spot in line.spots.values():
                for figure in (spot.figure, *spot.others):
                    yield [*before, *figure_cells(figure, comparison.currency), None, *[None] * len(IN_WORDS)]


def _named(profile: Profile) -> list[FileCell]:
    return [profile.slug, str(profile.name)]
