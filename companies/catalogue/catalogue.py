"""One consistent state of the published companies. Nothing in it changes any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from pyroaring import BitMap

from companies.catalogue.orders import Order
from companies.catalogue.terms import Terms
from profiles.changes import Mark
from profiles.kept import Newest

NOBODY = BitMap()
MOST_PARTS = 100  # up to 50 kB each


@dataclass(frozen=True)
class Catalogue:
    """Sets of primary keys; never change one in place."""

    mark: Mark
    terms: Terms
    published: BitMap
    # As they are kept: facet -> value -> companies; sectors and zones by primary key, "founded" by year.
    facts: dict[str, dict[Any, BitMap]]
    orders: dict[str, Order]
    # Parts of pages that depend on this state and their key alone; they go with it.
    parts: Newest[SafeString] = field(default_factory=lambda: Newest(MOST_PARTS), compare=False, repr=False)

    @cached_property
    def postings(self) -> dict[str, dict[str, BitMap]]:
        """Facet -> value as in addresses -> companies. A broad sector stands for its narrower ones."""
        sectors, zones = self.facts.get("sector", {}), self.facts.get("zone", {})
        return {
            **self.facts,
            "zone": {zone.slug: zones.get(zone.pk, NOBODY) for zone in self.terms.zones},
            "sector": {
                sector.slug: BitMap.union(
                    *(
                        sectors.get(one.pk, NOBODY)
                        for one in (sector, *self.terms.narrower.get(sector.pk, []))
                    )
                )
                for sector in self.terms.sectors
            },
        }

    @cached_property
    def years(self) -> list[tuple[str, BitMap]]:
        """(year, companies founded in it), oldest first."""
        return sorted(self.facts.get("founded", {}).items())

    def having(self, facet: str, value: Any) -> BitMap:
        """The companies with this value. Do not change what you get."""
        return self.postings[facet].get(value, NOBODY)
