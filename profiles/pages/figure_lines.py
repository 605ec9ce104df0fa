"""Figures as lines of a table: what was counted, how much, when, and who says so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.numbers import figure_text
from profiles.models import Figure
from profiles.models.figure import newest_first
from profiles.models.source import Cited, cited
from profiles.pages.definitions import RANKS, MetricCoverage, name_of


@dataclass(frozen=True)
class FigureLine:
    metric: str
    name: str  # the metric, and of what it was counted
    value: str
    period: str
    source: Cited | None
    is_disputed: bool


def figure_lines(figures: Iterable[Figure], limit: int | None = None) -> list[FigureLine]:
    """By metric, and of each the newest first; of all, or of the first ones."""
    ordered = sorted(newest_first(figures), key=lambda row: (row.metric.order, row.metric.code))
    return [_line(figure) for figure in ordered[:limit]]


def latest_of_each(figures: Iterable[Figure]) -> list[Figure]:
    """Of each metric the newest figure that nobody disputes: of the whole, unless only parts were counted."""
    latest: dict[int, Figure] = {}
    trusted = [row for row in newest_first(figures) if row.rank in RANKS]
    for figure in sorted(trusted, key=lambda row: bool(MetricCoverage.of(row).part)):
        latest.setdefault(figure.metric_id, figure)
    return list(latest.values())


def _line(figure: Figure) -> FigureLine:
    source = next(iter(cited([figure])), None)
    return FigureLine(
        str(figure.metric.name),
        name_of(figure),
        figure_text(figure),
        figure.period_label,
        source,
        figure.rank not in RANKS,
    )
