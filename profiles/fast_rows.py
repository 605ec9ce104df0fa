"""Writes and looks up many rows of one table without what a model of each costs."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

# Rows that go to the server in one statement; PostgreSQL answers each statement.
BATCH = 1_000
DO_NOTHING = " ON CONFLICT DO NOTHING"


def insert(model: Any, names: Iterable[str], rows: Sequence[Sequence[Any]], on_conflict: str = "") -> None:
    """Rows with values as the database takes them.

    `on_conflict` is the end of the statement in SQL, DO_NOTHING for example.
    """
    if not rows:
        return
    quoted = connection.ops.quote_name
    columns = [quoted(model._meta.get_field(name).column) for name in names]
    places = f"({', '.join(['%s'] * len(columns))})"
    begin = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)}) VALUES "  # noqa: S608
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # prepared once, without a way to a server
            cursor.executemany(f"{begin}{places}{on_conflict}", rows)
            return
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            values = [value for row in batch for value in row]
            cursor.execute(f"{begin}{', '.join([places] * len(batch))}{on_conflict}", values)


def among(model: Any, wanted: str, names: Iterable[str], values: Collection[Any]) -> list[tuple[Any, ...]]:
    """The columns `names` of the rows whose column `wanted` is one of some texts or numbers.

    All values are one parameter: Django prepares each of a list by itself.
    """
    if not values:
        return []
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(model._meta.get_field(name).column) for name in names)
    column = quoted(model._meta.get_field(wanted).column)
    given: Any = list(values)
    is_one = "= ANY(%s)"
    if connection.vendor == "sqlite":
        is_one, given = "IN (SELECT value FROM json_each(%s))", json.dumps(given)
    with connection.cursor() as cursor:
        table = quoted(model._meta.db_table)
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {column} {is_one}", [given])  # noqa: S608
        return cursor.fetchall()
