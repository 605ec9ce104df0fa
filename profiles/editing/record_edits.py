"""One save of the form of a plain record. The form carries the record as it was opened, since no history does."""

from __future__ import annotations

from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from profiles.documents import records
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Author, Gone, Saved
from profiles.editing.edits import BRING_BACK, Edit
from profiles.models import ShortNamed
from profiles.models.registry import Kind

SEEN = "seen"


@dataclass
class RecordEdit(Edit):
    """A form of a term or a source that was sent. `pk` is None for a new one."""

    may_bring_back: bool = False

    @classmethod
    def of(cls, kind: Kind, pk: int | None, post: QueryDict, *, may_bring_back: bool) -> RecordEdit:
        live = kind.model._default_manager.filter(pk=pk).first() if pk else None
        now = document_of(live) if live else None
        return cls(kind, pk, _seen(kind, pk, post), live, post, now, may_bring_back=may_bring_back)

    def save(self, proposed: Document, author: Author) -> Saved:
        """Gone, Conflicted or ValidationError where it cannot be saved; see `note`."""
        if self.live is not None:
            return records.save(self.live, self.base, proposed, self.choose)
        if self.pk is None or (self.may_bring_back and BRING_BACK in self.post):
            return Saved(records.create(proposed, self.pk), [], [])
        raise Gone


def seen(record: ShortNamed) -> str:
    """The record as it is now, for the form to bring back; signed, so that nobody else can write it."""
    document = document_of(record)
    return signing.dumps(document.fields, salt=_salt(document.kind, record.pk), compress=True)


def _seen(kind: Kind, pk: int | None, post: QueryDict) -> Document:
    """The record that the form was opened at. A form that brings none has seen nothing."""
    try:
        return Document(kind.name, signing.loads(post.get(SEEN, ""), salt=_salt(kind.name, pk)))
    except signing.BadSignature:
        return Document(kind.name)


def _salt(kind: str, pk: int | None) -> str:
    """What one record was like says nothing of another."""
    return f"{kind} {pk} as it was opened"
