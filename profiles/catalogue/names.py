"""What profiles are sorted by in the order of names."""

from __future__ import annotations

from array import array
from collections.abc import Iterator

import numpy as np

PREFIX = 32  # bytes that are compared at once


class Keys:
    """Keys in a row, in one long text: a million small ones take twice the memory, and never give it back."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.ends = array("Q")

    def append(self, key: bytes) -> None:
        self.text += key
        self.ends.append(len(self.text))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, place: int) -> bytes:
        return bytes(self.text[self.ends[place - 1] if place else 0 : self.ends[place]])

    def __iter__(self) -> Iterator[bytes]:
        return map(self.__getitem__, range(len(self)))

    @property
    def starts(self) -> np.ndarray:
        """Where each begins, and where the last one ends."""
        return np.concatenate([np.zeros(1, dtype=np.int64), np.array(self.ends, dtype=np.int64)])

    def sorted(self) -> np.ndarray:
        """Their places, smallest key first; equal ones stay in their order."""
        prefixes = np.fromiter((key[:PREFIX] for key in self), dtype=f"S{PREFIX}", count=len(self))
        order = np.argsort(prefixes, kind="stable")
        prefixes = prefixes[order]
        bounds = np.flatnonzero(np.concatenate([[True], prefixes[1:] != prefixes[:-1], [True]]))
        for first in np.flatnonzero(np.diff(bounds) > 1).tolist():
            start, stop = bounds[first : first + 2].tolist()
            order[start:stop] = sorted(order[start:stop].tolist(), key=self.__getitem__)
        return order


class Names:
    """The same keys by primary key, and those of profiles that were changed since."""

    def __init__(self, pks: np.ndarray, keys: Keys) -> None:
        """`pks` ascend, and `keys` stand beside them."""
        self._text = keys.text
        lengths = np.zeros(int(pks[-1]) + 2 if len(pks) else 1, dtype=np.int64)
        lengths[pks.astype(np.int64) + 1] = np.diff(keys.starts)
        self._starts = np.cumsum(lengths)
        self._later: dict[int, bytes] = {}

    def __getitem__(self, pk: int) -> bytes:
        """The key of a profile that is in the catalogue."""
        later = self._later.get(pk)
        return bytes(self._text[self._starts[pk] : self._starts[pk + 1]]) if later is None else later

    def update(self, pks: np.ndarray, keys: Keys) -> None:
        self._later.update(zip(pks.tolist(), keys, strict=True))
