"""Stores the proposal of a form, once however often it is sent, and notifies its sender."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import get_language
from pypinyin import lazy_pinyin

from accounts.models import Representative, User
from accounts.signed_in import Visitor
from kit.languages import LATIN_FIRST, column
from kit.model_fields import model_named_by
from profiles.documents.document import Document, pack
from profiles.models import ChangeSet, Image, Profile
from profiles.models.registry import FORMER, profile_kind
from submissions.messages import notices
from submissions.models import Event, Notice, Submission, Upload


@dataclass(frozen=True)
class NewSubmission:
    """Everything that makes a new proposal. Without `email`, nobody is asked to confirm it."""

    kind: str
    purpose: str
    base: Document
    proposed: Document
    title: str
    name: str
    email: str
    form_key: uuid.UUID
    comment: str = ""
    profile: Profile | None = None
    base_number: int = 0
    problem: str = ""
    user: User | None = None
    is_representative: bool = False
    risks: list[str] = field(default_factory=list)
    pictures: list[Image] = field(default_factory=list)
    picture_rights: tuple[str, str] = ("", "")  # why the park may show them, and who owns them
    change_set: ChangeSet | None = None  # the import it came with, of somebody whom the site knows


def sent_before(form_key: uuid.UUID) -> Submission | None:
    return Submission.objects.filter(form_key=form_key).first()


def create_submission(new: NewSubmission) -> Submission:
    """Keep the proposal. The same form sent again, at once or later, is the same proposal."""
    try:
        with transaction.atomic():
            return _store(new)
    except IntegrityError:
        existing = sent_before(new.form_key)
        if existing is None:
            raise
        return existing


def _store(new: NewSubmission) -> Submission:
    submission = Submission.objects.create(
        kind=new.kind,
        object_id=new.profile.pk if new.profile is not None else None,
        purpose=new.purpose,
        problem=new.problem,
        title=new.title[:200],
        base_number=new.base_number,
        base=pack(new.base.as_json()),
        proposed=pack(new.proposed.as_json()),
        comment=new.comment,
        picture_rights=new.picture_rights[0],
        picture_owner=new.picture_rights[1],
        name=new.name,
        email=new.email,
        language=(get_language() or settings.LANGUAGE_CODE).lower(),
        sent_by=new.user,
        is_representative=new.is_representative,
        form_key=new.form_key,
        risks=new.risks,
        change_set=new.change_set,
    )
    keep_uploads(submission, new.pictures)
    Event.record(submission, Event.Type.SENT, by=new.user)
    if new.is_representative or new.change_set is not None or not new.email:
        submission.confirm()
    else:
        notices.write(submission, "confirm")
    return submission


@transaction.atomic
def send_to(submission: Submission, email: str) -> None:
    """Write to another address; what was sent to the first one leads nowhere any more. WrongSubmissionState if confirmed."""
    submission.correct_address(email)
    submission.links.all().delete()
    submission.notices.filter(state=Notice.State.WAITING).delete()
    notices.write(submission, "confirm")


def keep_uploads(submission: Submission, pictures: Iterable[Image]) -> None:
    """The pictures of a proposal stay as long as it may need them. Call it in the transaction that keeps it."""
    for image in pictures:
        Upload.objects.get_or_create(image=image, submission=submission)


def represents(user: Visitor, kind: str, pk: int | None) -> bool:
    """Whether the user is a representative of this profile with a known email address."""
    company = model_named_by(Representative, "company")
    if not isinstance(user, User) or not user.email:
        return False
    if profile_kind(kind).model is not company:
        return False
    return Representative.objects.filter(user=user, company=pk).exists()


def with_slug(document: Document) -> Document:
    """The document with an address that is free today, made of a name. Moderators see it and may change it."""
    names = [str(document.fields.get(column("name", suffix), "")) for suffix in LATIN_FIRST]
    spoken = ["-".join(lazy_pinyin(name)) for name in names]
    base = next(
        (slug for name in [*names, *spoken] if (slug := slugify(name)[:100].strip("-"))), document.kind
    )
    slug = base
    while _is_taken(document.kind, slug):
        slug = f"{base}-{secrets.token_hex(3)}"
    return replace(document, fields={**document.fields, "slug": slug})


def _is_taken(kind: str, slug: str) -> bool:
    profiles = profile_kind(kind).model._default_manager
    return profiles.filter(slug=slug).exists() or profiles.filter(**{f"{FORMER}__slug": slug}).exists()
