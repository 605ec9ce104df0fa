"""The catalogue as the ORM would have it: each set is a filter of the published profiles, each order a sorted list.

It stands where profiles.catalogue.Catalogue does. What a facet or an order means is said here once more, by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from pyroaring import BitMap

import maps
from companies.facets import UNKNOWN, InPark, LeftCountries, ReturneeFacet, Standings
from companies.models import Presence, Stakeholder
from kit.languages import columns
from kit.partial_date import PartialDate
from partners.facets import Offers, Ties
from partners.facts.ties import ParkTie, tie_of
from partners.models import Park, Partnership
from profiles.catalogue import TermLists
from profiles.content.changes import current_stamp
from profiles.evidence import EvidenceOfFacts, count_of
from profiles.facts.exchange_rates import HOME_CURRENCY
from profiles.facts.facets import Bands, FacetData, Listing, Rows, Term
from profiles.facts.facets import Terms as SeveralTerms
from tests.companies.turnovers import comparable_turnover

BEGAN = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MICROSECOND = datetime.timedelta(microseconds=1)


class PlainCatalogue:
    def __init__(self, listing: Listing) -> None:
        self.listing, self.mark, self.terms = listing, current_stamp(), TermLists.load(listing)
        self.published = _pks(listing.profiles())
        self.postings = {
            facet.key: {value: _pks(_having(listing, facet.data, value)) for value in self._values(facet.key)}
            for facet in listing.facets
        }
        self.orders = {order.key: PlainOrder(_sorted(listing, order.key)) for order in listing.stored_orders}

    def having(self, facet: str, value: Any) -> BitMap:
        return self.postings[facet].get(value, BitMap())

    def years(self, span: str) -> list[tuple[str, BitMap]]:
        (column,) = (one.column for one in self.listing.spans if one.key == span)
        profiles = self.listing.profiles()
        years = {date[:4] for date in profiles.values_list(column, flat=True) if date}
        return [(year, _pks(profiles.filter(**{f"{column}__startswith": year}))) for year in sorted(years)]

    def _values(self, key: str) -> Iterable[str]:
        """As addresses have them; of countries those that any profile names."""
        if key in self.terms:
            return [term.slug for term in self.terms[key].records]
        data = self.listing.facet(key).data
        if isinstance(data, Rows | LeftCountries):
            return set(_rows(self.listing, data).values_list(data.rows[0].column, flat=True))
        return [value for value, _label in self.listing.facet(key).understood]


def evidence_values(profile: Any) -> set[str]:
    count = count_of(profile, lambda relation: getattr(profile, relation).all())
    is_sound = bool(count.sound) and not (count.to_check or count.unsourced)
    said = {"well-sourced": is_sound, "to-check": count.to_check, "unsourced": count.unsourced}
    return {value for value, holds in said.items() if holds}


def _in_three_years(date: str) -> tuple[int, int, int]:
    last = PartialDate(date).last_day()
    return last.year + 3, last.month, last.day


def _having(listing: Listing, data: FacetData, value: str) -> QuerySet:
    profiles = listing.profiles()
    if isinstance(data, LeftCountries):
        places = Presence.objects.filter(country=value)
        still = places.filter(closed="").values("company")
        return profiles.filter(pk__in=places.exclude(closed="").values("company")).exclude(pk__in=still)
    if isinstance(data, ReturneeFacet):
        came_back = Stakeholder.objects.filter(kind="founder").exclude(country="").values("company")
        return profiles.filter(Q(returnee_founded=True) | Q(returnee_founded=None, pk__in=came_back))
    if isinstance(data, InPark):
        left = Q(standing__in=["moved-away", "acquired", "dissolved"])
        for company in profiles:  # one by one, as people would say it
            today = timezone.localdate()
            day = today.isoformat()
            until, seen = company.in_park_until, company.in_park_seen
            if (until and until <= day[: len(until)]) or (
                not company.standing and seen and _in_three_years(seen) < today.timetuple()[:3]
            ):
                left |= Q(pk=company.pk)
        return profiles.filter(left if value == "earlier" else ~left)
    if isinstance(data, Standings):
        return profiles.filter(standing="" if value == UNKNOWN else value)
    if isinstance(data, Offers):
        rows = Partnership.objects.exclude(status="ended")
        return profiles.filter(pk__in=[row.park_id for row in rows if value in row.offers.split("|")])
    if isinstance(data, Ties):
        return (
            profiles.filter(partnerships__isnull=False)
            if value == "true"
            else profiles.with_tie(ParkTie(value))
        )
    if isinstance(data, EvidenceOfFacts):
        return profiles.filter(
            pk__in=[profile.pk for profile in profiles if value in evidence_values(profile)]
        )
    if isinstance(data, Bands):
        return _in_band(profiles, data, value)
    if isinstance(data, Term):
        return profiles.filter(**{f"{data.columns[0]}__slug": value})
    if isinstance(data, SeveralTerms):
        name = data.rows[0].relation
        return profiles.filter(
            Q(**{f"{name}__slug": value}) | Q(**{f"{name}__parent__slug": value})
        ).distinct()
    if isinstance(data, Rows):
        chosen = _rows(listing, data).filter(**{data.rows[0].column: value})
        return profiles.filter(pk__in=chosen.values(_relation(listing, data.rows[0].relation).field.name))
    return profiles.filter(**{data.columns[0]: value})


def _relation(listing: Listing, name: str) -> Any:
    return listing.profiles().model._meta.get_field(name)


def _rows(listing: Listing, held: Rows) -> QuerySet:
    return _relation(listing, held.rows[0].relation).related_model.objects.filter(held.rows[0].where)


def _in_band(profiles: QuerySet, data: Bands, value: str) -> QuerySet:
    bands = list(data.bands)
    least = [*data.bands.values(), None]
    first, end = least[bands.index(value)], least[bands.index(value) + 1]
    if data.figures[0][1] == HOME_CURRENCY:
        known = [(company.pk, comparable_turnover(company)) for company in profiles]
        return profiles.filter(
            pk__in=[
                pk for pk, amount in known if amount is not None and first <= amount < (end or amount + 1)
            ]
        )
    found = profiles.annotate(newest=_newest(profiles.model, *data.figures[0])).filter(newest__gte=first)
    return found if end is None else found.filter(newest__lt=end)


def _newest(model: Any, metric: str, unit: str) -> Subquery:
    relation = model._meta.get_field("figures")
    of_one = {relation.field.name: OuterRef("pk"), "metric__code": metric} | ({"unit": unit} if unit else {})
    figures = relation.related_model.objects.filter(**of_one).exclude(rank="disputed")
    figures = figures.exclude(coverage="part")
    return Subquery(figures.newest_first().values("value")[:1])


def _pks(profiles: QuerySet) -> BitMap:
    return BitMap(profiles.values_list("pk", flat=True))


# --- orders ---------------------------------------------------------------------------------------


class PlainOrder:
    def __init__(self, pks: list[int]) -> None:
        self.pks = np.array(pks, dtype=np.uint32)

    def slice(self, ids: BitMap, start: int, stop: int) -> np.ndarray:
        return np.array([pk for pk in self.pks.tolist() if pk in ids][start:stop], dtype=np.uint32)


def _sorted(listing: Listing, order: str) -> list[int]:
    """The primary keys of all that are listed, first to last."""
    profiles = listing.profiles()
    if listing.kind == "company":
        figures = {
            "employees": ("employees", "count"),
            "any": ("turnover", ""),
        }
        newest = {f"newest_{name}": _newest(profiles.model, *figure) for name, figure in figures.items()}
        profiles = profiles.annotate(**newest)
    key = KEYS.get((listing.kind, order)) or KEYS["", order]
    return [profile.pk for profile in sorted(profiles, key=key())]


def _name(profile: Any) -> Any:
    first, *others = (getattr(profile, name) for name in columns("name"))
    return first.lower(), *others, profile.pk


def _oldest(profile: Any) -> Any:
    return profile.founded or "9", _name(profile)


def _youngest(profile: Any) -> Any:
    return not profile.founded, -int(profile.founded.replace("-", "").ljust(8, "0")), _name(profile)


def _changed(profile: Any) -> int:
    return (profile.changed_at - BEGAN) // MICROSECOND


def _last_changed(profile: Any) -> Any:
    return -_changed(profile), profile.pk


def _turnover(company: Any) -> Any:
    amount, other = comparable_turnover(company), company.newest_any
    return (0, -amount) if amount is not None else (1 if other is not None else 2, 0), _name(company)


def _best_known(company: Any) -> Any:
    texts = (company.name_en, company.name_zh, company.website, company.founded, company.ownership)
    summary = any(getattr(company, name) for name in columns("summary"))
    links = (company.logo_id, company.zone_id)
    figures = (company.newest_employees, company.newest_any)
    known = sum(map(bool, (*texts, *links, summary))) + sum(figure is not None for figure in figures)
    return -known, -(_changed(company) // 1_000_000), company.pk


def _nearest() -> Callable[[Any], Any]:
    host = Park.objects.host()

    def key(park: Any) -> Any:
        if host is None or None in (host.latitude, park.latitude):
            return 1, 0, _name(park)
        places = (host.latitude, host.longitude, park.latitude, park.longitude)
        return 0, round(maps.distance_km(*map(float, places)), 3), _name(park)

    return key


def _closest(park: Any) -> Any:
    states = park.partnerships.values_list("status", flat=True)
    return [*ParkTie].index(tie_of(park.kind, states)), _name(park)


KEYS: dict[tuple[str, str], Callable[[], Callable[[Any], Any]]] = {
    ("company", "relevance"): lambda: _best_known,
    ("company", "-turnover"): lambda: _turnover,
    ("park", "distance"): _nearest,
    ("park", "tie"): lambda: _closest,
    ("", "relevance"): lambda: _name,
    ("", "name"): lambda: _name,
    ("", "founded"): lambda: _oldest,
    ("", "-founded"): lambda: _youngest,
    ("", "-updated"): lambda: _last_changed,
}
