"""How an import shares the database with others who write: it holds it shortly, and pauses in between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

# Seconds. On SQLite nobody else writes while a chunk is written; a second is about what people wait for a page.
LONGEST_HELD = 0.8
# Between chunks others get the lock that SQLite has for all who write.
PAUSE = 0.02
LONGEST_WITHOUT = 0.3  # while profiles are changed one by one
# How much smaller or larger than the first one a chunk may become.
RANGE = 4


class Pace:
    """Chunks are as large as can be written in the time: each writes the pages of all indexes that it touches once more."""

    def __init__(self, rows: int) -> None:
        self.rows = rows  # of the next chunk
        self._fewest, self._most = max(rows // RANGE, 1), rows * RANGE
        self._free_since = 0.0

    @contextmanager
    def holding(self, rows: int) -> Iterator[None]:
        """Around the transaction that writes a chunk."""
        self.let_others_write()
        started = time.monotonic()
        yield
        self._free_since = time.monotonic()
        if rows >= self._fewest:  # fewer say little: what a transaction takes by itself
            seconds = max(self._free_since - started, 0.001)
            self.rows = min(max(int(rows * LONGEST_HELD / seconds), self._fewest), self._most)

    def let_others_write(self) -> None:
        """Wait for what is missing of the pause; reading and planning the chunk was a part of it."""
        if connection.in_atomic_block:  # nobody gets anything before all is written
            return
        time.sleep(max(0.0, PAUSE - (time.monotonic() - self._free_since)))

    def before_change(self) -> None:
        """Of one profile, which is a transaction of its own."""
        if time.monotonic() - self._free_since > LONGEST_WITHOUT:
            self._free_since = time.monotonic()
            self.let_others_write()
