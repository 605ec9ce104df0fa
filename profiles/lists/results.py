"""The results of a query to a list: what matches, in which order, and how many each choice would give.

Within a filter values are alternatives (OR), across filters they add up (AND). The counts of a
facet follow the other filters and ignore its own choice, so that ticking a second sector shows
what it adds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, reduce
from typing import Any

import numpy as np
from django.http import HttpResponse, QueryDict
from pyroaring import BitMap

from profiles.catalogue import Catalogue
from profiles.facts.facets import NAME, RELEVANCE, Span
from profiles.lists.answers import WordsAnswer
from profiles.lists.filters import refusal
from profiles.lists.query import ListQuery, unpaged

NOBODY = BitMap()


class Results:
    """The answer to the values that were understood of a query, as the database is now."""

    def __init__(
        self, values: Mapping[str, Any], catalogue: Catalogue, nobody_fits: Iterable[str] = ()
    ) -> None:
        self.values = values
        self.catalogue = catalogue
        self.listing = catalogue.listing
        self.matches = dict(self._matches()) | dict.fromkeys(nobody_fits, NOBODY)

    @classmethod
    def of(cls, list_query: ListQuery, catalogue: Catalogue) -> Results:
        """The answer to a query as it was sent: what is not understood never widens it."""
        return cls(list_query.values, catalogue, list_query.nobody_fits)

    @cached_property
    def ids(self) -> BitMap:
        """The primary keys of all matches."""
        return self._intersection(self.matches.values())

    @property
    def total(self) -> int:
        return len(self.ids)

    @property
    def order(self) -> str:
        """The order in use: the best match where there are words, unless another one was requested; else the usual one."""
        order = self.values.get("order") or RELEVANCE
        return self.listing.usual_order if order == RELEVANCE and not self.values.get("q") else order

    def page(self, number: int, size: int) -> list[int]:
        """The primary keys on a page, in order; pages are numbered from 1."""
        return self.slice((number - 1) * size, number * size).tolist()

    def ordered(self) -> np.ndarray:
        """The primary keys of all matches, in order."""
        return self.slice(0, self.total)

    def slice(self, start: int, stop: int) -> np.ndarray:
        """The primary keys at these places of the list, counted from 0."""
        orders, parts, offset = self.catalogue.orders, [], 0
        order = orders.get(self.order, orders[NAME])
        for tier in self._tiers():
            low, high = max(start - offset, 0), min(stop - offset, len(tier))
            if low < high:
                parts.append(order.slice(tier, low, high))
            offset += len(tier)
        return np.concatenate(parts) if parts else order.pks[:0]

    def counts(self, facet: str) -> dict[str, int]:
        """For each value that a published profile has: how many results it would give."""
        remaining = self._without(facet)
        postings = self.catalogue.postings[facet]
        if len(remaining) == len(self.catalogue.published):
            return {value: len(bits) for value, bits in postings.items()}
        return {value: remaining.intersection_cardinality(bits) for value, bits in postings.items()}

    def years(self, span: Span) -> dict[str, int]:
        """For each year that a published profile has: how many of the results, whatever the range."""
        remaining = self._without(span.low, span.high)
        return {
            year: remaining.intersection_cardinality(bits) for year, bits in self.catalogue.years(span.key)
        }

    @property
    def relaxations(self) -> list[tuple[str, int]]:
        """Each filter whose removal gives a result, with how many; best first."""
        counts = [(name, len(self._without(name))) for name in self.matches]
        return sorted([pair for pair in counts if pair[1]], key=lambda pair: -pair[1])

    def chosen(self, facet: str) -> list[str]:
        value = self.values.get(facet) or []
        return [value] if isinstance(value, str) else list(value)

    @cached_property
    def words(self) -> WordsAnswer | None:
        """The answer to the words alone; None where there are none."""
        text = self.values.get("q")
        return WordsAnswer(self.listing.kind, text, self.catalogue) if text else None

    def _tiers(self) -> Iterator[BitMap]:
        """The results in groups that follow each other: by relevance the better matches first."""
        remaining = self.ids
        for tier in self.words.tiers if self.words and self.order == RELEVANCE else ():
            yield tier & remaining
            remaining = remaining - tier
        yield remaining

    def _matches(self) -> Iterator[tuple[str, BitMap]]:
        """For each filter in use, the profiles that match it alone."""
        for name in self.listing.names:
            if chosen := self.chosen(name):
                yield name, BitMap.union(*(self.catalogue.having(name, value) for value in chosen))
        for span in self.listing.spans:
            if low := self.values.get(span.low):
                yield span.low, self._within(span, low, "9999")
            if high := self.values.get(span.high):
                yield span.high, self._within(span, "", high)
        if self.words:
            yield "q", self.words.ids

    def _within(self, span: Span, low: str, high: str) -> BitMap:
        years = [bits for year, bits in self.catalogue.years(span.key) if low <= year <= high]
        return BitMap.union(*years) if years else BitMap()

    def _without(self, *names: str) -> BitMap:
        return self._intersection(ids for name, ids in self.matches.items() if name not in names)

    def _intersection(self, sets: Iterable[BitMap]) -> BitMap:
        return reduce(BitMap.intersection, sorted(sets, key=len), self.catalogue.published)


def whole_list(data: QueryDict, catalogue: Catalogue) -> list[int] | HttpResponse:
    """All that the query of a list gives, in its order, for files; what is answered where a value is not understood."""
    query = ListQuery(unpaged(data), catalogue)
    return refusal(query.form) or Results.of(query, catalogue).ordered().tolist()
