"""Keeps the catalogue of a worker true: reads what changed, and nothing else.

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
from pyroaring import BitMap

from profiles.catalogue import orders
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.names import Names
from profiles.catalogue.orders import Ranking
from profiles.catalogue.reading import Facts, read_facts
from profiles.catalogue.terms import TermLists
from profiles.content.caching import PerTransaction
from profiles.content.changes import MAX_CHANGES, ContentStamp, changes_since, current_stamp
from profiles.facts.facets import NAME, Listing, Order
from profiles.models.registry import listings

logger = logging.getLogger(__name__)
BATCH = 5_000
State = tuple[BitMap, dict[str, dict[Any, BitMap]], dict[str, Ranking]]


class OrderColumns:
    """What the orders are made of, by primary key. One thread at a time."""

    def __init__(self, listing: Listing, facts: Facts) -> None:
        self.listing = listing
        self.capacity = 0
        self.names = Names(facts.pks, facts.names)
        self.keys = {order.key: np.zeros(0, dtype=order.dtype) for order in self.keyed}
        self._put_keys(facts)

    @property
    def keyed(self) -> list[Order]:
        """The orders that go by numbers."""
        return [order for order in self.listing.kept_orders if order.keys]

    def put(self, facts: Facts) -> None:
        self.names.update(facts.pks, facts.names)
        self._put_keys(facts)

    def _put_keys(self, facts: Facts) -> None:
        self._grow(int(facts.pks[-1]) + 1 if len(facts.pks) else 0)
        for order, numbers in facts.keys.items():
            self.keys[order][facts.pks] = numbers

    def _grow(self, capacity: int) -> None:
        """A little more than is asked for, so that each new profile does not move everything."""
        if 0 < capacity <= self.capacity:
            return
        self.capacity = max(capacity + capacity // 16 + 64, self.capacity)
        for order, old in self.keys.items():
            grown = np.zeros(self.capacity, dtype=old.dtype)
            grown[: len(old)] = old
            self.keys[order] = grown


class Keeper:
    """The catalogue of a kind in one worker, or in one transaction."""

    def __init__(self, listing: Listing) -> None:
        self.listing = listing
        self._lock = threading.Lock()
        self._columns: OrderColumns | None = None
        self._catalogue: Catalogue | None = None

    def current(self, stamp: ContentStamp | None = None) -> Catalogue:
        """The catalogue as the database is now: at most one query while nothing changed."""
        kept = self._catalogue
        if kept and (stamp or current_stamp()) == kept.stamp:
            return kept
        with self._lock:
            return self._refreshed(self._catalogue)

    def _refreshed(self, kept: Catalogue | None) -> Catalogue:
        most = max(MAX_CHANGES, len(kept.published) // 4) if kept else MAX_CHANGES
        changes = changes_since(self.listing.kind, kept.stamp if kept else None, most)
        if kept and changes.stamp == kept.stamp:
            return kept
        self._catalogue = None  # if reading fails half way, the next one reads everything
        terms, beside = TermLists.load(self.listing), self.listing.beside()
        if kept and terms.same(kept.terms):
            terms = kept.terms
        if kept is None or changes.ids is None or beside != kept.beside:
            fresh = self._loaded(read_facts(self.listing))
        else:
            fresh = self._patched(kept, changes.ids)
        self._catalogue = Catalogue(self.listing, changes.stamp, beside, terms, *fresh)
        return self._catalogue

    def _loaded(self, facts: Facts) -> State:
        columns = self._columns = OrderColumns(self.listing, facts)
        pks = facts.pks.astype(np.uint32)
        found = {NAME: Ranking.of(pks[facts.names.sorted()], columns.capacity)}
        for order in columns.keyed:
            ties = _ties(order, found[NAME], columns)
            by_key = orders.by_key(columns.keys[order.key], ties, pks)
            found[order.key] = Ranking.of(by_key, columns.capacity)
        return BitMap(pks), facts.postings, found

    def _patched(self, kept: Catalogue, ids: Iterable[int]) -> State:
        state = (kept.published, kept.facts, kept.orders)
        remaining = iter(ids)
        while batch := list(islice(remaining, BATCH)):
            state = self._with(state, BitMap(batch), read_facts(self.listing, batch))
        return state

    def _with(self, state: State, changed: BitMap, facts: Facts) -> State:
        """The state with the changed profiles as `facts` says they are; those it does not name are gone."""
        published, postings, old = state
        columns = self._columns
        assert columns is not None  # noqa: S101 (a kept catalogue came with its columns)
        columns.put(facts)
        new = facts.pks.astype(np.uint32)
        merged = {
            facet: _merged(postings.get(facet, {}), changed, values)
            for facet, values in facts.postings.items()
        }
        return (published - changed) | BitMap(new), merged, _reordered(columns, old, changed, new)


def _reordered(
    columns: OrderColumns, old: dict[str, Ranking], changed: BitMap, new: np.ndarray
) -> dict[str, Ranking]:
    gone = np.zeros(max(columns.capacity, changed.max() + 1), dtype=bool)
    gone[np.frombuffer(changed.to_array(), dtype=np.uint32)] = True
    kept = {order: ranking.pks[~gone[ranking.pks]] for order, ranking in old.items()}
    names = orders.inserted_by_name(kept[NAME], new, columns.names)
    found = {NAME: Ranking.of(names, columns.capacity)}
    for order in columns.keyed:
        ties = _ties(order, found[NAME], columns)
        by_key = orders.inserted_by_key(kept[order.key], new, columns.keys[order.key], ties)
        found[order.key] = Ranking.of(by_key, columns.capacity)
    return found


def _ties(order: Order, names: Ranking, columns: OrderColumns) -> np.ndarray:
    return names.ranks if order.ties_by_name else np.arange(columns.capacity, dtype=np.uint32)


def _merged(old: dict[Any, BitMap], changed: BitMap, new: dict[Any, BitMap]) -> dict[Any, BitMap]:
    """Postings without the changed profiles, and with what holds of them now; sets nobody is in are dropped."""
    kept = {value: bits - changed for value, bits in old.items()}
    merged = {value: kept.get(value, BitMap()) | new.get(value, BitMap()) for value in kept | new}
    return {value: bits for value, bits in merged.items() if bits}


class Keepers:
    """One for each kind that has been asked for."""

    def __init__(self) -> None:
        self._kinds: dict[str, Keeper] = {}

    def of(self, kind: str) -> Keeper:
        return self._kinds.setdefault(kind, Keeper(listings()[kind]))


_keepers = PerTransaction(Keepers)


def current(kind: str, stamp: ContentStamp | None = None) -> Catalogue:
    """The catalogue as the database is now; who has just asked for the stamp of the content gives it."""
    return _keepers.get().of(kind).current(stamp)


def load_soon() -> None:
    """Read the catalogues in the background, so that the first visitor of a worker does not wait for them."""
    threading.Thread(target=_load, daemon=True, name="catalogue").start()


def _load() -> None:
    try:
        for kind in listings():
            current(kind)
    except DatabaseError:
        logger.exception("The catalogue could not be read ahead; the first request will read it")
    finally:
        connection.close()
