"""Writing plain records: the terms and sources that profiles name. They have no rows and no history.

As with profiles, a save is a merge on top of what others saved meanwhile, and moves the content
version with it, because public pages show these records. A record is locked without its key:
others may cite it while it is saved.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction

from kit.languages import columns
from profiles.documents.difference import differences
from profiles.documents.document import Document
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of
from profiles.documents.rows import Writer
from profiles.documents.writing import ProfileGone, SaveResult, merged, undecided
from profiles.models import ContentVersion
from profiles.models.registry import any_kind, kind_of
from profiles.search import reindex_naming


@transaction.atomic
def save(
    record: Any,
    base: Document,
    proposed: Document,
    choose: Callable[[Conflict], Side | None] = undecided,
) -> SaveResult:
    """Apply what `proposed` changes in `base` to the record as it is now.

    Raises Gone, Conflicted, or ValidationError with a dict of errors by field.
    """
    locked = _lock(record)
    live = document_of(locked)
    target = merged(base, live, proposed, choose)
    changes = differences(live, target)
    if changes:
        _write(locked, live, target)
    return SaveResult(locked, changes, differences(base, live))


@transaction.atomic
def create(document: Document, pk: int | None = None) -> Any:
    """A new record of a document; with `pk`, one that was deleted, under its old number."""
    record = any_kind(document.kind).model(pk=pk)
    _write(record, Document(document.kind), document)
    return record


@transaction.atomic
def delete(*records: Any) -> None:
    """Gone if somebody else deleted one; ProtectedError, or IntegrityError on commit, while one is in use."""
    locked = [_lock(record) for record in sorted(records, key=lambda record: record.pk)]
    # Whoever cites one just now has the content version already, and is waited for here.
    ContentVersion.advance()
    for record in locked:
        record.delete()


def _lock(record: Any) -> Any:
    rows = kind_of(record).model._default_manager.select_for_update(no_key=True)
    locked = rows.filter(pk=record.pk).first()
    if locked is None:
        raise ProfileGone(record)
    return locked


def _write(record: Any, live: Document, target: Document) -> None:
    Writer(record, live, target).write()
    renamed = _names(live) != _names(target) and bool(live.fields)
    if renamed:
        reindex_naming(record)
    ContentVersion.advance(terms=renamed or _is_judged_anew(live, target))


def _is_judged_anew(live: Document, target: Document) -> bool:
    """Whether a source is worth something else now, and with it facts of profiles that no version names."""
    return bool(live.fields) and live.fields.get("evidence") != target.fields.get("evidence")


def _names(document: Document) -> dict[str, Any]:
    """The fields by which the search finds profiles that name this record: its names and its parent."""
    return {name: value for name, value in document.fields.items() if name in ("parent", *columns("name"))}
