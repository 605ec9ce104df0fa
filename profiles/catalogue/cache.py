"""Caches the catalogue of a worker and brings it up to date: reads what changed, and nothing else.

A request reads the stamp of the content before it reads anything else, so it never shows less than
what was committed before it began. Readers of other threads go on with the catalogue they have;
the next one replaces it whole.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from itertools import islice
from typing import Any

import numpy as np
from django.db import DatabaseError, connection
from django.utils import timezone
from pyroaring import BitMap

from profiles.catalogue import orders
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.names import Names
from profiles.catalogue.orders import Ranking
from profiles.catalogue.reading import Facts, read_facts
from profiles.catalogue.terms import TermLists
from profiles.content.caching import PerTransaction
from profiles.content.changes import MAX_CHANGES, ContentStamp, changes_since, current_stamp
from profiles.content.home import read_home
from profiles.facts.facets import NAME, Listing, Order
from profiles.models.registry import listings

logger = logging.getLogger(__name__)
BATCH = 5_000
State = tuple[BitMap, dict[str, dict[Any, BitMap]], dict[str, Ranking]]


class OrderColumns:
    """The sort keys of the orders, by primary key. One thread at a time."""

    def __init__(self, listing: Listing, facts: Facts) -> None:
        self.listing = listing
        self.capacity = 0
        self.names = Names(facts.pks, facts.names)
        self.keys = {order.key: np.zeros(0, dtype=order.dtype) for order in self.keyed}
        self._set_keys(facts)

    @property
    def keyed(self) -> list[Order]:
        """The orders that sort by numbers."""
        return [order for order in self.listing.stored_orders if order.keys]

    def update(self, facts: Facts) -> None:
        self.names.update(facts.pks, facts.names)
        self._set_keys(facts)

    def _set_keys(self, facts: Facts) -> None:
        self._grow(int(facts.pks[-1]) + 1 if len(facts.pks) else 0)
        for order, numbers in facts.keys.items():
            self.keys[order][facts.pks] = numbers

    def _grow(self, capacity: int) -> None:
        """Grows by more than is needed, so that each new profile does not move everything."""
        if 0 < capacity <= self.capacity:
            return
        self.capacity = max(capacity + capacity // 16 + 64, self.capacity)
        for order, column in self.keys.items():
            grown = np.zeros(self.capacity, dtype=column.dtype)
            grown[: len(column)] = column
            self.keys[order] = grown


class CatalogueCache:
    """The catalogue of a kind in one worker, or in one transaction."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._lock = threading.Lock()
        self._columns: OrderColumns | None = None
        self._catalogue: Catalogue | None = None

    def current(self, stamp: ContentStamp | None = None) -> Catalogue:
        """The catalogue as the database is now: at most one query while nothing changed."""
        cached = self._catalogue
        if cached and (stamp or current_stamp()) == cached.stamp and cached.day == timezone.localdate():
            return cached
        with self._lock:
            return self._refreshed(self._catalogue)

    def _refreshed(self, cached: Catalogue | None) -> Catalogue:
        limit = max(MAX_CHANGES, len(cached.published) // 4) if cached else MAX_CHANGES
        changes = changes_since(self.listing.kind, cached.stamp if cached else None, limit)
        day = timezone.localdate()
        if cached and (changes.stamp, day) == (cached.stamp, cached.day):
            return cached
        self._catalogue = None  # if reading fails half way, the next one reads everything
        terms, home, depends_on = TermLists.load(self.listing), read_home(), self.listing.depends_on()
        if cached and terms.same(cached.terms):
            terms = cached.terms
        is_same = cached is not None and (home, depends_on, changes.stamp.terms) == (
            cached.home,
            cached.depends_on,
            cached.stamp.terms,
        )
        if cached is None or changes.ids is None or not is_same:
            state = self._state_of(read_facts(self.listing, home.currency))
        else:
            state = self._with_changes(cached, changes.ids)
        self._catalogue = Catalogue(self.listing, changes.stamp, day, home, depends_on, terms, *state)
        return self._catalogue

    def _state_of(self, facts: Facts) -> State:
        columns = self._columns = OrderColumns(self.listing, facts)
        pks = facts.pks.astype(np.uint32)
        rankings = {NAME: Ranking.of(pks[facts.names.sorted()], columns.capacity)}
        for order in columns.keyed:
            ties = _ties(order, rankings[NAME], columns)
            by_key = orders.by_key(columns.keys[order.key], ties, pks)
            rankings[order.key] = Ranking.of(by_key, columns.capacity)
        return BitMap(pks), facts.postings, rankings

    def _with_changes(self, cached: Catalogue, ids: Iterable[int]) -> State:
        state = (cached.published, cached.facts, cached.orders)
        remaining = iter(ids)
        while batch := list(islice(remaining, BATCH)):
            state = self._with_batch(
                state, BitMap(batch), read_facts(self.listing, cached.home.currency, batch)
            )
        return state

    def _with_batch(self, state: State, changed: BitMap, facts: Facts) -> State:
        """The state with the changed profiles as `facts` says they are; those it does not name are gone."""
        published, postings, rankings = state
        columns = self._columns
        assert columns is not None  # noqa: S101 (a cached catalogue came with its columns)
        columns.update(facts)
        new = facts.pks.astype(np.uint32)
        merged = {
            facet: _merged(postings.get(facet, {}), changed, values)
            for facet, values in facts.postings.items()
        }
        return (published - changed) | BitMap(new), merged, _reordered(columns, rankings, changed, new)


def _reordered(
    columns: OrderColumns, rankings: dict[str, Ranking], changed: BitMap, new: np.ndarray
) -> dict[str, Ranking]:
    is_changed = np.zeros(max(columns.capacity, changed.max() + 1), dtype=bool)
    is_changed[np.frombuffer(changed.to_array(), dtype=np.uint32)] = True
    unchanged = {order: ranking.pks[~is_changed[ranking.pks]] for order, ranking in rankings.items()}
    names = orders.inserted_by_name(unchanged[NAME], new, columns.names)
    reordered = {NAME: Ranking.of(names, columns.capacity)}
    for order in columns.keyed:
        ties = _ties(order, reordered[NAME], columns)
        by_key = orders.inserted_by_key(unchanged[order.key], new, columns.keys[order.key], ties)
        reordered[order.key] = Ranking.of(by_key, columns.capacity)
    return reordered


def _ties(order: Order, names: Ranking, columns: OrderColumns) -> np.ndarray:
    return names.ranks if order.ties_by_name else np.arange(columns.capacity, dtype=np.uint32)


def _merged(old: dict[Any, BitMap], changed: BitMap, new: dict[Any, BitMap]) -> dict[Any, BitMap]:
    """Postings without the changed profiles, and with their values of now; empty sets are dropped."""
    unchanged = {value: bits - changed for value, bits in old.items()}
    merged = {value: unchanged.get(value, BitMap()) | new.get(value, BitMap()) for value in unchanged | new}
    return {value: bits for value, bits in merged.items() if bits}


class CatalogueCaches:
    """One cache per kind, created at first use."""

    def __init__(self) -> None:
        self._kinds: dict[str, CatalogueCache] = {}

    def of(self, kind: str) -> CatalogueCache:
        return self._kinds.setdefault(kind, CatalogueCache(listings()[kind]))


_caches = PerTransaction(CatalogueCaches)


def current(kind: str, stamp: ContentStamp | None = None) -> Catalogue:
    """The catalogue as the database is now; callers that just read the stamp of the content pass it."""
    return _caches.get().of(kind).current(stamp)


def load_soon() -> None:
    """Read the catalogues in the background, so that the first visitor of a worker does not wait for them."""
    threading.Thread(target=_read_ahead, daemon=True, name="catalogue").start()


def _read_ahead() -> None:
    try:
        for kind in listings():
            current(kind)
    except DatabaseError:
        logger.exception("The catalogue could not be read ahead; the first request will read it")
    finally:
        connection.close()
