"""A few published parks, and how many have which tie with the host park, by the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.translation import ngettext
from pyroaring import BitMap

from kit.languages import columns
from partners.facts.ties import ParkTie
from partners.models import Park
from profiles.catalogue import Catalogue

MAX_ON_MAP = 1_000
COUNTED: dict[ParkTie, Callable[[int], str]] = {
    ParkTie.PARTNER: lambda number: ngettext("%(total)s partner", "%(total)s partners", number),
    ParkTie.CENTRE: lambda number: ngettext("%(total)s centre abroad", "%(total)s centres abroad", number),
    ParkTie.ANNOUNCED: lambda number: ngettext(
        "%(total)s park with an announced tie", "%(total)s parks with announced ties", number
    ),
    ParkTie.FORMER: lambda number: ngettext(
        "%(total)s park with past ties", "%(total)s parks with past ties", number
    ),
    ParkTie.NONE: lambda number: ngettext("%(total)s reference park", "%(total)s reference parks", number),
}


def some_parks(
    pks: Iterable[int], more: Callable[[QuerySet[Park]], QuerySet[Park]] = lambda rows: rows
) -> list[Park]:
    """These parks in this order, less those that were withdrawn this instant; `more` is what to read with them."""
    ordered_pks = list(pks)
    parks = more(Park.objects.published()).in_bulk(ordered_pks)
    return [parks[pk] for pk in ordered_pks if pk in parks]


def parks_on_map(pks: Iterable[int]) -> list[Park]:
    """With nothing but their names and places: there may be many."""
    return some_parks(pks, lambda rows: rows.only(*columns("name"), "latitude", "longitude"))


def parks_in_brief(pks: Iterable[int]) -> list[Park]:
    """Without their texts."""
    texts = (*columns("summary"), *columns("description"), "editors_note")
    return some_parks(pks, lambda rows: rows.defer(*texts))


def ties_of(catalogue: Catalogue, pks: Iterable[int]) -> dict[int, ParkTie]:
    """The tie of each of these parks."""
    among = BitMap(pks)
    return {pk: tie for tie in ParkTie for pk in catalogue.having("tie", tie.value) & among}


def counted_by_tie(catalogue: Catalogue, among: BitMap) -> Iterator[tuple[ParkTie, str]]:
    """Of each tie that a park among these has, how many there are: "27 reference parks"."""
    for tie in ParkTie:
        if number := among.intersection_cardinality(catalogue.having("tie", tie.value)):
            yield tie, COUNTED[tie](number) % {"total": localize(number)}
