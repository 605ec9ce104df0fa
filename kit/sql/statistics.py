"""What the planner of the database knows of the tables: without it, or long after, it plans for other tables than there are.

PostgreSQL gathers it by itself some time after many rows were written, SQLite never. Whoever has
written many rows calls gather(); the worker (kit/worker_loop.py) does now and then.
"""

from __future__ import annotations

import time

from django.db import connection, transaction

# Entries of an index that SQLite samples: a tenth of a second for 100,000 companies, where all take one to three.
ENTRIES = 1_000
EVERY = 3600  # seconds
_gathered = float("-inf")


def gather() -> None:
    """Look at a part of each table, however long it is. It holds the database as a save does."""
    statements = {"sqlite": _on_sqlite, "postgresql": _on_postgresql}[connection.vendor]()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def gather_now_and_then() -> None:
    """For the worker, on SQLite: at once where there are none, and else after EVERY."""
    global _gathered
    if connection.vendor != "sqlite":
        return
    is_known = "sqlite_stat1" in connection.introspection.table_names()
    if is_known and time.monotonic() < _gathered + EVERY:
        return
    gather()
    _gathered = time.monotonic()


def _on_sqlite() -> list[str]:
    """Open connections read the statistics once; recreating the table makes them read it again."""
    return [f"PRAGMA analysis_limit = {ENTRIES}", "DROP TABLE IF EXISTS sqlite_stat1", "ANALYZE"]


def _on_postgresql() -> list[str]:
    names = map(connection.ops.quote_name, connection.introspection.django_table_names(only_existing=True))
    return [f"ANALYZE {', '.join(names)}"]
