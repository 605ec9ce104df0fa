"""Merges of two profiles of one organisation: a recorded step, in one transaction, that can be undone.

The profile that goes is deleted through the core, so that its history stays whole, and its address
becomes a former address of the primary profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents import writing
from profiles.documents.history import versions_of
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, ProfileGone
from profiles.models import MustStay, Profile, Version
from profiles.models.registry import kind_of, profile_kind
from submissions.deciding.joining import Joining
from submissions.models import Merge

MAX_TITLE_LENGTH = 200


class CannotMerge(Exception):
    """Says in a sentence why the two stay two. Nothing was written."""


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
    record.from_number = newest_number(primary_document.kind, record.from_id)
    record.into_number = result.profile.version
    record.save()
    return record


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


def newest_number(kind: str, pk: int) -> int:
    newest = versions_of(kind, pk).first()
    return newest.number if newest else 0


def belongings(kind: str) -> Iterator[tuple[str, Any]]:
    """(name, relation) of what belongs to a profile without being a part of it: its representatives."""
    rows = set(profile_kind(kind).rows)
    for relation in profile_kind(kind).model._meta.related_objects:
        if relation.one_to_many and relation.get_accessor_name() not in rows:
            yield str(relation.get_accessor_name()), relation


def _move_belongings(duplicate: Profile, primary: Profile) -> dict[str, list[int]]:
    """Returns what was moved, by relation. What the primary profile has already is deleted with the duplicate."""
    moved: dict[str, list[int]] = {}
    for name, relation in belongings(kind_of(primary).name):
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
