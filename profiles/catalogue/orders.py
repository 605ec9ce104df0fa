"""The orders of the list as arrays: a page is a slice, however deep it is."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from pyroaring import BitMap

from profiles.catalogue.names import Names

# Where more than one in so many profiles match, walking along the order is shorter than sorting the matches.
MANY = 8
# Companies that are looked at one by one before that.
WALK = 2_000


@dataclass(frozen=True)
class Ranking:
    """All published profiles, first to last."""

    pks: np.ndarray
    ranks: np.ndarray  # by primary key: its place

    @classmethod
    def of(cls, pks: np.ndarray, capacity: int) -> Ranking:
        """`capacity` is one more than the largest primary key."""
        ranks = np.zeros(capacity, dtype=np.uint32)
        ranks[pks] = np.arange(len(pks), dtype=np.uint32)
        return cls(pks, ranks)

    def all(self, ids: BitMap) -> np.ndarray:
        """These profiles, first to last."""
        return self.slice(ids, 0, len(ids))

    def slice(self, ids: BitMap, start: int, stop: int) -> np.ndarray:
        """The profiles at these places among `ids`."""
        stop = min(stop, len(ids))
        if start >= stop:
            return self.pks[:0]
        if len(ids) == len(self.pks):
            return self.pks[start:stop]
        if stop * len(self.pks) <= WALK * len(ids) and len(first := self._first(ids, stop)) == stop:
            return first[start:]
        members = np.frombuffer(ids.to_array(), dtype=np.uint32)
        if len(members) * MANY > len(self.pks):
            return self._walk(members)[start:stop]
        ranks = self.ranks[members]
        if stop < len(ranks):
            ranks = np.partition(ranks, stop)[:stop]
        return self.pks[np.sort(ranks)[start:stop]]

    def _first(self, ids: BitMap, number: int) -> np.ndarray:
        """The first ones among `ids`; fewer where too many others come before them."""
        first = islice((pk for pk in self.pks[: 2 * WALK].tolist() if pk in ids), number)
        return np.fromiter(first, dtype=np.uint32)

    def _walk(self, members: np.ndarray) -> np.ndarray:
        is_member = np.zeros(len(self.ranks), dtype=bool)
        is_member[members] = True
        return self.pks[is_member[self.pks]]


def inserted_by_name(ordered: np.ndarray, new: np.ndarray, names: Names) -> np.ndarray:
    """`ordered`, which is sorted, with `new` where they belong."""
    new_keys = sorted((names[pk], pk) for pk in new.tolist())
    ordered_pks: Any = ordered.data  # gives plain integers, one at a time
    places = [bisect_left(ordered_pks, key, key=lambda pk: (names[pk], pk)) for key in new_keys]
    return np.insert(ordered, places, np.array([pk for _name, pk in new_keys], dtype=np.uint32))


def by_key(keys: np.ndarray, ties: np.ndarray, pks: np.ndarray) -> np.ndarray:
    """`keys` and `ties` by primary key, smallest first."""
    return pks[np.lexsort((ties[pks], keys[pks]))].astype(np.uint32)


def inserted_by_key(ordered: np.ndarray, new: np.ndarray, keys: np.ndarray, ties: np.ndarray) -> np.ndarray:
    new = by_key(keys, ties, new)
    ordered_keys = keys[ordered]
    low = np.searchsorted(ordered_keys, keys[new], "left")
    high = np.searchsorted(ordered_keys, keys[new], "right")
    places = [
        bisect_left(ordered.data, ties[pk], first, last, key=ties.__getitem__)
        for pk, first, last in zip(new.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return np.insert(ordered, places, new)
