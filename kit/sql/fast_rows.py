"""Writes and looks up many rows of one table without the cost of a model instance for each."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import orjson
from django.db import connection

# Rows that go to the server in one statement; PostgreSQL answers each statement.
BATCH = 1_000
# Fewer rows than this, or rows of more columns, go to SQLite one by one.
FEWEST_AT_ONCE, MAX_COLUMNS = 50, 10
# So many others are one parameter: of those with short texts, and of those with long ones.
SHORT, LONG = 10_000, 200
DO_NOTHING = " ON CONFLICT DO NOTHING"


def insert(
    model: Any,
    names: Iterable[str],
    rows: Sequence[Sequence[Any]],
    on_conflict: str = "",
    at_once: int = SHORT,
) -> None:
    """Rows with values as the database takes them.

    `on_conflict` is the end of the statement in SQL, DO_NOTHING for example. `at_once`: of how many
    rows SQLite may get one parameter; LONG where a row may hold a text of any length.
    """
    if not rows:
        return
    quoted = connection.ops.quote_name
    columns = [quoted(model._meta.get_field(name).column) for name in names]
    begin = f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)})"
    if connection.vendor == "sqlite":
        _insert_on_sqlite(begin, len(columns), rows, on_conflict, at_once)
        return
    places = _places(len(columns))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            values = [value for row in batch for value in row]
            cursor.execute(f"{begin} VALUES {', '.join([places] * len(batch))}{on_conflict}", values)


def _insert_on_sqlite(
    begin: str, width: int, rows: Sequence[Sequence[Any]], on_conflict: str, at_once: int
) -> None:
    """Many rows are one parameter, so that SQLite need not come back to Python for each.

    That takes a fifth less, and half where a search index hangs on the table: it is written out after
    each statement.
    """
    values = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(width))
    # Without WHERE, SQLite would take ON for that of a join.
    select = f"{begin} SELECT {values} FROM json_each(%s) WHERE true{on_conflict}"  # noqa: S608
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            batch = rows[start : start + at_once]
            if text := _as_json(batch, width):
                cursor.execute(select, [text])
            else:
                cursor.executemany(f"{begin} VALUES {_places(width)}{on_conflict}", batch)


def _as_json(rows: Sequence[Sequence[Any]], width: int) -> str | None:
    """None where rows are better written one by one. A NUL would end a text in SQLite's JSON."""
    if width > MAX_COLUMNS or len(rows) < FEWEST_AT_ONCE:
        return None
    text = orjson.dumps(rows).decode()
    return None if "\\u0000" in text else text


def _places(width: int) -> str:
    return f"({', '.join(['%s'] * width)})"


def among(model: Any, lookup: str, names: Iterable[str], values: Collection[Any]) -> list[tuple[Any, ...]]:
    """The columns `names` of the rows whose column `wanted` is one of some texts or numbers.

    All values are one parameter: Django prepares each of a list by itself.
    """
    if not values:
        return []
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(model._meta.get_field(name).column) for name in names)
    column = quoted(model._meta.get_field(lookup).column)
    param: Any = list(values)
    is_among = "= ANY(%s)"
    if connection.vendor == "sqlite":
        is_among, param = "IN (SELECT value FROM json_each(%s))", json.dumps(param)
    with connection.cursor() as cursor:
        table = quoted(model._meta.db_table)
        cursor.execute(f"SELECT {columns} FROM {table} WHERE {column} {is_among}", [param])  # noqa: S608
        return cursor.fetchall()
