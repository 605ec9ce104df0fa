"""One consistent state of the published profiles of a kind. Nothing in it changes any more."""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString
from pyroaring import BitMap

from profiles.catalogue.orders import Ranking
from profiles.catalogue.terms import TermLists
from profiles.content.caching import LRUCache
from profiles.content.changes import ContentStamp
from profiles.content.home import Home
from profiles.facts.facets import DatedData, Listing

NOBODY = BitMap()
MAX_PARTS = 100  # up to 50 kB each


@dataclass(frozen=True)
class Catalogue:
    """Sets of primary keys; never change one in place."""

    listing: Listing
    stamp: ContentStamp
    day: datetime.date  # what holds today is said of this one
    home: Home  # amounts of money are compared in its currency
    depends_on: Hashable  # what listing.depends_on returned
    terms: TermLists
    published: BitMap
    # As they are stored: set -> value -> profiles; terms by primary key, dates by year.
    facts: dict[str, dict[Any, BitMap]]
    orders: dict[str, Ranking]
    # Parts of pages that depend on this state and their key alone; they go with it.
    parts: LRUCache[SafeString] = field(
        default_factory=lambda: LRUCache(MAX_PARTS), compare=False, repr=False
    )

    @cached_property
    def postings(self) -> dict[str, Mapping[str, BitMap]]:
        """Set -> value as in addresses -> profiles. A broad term stands for its narrower ones."""
        return {
            **self.facts,
            **{facet: self._of_terms(facet) for facet in self.terms.lists},
            **{
                facet.key: facet.data.on(self.day, self.facts.get(facet.key, {}), self.published)
                for facet in self.listing.facets
                if isinstance(facet.data, DatedData)
            },
        }

    def _of_terms(self, facet: str) -> dict[str, BitMap]:
        postings, terms = self.facts.get(facet, {}), self.terms[facet]
        return {
            term.slug: BitMap.union(
                *(postings.get(member.pk, NOBODY) for member in (term, *terms.narrower.get(term.pk, [])))
            )
            for term in terms.records
        }

    def years(self, span: str) -> list[tuple[str, BitMap]]:
        """(year, profiles with a date in it), oldest first."""
        return self._years[span]

    @cached_property
    def _years(self) -> dict[str, list[tuple[str, BitMap]]]:
        return {span.key: sorted(self.facts.get(span.key, {}).items()) for span in self.listing.spans}

    def having(self, facet: str, value: Any) -> BitMap:
        """The profiles with this value. Do not change what you get."""
        return self.postings[facet].get(value, NOBODY)
