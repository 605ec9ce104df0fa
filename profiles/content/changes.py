"""What changed in published content since a worker last looked.

Each worker keeps columns and postings in memory. It asks here, once a request, whether they
still hold, and which profiles to read again. Versions are written behind the row of
ContentVersion, one transaction after the other, so their numbers grow in the order of commits
and none is seen before an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from profiles.models import ContentVersion, Version

# With more changes than this, reading everything anew is the shorter way.
MOST = 20_000
MARK = (
    f"SELECT number, (SELECT MAX(id) FROM {Version._meta.db_table}), terms "  # noqa: S608 (our own tables)
    f"FROM {ContentVersion._meta.db_table} WHERE id = 1"
)


class Mark(NamedTuple):
    """A moment in the life of the content: two workers with equal marks see the same pages."""

    content: int  # ContentVersion.number
    version: int  # the newest Version's primary key
    terms: int = 1  # ContentVersion.terms


@dataclass(frozen=True)
class Changes:
    """The profiles of one kind to read again, by primary key; None: too many, so read them all."""

    mark: Mark
    ids: frozenset[int] | None


def current_mark() -> Mark:
    """The moment that the database is at, in one query. Read it before the content that it stands for."""
    return read_mark(connection)


def read_mark(connection: Any) -> Mark:
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        row = cursor.fetchone()
    return Mark(row[0], row[1] or 0, row[2]) if row else Mark(1, 0)


def changes_since(kind: str, seen: Mark | None, most: int = MOST, *, now: Mark | None = None) -> Changes:
    """What a worker that was true at `seen` has to read again to be true now: one query, or two.

    Terms that were saved (a sector's name, a source) move the content but name no profile. Who has just
    asked for the current mark gives it as `now`.
    """
    now = now or current_mark()
    if seen is None or now.version < seen.version or now.content < seen.content:
        return Changes(now, None)
    if now.version == seen.version:
        return Changes(now, frozenset())
    newer = Version.objects.filter(kind=kind, pk__gt=seen.version, pk__lte=now.version)
    ids = newer.order_by().values_list("object_id", flat=True).distinct()[: most + 1]
    found = frozenset(ids)
    return Changes(now, found if len(found) <= most else None)
