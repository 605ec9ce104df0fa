"""A park as data for search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from kit.addresses import address
from kit.places import city_name
from partners.models import Park
from partners.profile import ParkProfile
from profiles.pages.structured import Node, breadcrumbs, described, geo, profile_page

# What has land of its own; an association of parks, or a centre in an office, is an organisation alone.
PLACES = frozenset(Park.Kind.values) - {Park.Kind.ASSOCIATION, Park.Kind.CENTRE_ABROAD}


def park_nodes(page: ParkProfile) -> list[Node]:
    """The park, its page, and the way to that."""
    park, url = page.park, page.park.get_absolute_url()
    about = park_node(park, page.names, page.links, page.sectors)
    steps = (_("Parks worldwide"), address("partners:list")), (park.name, url)
    return [about, profile_page(park, url, about), breadcrumbs(*steps)]


def park_node(
    park: Park, names: Iterable[Any] = (), links: Iterable[Any] = (), sectors: Iterable[Any] = ()
) -> Node:
    """A park with those of its rows that are at hand."""
    node = described(park, park.get_absolute_url(), names, links)
    is_place = park.kind in PLACES
    where = {
        "@type": "PostalAddress",
        "addressLocality": str(city_name(park.country, park.city)),
        "addressCountry": park.country.code,
    }
    place: Node = {"geo": geo(park)} if is_place else {}
    return {
        "@type": ["Place", "Organization"] if is_place else "Organization",
        **node,
        "foundingDate": park.founded,
        "knowsAbout": [str(sector.name) for sector in sectors],
        "address": where,
        **place,
    }
