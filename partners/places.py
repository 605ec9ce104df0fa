"""Where parks are: on the map around the host park, how far, and what time it is there."""

from __future__ import annotations

import datetime
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _

import maps
from kit.places import city_name
from partners.facts.ties import ParkTie, tie_of
from partners.models import Park, Partnership
from partners.offers import offers_of

SIGNS = {
    ParkTie.PARTNER: maps.DISC,
    ParkTie.CENTRE: maps.SQUARE,
    ParkTie.ANNOUNCED: maps.HOLLOW_SQUARE,
    ParkTie.FORMER: maps.RING,
    ParkTie.NONE: maps.KNOWN,
}
ORDER = {tie: place for place, tie in enumerate(ParkTie)}


@dataclass(frozen=True)
class ParkCard:
    """One line of a list of parks."""

    park: Park
    distance: int | None  # km from the host park
    clock: str
    partnerships: list[Partnership]
    tie: ParkTie

    @property
    def offers(self) -> list[str]:
        """What it offers, in the language of the page."""
        return [offered.label for offered in offers_of(self.partnerships)]

    @property
    def since(self) -> str:
        """When the first tie began that has not ended, where a source says it."""
        return min((row.since for row in self.partnerships if row.since and not row.is_over), default="")


def park_card(park: Park, host: Park | None, partnerships: list[Partnership]) -> ParkCard:
    """Of a park, and all partnerships that it has."""
    tie = tie_of(park.kind, (row.status for row in partnerships))
    return ParkCard(park, distance(park, host), time_difference(park, host), partnerships, tie)


def distance(park: Park, host: Park | None) -> int | None:
    """Kilometres along the great circle, to the nearest ten; None where either place is unknown."""
    host_position, park_position = place_of(host), place_of(park)
    if host_position is None or park_position is None:
        return None
    kilometres = maps.distance_km(
        host_position.latitude, host_position.longitude, park_position.latitude, park_position.longitude
    )
    return round(kilometres / 10) * 10


def host_place() -> tuple[float, float] | None:
    """Latitude and longitude of the host park, in degrees; None where they are not known."""
    place = place_of(Park.objects.host())
    return (place.latitude, place.longitude) if place else None


def cosines_to_host(latitudes: np.ndarray, longitudes: np.ndarray) -> np.ndarray:
    """The cosine of the angle between each place and the host park, 1 at the host itself; NaN where either is unknown."""
    home = host_place() or (np.nan, np.nan)
    latitude, longitude = np.radians(home[0]), np.radians(home[1])
    park_latitudes, east = np.radians(latitudes), np.cos(np.radians(longitudes) - longitude)
    return np.sin(park_latitudes) * np.sin(latitude) + np.cos(park_latitudes) * np.cos(latitude) * east


def place_of(park: Park | None, kind: str = "") -> maps.MapPoint | None:
    if park is None or park.latitude is None or park.longitude is None:
        return None
    return maps.MapPoint(str(park.name), float(park.latitude), float(park.longitude), kind=kind)


@dataclass(frozen=True)
class ParksMap:
    """The world from the host park, and what its signs mean."""

    world: maps.AzimuthalMap
    signs: list[tuple[maps.Point, str]]  # as they are drawn beside the tie that they stand for


def world_of(host: Park | None, parks: Iterable[Park], ties: Mapping[int, ParkTie]) -> ParksMap | None:
    """Parks with a tie first, and each tie with a sign of its own; a park that is not among the ties has none."""
    home = place_of(host)
    if home is None:
        return None
    tied = [(ties.get(park.pk, ParkTie.NONE), park) for park in parks]
    places = [
        (tie, place)
        for tie, park in sorted(tied, key=lambda pair: ORDER[pair[0]])
        if (place := place_of(park, SIGNS[tie]))
    ]
    ties_on_map = dict.fromkeys(tie for tie, _place in places)
    signs = [(maps.sign(SIGNS[tie]), str(tie.label)) for tie in ties_on_map]
    return ParksMap(maps.world_from(home, [place for _tie, place in places]), signs)


def time_difference(park: Park, host: Park | None) -> str:
    """ "6 hours behind Paris", as of today: daylight saving moves it."""
    if not host or not park.time_zone or not host.time_zone:
        return ""
    hours = (_offset(park.time_zone) - _offset(host.time_zone)).total_seconds() / 3600
    if not hours:
        return _("the same time")
    words = {"hours": f"{abs(hours):g}", "city": city_name(host.country, host.city)}
    if not host.city:
        return (_("%(hours)s h behind") if hours < 0 else _("%(hours)s h ahead")) % words
    return (_("%(hours)s h behind %(city)s") if hours < 0 else _("%(hours)s h ahead of %(city)s")) % words


def _offset(name: str) -> datetime.timedelta:
    return timezone.now().astimezone(zoneinfo.ZoneInfo(name)).utcoffset() or datetime.timedelta()
