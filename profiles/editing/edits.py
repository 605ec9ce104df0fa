"""One save of a form: what its sender saw, what they changed, and why it could not be saved.

A form names the version that it was opened at. Whatever was saved since, it is read on top of
that version, so that only what its sender changed counts as proposed. The rest is the merge;
see profiles/documents/merge.py.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Self, cast

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict

from kit.keys import new_key
from profiles.documents import records, writing
from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import Builder, document_of, read_whole
from profiles.documents.shape import bookkeeping, shape_of
from profiles.documents.undoing import LeftOut, restore
from profiles.documents.writing import Actor, ProfileGone, SaveConflict, SaveResult
from profiles.editing import drafts
from profiles.models import Draft, Profile, ShortNamed
from profiles.models.record_kinds import RecordKind
from profiles.models.registry import profile_kind

CHOICE = "choose:"
BRING_BACK = "bring_back"
# Prefix of the name of a conflict with the live page, in the form of a draft.
ON_PAGE = "page:"
# The field with the record as it was opened.
SEEN = "seen"
MAX_VERSION = 2**31 - 1


@dataclass
class EditProblem:
    """Why nothing was saved."""

    errors: dict[str, list[str]] = field(default_factory=dict)  # by path, as writing.save() gives them
    conflicts: dict[str, Conflict] = field(default_factory=dict)  # by the names of their fields in the form
    is_gone: bool = False


@dataclass
class EditSession:
    """A submitted form. `pk` is None for a new profile."""

    kind: RecordKind
    pk: int | None
    base: Document
    live: Profile | None
    post: QueryDict
    now: Document | None = None  # the live profile when the form arrived
    problem: EditProblem | None = None
    # Keys of new rows by the prefix of their forms, so that an error finds its row again.
    new_keys: dict[str, str] = field(default_factory=dict)
    # Every conflict of the save, by the name of its field in the form, including those that the sender has settled.
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    # What did not come back of a deleted profile that was brought back.
    left_out: list[LeftOut] = field(default_factory=list)

    @classmethod
    def begin(cls, kind: RecordKind, pk: int | None, post: QueryDict) -> EditSession:
        current = read_whole(kind.name, pk) if pk else None
        live, now = current or (None, None)
        return cls(kind, pk, _opened_document(kind.name, pk, live, now, post), live, post, now=now)

    def instance(self) -> Profile | None:
        """The profile as the sender saw it, with its rows; rows that came since are there as well."""
        if self.now is None:
            return shown(self.base, self.pk, None)
        if self.base is self.now:
            return self.live
        document = _with_new_rows(self.base, self.now) if self.base.fields else self.now
        return shown(document, self.pk, self.live)

    def proposed(self, fields: Fields, rows: dict[str, Rows]) -> Document:
        """The base with the form's fields and rows in it."""
        return replace(self.base, fields=fields, rows={**self.base.rows, **rows})

    def save(self, proposed: Document, actor: Actor) -> SaveResult:
        """Gone, Conflicted or ValidationError where it cannot be saved; see `note`."""
        if self.pk is None:
            return SaveResult(writing.create(proposed, actor), [], [])
        with transaction.atomic(savepoint=False):
            live = self.live
            if live is None and BRING_BACK in self.post:
                live = self._restored(actor)
            if live is None:
                raise ProfileGone
            return writing.save(live, self.base, proposed, actor, self.choose)

    def note(self, error: Exception) -> None:
        """Remember why it could not be saved, for the form that comes back."""
        if isinstance(error, SaveConflict):
            self.problem = EditProblem(conflicts=dict(self.conflicts))
        elif isinstance(error, ValidationError):
            self.problem = EditProblem(errors=error.message_dict)
        else:
            self.problem = EditProblem(is_gone=True)

    def choose(self, conflict: Conflict) -> Side | None:
        """What the sender chose, as long as the live value is still the one they saw."""
        return self._answer(conflict.name, conflict)

    def _answer(self, name: str, conflict: Conflict) -> Side | None:
        self.conflicts[name] = conflict
        side, _colon, digest = self.post.get(CHOICE + name, "").partition(":")
        if side in ("live", "proposed") and digest == fingerprint(conflict.live):
            return cast(Side, side)
        return None

    def is_overruled(self, path: Path) -> bool:
        """Whether the sender replaced what somebody else changed there by their own."""
        return any(
            path[: len(conflict.path)] == conflict.path
            and (not conflict.names or path[len(conflict.path) :][:1] in [(name,) for name in conflict.names])
            for name, conflict in list(self.conflicts.items())
            if self._answer(name, conflict) == "proposed"
        )

    def kept_answers(self) -> list[tuple[str, str]]:
        """Earlier answers of the sender that have no field on the page that comes back."""
        problem = self.problem or EditProblem()
        field_names = {CHOICE + name for name in problem.conflicts}
        field_names |= {BRING_BACK} if problem.is_gone else set()
        return [
            (name, self.post.get(name, ""))
            for name in self.post
            if (name.startswith(CHOICE) or name == BRING_BACK) and name not in field_names
        ]

    def key_of(self, form: Any) -> str:
        """The key of a form's row; a new row keeps the one it was first given."""
        if not form.instance._state.adding:
            return str(form.instance.pk)
        return self.new_keys.setdefault(form.prefix, str(new_key()))

    def _restored(self, actor: Actor) -> Profile:
        try:
            restored = restore(self.kind.name, self.pk or 0, actor)
        except NoSuchVersion:
            raise ProfileGone from None
        self.left_out = restored.left_out
        return restored.profile


