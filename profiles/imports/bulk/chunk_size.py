"""Chunks are as large as can be written in the time that others can wait.

Each chunk writes the pages of all indexes that it touches once more, so few large ones take less than many small ones.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from kit.processes.write_pauses import WritePauses

# Seconds. On SQLite nobody else writes while a chunk is written; a second is about what people wait for a page.
MAX_HELD = 0.8
# How much smaller or larger than the first one a chunk may become.
RANGE = 4


class ChunkSize:
    def __init__(self, rows: int) -> None:
        self.rows = rows  # of the next chunk
        self.pauses = WritePauses()
        self._fewest, self._most = max(rows // RANGE, 1), rows * RANGE

    @contextmanager
    def holding(self, rows: int) -> Iterator[None]:
        """Around the transaction that writes a chunk."""
        self.pauses.let_others_write()
        started = time.monotonic()
        yield
        self.pauses.free_since = time.monotonic()
        if rows >= self._fewest:  # for fewer, the cost of the transaction itself dominates
            seconds = max(self.pauses.free_since - started, 0.001)
            self.rows = min(max(int(rows * MAX_HELD / seconds), self._fewest), self._most)
