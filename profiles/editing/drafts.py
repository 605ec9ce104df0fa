"""Drafts of profiles: begun from a version, saved by several people, applied when they are ready."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.core import signing
from django.db import models, transaction
from django.utils import timezone

from profiles.documents import writing
from profiles.documents.document import Document, pack, unpack
from profiles.documents.history import document_at, upgraded
from profiles.documents.merge import Conflict, Side
from profiles.documents.writing import Actor, ProfileGone, SaveResult, undecided
from profiles.models import Draft, Profile, Version
from profiles.models.registry import kind_of, profile_kind

# How many of a draft's last saves are stored, to merge with a form that was opened at one of them.
MAX_SAVES = 8

PREVIEW_DAYS = 7
PREVIEW_SALT = "profiles.preview"

Choose = Callable[[Conflict], Side | None]


def drafts_of(kind: str, object_id: int) -> models.QuerySet[Draft]:
    return Draft.objects.filter(kind=kind, object_id=object_id).select_related("changed_by").defer("saves")


def begin(profile: Profile, base_number: int, document: Document, actor: Actor) -> Draft:
    """A new draft that starts from a version of the profile."""
    return Draft.objects.create(
        kind=kind_of(profile).name,
        object_id=profile.pk,
        base_number=base_number,
        saves=pack({"1": document.as_json()}),
        why=actor.why,
        made_by=actor.by,
        changed_by=actor.by,
    )


def document_in(draft: Draft, number: int | None = None) -> Document:
    """The draft after a certain save, or the last one; KeyError if that save is no longer stored."""
    number = draft.number if number is None else number
    return upgraded(Document.from_json(unpack(draft.saves)[str(number)]))


@transaction.atomic
def save(draft: Draft, base: Document, proposed: Document, actor: Actor, choose: Choose = undecided) -> Draft:
    """Merge what `proposed` changes in `base` into the draft. Gone, or Conflicted as with a profile."""
    locked = _lock(draft)
    _write_save(locked, writing.merged(base, document_in(locked), proposed, choose), actor)
    return locked


@transaction.atomic
def apply(draft: Draft, actor: Actor, choose: Choose = undecided, *, publish: bool) -> SaveResult:
    """Put the draft on the live page, merged with what was saved there since it was begun.

    Raises as writing.save() does; Gone if the draft or its profile is no more. With `publish`, a
    profile that is not public becomes so.
    """
    locked = _lock(draft)
    kind, pk = locked.kind, locked.object_id
    profile = _profile(locked)
    if profile is None:
        raise ProfileGone(locked)
    base = document_at(kind, pk, locked.base_number)
    actor = replace(actor, why=actor.why or locked.why, origin=Version.Origin.DRAFT)
    saved = writing.save(profile, base, document_in(locked), actor, choose)
    if publish and not saved.profile.is_published:
        saved.profile.publish(by=actor.by, why=actor.why, origin=actor.origin)
    locked.delete()
    return saved


# --- previews --------------------------------------------------------------------------


def preview_token(draft: Draft | None, profile: Profile) -> str:
    """A link's secret: whoever has it sees the draft, or the unpublished profile, for PREVIEW_DAYS."""
    subject = [kind_of(profile).name, profile.pk, draft.pk if draft else 0]
    return signing.dumps(subject, salt=PREVIEW_SALT, compress=True)


def previewed(token: str) -> tuple[str, int, int] | None:
    """(kind, profile, draft or 0) that a link is for; None for a false or an old one."""
    try:
        kind, pk, draft = signing.loads(token, salt=PREVIEW_SALT, max_age=PREVIEW_DAYS * 24 * 3600)
    except signing.BadSignature:
        return None
    return kind, pk, draft


def _lock(draft: Draft) -> Draft:
    locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        raise ProfileGone(draft)
    return locked


def _profile(draft: Draft) -> Profile | None:
    return profile_kind(draft.kind).model._default_manager.filter(pk=draft.object_id).first()


def _write_save(draft: Draft, document: Document, actor: Actor) -> None:
    saves = unpack(draft.saves)
    draft.number += 1
    saves[str(draft.number)] = document.as_json()
    newest = sorted(saves, key=int)[-MAX_SAVES:]
    draft.saves = pack({number: saves[number] for number in newest})
    draft.why = actor.why or draft.why
    draft.changed_at, draft.changed_by = timezone.now(), actor.by
    draft.save()