def shown(document: Document, pk: int | None, live: Profile | None) -> Profile:
    """The profile of a document, with the bookkeeping of the live one."""
    profile = Builder(document).profile(pk)
    for column in live._meta.fields if live is not None else ():
        if column.name in bookkeeping(live):
            setattr(profile, column.attname, getattr(live, column.attname))
    return profile


def whole_number(text: str | None) -> int:
    """A number that a form sent: 0 where it is none, or too large for a column."""
    return int(text) if text and text.isdecimal() and len(text) < 19 else 0


def fingerprint(value: Any) -> str:
    """Tells whether a value is still the one that was shown."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def form_fields(form: Any, base: Document) -> Fields:
    """The profile's fields as a valid form has them; those it does not show stay as they were."""
    shape = shape_of(base.kind).profile
    fields = shape.encode_columns(form.instance)
    for name in shape.sets:
        if name in form.cleaned_data:
            names = sorted(record.slug for record in form.cleaned_data[name])
        else:
            current = base.fields.get(name)
            names = list(current) if isinstance(current, list) else []
        if names:
            fields[name] = names
    return fields


def form_rows(edit: EditSession, formsets: Iterable[Any]) -> dict[str, Rows]:
    """The rows as valid formsets have them. Rows that no form was sent for stay as they were."""
    rows_by_relation: dict[str, Rows] = {}
    for formset in formsets:
        relation = formset.relation
        shape = shape_of(edit.base.kind).rows[relation]
        rows = rows_by_relation.setdefault(relation, dict(edit.base.of(relation)))
        for form in formset.forms:
            key = edit.key_of(form)
            if form in formset.deleted_forms:
                rows.pop(key, None)
            elif form.has_changed() or not form.instance._state.adding:
                rows[key] = shape.encode(form.instance)
    return rows_by_relation


def _opened_document(
    kind: str, pk: int | None, live: Profile | None, now: Document | None, post: QueryDict
) -> Document:
    """The document that the form was opened at. A form that names no version has seen nothing."""
    number = whole_number(post.get("seen_version"))
    if pk is None or number > MAX_VERSION:
        return Document(kind)
    if live is not None and now is not None and number == live.version:
        return now
    try:
        return document_at(kind, pk, number)
    except NoSuchVersion:
        return Document(kind)


def _with_new_rows(base: Document, live: Document) -> Document:
    rows = {name: {**live.of(name), **base.of(name)} for name in live.rows.keys() | base.rows.keys()}
    return replace(base, rows=rows, sources={**base.sources, **live.sources})


@dataclass
class DraftEdit(EditSession):
    """A submitted form of a draft, a merge like any other. `base` is the draft as its sender saw it."""

    draft: Draft = field(kw_only=True)
    may_publish: bool = field(kw_only=True)

    @classmethod
    def of(cls, draft: Draft, live: Profile, post: QueryDict, *, may_publish: bool) -> DraftEdit:
        base = _opened_draft(draft, post)
        return cls(profile_kind(draft.kind), live.pk, base, live, post, draft=draft, may_publish=may_publish)

    def instance(self) -> Profile:
        return shown(self.base, self.pk, self.live)

    @transaction.atomic
    def save(self, proposed: Document, actor: Actor) -> SaveResult:
        """Keep the draft; with the button for it, put it on the live page as well."""
        if self.live is None:
            raise ProfileGone
        draft = drafts.save(self.draft, self.base, proposed, actor, self.choose)
        if "_apply" in self.post:
            return drafts.apply(draft, actor, self.choose_on_page, publish=self.may_publish)
        return SaveResult(self.live, [], [])

    def choose_on_page(self, conflict: Conflict) -> Side | None:
        """As with the draft; a field may conflict with the draft and with the live page, which are two conflicts."""
        return self._answer(f"{ON_PAGE}{conflict.name}", conflict)


def _opened_draft(draft: Draft, post: QueryDict) -> Document:
    """The draft as the form was opened; an empty document where that save is no longer stored."""
    try:
        return drafts.document_in(draft, whole_number(post.get("seen_save")))
    except KeyError:
        return Document(draft.kind)


@dataclass
class RecordEdit(EditSession):
    """A submitted form of a term or a source. It carries the record as it was opened, since no history does."""

    may_bring_back: bool = False

    @classmethod
    def of(cls, kind: RecordKind, pk: int | None, post: QueryDict, *, may_bring_back: bool) -> Self:
        live = kind.model._default_manager.filter(pk=pk).first() if pk else None
        now = document_of(live) if live else None
        return cls(kind, pk, _opened_record(kind, pk, post), live, post, now, may_bring_back=may_bring_back)

    def save(self, proposed: Document, actor: Actor) -> SaveResult:
        """Gone, Conflicted or ValidationError where it cannot be saved; see `note`."""
        if self.live is not None:
            return records.save(self.live, self.base, proposed, self.choose)
        if self.pk is None or (self.may_bring_back and BRING_BACK in self.post):
            return SaveResult(records.create(proposed, self.pk), [], [])
        raise ProfileGone


def record_as_opened(record: ShortNamed) -> str:
    """The record as it is now, for the form to bring back; signed, so that nobody else can write it."""
    document = document_of(record)
    return signing.dumps(document.fields, salt=_salt(document.kind, record.pk), compress=True)


def _opened_record(kind: RecordKind, pk: int | None, post: QueryDict) -> Document:
    """The record that the form was opened at. A form that brings none has seen nothing."""
    try:
        return Document(kind.name, signing.loads(post.get(SEEN, ""), salt=_salt(kind.name, pk)))
    except signing.BadSignature:
        return Document(kind.name)


def _salt(kind: str, pk: int | None) -> str:
    """What one record was like says nothing of another."""
    return f"{kind} {pk} as it was opened"
