"""What changed in published content since a worker last looked.

Each worker keeps columns and postings in memory. It checks here, once a request, whether they
are still current, and which profiles to read again. Versions are written behind the row of
ContentVersion, one transaction after the other, so their numbers grow in the order of commits
and none is seen before an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from profiles.models import ContentVersion, Version

# With more changes than this, reading everything again is faster.
MAX_CHANGES = 20_000
STAMP_QUERY = (
    f"SELECT number, (SELECT MAX(id) FROM {Version._meta.db_table}), terms "  # noqa: S608 (our own tables)
    f"FROM {ContentVersion._meta.db_table} WHERE id = 1"
)


class ContentStamp(NamedTuple):
    """A moment in the life of the content: two workers with equal stamps see the same pages."""

    content: int  # ContentVersion.number
    version: int  # the newest Version's primary key
    terms: int = 1  # ContentVersion.terms


@dataclass(frozen=True)
class Changes:
    """The profiles of one kind to read again, by primary key; None: too many, so read them all."""

    stamp: ContentStamp
    ids: frozenset[int] | None


def current_stamp() -> ContentStamp:
    """The moment that the database is at, in one query. Read it before the content."""
    return read_stamp(connection)


def read_stamp(connection: Any) -> ContentStamp:
    with connection.cursor() as cursor:
        cursor.execute(STAMP_QUERY)
        row = cursor.fetchone()
    return ContentStamp(row[0], row[1] or 0, row[2]) if row else ContentStamp(1, 0)


def changes_since(
    kind: str, seen: ContentStamp | None, limit: int = MAX_CHANGES, *, now: ContentStamp | None = None
) -> Changes:
    """What a worker that was current at `seen` has to read again: one query, or two.

    Terms that were saved (a sector's name, a source) move the content but name no profile. Callers that
    just read the current stamp pass it as `now`.
    """
    now = now or current_stamp()
    if seen is None or now.version < seen.version or now.content < seen.content:
        return Changes(now, None)
    if now.version == seen.version:
        return Changes(now, frozenset())
    newer = Version.objects.filter(kind=kind, pk__gt=seen.version, pk__lte=now.version)
    pks = newer.order_by().values_list("object_id", flat=True).distinct()[: limit + 1]
    ids = frozenset(pks)
    return Changes(now, ids if len(ids) <= limit else None)
