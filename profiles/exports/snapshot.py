"""Reads that all see one moment of the database, whoever writes meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}


@contextmanager
def snapshot() -> Iterator[Any]:
    """A cursor in a transaction that only reads, on a connection of its own.

    In a transaction the cursor is of that one. `atomic` would not do: on SQLite it keeps all others
    from writing for as long as it lasts.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
        return
    own = connections["default"].copy()
    own.inc_thread_sharing()  # a server may read the parts of an answer in another thread
    try:
        with own.cursor() as cursor:
            cursor.execute(BEGIN.get(own.vendor, "BEGIN"))
            yield cursor
    finally:
        own.close()
