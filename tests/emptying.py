"""Emptying a PostgreSQL database between tests: few of its tables hold anything, and they hold little."""

from __future__ import annotations

from typing import Any

from django.db import connection


def empty_only_what_is_full() -> None:
    """Have Django delete the rows that are there: to truncate a table makes its files and those of its indexes anew."""
    if connection.vendor == "postgresql":
        truncate = connection.ops.sql_flush

        def delete(
            style: Any, tables: list[str], *, reset_sequences: bool = False, **options: Any
        ) -> list[str]:
            if reset_sequences:
                return truncate(style, tables, reset_sequences=True, **options)
            return [f"DELETE FROM {name}" for name in _full(tables)]

        connection.ops.sql_flush = delete


def _full(tables: list[str]) -> list[str]:
    """Their quoted names. Foreign keys are checked when the transaction ends, so the order does not matter."""
    names = [connection.ops.quote_name(table) for table in tables]
    query = " UNION ALL ".join(
        f"SELECT {place} WHERE EXISTS (SELECT 1 FROM {name})" for place, name in enumerate(names)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [names[place] for (place,) in cursor.fetchall()]
