"""What a question to the company list gives: who fits, in which order, and how many each choice would give.

Within a filter values are alternatives (OR), across filters they add up (AND). The counts of a
facet follow the other filters and ignore its own choice, so that ticking a second sector shows
what it adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, reduce
from typing import Any

import numpy as np
from pyroaring import BitMap

from companies.catalogue import Catalogue, current
from profiles.search import Found, did_you_mean, find

FACETS = ("sector", "zone", "ownership", "returnee", "country", "size", "turnover", "certificate")
YEARS = ("founded_min", "founded_max")


class Results:
    """The answer to the cleaned values of a CompanyFilter, as the database is now.

    Nobody fits the filters of which nothing was understood.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        catalogue: Catalogue | None = None,
        *,
        nobody_fits: Iterable[str] = (),
    ) -> None:
        self.values, self.nobody_fits = values, nobody_fits
        self.catalogue = catalogue or current()
        self.matches = dict(self._matches())

    @cached_property
    def ids(self) -> BitMap:
        """The primary keys of all that fit."""
        return self._intersection(self.matches.values())

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def usual_order(self) -> str:
        """The order where none is asked for. Without words to search for, every company is as relevant as its name."""
        return "relevance" if self.values.get("q") else "name"

    @property
    def order(self) -> str:
        """The order in use."""
        asked = self.values.get("order") or "relevance"
        return self.usual_order if asked == "relevance" else asked

    def page(self, number: int, size: int) -> list[int]:
        """The primary keys on a page, in order; pages are numbered from 1."""
        return self.slice((number - 1) * size, number * size).tolist()

    def ordered(self) -> np.ndarray:
        """The primary keys of all that fit, in order."""
        return self.slice(0, self.total)

    def slice(self, start: int, stop: int) -> np.ndarray:
        """The primary keys at these places of the list, counted from 0."""
        order, parts, passed = self.catalogue.orders[self.order], [], 0
        for tier in self._tiers():
            low, high = max(start - passed, 0), min(stop - passed, len(tier))
            if low < high:
                parts.append(order.slice(tier, low, high))
            passed += len(tier)
        return np.concatenate(parts) if parts else order.pks[:0]

    def counts(self, facet: str) -> dict[str, int]:
        """For each value that a published company has: how many results it would give."""
        others = self._without(facet)
        postings = self.catalogue.postings[facet]
        if len(others) == len(self.catalogue.published):
            return {value: len(bits) for value, bits in postings.items()}
        return {value: others.intersection_cardinality(bits) for value, bits in postings.items()}

    def years(self) -> dict[str, int]:
        """For each year in which a published company was founded: how many of the results, whatever the range."""
        others = self._without(*YEARS)
        return {year: others.intersection_cardinality(bits) for year, bits in self.catalogue.years}

    @property
    def ways_out(self) -> list[tuple[str, int]]:
        """Each filter whose removal gives a result, with how many; best first."""
        counts = [(name, len(self._without(name))) for name in self.matches]
        return sorted([pair for pair in counts if pair[1]], key=lambda pair: -pair[1])

    def chosen(self, facet: str) -> list[str]:
        value = self.values.get(facet) or []
        return [value] if isinstance(value, str) else list(value)

    @cached_property
    def corrected(self) -> str | None:
        """The query that was answered instead, where what was typed finds nothing but a slip away there is something."""
        found = self._as_typed
        if found is None or found.ids.intersect(self.catalogue.published):
            return None
        return did_you_mean("company", self.values["q"], self.catalogue.published)

    @cached_property
    def _found(self) -> Found | None:
        return find("company", self.corrected, self.catalogue.mark) if self.corrected else self._as_typed

    @cached_property
    def _as_typed(self) -> Found | None:
        return find("company", self.values["q"], self.catalogue.mark) if self.values.get("q") else None

    def _tiers(self) -> Iterator[BitMap]:
        """The results in groups that follow each other: by relevance the better matches first."""
        remaining = self.ids
        for tier in self._found.tiers if self._found and self.order == "relevance" else ():
            yield tier & remaining
            remaining = remaining - tier
        yield remaining

    def _matches(self) -> Iterator[tuple[str, BitMap]]:
        """For each filter in use, the companies that fit it alone."""
        for name in FACETS:
            if chosen := self.chosen(name):
                yield name, BitMap.union(*(self.catalogue.having(name, value) for value in chosen))
        low, high = (self.values.get(name) or "" for name in YEARS)
        if low:
            yield "founded_min", self._founded(low, "9999")
        if high:
            yield "founded_max", self._founded("", high)
        if self._found:
            yield "q", self._found.ids
        for name in self.nobody_fits:
            yield name, BitMap()

    def _founded(self, low: str, high: str) -> BitMap:
        years = [bits for year, bits in self.catalogue.years if low <= year <= high]
        return BitMap.union(*years) if years else BitMap()

    def _without(self, *names: str) -> BitMap:
        return self._intersection(ids for name, ids in self.matches.items() if name not in names)

    def _intersection(self, sets: Iterable[BitMap]) -> BitMap:
        return reduce(BitMap.intersection, sorted(sets, key=len), self.catalogue.published)
