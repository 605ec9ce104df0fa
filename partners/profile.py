"""A park as its page shows it, beside the host park."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

import maps
from kit.numbers import figure_text, format_value
from kit.partial_dates import PartialDate
from partners.facts.ties import LASTING
from partners.models import Park, ParkFigure, Partnership
from partners.offers import Offer, contacts_of, offers_of
from partners.places import ParkCard, park_card, place_of
from profiles.content.changes import ContentStamp
from profiles.documents.reading import note_empty_relations, rows_of, rows_of_each
from profiles.evidence import EvidenceCount, count_of
from profiles.facts.exchange_rates import converted
from profiles.models import Evidence, Link, Metric
from profiles.models.figure import newest_first
from profiles.models.metric import SQUARE_KILOMETRES, Unit
from profiles.models.registry import Present, profile_kinds
from profiles.models.source import Cited, cited
from profiles.pages.amounts import converted_text
from profiles.pages.charts import Series, series
from profiles.pages.source_list import SourceList
from profiles.pages.ways_on import ways_on

MAX_OTHERS = 3


@dataclass(frozen=True)
class ParkValue:
    """One park's value in a row of the comparison; `share` is the bar's length in percent."""

    text: str
    period: str
    share: float
    sources: list[Cited]
    row: str = ""  # the key of the row that says it
    in_home_currency: str = ""  # of an amount in another one

    @property
    def is_doubtful(self) -> bool:
        return all(use.evidence_level == Evidence.TO_CHECK for use in self.sources)


@dataclass(frozen=True)
class HostComparisonRow:
    label: str
    host: ParkValue | None
    park: ParkValue | None
    key: str  # of the fact or the metric, for suggestions


class ParkProfile:
    """The park may be the live one or one that was built from a document; the host is as it is now."""

    def __init__(self, park: Park, host: Park | None) -> None:
        self.park = park
        self.host = host
        self.sources = SourceList()
        note_empty_relations(park)

    @cached_property
    def card(self) -> ParkCard:
        return park_card(self.park, self.host, self.partnerships)

    @cached_property
    def partnerships(self) -> list[Partnership]:
        return rows_of(self.park, "partnerships")

    @cached_property
    def offers(self) -> list[Offer]:
        return offers_of(self.partnerships)

    @property
    def row_with_offers(self) -> str:
        """Where suggestions say what it offers: at the newest agreement that has not ended, if there is one."""
        lasting = [row for row in self.partnerships if not row.is_over]
        return str(lasting[-1].pk) if lasting else ""

    @cached_property
    def contacts(self) -> list[Partnership]:
        return contacts_of(self.partnerships)

    @cached_property
    def milestones(self) -> list:
        return rows_of(self.park, "milestones")

    @cached_property
    def links(self) -> list[Link]:
        return ways_on(rows_of(self.park, "links"))

    @cached_property
    def evidence(self) -> EvidenceCount:
        """What the facts of the park rest on."""
        return count_of(self.park, self._rows)

    def _rows(self, relation: str) -> list[Any]:
        known = {"partnerships": self.partnerships, "milestones": self.milestones, "other_names": self.names}
        known |= {name: rows[self.park.pk] for name, rows in self._rows_of_both.items()}
        return known[relation] if relation in known else rows_of(self.park, relation)

    @cached_property
    def _rows_of_both(self) -> dict[str, dict[int, list[Any]]]:
        return {name: rows_of_each(self._both, name) for name in ("figures", "citations")}

    @cached_property
    def names(self) -> list:
        return rows_of(self.park, "other_names")

    @cached_property
    def shared_sectors(self) -> list:
        """Focus sectors of both parks."""
        sectors = self.sectors
        hosts = set(self.host.focus_sectors.all()) if self.host else set()
        return [sector for sector in sectors if sector in hosts]

    @cached_property
    def other_sectors(self) -> list:
        return [sector for sector in self.sectors if sector not in self.shared_sectors]

    @cached_property
    def charts(self) -> list[Series]:
        drawn = series(self._figures[self.park.pk])
        return [chart for chart in drawn if chart.is_drawn]

    @cached_property
    def others(self) -> list[Park]:
        """Others with a tie that lasts."""
        parks = Park.objects.published().with_tie(*LASTING).exclude(pk=self.park.pk)
        return [*parks.by_name()[:MAX_OTHERS]]

    @cached_property
    def map(self) -> maps.LocatorMap | None:
        place = place_of(self.park)
        return maps.locator(place) if place else None

    @cached_property
    def rows(self) -> list[HostComparisonRow]:
        """Side by side: the founding date, and each metric that either park has."""
        metrics: dict[int, Metric] = {
            figure.metric_id: figure.metric for rows in self._figures.values() for figure in rows
        }
        ordered = sorted(metrics.values(), key=lambda metric: (metric.order, metric.code))
        shared = [metric for metric in ordered if self._newest(self.park, metric)]
        return [self._founded(), *(self._metric(metric) for metric in shared)]

    def cited(self, field: str) -> list[Cited]:
        return self._citations.get((self.park.pk, field), [])

    @property
    def summary_sources(self) -> list[Cited]:
        return self.cited("summary_en")

    @cached_property
    def sectors(self) -> list:
        prefetch_related_objects(self._both, "focus_sectors")  # of both in one query
        return list(self.park.focus_sectors.all())

    @cached_property
    def _figures(self) -> dict[int, list[ParkFigure]]:
        return {
            pk: newest_first(row for row in rows if row.rank != "disputed")
            for pk, rows in self._rows_of_both["figures"].items()
        }

    @cached_property
    def _citations(self) -> dict[tuple[int, str], list[Cited]]:
        sources_by_field: dict[tuple[int, str], list[Cited]] = {}
        for pk, rows in self._rows_of_both["citations"].items():
            for row in rows:
                if not row.says:
                    sources_by_field.setdefault((pk, row.field), []).extend(cited([row]))
        return sources_by_field

    @property
    def _currency(self) -> str:
        return self.host.home_currency if self.host else ""

    @property
    def _both(self) -> list[Park]:
        return [park for park in (self.host, self.park) if park]

    def _newest(self, park: Park | None, metric: Metric) -> ParkFigure | None:
        """The preferred or else the newest figure that counts everything; an undated one comes last."""
        rows = self._figures[park.pk] if park else []
        fitting = [row for row in rows if row.metric_id == metric.pk and row.coverage == "all"]
        fitting.sort(key=lambda row: (row.rank != "preferred", row.ends_on is None))
        return next(iter(fitting), None)

    def _metric(self, metric: Metric) -> HostComparisonRow:
        """Two bars on one scale, amounts as they are in the home currency; one value by itself has nothing to stand beside."""
        figures = [self._newest(self.host, metric), self._newest(self.park, metric)]
        values = [_comparable(figure, self._currency) if figure else None for figure in figures]
        known = [value for value in values if value]
        is_drawn = len(known) == 2 and known[0].unit == known[1].unit
        full_scale = max(value.number for value in known) if is_drawn else Decimal(0)
        host, park = (
            _park_value(figure, value, full_scale, self._currency) if figure and value else None
            for figure, value in zip(figures, values, strict=True)
        )
        return HostComparisonRow(str(metric.name), host, park, metric.code)

    def _founded(self) -> HostComparisonRow:
        host, park = (self._founding(side) if side else None for side in (self.host, self.park))
        return HostComparisonRow(_("Founded"), host, park, "founded")

    def _founding(self, park: Park) -> ParkValue | None:
        if not park.founded:
            return None
        sources = self._citations.get((park.pk, "founded"), [])
        return ParkValue(PartialDate(park.founded).localized(), "", 0, sources)


def profile_page(park: Park, stamp: ContentStamp | None = None) -> tuple[str, dict[str, Any]]:
    """The template of a park's page, and what it needs."""
    host = Park.objects.host()
    profile = ParkProfile(park, host)
    page = {"profile": profile, "sources": profile.sources, "present": _present_in(park.country, stamp)}
    # Read already, so that the frame of the page need not ask for it again.
    return "partners/park_detail.html", page | ({"host": host, "site_name": host.name} if host else {})


