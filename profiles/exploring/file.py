"""The answer of the explorer as a CSV file: what sources say, and behind it what this directory adds up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kit.spreadsheets import Cell, csv_bytes
from profiles.exploring.explorer import Explorer, qualifier_of
from profiles.models import Figure, Profile
from profiles.pages.figure_cells import OF_FIGURE, OF_SOURCE, figure_cells

HEADERS = (
    *("origin", "metric", "label", "kind", "profile", "name", "group", "group_value", "year", *OF_FIGURE),
    *("profiles", "figures_sound", "figures_to_check", "figures_unsourced", "figures_inexact"),
)
RECORDED, COUNTED = "recorded", "counted_from_this_directory"


def figures_file(explorer: Explorer, currency: str) -> bytes:
    return csv_bytes([HEADERS, *_recorded(explorer, currency), *_counted(explorer)])


def _recorded(explorer: Explorer, currency: str) -> Iterator[list[Cell]]:
    for chart in explorer.recorded:
        for line in chart.lines:
            for year, spot in line.spots.items():
                for figure in (spot.figure, *spot.others):
                    yield _figure(chart.metric, line.owner, year, figure, currency)
    for further in explorer.further:
        figure = further.spot.figure
        yield _figure(figure.metric, further.profile, None, figure, currency)


def _figure(metric: object, profile: Profile, year: int | None, figure: Figure, currency: str) -> list[Cell]:
    of_metric: list[Cell] = [RECORDED, figure.metric.code, str(metric)]
    named: list[Cell] = [profile._meta.model_name, profile.slug, str(profile.name), None, None, year]
    return [*of_metric, *named, *figure_cells(figure, currency), None, None, None, None, None]


def _counted(explorer: Explorer) -> Iterator[list[Cell]]:
    """More than the page shows of them."""
    between = [None] * (len(OF_FIGURE) - 7 - len(OF_SOURCE))
    for row in explorer.sums:
        yield [
            *(
                COUNTED,
                row.metric.code,
                str(row.metric.name),
                row.kind,
                None,
                explorer.label(row.kind, row.value),
            ),
            *(row.group or None, row.value or None, row.year),
            *(Decimal(row.total), row.unit, qualifier_of(row), row.timing, str(row.year), None, row.coverage),
            *between,
            *[None] * len(OF_SOURCE),
            *(row.number, row.sound, row.to_check, row.unsourced, row.inexact),
        ]
