"""What the list of partner parks can be narrowed and sorted by."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Park
from partners.places import cosines_to_host, host_place
from profiles.facts.facets import (
    NAME,
    RELEVANCE,
    AnyRow,
    Column,
    Facet,
    Listing,
    Order,
    ReadProfiles,
    Terms,
    newest_first,
    oldest_first,
)

FACETS = (
    Facet(
        "country",
        _("Country or region"),
        Column("country"),
        countries,
        is_open=True,
        only_present=True,
        by_label=True,
    ),
    Facet("kind", _("Kind of park"), Column("kind"), Park.Kind.choices, is_open=True, only_present=True),
    Facet("sector", _("Focus sector"), Terms("focus_sectors"), is_open=True, only_present=True),
    Facet(
        "tie",
        _("Partnership"),
        AnyRow("partnerships", "kind"),
        (("true", _("With a partnership")),),
        is_open=True,
        only_present=True,
    ),
)


def by_distance(read: ReadProfiles) -> np.ndarray:
    """Nearest to the host park first; parks whose place is not known come last, as all do where the host's is not."""
    near = cosines_to_host(read.numbers("latitude"), read.numbers("longitude"))
    return np.where(np.isnan(near), np.inf, -near)


LISTING = Listing(
    kind="park",
    profiles=lambda: Park.objects.published().partners(),
    facets=FACETS,
    orders=(
        Order(RELEVANCE, _("Best match")),
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
    words=_("Search parks by name or place"),
    depends_on=host_place,
)
