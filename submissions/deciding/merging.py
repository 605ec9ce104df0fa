"""Merges of two profiles of one organisation: a recorded step, in one transaction, that can be undone.

The profile that goes is deleted through the core, so that its history stays whole, and its address
becomes a former address of the primary profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents import undoing, writing
from profiles.documents.difference import differences
from profiles.documents.document import Document
from profiles.documents.history import documents_at, versions_of
from profiles.documents.reading import document_of
from profiles.documents.undoing import LeftOut, Step, as_in, restore, without_steps
from profiles.documents.writing import Actor, ProfileGone
from profiles.models import MustStay, Profile, Version
from profiles.models.registry import kind_of, profile_kind
from submissions.deciding.joining import Joining
from submissions.models import Merge

MAX_TITLE_LENGTH = 200


class CannotMerge(Exception):
    """Says in a sentence why the two stay two. Nothing was written."""


class CannotUndoMerge(Exception):
    """Says in a sentence why the merge stays. Nothing was written."""


def why_not(primary: Profile, duplicate: Profile) -> str:
    """Why these two cannot be merged in this direction; empty where they can."""
    if primary.pk == duplicate.pk:
        return _("This is one profile, not two.")
    try:
        for profile in (primary, duplicate):
            profile.check_may_go()
    except MustStay:
        return _("The host park is not merged with another.")
    if duplicate.is_published and not primary.is_published:
        return _("Keep the profile that is published: the address of the other will lead to it.")
    return ""


@transaction.atomic
def merge(
    primary: Profile, duplicate: Profile, picks: Mapping[str, str], *, seen: tuple[int, int], by: User
) -> Merge:
    """Join `duplicate` into `primary`. `seen` are the versions of the two that were shown.

    Raises CannotMerge where somebody else was first, or saved one of them meanwhile, and
    ValidationError by path where the joined profile would not hold.
    """
    primary, duplicate = _lock_both(primary, duplicate)
    if refused := why_not(primary, duplicate):
        raise CannotMerge(refused)
    if (primary.version, duplicate.version) != seen:
        raise CannotMerge(
            _("One of the two was changed after you opened this page. Nothing was merged; read it again.")
        )
    primary_document, duplicate_document = document_of(primary), document_of(duplicate)
    target = Joining(primary_document, duplicate_document).joined(picks).document
    record = Merge(
        kind=primary_document.kind,
        from_id=duplicate.pk,
        from_title=str(duplicate)[:MAX_TITLE_LENGTH],
        was_published=duplicate.is_published,
        into_id=primary.pk,
        into_title=str(primary)[:MAX_TITLE_LENGTH],
        moved=_move_belongings(duplicate, primary),
        merged_by=by,
    )
    # First the deletion: identifiers and addresses are unique.
    writing.delete(
        duplicate, duplicate.version, Actor(by=by, why=record.into_title, origin=Version.Origin.MERGE)
    )
    result = writing.save(
        primary, primary_document, target, Actor(by=by, why=record.from_title, origin=Version.Origin.MERGE)
    )
    record.from_number = _newest_number(primary_document.kind, record.from_id)
    record.into_number = result.profile.version
    record.save()
    return record


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


# --- parts ---------------------------------------------------------------------------------


def _lock_both(primary: Profile, duplicate: Profile) -> tuple[Profile, Profile]:
    """Lock in a fixed order, so that two merges never deadlock."""
    try:
        locked = {
            profile.pk: writing.lock(profile)
            for profile in sorted((primary, duplicate), key=lambda profile: profile.pk)
        }
    except ProfileGone:
        raise CannotMerge(
            _("Somebody else was first: one of the two was merged or deleted meanwhile. Nothing was written.")
        ) from None
    return locked[primary.pk], locked[duplicate.pk]


def _profile(kind: str, pk: int) -> Profile | None:
    return profile_kind(kind).model._default_manager.filter(pk=pk).first()


def _newest_number(kind: str, pk: int) -> int:
    newest = versions_of(kind, pk).first()
    return newest.number if newest else 0


def _belongings(kind: str) -> Iterator[tuple[str, Any]]:
    """(name, relation) of what belongs to a profile without being a part of it: its representatives."""
    rows = set(profile_kind(kind).rows)
    for relation in profile_kind(kind).model._meta.related_objects:
        if relation.one_to_many and relation.get_accessor_name() not in rows:
            yield str(relation.get_accessor_name()), relation


def _move_belongings(duplicate: Profile, primary: Profile) -> dict[str, list[int]]:
    """Returns what was moved, by relation. What the primary profile has already is deleted with the duplicate."""
    moved: dict[str, list[int]] = {}
    for name, relation in _belongings(kind_of(primary).name):
        for record in relation.related_model._default_manager.filter(**{relation.field.name: duplicate}):
            if _try_move(record, relation.field.name, primary):
                moved.setdefault(name, []).append(record.pk)
    return moved


def _try_move(record: models.Model, field: str, profile: Profile) -> bool:
    setattr(record, field, profile)
    try:
        with transaction.atomic():
            record.save(update_fields=[field])
    except IntegrityError:
        return False
    return True


def _move_back(record: Merge, duplicate: Profile, places: set[int]) -> None:
    for name, relation in _belongings(record.kind):
        rows = relation.related_model._default_manager.filter(pk__in=record.moved.get(name, []))
        there = rows.filter(**{f"{relation.field.name}__in": places})
        there.update(**{relation.field.name: duplicate})
