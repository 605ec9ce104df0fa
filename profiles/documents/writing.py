"""The one way to write a profile: a document applied in one transaction.

Each of these holds the profile from reading it to the commit, so that of two people who save
at once the second merges with what the first has just saved. Applying writes the columns and
rows that differ, the version, the search index and the content version, or nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from kit.keys import new_key
from profiles.documents import history
from profiles.documents.difference import Change, differences
from profiles.documents.document import Document
from profiles.documents.merge import Conflict, Side, merge
from profiles.documents.reading import document_of, profiles_with_terms
from profiles.documents.rows import Writer
from profiles.documents.shape import shape_of
from profiles.models import ChangeSet, Profile, Version
from profiles.models.registry import kind_of, profile_kind
from profiles.recognising import match_keys
from profiles.search import forget as forget_in_search
from profiles.search import reindex


@dataclass(frozen=True)
class Actor:
    """Who writes, why, and from where."""

    by: User | None = None
    why: str = ""
    origin: str = Version.Origin.ADMIN
    change_set: ChangeSet | None = None  # the step over many profiles that this is a part of

    @property
    def details(self) -> dict[str, Any]:
        step = {"by": self.by, "why": self.why, "origin": self.origin}
        return step | {"change_set": self.change_set}


class ProfileGone(Exception):
    """The profile was deleted meanwhile."""


class SaveConflict(Exception):
    """Both sides changed the same part, and nobody has chosen yet. Nothing was written."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        super().__init__(conflicts)
        self.conflicts = conflicts


@dataclass(frozen=True)
class SaveResult:
    """What a save did: the changes it made, and those of others that it was merged with."""

    profile: Profile
    changes: list[Change]
    others: list[Change]


def undecided(conflict: Conflict) -> Side | None:
    return None


@transaction.atomic
def save(
    profile: Profile,
    base: Document,
    proposed: Document,
    actor: Actor,
    choose: Callable[[Conflict], Side | None] = undecided,
) -> SaveResult:
    """Apply what `proposed` changes in `base` to the profile as it is now.

    Raises Gone, Conflicted, or ValidationError with a dict of errors by path ("founded",
    "figures/KEY/value", "figures/KEY").
    """
    locked = lock(profile)
    live = document_of(locked)
    target = merged(base, live, proposed, choose)
    changes = apply(locked, live, target, actor, Version.Action.CHANGED)
    return SaveResult(locked, changes, differences(base, live))


def merged(
    base: Document,
    live: Document,
    proposed: Document,
    choose: Callable[[Conflict], Side | None],
) -> Document:
    """The three as one; Conflicted where somebody has to choose first."""
    result = merge(base, live, proposed, shape_of(live.kind).groups, choose)
    if result.conflicts:
        raise SaveConflict(result.conflicts)
    return result.document


@transaction.atomic
def create(document: Document, actor: Actor, pk: int | None = None) -> Profile:
    """A new draft of a document; with `pk`, one that was deleted, under its old number."""
    profile = profile_kind(document.kind).model()
    profile.pk = pk
    newest = None
    if pk is not None:
        newest = Version.objects.filter(kind=document.kind, object_id=pk).order_by("-number").first()
        profile.version = newest.number + 1 if newest else 1
    profile.changed_at, profile.changed_by = timezone.now(), actor.by
    writer = Writer(profile, Document(document.kind), document)
    writer.write(actor.change_set)
    reindex(profile)
    keys = match_keys.keys_of(writer.document)
    match_keys.keep(document.kind, profile.pk, set(), keys, actor.change_set)
    if newest is None:
        action = Version.Action.CREATED if pk is None else Version.Action.RESTORED
        Version.record(profile, action, **actor.details)
    else:
        _record_return(profile, writer.document, actor)
    return profile


def _record_return(profile: Profile, restored: Document, actor: Actor) -> None:
    """A profile that comes back need not be what it was: others may have its address, or what was merged into it."""
    kept = history.latest_document(profile, restored)
    after = history.with_unknown(kept.document, restored)
    changes = differences(kept.document, after)
    history.record_changes(profile, kept, after, changes, Version.Action.RESTORED, **actor.details)


def check_new(document: Document) -> None:
    """ValidationError where a document cannot become a profile, as from `create`; nothing is written."""
    model: Any = profile_kind(document.kind).model
    Writer(model(changed_at=timezone.now()), Document(document.kind), document).try_profile()


