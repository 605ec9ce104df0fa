"""Merges for tests."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from submissions.deciding import merging
from submissions.models import Merge
from tests.factories import make_user


def merged(
    primary: Any, duplicate: Any, picks: dict[str, str] | None = None, by: User | None = None
) -> Merge:
    """Merge two as they are now."""
    for profile in (primary, duplicate):
        profile.refresh_from_db()
    seen = (primary.version, duplicate.version)
    return merging.merge(primary, duplicate, picks or {}, seen=seen, by=by or make_user(role="Moderator"))
