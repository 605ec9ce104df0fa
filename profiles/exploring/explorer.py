"""The answer to a query: charts of what sources say, and apart from them charts of what this directory adds up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.charts.plot import MAX_LINES
from kit.languages import listed
from kit.numbers import format_value
from profiles.catalogue import Catalogue, current
from profiles.content.changes import ContentStamp
from profiles.documents.reading import rows_of_each
from profiles.exploring.query import FiguresQuery, groups
from profiles.lists.options import label_of
from profiles.models import Figure, FigureSum, Profile
from profiles.models.registry import profile_kind
from profiles.pages.definitions import (
    IN_SERIES,
    OF_A_YEAR,
    RANKS,
    Timing,
    coverage_text,
    definition_text,
    timing_of,
    words_of,
    year_in_series,
)
from profiles.pages.lines import ChartLine, LineChart, Spot, line_charts, spot_of

MAX_CHARTS = 12
# Of sums, on the page: 60 groups and 60 years in 12 charts were 5 MB. The file has all.
MAX_GROUPS, MAX_YEARS = 20, 30
MAX_FURTHER = 60  # figures in no chart, on the page
COUNTED = "counted"


@dataclass(frozen=True)
class Further:
    """A figure that no chart can hold, with whose it is."""

    profile: Profile
    spot: Spot
    definition: str


class Explorer:
    def __init__(self, query: FiguresQuery, language: str, stamp: ContentStamp | None = None) -> None:
        self.query, self.language, self.stamp = query, language, stamp
        self.metric = None if query.nobody_fits else query.metric

    @cached_property
    def recorded(self) -> list[LineChart]:
        """Of the chosen profiles, as their sources say it."""
        owners = [(profile, str(profile.name), figures) for profile, figures in self._figures]
        return line_charts(owners)[:MAX_CHARTS]

    @cached_property
    def further(self) -> list[Further]:
        """Undated figures, parts of years, what is disputed, and all dates of a year but the last: they stand in no chart."""
        spots = [spot for chart in self.recorded for line in chart.lines for spot in line.spots.values()]
        charted = {figure.pk for spot in spots for figure in (spot.figure, *spot.others)}
        return [
            Further(profile, spot_of(figure), _definition(figure))
            for profile, figures in self._figures
            for figure in figures
            if figure.pk not in charted
        ]

    @cached_property
    def counted(self) -> list[LineChart]:
        """What the figures of the profiles of a kind add up to, by the group that was asked for or altogether."""
        by_chart: dict[tuple, list[FigureSum]] = defaultdict(list)
        for row in self.sums:
            by_chart[row.kind, row.coverage, row.unit, row.timing == Timing.AS_OF].append(row)
        charts = [self._counted_chart(rows) for _key, rows in sorted(by_chart.items())]
        most = sorted(charts, key=lambda chart: -sum(len(line.spots) for line in chart.lines))
        return most[:MAX_CHARTS]

    @property
    def cut(self) -> dict[str, int] | None:
        """How much of the sums is shown at most, where there are more."""
        shown_sums = sum(len(line.spots) for chart in self.counted for line in chart.lines)
        if shown_sums == len(self.sums):
            return None
        return {"groups": MAX_GROUPS, "years": MAX_YEARS, "charts": MAX_CHARTS}

    @property
    def charts(self) -> dict[str, LineChart]:
        """By key, for files and pictures."""
        return {chart.key: chart for chart in (*self.recorded, *self.counted)}

    @cached_property
    def _figures(self) -> list[tuple[Profile, list[Figure]]]:
        """Of each profile those of the metric and the years."""
        if self.metric is None:
            return []
        by_kind: dict[str, list[Profile]] = defaultdict(list)
        for kind, profile in self.query.owners:
            by_kind[kind.name].append(profile)
        rows = {name: rows_of_each(profiles, "figures") for name, profiles in by_kind.items()}
        return [
            (profile, [row for row in rows[kind.name][profile.pk] if self._is_asked(row)])
            for kind, profile in self.query.owners
        ]

    def _is_asked(self, figure: Figure) -> bool:
        if self.metric is None or figure.metric_id != self.metric.pk:
            return False
        year = year_in_series(figure)
        if year is None:
            return not self.query.has_years
        return self.query.first_year <= year <= self.query.last_year

    @cached_property
    def sums(self) -> Sequence[FigureSum]:
        """All that fit the query: as many as there are definitions, years and groups, however many profiles."""
        if self.metric is None:
            return []
        kinds = [groups()[self.query.group][0]] if self.query.group else list(_kinds_with_groups())
        rows = FigureSum.objects.select_related("metric").filter(
            metric=self.metric,
            group=self.query.group,
            kind__in=kinds,
            year__gte=self.query.first_year,
            year__lte=self.query.last_year,
        )
        if self.query.group and (broad := self._broad(kinds[0])) is not None:
            rows = rows.filter(value__in=broad)
        return list(rows.order_by("kind", "coverage", "unit", "timing", "value", "year"))

    def _broad(self, kind: str) -> list[str] | None:
        """Of terms on two levels the upper one, which holds the other: both beside each other would count twice."""
        terms = self._catalogues[kind].terms
        return [term.slug for term in terms[self.query.group].broad] if self.query.group in terms else None

    def _counted_chart(self, rows: Sequence[FigureSum]) -> LineChart:
        some, metric = rows[0], self.metric
        assert metric is not None  # noqa: S101 (there are no sums without one)
        by_line: dict[tuple[str, str], list[FigureSum]] = defaultdict(list)
        newest = max(row.year for row in rows)
        for row in rows:
            if row.year > newest - MAX_YEARS:
                by_line[row.value, row.timing].append(row)
        several = len({timing for _value, timing in by_line}) > 1
        largest_first = sorted(
            by_line.items(), key=lambda pair: (-max(Decimal(row.total) for row in pair[1]), pair[0])
        )
        lines = [
            ChartLine(
                self.label(some.kind, value),
                Timing(timing),
                {row.year: spot_of_sum(row) for row in of_line},
                value,
                number % MAX_LINES,
                several,
            )
            for number, ((value, timing), of_line) in enumerate(largest_first[:MAX_GROUPS])
        ]
        timings = [timing for timing in IN_SERIES if any(line.timing == timing for line in lines)]
        coverage = str(dict(Figure.Coverage.choices)[some.coverage])
        definition = definition_text(some.unit, coverage, *words_of(timings))
        when = "years" if Timing(some.timing) in OF_A_YEAR else "dates"
        key = f"{COUNTED}-{some.kind}-{some.coverage}-{some.unit}-{when}"
        return LineChart(metric, some.unit, some.coverage, definition, key, lines)

    def label(self, kind: str, value: str) -> str:
        """Of a group."""
        if not self.query.group:
            # Translators: all profiles of a kind together, in lower case or not as the name of the kind is.
            return _("%(kind)s of this directory") % {"kind": profile_kind(kind).pages.title}
        facet = groups()[self.query.group][1]
        return label_of(facet, value, self._catalogues[kind], self.language)

    @cached_property
    def _catalogues(self) -> Mapping[str, Catalogue]:
        return {kind: current(kind, self.stamp) for kind in _kinds_with_groups()}


def _kinds_with_groups() -> set[str]:
    return {kind for kind, _facet in groups().values()}


def spot_of_sum(row: FigureSum) -> Spot:
    total = Decimal(row.total)
    text = ngettext("sum of %(number)s profile", "sum of %(number)s profiles", row.number)
    worth = _("%(sound)s primary or secondary, %(to_check)s to check, %(unsourced)s without a source")
    values = {"sound": row.sound, "to_check": row.to_check, "unsourced": row.unsourced}
    # Translators: how many of the figures in a sum say "about", "over" and the like.
    inexact = ngettext("%(number)s not exact", "%(number)s not exact", row.inexact) % {"number": row.inexact}
    detail = listed([text % {"number": row.number}, inexact if row.inexact else "", worth % values])
    return Spot(
        total, format_value(total, row.unit, qualifier_of(row)), str(row.year), detail=detail, row=row
    )


def qualifier_of(row: FigureSum) -> str:
    return str(Figure.Qualifier.ABOUT if row.inexact else Figure.Qualifier.EXACT)


def _definition(figure: Figure) -> str:
    rank = "" if figure.rank in RANKS else str(figure.get_rank_display())
    return definition_text(figure.unit, coverage_text(figure), *words_of([timing_of(figure)]), rank)