@transaction.atomic
def delete(profile: Profile, seen: int, actor: Actor) -> None:
    """Delete a profile as it was seen, and keep it whole in its history.

    Gone if somebody else deleted it; Conflicted if somebody saved a newer version.
    """
    locked = lock(profile)
    live = document_of(locked)
    if locked.version != seen:
        raise SaveConflict([])
    delete_locked(locked, live, actor)


def delete_locked(locked: Profile, live: Document, actor: Actor) -> None:
    latest = _record_outside(locked, live)
    locked.version, locked.changed_at = locked.version + 1, timezone.now()
    history.record_changes(locked, latest, live, [], Version.Action.DELETED, **actor.details)
    pk = locked.pk
    match_keys.forget(live.kind, [pk])
    locked.delete()
    forget_in_search(live.kind, [pk])


def delete_unchanged(
    profiles: Sequence[tuple[Profile, Document]], last: Mapping[int, Version], actor: Actor
) -> None:
    """Delete held profiles of one kind that are as they were created, in as many statements as one takes.

    `last`: the newest version of each, by primary key; no version of any has a whole document yet.
    """
    kind, now = profiles[0][1].kind, timezone.now()
    for profile, _live in profiles:
        profile.version, profile.changed_at = profile.version + 1, now
    history.record_deletions(profiles, last, **actor.details)
    pks = [profile.pk for profile, _live in profiles]
    match_keys.forget(kind, pks)
    profile_kind(kind).model._default_manager.filter(pk__in=pks).delete()
    forget_in_search(kind, pks)


def verify(profile: Profile, actor: Actor) -> SaveResult:
    """Record that the profile was compared with its sources today."""
    base = document_of(profile)
    fields = base.fields | {"verified_on": timezone.localdate().isoformat()}
    return save(profile, base, Document(base.kind, fields, base.rows, base.sources), actor)


def lock(profile: Profile) -> Profile:
    """The profile as it is now, held until the transaction ends; Gone if it is no more."""
    kind = kind_of(profile).name
    rows = profile_kind(kind).model._default_manager.filter(pk=profile.pk)
    # Held first and read then: a query that waits for a row joins it with what was there before the wait.
    # Where rows cannot be held, the transaction holds everything from its beginning.
    if connection.features.has_select_for_update and not rows.select_for_update().values("pk").first():
        raise ProfileGone(profile)
    locked = profiles_with_terms(kind).filter(pk=profile.pk).first()
    if locked is None:
        raise ProfileGone(profile)
    return locked


def apply(locked: Profile, live: Document, target: Document, actor: Actor, action: str) -> list[Change]:
    """Turn a held profile from `live` into `target`. Returns the changes; none writes nothing."""
    if not differences(live, target):
        return []
    writer = Writer(locked, live, _with_former_slug(live, target))
    changes = differences(live, writer.document)
    if not changes:
        return []
    latest = _record_outside(locked, live)
    locked.version, locked.changed_at, locked.changed_by = locked.version + 1, timezone.now(), actor.by
    writer.write(actor.change_set)
    reindex(locked)
    before, after_keys = match_keys.keys_of(live), match_keys.keys_of(writer.document)
    match_keys.keep(live.kind, locked.pk, before, after_keys, actor.change_set)
    after = history.with_unknown(latest.document, writer.document)
    history.record_changes(locked, latest, after, changes, action, **actor.details)
    return changes


def _with_former_slug(live: Document, target: Document) -> Document:
    """The old address goes on working; the new one is no former address any more."""
    old, new = live.fields.get("slug"), target.fields.get("slug")
    if old == new or not old:
        return target
    former = {key: row for key, row in target.of("former_slugs").items() if row["slug"] not in (old, new)}
    former[str(new_key())] = {"slug": old}
    return replace(target, rows={**target.rows, "former_slugs": former})


def _record_outside(locked: Profile, live: Document) -> history.LatestDocument:
    """Keep what was written past the site as a version of its own; returns what the history ends with."""
    latest = history.latest_document(locked, live)
    unrecorded = latest.unrecorded(live)
    if not unrecorded:
        return latest
    locked.version, locked.changed_at = locked.version + 1, timezone.now()
    after = history.with_unknown(latest.document, live)
    details = Actor(origin=Version.Origin.OUTSIDE).details
    return history.record_changes(locked, latest, after, unrecorded, Version.Action.CHANGED, **details)
