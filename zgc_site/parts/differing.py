"""Where sources do not agree on the host park, side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from partners.models import ParkFigure
from profiles.models.figure import newest_first
from profiles.models.source import cited
from profiles.pages.definitions import name_of
from zgc_site.parts.key_figures import FigureText, figure_as_text

MAX_VALUES = 3


@dataclass(frozen=True)
class Differing:
    """What sources say of one thing."""

    metric: str
    name: str  # the metric, and of what it was counted
    values: list[FigureText]


def differing(figures: Iterable[ParkFigure], limit: int) -> list[Differing]:
    """Those of one metric and coverage that cannot be told apart by their period: it is the same, or one names none.

    Figures of a part of the park, and figures without a source, are compared with nothing, and those whose note says what
    was counted only with those that say the same: applications are no other count of patents.
    """
    alike: dict[tuple[int, str, str], list[ParkFigure]] = defaultdict(list)
    for row in newest_first(figures):
        if row.coverage != "part" and cited([row]):
            alike[row.metric_id, row.coverage, str(row.note)].append(row)
    groups = sorted(alike.values(), key=lambda rows: (rows[0].metric.order, rows[0].metric.code))
    found = (
        Differing(str(rows[0].metric.name), name_of(rows[0]), [*_texts(rows)])
        for group in groups
        for rows in _conflicts(group)
    )
    return list(islice(found, limit))


def _conflicts(rows: list[ParkFigure]) -> Iterator[list[ParkFigure]]:
    dated = {(row.value, row.unit) for row in rows if row.period_kind != "undated"}
    # A value without a period that another row has with one agrees with that row, and says nothing of other years.
    undated = [row for row in rows if row.period_kind == "undated" and (row.value, row.unit) not in dated]
    by_period: dict[tuple[str, str, str], list[ParkFigure]] = defaultdict(list)
    for row in rows:
        by_period[row.period_kind, row.period_start, row.period_end].append(row)
    groups = [[*undated, *(row for row in rows if row not in undated)]] if undated else by_period.values()
    for group in groups:
        if len({(row.value, row.unit) for row in group}) > 1 and len({row.source_id for row in group}) > 1:
            yield group


def _texts(rows: list[ParkFigure]) -> Iterator[FigureText]:
    """Each value once, as the first source gives it."""
    seen = set[tuple[Decimal, str]]()
    for row in rows:
        if (row.value, row.unit) not in seen and len(seen) < MAX_VALUES:
            seen.add((row.value, row.unit))
            yield figure_as_text(row)
