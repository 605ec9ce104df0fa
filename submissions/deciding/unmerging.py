"""Merges taken apart again: what came of the duplicate goes, what was changed since stays."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents import undoing
from profiles.documents.difference import differences
from profiles.documents.document import Document
from profiles.documents.history import documents_at
from profiles.documents.undoing import LeftOut, Step, as_in, restore, without_steps
from profiles.documents.writing import Actor, ProfileGone
from profiles.models import Profile, Version
from profiles.models.registry import profile_kind
from submissions.deciding.merging import belongings
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
    """Take the merge out of the profile in which its outcome is now, and bring the other one back.

    What was changed since stays. The primary may have been merged on, and merges may be undone in any order.
    """
    locked = Merge.objects.select_for_update().get(pk=record.pk)
    if refused := why_not_undone(locked):
        raise CannotUndoMerge(refused)
    actor = Actor(by=by, why=locked.from_title, origin=Version.Origin.REVERT)
    holder, onwards = _where_it_is(locked.kind, locked.into_id)
    left_out = [] if holder is None else _take_out([locked, *onwards], holder, actor)
    duplicate = _profile(locked.kind, locked.from_id)
    if duplicate is None:
        back = restore(
            locked.kind,
            locked.from_id,
            replace(actor, why=locked.into_title),
            _undone_since(locked, locked.from_id),
        )
        duplicate, left_out = back.profile, [*left_out, *back.left_out]
        if locked.was_published and not back.left_out:
            duplicate.publish(by=by, why=locked.into_title, origin=actor.origin)
    _move_back(locked, duplicate, {merge.into_id for merge in (locked, *onwards)})
    locked.undone_at, locked.undone_by = timezone.now(), by
    locked.save()
    return UndoneMerge(duplicate, left_out)


def why_not_undone(record: Merge) -> str:
    """Why the merge cannot be undone; empty where it can."""
    return _("The merge is undone already.") if record.undone_at is not None else ""


def _take_out(merges: list[Merge], holder: Profile, actor: Actor) -> list[LeftOut]:
    """Take out of a profile what came to it of a merge, by those after it."""
    first, *onwards = merges
    before, _edited = without_steps(_step(first)[1], _undone_since(first, first.into_id))
    base = _outcome(first)
    for merge in onwards:  # what did not come along is not to be taken out
        after = _outcome(merge)
        without, _edited = without_steps(after, [(base, before)])
        before, base = _with_own(merge, after, without), after
    try:
        return undoing.undo(holder, [(base, before)], actor).left_out
    except ProfileGone:
        return []


def _step(record: Merge) -> Step:
    numbers = (record.into_number, record.into_number - 1)
    documents = documents_at(record.kind, record.into_id, numbers)
    return documents[numbers[0]], documents[numbers[1]]


def _with_own(record: Merge, after: Document, without: Document) -> Document:
    """`without`, but with what the primary of a merge had itself, though the duplicate brought the same."""
    own, _edited = without_steps(_step(record)[1], _undone_since(record, record.into_id))
    for change in differences(after, without):
        part = change.path[:2]
        if as_in(own, after, part) == after:
            without = as_in(after, without, part)
    return without


def _outcome(record: Merge) -> Document:
    """What a merge made of the two, without what was undone since."""
    return without_steps(_step(record)[0], _undone_since(record, record.into_id, record.from_id))[0]


def _where_it_is(kind: str, pk: int) -> tuple[Profile | None, list[Merge]]:
    """The profile that has by now what a merged one was, and the merges on the way there."""
    onwards: list[Merge] = []
    profile = _profile(kind, pk)
    while profile is None:
        merge = Merge.last_of(kind, pk)
        if merge is None or merge in onwards:
            break
        onwards.append(merge)
        pk = merge.into_id
        profile = _profile(kind, pk)
    return profile, onwards


def _undone_since(record: Merge, *pks: int) -> list[Step]:
    """Merges before this one whose outcome some profiles had then, and that were undone since: the last one first.

    What had come to a profile before it went goes with the merge in which it went.
    """
    earlier = Merge.objects.filter(kind=record.kind, pk__lt=record.pk)
    undone: list[Merge] = []
    went, new = {*pks}, {*pks}
    while new:
        found = list(earlier.filter(into_id__in=new).exclude(undone_at__lte=record.merged_at))
        undone += [merge for merge in found if merge.undone_at is not None]
        new = {merge.from_id for merge in found if merge.undone_at is None} - went
        went |= new
    return [_step(merge) for merge in sorted(undone, key=lambda merge: merge.pk, reverse=True)]


def _profile(kind: str, pk: int) -> Profile | None:
    return profile_kind(kind).model._default_manager.filter(pk=pk).first()


def _move_back(record: Merge, duplicate: Profile, places: set[int]) -> None:
    for name, relation in belongings(record.kind):
        rows = relation.related_model._default_manager.filter(pk__in=record.moved.get(name, []))
        there = rows.filter(**{f"{relation.field.name}__in": places})
        there.update(**{relation.field.name: duplicate})
