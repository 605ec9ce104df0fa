"""The whole database, to compare with itself."""

from __future__ import annotations

from functools import cache

from django.contrib.sessions.models import Session
from django.db import connection


def all_rows() -> dict[str, list]:
    """The rows of every table but that of sessions."""
    rows = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            rows[table] = cursor.fetchall()
    return rows


@cache
def _tables() -> list[str]:
    names = connection.introspection.django_table_names(include_views=False)
    return [name for name in names if name != Session._meta.db_table]
