"""Keeps the catalogue of a worker true: reads what changed, and nothing else.

A request reads the mark of the content before it reads anything else, so it never shows less than
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

from companies.catalogue import orders
from companies.catalogue.catalogue import Catalogue
from companies.catalogue.facts import Facts, read
from companies.catalogue.names import Names
from companies.catalogue.orders import Order
from companies.catalogue.terms import Terms
from profiles.changes import MOST, Mark, changes_since, current_mark
from profiles.kept import PerTransaction

logger = logging.getLogger(__name__)
BATCH = 5_000
NAME = "name"
KEYS = {
    "founded": np.int32,
    "-founded": np.int32,
    "-turnover": np.float64,
    "-updated": np.int64,
    "relevance": np.int64,
}
# Where the keys of an order are equal: by name, or by primary key.
TIES_BY_NAME = ("founded", "-founded", "-turnover")


class Columns:
    """What the orders are made of, by primary key. One thread at a time."""

    def __init__(self, facts: Facts) -> None:
        self.names = Names(facts.pks, facts.names)
        self.keys = {order: np.zeros(0, dtype=kind) for order, kind in KEYS.items()}
        self._put_keys(facts)

    @property
    def room(self) -> int:
        return len(self.keys["relevance"])

    def put(self, facts: Facts) -> None:
        self.names.update(facts.pks, facts.names)
        self._put_keys(facts)

    def _put_keys(self, facts: Facts) -> None:
        self._make_room(int(facts.pks[-1]) + 1 if len(facts.pks) else 0)
        for order, numbers in facts.keys.items():
            self.keys[order][facts.pks] = numbers

    def _make_room(self, room: int) -> None:
        """A little more than is asked for, so that each new company does not move everything."""
        if 0 < room <= self.room:
            return
        more = room + room // 16 + 64
        for order, old in self.keys.items():
            grown = np.zeros(max(more, len(old)), dtype=old.dtype)
            grown[: len(old)] = old
            self.keys[order] = grown


class Keeper:
    """The catalogue of one worker, or of one transaction."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._columns: Columns | None = None
        self._catalogue: Catalogue | None = None

    def current(self, mark: Mark | None = None) -> Catalogue:
        """The catalogue as the database is now: at most one query while nothing changed."""
        kept = self._catalogue
        if kept and (mark or current_mark()) == kept.mark:
            return kept
        with self._lock:
            return self._refreshed(self._catalogue)

    def _refreshed(self, kept: Catalogue | None) -> Catalogue:
        most = max(MOST, len(kept.published) // 4) if kept else MOST
        changes = changes_since("company", kept.mark if kept else None, most)
        if kept and changes.mark == kept.mark:
            return kept
        self._catalogue = None  # if reading fails half way, the next one reads everything
        terms = Terms.load()
        if kept and terms.same(kept.terms):
            terms = kept.terms
        if kept is None or changes.ids is None:
            fresh = self._loaded(read())
        else:
            fresh = self._patched(kept, changes.ids)
        self._catalogue = Catalogue(changes.mark, terms, *fresh)
        return self._catalogue

    def _loaded(self, facts: Facts) -> tuple[BitMap, dict, dict[str, Order]]:
        columns = self._columns = Columns(facts)
        pks = facts.pks.astype(np.uint32)
        found = {NAME: Order.of(pks[facts.names.sorted()], columns.room)}
        for order, keys in columns.keys.items():
            ties = _ties(order, found[NAME], columns)
            found[order] = Order.of(orders.by_key(keys, ties, pks), columns.room)
        return BitMap(pks), facts.postings, found

    def _patched(self, kept: Catalogue, ids: Iterable[int]) -> tuple[BitMap, dict, dict[str, Order]]:
        state = (kept.published, kept.facts, kept.orders)
        remaining = iter(ids)
        while batch := list(islice(remaining, BATCH)):
            state = self._with(state, BitMap(batch), read(batch))
        return state

    def _with(
        self, state: tuple[BitMap, dict, dict[str, Order]], changed: BitMap, facts: Facts
    ) -> tuple[BitMap, dict, dict[str, Order]]:
        """The state with the changed companies as `facts` says they are; those it does not name are gone."""
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


def _reordered(columns: Columns, old: dict[str, Order], changed: BitMap, new: np.ndarray) -> dict[str, Order]:
    gone = np.zeros(max(columns.room, changed.max() + 1), dtype=bool)
    gone[np.frombuffer(changed.to_array(), dtype=np.uint32)] = True
    kept = {order: standing.pks[~gone[standing.pks]] for order, standing in old.items()}
    names = orders.inserted_by_name(kept[NAME], new, columns.names)
    found = {NAME: Order.of(names, columns.room)}
    for order, keys in columns.keys.items():
        ties = _ties(order, found[NAME], columns)
        found[order] = Order.of(orders.inserted_by_key(kept[order], new, keys, ties), columns.room)
    return found


def _ties(order: str, names: Order, columns: Columns) -> np.ndarray:
    return names.ranks if order in TIES_BY_NAME else np.arange(columns.room, dtype=np.uint32)


def _merged(old: dict[Any, BitMap], changed: BitMap, new: dict[Any, BitMap]) -> dict[Any, BitMap]:
    """Postings without the changed companies, and with what holds of them now; sets nobody is in are dropped."""
    kept = {value: bits - changed for value, bits in old.items()}
    merged = {value: kept.get(value, BitMap()) | new.get(value, BitMap()) for value in kept | new}
    return {value: bits for value, bits in merged.items() if bits}


_keepers = PerTransaction(Keeper)


def current(mark: Mark | None = None) -> Catalogue:
    """The catalogue as the database is now; who has just asked for the mark of the content gives it."""
    return _keepers.get().current(mark)


def load_soon() -> None:
    """Read the catalogue in the background, so that the first visitor of a worker does not wait for it."""
    threading.Thread(target=_load, daemon=True, name="catalogue").start()


def _load() -> None:
    try:
        current()
    except DatabaseError:
        logger.exception("The catalogue could not be read ahead; the first request will read it")
    finally:
        connection.close()
