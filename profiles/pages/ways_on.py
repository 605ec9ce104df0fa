"""Where an organisation itself says more: the short block of links on its page."""

from __future__ import annotations

from collections.abc import Iterable

from profiles.models import Link


def ways_on(links: Iterable[Link]) -> list[Link]:
    """In the order of their kinds, and of equals as they were entered."""
    places = {kind: place for place, kind in enumerate(Link.Kind.values)}
    return sorted(links, key=lambda link: places[link.kind])
