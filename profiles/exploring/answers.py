"""Answers questions about figures in lines: value, period, whose, and who says so, each with the way to the explorer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from kit.languages import Text, listed
from profiles.catalogue import current
from profiles.content.changes import ContentStamp
from profiles.exploring.explorer import spot_of_sum
from profiles.exploring.query import FROM, METRIC, TO
from profiles.exploring.questions import FiguresAsked, metric_words
from profiles.facts.facets import NAME
from profiles.lists.groups import MAX_FOUND, FoundLine, GroupResults, Rank
from profiles.models import Figure, FigureSum, Metric, Profile
from profiles.models.metric import ALL
from profiles.models.registry import profile_kind, profile_kind_of, profile_kinds
from profiles.models.source import Cited
from profiles.pages.definitions import (
    RANKS,
    MetricCoverage,
    Timing,
    coverage_text,
    precedence,
    timing_of,
    year_in_series,
)
from profiles.pages.lines import spot_of
from profiles.search import find

MAX_OWNERS = 5  # with such a name whose figures are read
MAX_DEFINITIONS = 3  # of one metric
_COVERAGES = list(Figure.Coverage)


def found_figures(text: str, host: Profile | None, stamp: ContentStamp) -> GroupResults:
    """What was asked for; else the metrics with these words in their names, each with the way to its figures."""
    words = metric_words(stamp)
    asked = words.read(text)
    lines = _Answer(asked, host, stamp).lines if asked else []
    if lines:
        return GroupResults(lines[:MAX_FOUND], len(lines[:MAX_FOUND]), words=text, rank=Rank.ASKED)
    lines = [FoundLine(figures_url(metric), metric.name) for metric in words.named(text)]
    return GroupResults(lines[:MAX_FOUND], len(lines), reverse("figures"), text)


def figures_url(metric: Metric, asked: FiguresAsked | None = None, owner: Profile | None = None) -> str:
    """The explorer at a metric, the years that were asked for, and a profile; without one, at the host park."""
    query = [(METRIC, metric.code)]
    if asked and asked.years:
        years = ((FROM, asked.years.first), (TO, asked.years.last))
        query += [(name, year) for name, year in years if year]
    query += [(owner._meta.model_name or "", owner.slug)] if owner else []
    return f"{reverse('figures')}?{urlencode(query)}"


class _Answer:
    def __init__(self, asked: FiguresAsked, host: Profile | None, stamp: ContentStamp) -> None:
        self.asked, self.host, self.stamp = asked, host, stamp

    @property
    def lines(self) -> list[FoundLine]:
        """Of the years that were asked for; where there are none, of the nearest year, which the line says."""
        if self.asked.names and not self._is_host_named:
            return next(filter(None, map(self._of_owners, self._owners())), [])
        lines = self._of_owners([self.host]) if self.host else []
        return [*lines, *self._of_sums()]

    @property
    def _is_host_named(self) -> bool:
        """Whether all words of whom was asked for are in names of the host park."""
        if self.host is None:
            return False
        hits = find(profile_kind_of(self.host).name, self.asked.names, self.stamp)
        return hits is not None and any(self.host.pk in tier for tier in hits.tiers)

    def _owners(self) -> Iterable[list[Profile]]:
        """Those with such a name, the best match first; those that match alike together."""
        tiers: dict[int, list[Profile]] = defaultdict(list)
        for kind in profile_kinds():
            hits = find(kind.name, self.asked.names, self.stamp)
            catalogue = current(kind.name, self.stamp)
            places = {
                pk: place
                for place, tier in enumerate(hits.tiers if hits else ())
                for pk in catalogue.orders[NAME].slice(tier & catalogue.published, 0, MAX_OWNERS).tolist()
            }
            profiles: Any = kind.model._default_manager
            for profile in profiles.published().filter(pk__in=list(places)[:MAX_OWNERS]):
                tiers[places[profile.pk]].append(profile)
        return [tiers[place] for place in sorted(tiers)]

    # --- what sources say ---------------------------------------------------------------------

    def _of_owners(self, owners: Sequence[Profile]) -> list[FoundLine]:
        of_year, nearest = [], []
        for owner in owners:
            by_metric = self._figures(owner)
            for metric in self.asked.metrics:
                figures = by_metric[metric.pk]
                asked = [figure for figure in figures if self._is_asked(year_in_series(figure))]
                of_year += [self._line(owner, figure) for figure in _best(asked)]
                if not asked and (some := self._nearest(figures)):
                    nearest.append(self._nearest_line(owner, some))
        return of_year or nearest

    def _figures(self, owner: Profile) -> dict[int, list[Figure]]:
        rows: Any = getattr(owner, "figures", None)
        by_metric: dict[int, list[Figure]] = defaultdict(list)
        if rows is None:
            return by_metric
        wanted = rows.filter(metric__in=self.asked.metrics, rank__in=RANKS)
        for figure in wanted.select_related("metric", "source"):
            by_metric[figure.metric_id].append(figure)
        return by_metric

    def _is_asked(self, year: int | None) -> bool:
        if year is None:
            return self.asked.years is None
        return self.asked.first <= year <= self.asked.last

    def _nearest(self, figures: Iterable[Figure]) -> Figure | None:
        """The best of the year nearest to those that were asked for."""
        by_year: dict[int, list[Figure]] = defaultdict(list)
        for figure in figures:
            if (year := year_in_series(figure)) is not None:
                by_year[year].append(figure)
        nearest = min(by_year, key=self._distance, default=None)
        return next(iter(_best(by_year[nearest])), None) if nearest is not None else None

    def _distance(self, year: int) -> int:
        return min(abs(year - self.asked.first), abs(year - self.asked.last))

    def _line(self, owner: Profile, figure: Figure) -> FoundLine:
        url = figures_url(figure.metric, self.asked, None if owner == self.host else owner)
        spot = spot_of(figure)
        covered = "" if figure.coverage == Figure.Coverage.ALL else coverage_text(figure)
        return FoundLine(url, _named(figure.metric, spot.text), spot.period, _said(owner, covered, spot.use))

    def _nearest_line(self, owner: Profile, figure: Figure) -> FoundLine:
        line = self._line(owner, figure)
        text = _("Nothing is recorded for the years asked for; this is the nearest. %(text)s")
        url = figures_url(figure.metric, None, None if owner == self.host else owner)
        return FoundLine(url, line.name, line.beside, text % {"text": line.text})

    # --- what this directory adds up to -------------------------------------------------------

    def _of_sums(self) -> list[FoundLine]:
        """Of each metric that companies have and the park has not: the sum of the most profiles, of the newest year where none was asked for."""
        scope = profile_kind_of(self.host).name if self.host else ""
        metrics = [metric for metric in self.asked.metrics if metric.scope not in (scope, ALL)]
        sums = FigureSum.objects.select_related("metric").filter(metric__in=metrics, group="")
        sums = sums.filter(year__gte=self.asked.first, year__lte=self.asked.last)
        best: dict[int, FigureSum] = {}
        order = ("-number", "-year") if self.asked.years else ("-year", "-number")
        for row in sums.order_by(*order, "pk"):
            best.setdefault(row.metric_id, row)
        return [self._line_of_sum(best[metric.pk]) for metric in metrics if metric.pk in best]

    def _line_of_sum(self, row: FigureSum) -> FoundLine:
        spot = spot_of_sum(row)
        # Translators: what a sum is of, as "Companies of this directory", and of how many with which evidence.
        text = _("%(kind)s of this directory") % {"kind": profile_kind(row.kind).pages.title}
        official = _("Added up from the figures of this directory. Not an official total.")
        url = f"{figures_url(row.metric, self.asked)}#counted"
        return FoundLine(
            url, _named(row.metric, spot.text), str(row.year), f"{listed([text, spot.detail])}. {official}"
        )


def _best(figures: Iterable[Figure]) -> list[Figure]:
    """Of each definition the most believed figure, those of whole years and of all that is counted first."""
    best: dict[tuple, Figure] = {}
    for figure in sorted(figures, key=_preference):
        best[MetricCoverage.of(figure), figure.unit] = figure
    return sorted(best.values(), key=_preference, reverse=True)[:MAX_DEFINITIONS]


def _preference(figure: Figure) -> tuple:
    """The largest is the best."""
    is_part = timing_of(figure) in (Timing.PART, Timing.UNDATED)
    place = precedence(figure.rank, str(figure.period_start), str(figure.period_end), figure.pk)
    return -_COVERAGES.index(Figure.Coverage(figure.coverage)), not is_part, place


def _said(owner: Profile, covered: str, use: Cited | None) -> str:
    """Whose a figure is, what was counted, and who says so."""
    values = {
        "of": listed([str(owner.name), covered]),
        "source": use.source.name if use else "",
        "level": use.evidence_level.label if use else "",
    }
    return (_("%(of)s. Source: %(source)s [%(level)s]") if use else _("%(of)s. Unsourced")) % values


def _named(metric: Metric, value: str) -> Text:
    # Translators: a figure and its value.
    return Text(_("%(metric)s: %(value)s") % {"metric": metric.name, "value": value}, metric.name.lang)
