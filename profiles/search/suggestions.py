"""Profiles whose name, its sound, initials or identifier begins with what was typed so far."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection

from profiles.models.registry import profile_kind
from profiles.search.entries import BITS, MASK, is_of, profile_pk
from profiles.search.words.analyser import pieces, whole
from profiles.search.words.names import NAME_BITS

MAX_KEYS = 400  # that are read, published or not
MAX_ROWS = 40
HIGHEST = "\U0010ffff"


class NameStart(NamedTuple):
    key: str  # the name, written without blanks, that begins with what was typed
    values: tuple[Any, ...]


def key_of(text: str) -> str:
    """What was typed, as names are kept for this."""
    return whole(pieces(text))


def beginning_with(kind: str, key: str, columns: list[str], limit: int) -> list[NameStart]:
    """Published profiles with a name that begins with the key: whole names first, then short ones. One query.

    `columns` are columns of the profile's table, its primary key the first. Each profile comes once.
    """
    if not key:
        return []
    registered = profile_kind(kind)
    with connection.cursor() as cursor:
        cursor.execute(
            _sql(registered.model._meta.db_table, registered.number, columns), [key, key + HIGHEST]
        )
        rows = cursor.fetchall()
    starts: dict[int, NameStart] = {}
    for name, *values in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        starts.setdefault(values[0], NameStart(name, tuple(values)))
    return list(starts.values())[:limit]


def names_begin_with(kind: str, text: str) -> list[int]:
    """Profiles in every state with a name that begins with what was typed; the first of them where there are many."""
    key = key_of(text)
    if not key:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_keys_sql("id"), [key, key + HIGHEST])
        entries = {row[0] >> NAME_BITS for row in cursor.fetchall()}
    return [profile_pk(entry) for entry in sorted(entries) if is_of(kind, entry)]


def _keys_sql(columns: str) -> str:
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    return f"""
        SELECT {columns} FROM profiles_searchname
        WHERE key{collation} >= %s AND key{collation} < %s ORDER BY key{collation} LIMIT {MAX_KEYS}
    """  # noqa: S608 (names of columns are our own)


def _sql(table: str, number: int, columns: list[str]) -> str:
    """The index gives the keys in their order, so both limits end the reading."""
    selected = ", ".join(f"profile.{column}" for column in columns)
    return f"""
        SELECT name.key, {selected} FROM ({_keys_sql("id, key")}) name JOIN {table} profile ON profile.id = name.id >> {NAME_BITS + BITS}
        WHERE name.id >> {NAME_BITS} & {MASK} = {number} AND profile.state = 'published'
        LIMIT {MAX_ROWS}
    """  # noqa: S608 (names of tables and columns are our own)