def _present_in(country: Any, stamp: ContentStamp | None) -> list[Present]:
    """Who of the host park has which tie to this country, of each kind that has such ties."""
    return [present for kind in profile_kinds() for present in kind.pages.present_in(country, stamp)]


class _Comparable(NamedTuple):
    """A value in the unit that values of its kind are compared in."""

    number: Decimal
    unit: str


def _comparable(figure: ParkFigure, currency: str) -> _Comparable:
    """Areas in square kilometres, amounts in the home currency where there is a rate, everything else as it is."""
    if figure.unit in SQUARE_KILOMETRES:
        return _Comparable(figure.value * Decimal(str(SQUARE_KILOMETRES[figure.unit])), Unit.KM2)
    amount = converted(figure, currency)
    return _Comparable(amount.value, currency) if amount else _Comparable(figure.value, figure.unit)


def _park_value(figure: ParkFigure, value: _Comparable, full_scale: Decimal, currency: str) -> ParkValue:
    """One value; `full_scale` is what a full bar stands for, 0 where nothing is drawn."""
    text = figure_text(figure)
    if figure.unit in SQUARE_KILOMETRES:
        text = format_value(value.number, value.unit, figure.qualifier)
    share = round(float(value.number / full_scale) * 100, 1) if full_scale else 0
    in_home_currency = converted_text(figure, currency)
    return ParkValue(text, figure.period_label, share, cited([figure]), str(figure.pk), in_home_currency)
