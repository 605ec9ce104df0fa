"""Companies of today's park by zone and by country abroad: counted by the catalogue, drawn, and as lists of as many."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django_countries import countries

import maps
from companies.facets import TODAY
from companies.models import Zone
from kit.addresses import address
from kit.names.folding import fold
from profiles.catalogue import Catalogue


@dataclass(frozen=True)
class ZoneCount:
    zone: Zone
    number: int
    address: str


@dataclass(frozen=True)
class CountryCount:
    """Companies with a place in a country that is open, and those that had one."""

    code: str
    name: str
    present: int
    left: int
    address: str
    address_of_left: str


class CompaniesOnMap:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._today = catalogue.having("in_park", TODAY)

    @property
    def total(self) -> int:
        return len(self._today)

    @cached_property
    def zones(self) -> list[ZoneCount]:
        """Each zone of the park, most companies first; of equals in the order that the park gave them."""
        zones = self._catalogue.terms["zone"].records
        counts = [
            ZoneCount(zone, self._count("zone", zone.slug), self._address("zone", zone.slug))
            for zone in zones
        ]
        return sorted(counts, key=lambda one: -one.number)

    @property
    def in_no_zone(self) -> int:
        """Companies of which nothing says in which zone they are."""
        return self.total - sum(one.number for one in self.zones)

    @cached_property
    def countries(self) -> list[CountryCount]:
        """Each country where a company is or was, those with most companies first."""
        postings = self._catalogue.postings
        codes = postings["country"].keys() | postings["left_country"].keys()
        counts = [self._country(code) for code in codes]
        nonzero = [one for one in counts if one.present or one.left]
        return sorted(nonzero, key=lambda one: (-one.present, -one.left, fold(one.name)))

    @property
    def map_of_zones(self) -> maps.CircleMap | None:
        return maps.region(
            [
                maps.Counted(_place(one.zone.name, one.zone.latitude, one.zone.longitude), one.number)
                for one in self.zones
                if one.zone.has_coordinates
            ]
        )

    @property
    def map_of_countries(self) -> maps.CircleMap | None:
        """Open places as discs, closed ones as rings; None where no country has a place on the map."""
        counted = [
            maps.Counted(_place(one.name, *point, kind), number)
            for one in self.countries
            if (point := maps.country_point(one.code))
            for number, kind in ((one.present, maps.DISC), (one.left, maps.RING))
            if number
        ]
        return maps.world(counted) if counted else None

    def _country(self, code: str) -> CountryCount:
        addresses = self._address("country", code), self._address("left_country", code)
        return CountryCount(
            code,
            str(countries.name(code)),
            self._count("country", code),
            self._count("left_country", code),
            *addresses,
        )

    def _count(self, facet: str, value: str) -> int:
        return self._today.intersection_cardinality(self._catalogue.having(facet, value))

    def _address(self, facet: str, value: str) -> str:
        return f"{address('companies:list')}?{facet}={value}&in_park={TODAY}"


def _place(name: Any, latitude: Any, longitude: Any, kind: str = "") -> maps.MapPoint:
    return maps.MapPoint(str(name), float(latitude), float(longitude), kind=kind)
