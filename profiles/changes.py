"""What changed in published content since a worker last looked.

Each worker keeps columns and postings in memory. It asks here, once a request, whether they
still hold, and which profiles to read again. Versions are written behind the row of
ContentVersion, one transaction after the other, so their numbers grow in the order of commits
and none is seen before an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet, Subquery

from profiles.models import ContentVersion, Version
from profiles.statements import Statement

# With more changes than this, reading everything anew is the shorter way.
MOST = 20_000


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
    for content, version, terms in _mark.rows():
        return Mark(content, version or 0, terms)
    return Mark(1, 0)


def _marks(_values: list[int]) -> QuerySet:
    # "Above zero" says nothing, but has SQLite look at the last one instead of planning a scan.
    newest = Version.objects.filter(pk__gt=0).order_by("-pk").values("pk")[:1]
    return ContentVersion.objects.filter(pk=1).values_list("number", Subquery(newest), "terms")


_mark = Statement(_marks)


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
