"""Profiles of a kind fact by fact, in the order in which the kind declares its facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from profiles.comparing.figures import Cell, ComparisonRow, figure_rows
from profiles.documents.reading import read_rows
from profiles.facts.fact import Fact, label_of
from profiles.models import Figure, Metric, Profile
from profiles.models.registry import profile_kind
from profiles.pages.lines import LineChart, line_charts
from profiles.pages.source_list import SourceList
from profiles.sheets.sheet import Sheet

CONSUMER = "comparison"
MAX_CHARTS = 8


class Comparison:
    """As many queries for five profiles as for two: one for each relation, and one for each field with several terms."""

    def __init__(self, kind: str, profiles: Sequence[Profile], currency: str) -> None:
        self.kind, self.profiles, self.currency = profile_kind(kind), profiles, currency
        self.sources = SourceList()
        self.facts = [fact for fact in self.kind.facts if CONSUMER not in fact.absent]
        read_rows(profiles)

    @cached_property
    def sheets(self) -> list[Sheet]:
        make = self.kind.pages.sheet or Sheet
        return [make(profile, self.currency) for profile in self.profiles]

    @cached_property
    def rows(self) -> list[ComparisonRow]:
        """Those in which any profile has something, and those that a visitor expects to find."""
        return [row for fact in self.facts for row in self._rows(fact)]

    @property
    def known_rows(self) -> list[ComparisonRow]:
        """Those in which any profile has something."""
        return [row for row in self.rows if any(cell.values for cell in row.cells)]

    @property
    def unknown(self) -> list[str]:
        """What a visitor expects to find, and is recorded of no profile."""
        return [row.label for row in self.rows if not any(cell.values for cell in row.cells)]

    @cached_property
    def charts(self) -> list[LineChart]:
        """Those with most profiles in them first."""
        owners = [
            (profile, str(profile.name), figures)
            for profile, figures in zip(self.profiles, self._figures, strict=True)
        ]
        series = [chart for chart in line_charts(owners) if chart.is_series]
        return sorted(series, key=lambda chart: -len({line.owner.pk for line in chart.lines}))[:MAX_CHARTS]

    @cached_property
    def currencies(self) -> set[str]:
        """Those of the amounts of money that stand in the rows."""
        figures = (cell.figure for row in self.rows for cell in row.cells if cell.figure)
        return {figure.unit for figure in figures if figure.metric.kind == Metric.Kind.MONEY}

    def _rows(self, fact: Fact) -> Iterator[ComparisonRow]:
        if fact.relation == "figures":
            rows = [row for metric in self._metrics(fact) for row in self._of_metric(metric)]
            yield from rows or (
                [self._row(fact, [Cell([]) for _sheet in self.sheets])] if fact.always else []
            )
            return
        cells = [Cell(sheet.values(fact)) for sheet in self.sheets]
        if fact.always or any(cell.values for cell in cells):
            yield self._row(fact, cells)

    def _row(self, fact: Fact, cells: list[Cell]) -> ComparisonRow:
        return ComparisonRow(fact.key, label_of(fact, self.kind.model), cells, is_choice=fact.is_choice)

    def _of_metric(self, metric: Metric) -> list[ComparisonRow]:
        of_each = [[row for row in rows if row.metric_id == metric.pk] for rows in self._figures]
        return figure_rows(metric, of_each, self.currency)

    def _metrics(self, fact: Fact) -> Iterable[Metric]:
        """Of a fact of one metric this one, else those that no other fact has."""
        named = {one.metric for one in self.facts if one.metric}
        metrics = {row.metric_id: row.metric for rows in self._figures for row in rows}
        ordered = sorted(metrics.values(), key=lambda metric: (metric.order, metric.code))
        return [
            metric
            for metric in ordered
            if (metric.code == fact.metric if fact.metric else metric.code not in named)
        ]

    @cached_property
    def _figures(self) -> list[list[Figure]]:
        return [sheet.rows("figures") for sheet in self.sheets]
