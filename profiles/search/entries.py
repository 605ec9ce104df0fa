"""How the keys of index entries say which profile of which kind they are about."""

from __future__ import annotations

from array import array

import numpy as np
from pyroaring import BitMap

from profiles.models.registry import profile_kind

BITS = 4
MASK = (1 << BITS) - 1


def entry_id(kind: str, pk: int) -> int:
    return pk << BITS | profile_kind(kind).number


def profile_pk(entry: int) -> int:
    return entry >> BITS


def is_of(kind: str, entry: int) -> bool:
    return entry & MASK == profile_kind(kind).number


def pks_of(kind: str, entries: np.ndarray) -> BitMap:
    """The profiles of one kind among these entries (int64), as a set of primary keys."""
    if not len(entries):
        return BitMap()
    pks = entries[(entries & MASK) == profile_kind(kind).number] >> BITS
    return BitMap(_sorted(pks))


def _sorted(pks: np.ndarray) -> array[int]:
    """An array that the bitmap reads at once, which it does where the numbers grow."""
    numbers = array("I")
    numbers.frombytes(np.sort(pks).astype(np.uint32).tobytes())
    return numbers
