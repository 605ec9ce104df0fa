"""Settings for a process that does nothing but import, whose rows live from one chunk to the next."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from profiles.search.engines.sqlite import INDEX
from profiles.search.index import reporting_damage

# The number of new objects after which the garbage collector runs; a chunk creates a hundred thousand.
OBJECTS = 1_000_000
# Pages of indexes that rows go to, in kibibytes, and those written before SQLite moves them to the database.
CACHE, MOVED_AFTER = 64 << 10, 16_000
# Segments of the search index before SQLite merges them: each merge writes them again.
PARTS = 8


@contextmanager
def large_import() -> Iterator[None]:
    thresholds = gc.get_threshold()
    rarely_look_for_circles()
    _give_room()
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def rarely_look_for_circles() -> None:
    gc.freeze()
    gc.set_threshold(OBJECTS, 20, 20)


def _give_room() -> None:
    """For this connection while it is open; the setting of the index stays in the database."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor, reporting_damage():
            cursor.execute(f"PRAGMA cache_size = -{CACHE}")
            cursor.execute(f"PRAGMA wal_autocheckpoint = {MOVED_AFTER}")
            cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('automerge', {PARTS})")  # noqa: S608
