"""What the list of parks can be narrowed and sorted by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from pyroaring import BitMap

from kit.form_fields import keys_in
from partners.facts.ties import ANNOUNCED, CENTRE_ABROAD, ENDED, ParkTie
from partners.models import Park, Partnership
from partners.places import cosines_to_host, host_place
from profiles.evidence import evidence_facet
from profiles.facts.facets import (
    NAME,
    RELEVANCE,
    Column,
    Facet,
    FacetData,
    Listing,
    Order,
    ReadProfiles,
    RowValues,
    Span,
    Terms,
    newest_first,
    oldest_first,
)

STATES = RowValues("partnerships", "status")


class Ties(FacetData):
    """As `tie_of` says; "true", as addresses once had it, is any partnership."""

    def __init__(self) -> None:
        super().__init__(columns=("kind",), rows=(STATES,))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        states = read.rows[STATES]
        lasting = read.union(parks for state, parks in states.items() if state not in (ENDED, ANNOUNCED))
        announced = states.get(ANNOUNCED, BitMap()) - lasting
        any_state = read.union(states.values())
        centres = read.by_value("kind").get(CENTRE_ABROAD, BitMap())
        return {
            ParkTie.PARTNER.value: lasting - centres,
            ParkTie.CENTRE.value: centres,
            ParkTie.ANNOUNCED.value: announced - centres,
            ParkTie.FORMER.value: any_state - lasting - announced - centres,
            ParkTie.NONE.value: BitMap(read.pks) - any_state - centres,
            "true": any_state,
        }


TIES = Ties()
OFFERED = RowValues("partnerships", "offers", ~Q(status=ENDED) & ~Q(offers=""))


class Offers(FacetData):
    """What agreements that have not ended offer, as partners/offers.py says it of one park."""

    def __init__(self) -> None:
        super().__init__(rows=(OFFERED,))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        parks: dict[str, BitMap] = {}
        for keys, bits in read.rows[OFFERED].items():
            for key in keys_in(keys):
                parks[key] = parks.get(key, BitMap()) | bits
        return parks


def by_tie(read: ReadProfiles) -> np.ndarray:
    """In the order of the ties."""
    postings, places = TIES.postings(read), np.zeros(len(read.pks), dtype=np.int64)
    for place, tie in enumerate(ParkTie.values):
        places[np.isin(read.pks, postings[tie].to_array())] = place
    return places


FACETS = (
    Facet(
        "tie",
        _("Tie with the park"),
        TIES,
        ParkTie.choices,
        is_open=True,
        only_present=True,
        retired=(("true", _("With a partnership")),),
    ),
    Facet(
        "country",
        _("Country or region"),
        Column("country"),
        countries,
        is_open=True,
        only_present=True,
        by_label=True,
        in_questions=True,
    ),
    Facet(
        "offer",
        _("What it offers to companies"),
        Offers(),
        [(offer.value, capfirst(offer.label)) for offer in Partnership.Offer],
        is_open=True,
        only_present=True,
        in_questions=True,
    ),
    Facet("kind", _("Kind of park"), Column("kind"), Park.Kind.choices, is_open=True, only_present=True),
    Facet(
        "sector",
        _("Focus sector"),
        Terms("focus_sectors"),
        is_open=True,
        only_present=True,
        in_questions=True,
    ),
    evidence_facet("park"),
)


def by_distance(read: ReadProfiles) -> np.ndarray:
    """Nearest to the host park first; parks whose place is not known come last, as all do where the host's is not."""
    near = cosines_to_host(read.numbers("latitude"), read.numbers("longitude"))
    return np.where(np.isnan(near), np.inf, -near)


LISTING = Listing(
    kind="park",
    profiles=lambda: Park.objects.published().besides_host(),
    facets=FACETS,
    orders=(
        Order(RELEVANCE, _("Best match")),
        Order("tie", _("Ties first"), by_tie, ties_by_name=True),
        Order(NAME, _("Name")),
        Order(
            "distance",
            _("Nearest park"),
            by_distance,
            columns=("latitude", "longitude"),
            dtype="float64",
            ties_by_name=True,
        ),
        Order("-founded", _("Newest park"), **newest_first("founded")),
        Order("founded", _("Oldest park"), **oldest_first("founded")),
    ),
    spans=(Span("founded", "founded", _("Founded from"), _("Founded to")),),
    usual_order="tie",
    words=_("Search parks by name or place"),
    depends_on=host_place,
)
