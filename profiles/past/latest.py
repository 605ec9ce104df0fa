"""What people changed last on public profiles of any kind. Content that came in bulk is not news."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst

from profiles.documents.difference import Change
from profiles.documents.history import changes_of
from profiles.documents.shape import KindShape, shape_of
from profiles.models import Profile, Version
from profiles.models.registry import profile_kind
from profiles.past.visible import NEVER_SHOWN, ROWS_NEVER_SHOWN

MAX_READ = 60  # versions, however many of them are of one profile or were never public
MAX_PARTS = 3
LOADED = frozenset({Version.Origin.SHIPPED, Version.Origin.OUTSIDE})


@dataclass(frozen=True)
class LatestChange:
    """The last change of one profile; `parts` are names of what changed, none where it was published."""

    profile: Profile
    version: Version
    parts: list[str]


def latest_changes(limit: int) -> list[LatestChange]:
    """Newest first, one of each profile that is published now; a query and one for each kind of profile."""
    versions = Version.objects.filter(change_set=None).order_by("-made_at", "-pk").defer("document")
    newest: dict[tuple[str, int], tuple[Version, list[str]]] = {}
    for version in versions[:MAX_READ]:
        key = version.kind, version.object_id
        if key in newest or version.state != Profile.State.PUBLISHED or version.origin in LOADED:
            continue
        parts = _parts(version)
        if parts or version.action != Version.Action.CHANGED:
            newest[key] = version, parts
    profiles = _published(newest)
    shown = [(profiles[key], *change) for key, change in newest.items() if key in profiles]
    return [LatestChange(*change) for change in shown[:limit]]


def _published(keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], Profile]:
    pks: dict[str, list[int]] = {}
    for kind, pk in keys:
        pks.setdefault(kind, []).append(pk)
    return {
        (kind, profile.pk): profile
        for kind, of_kind in pks.items()
        for profile in profile_kind(kind).model.objects.published().filter(pk__in=of_kind)
    }


def _parts(version: Version) -> list[str]:
    if version.action != Version.Action.CHANGED:
        return []
    return list(dict.fromkeys(_labels(shape_of(version.kind), changes_of(version))))[:MAX_PARTS]


def _labels(shape: KindShape, changes: Iterable[Change]) -> Iterator[str]:
    """The field of the profile, or the kind of row."""
    for name in (change.path[0] for change in changes):
        if name in shape.rows and name not in ROWS_NEVER_SHOWN:
            yield str(capfirst(shape.rows[name].model._meta.verbose_name_plural))
        elif name in shape.profile.fields and name not in NEVER_SHOWN:
            yield str(capfirst(shape.profile.fields[name].verbose_name))
