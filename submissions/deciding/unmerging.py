"""Merges taken apart again: what came of the duplicate goes, what was changed since stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents import undoing
from profiles.documents.undoing import LeftOut, Undone
from profiles.documents.writing import Actor, ProfileGone, lock
from profiles.models import Profile, Version
from profiles.models.registry import profile_kind
from submissions.deciding.merging import belongings, newest_number
from submissions.deciding.replay import Replay
from submissions.models import Merge


class CannotUndoMerge(Exception):
    """Says in a sentence why the merge stays. Nothing was written."""


@dataclass(frozen=True)
class UndoneMerge:
    """What an undoing made of the two."""

    duplicate: Profile  # the one that had been deleted
    left_out: list[LeftOut]  # what stays, or cannot come back


@transaction.atomic
def undo(record: Merge, *, by: User | None) -> UndoneMerge:
    """Take the merge out of the profiles in which its outcome is now, and bring the other one back.

    What was changed since stays. The primary may have been merged on, and merges may be undone in any order.
    """
    merges = Merge.of_one_organisation(record)
    locked = next(merge for merge in merges if merge.pk == record.pk)
    if refused := why_not_undone(locked):
        raise CannotUndoMerge(refused)
    actor = Actor(by=by, why=locked.from_title, origin=Version.Origin.REVERT)
    replay, places = Replay(merges), _places(locked, merges)
    left_out: list[LeftOut] = []
    for holder in _hold(locked.kind, places, merges):
        undone = _take_out(locked, replay, holder, actor)
        left_out += undone.left_out
        if undone.changes:
            locked.undone_versions[str(holder.pk)] = undone.profile.version
    left_out += _edited_before(locked, replay)
    duplicate = profile_kind(locked.kind).model._default_manager.filter(pk=locked.from_id).first()
    if duplicate is None:
        back = _bring_back(locked, replay, replace(actor, why=locked.into_title))
        duplicate, left_out = back.profile, [*left_out, *back.left_out]
    _move_back(locked, duplicate, places)
    locked.mark_undone(by=by)
    return UndoneMerge(duplicate, left_out)


def why_not_undone(record: Merge) -> str:
    """Why the merge cannot be undone; empty where it can."""
    return _("The merge is undone already.") if record.undone_at is not None else ""


def _places(record: Merge, merges: Sequence[Merge]) -> set[int]:
    """The keys of the profiles to which what came of a merge has come by now."""
    places = {record.into_id}
    for merge in merges:
        if merge.from_id in places and merge.undone_at is None:
            places.add(merge.into_id)
    return places


def _hold(kind: str, places: Collection[int], merges: Sequence[Merge]) -> list[Profile]:
    """Those of the profiles that are there, held in a fixed order until the transaction ends."""
    there = profile_kind(kind).model._default_manager.filter(pk__in=places).order_by("pk")
    try:
        held = [lock(profile) for profile in there]
    except ProfileGone:
        raise CannotUndoMerge(_another_was_first()) from None
    of_these = Merge.objects.filter(Q(from_id__in=places) | Q(into_id__in=places), kind=kind)
    if of_these.exclude(pk__in=[merge.pk for merge in merges]).exists():
        raise CannotUndoMerge(_another_was_first())
    return held


def _another_was_first() -> str:
    return _("Somebody else was first: one of the two was merged or deleted meanwhile. Nothing was written.")


def _take_out(record: Merge, replay: Replay, holder: Profile, actor: Actor) -> Undone:
    """Take out of a profile what it would not have without the merge."""
    alive = replay.alive - {record.pk}
    step = (replay.last_merged(holder.pk, replay.alive), replay.last_merged(holder.pk, alive))
    return undoing.undo(holder, [step], actor)


def _edited_before(record: Merge, replay: Replay) -> list[LeftOut]:
    """What came of the merge and somebody edited before a later one, which the later one took along."""
    known = replay.edited(replay.alive)
    return [part for part in replay.edited(replay.alive - {record.pk}) if part not in known]


def _bring_back(record: Merge, replay: Replay, actor: Actor) -> Undone:
    """The duplicate, without what came to it of merges that were undone since it went."""
    number = newest_number(record.kind, record.from_id)
    content = replay.content(record.kind, record.from_id, number, replay.alive - {record.pk})
    back = undoing.restore(record.kind, record.from_id, actor, content)
    record.undone_versions[str(record.from_id)] = back.profile.version
    if record.was_published and not back.left_out:
        back.profile.publish(by=actor.by, why=actor.why, origin=actor.origin)
    return back


def _move_back(record: Merge, duplicate: Profile, places: Collection[int]) -> None:
    for name, relation in belongings(record.kind):
        rows = relation.related_model._default_manager.filter(pk__in=record.moved.get(name, []))
        there = rows.filter(**{f"{relation.field.name}__in": places})
        there.update(**{relation.field.name: duplicate})
