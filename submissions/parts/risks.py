"""Marks that tell the staff at a glance where to look twice. They decide nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from profiles.documents.document import Document
from profiles.models.registry import profile_kind
from submissions.models import Submission
from submissions.parts.duplicates import is_like_another, proposed_already
from submissions.parts.proposals import Part, Proposal

MANY = 8
MAX_OTHERS = 20


def risks_of(
    base: Document, proposed: Document, *, email: str, title: str, pk: int | None, automatic: bool = False
) -> list[str]:
    """Short codes, in a fixed order."""
    parts = Proposal(base, base, proposed).parts
    touched = {name for part in parts for name in part.touches}
    is_new = pk is None
    sensitive = [fact for fact in profile_kind(proposed.kind).facts if fact.second_reader]
    names = {column for fact in sensitive for column in fact.columns}
    numbers = {fact.relation for fact in sensitive if fact.relation}
    marks = {
        "first": bool(email) and not Submission.objects.filter(email__iexact=email).exists(),
        "name": not is_new and bool(touched & names),
        "identifier": not is_new and bool(touched & numbers),
        "many": not is_new and len(parts) > MANY,
        "disputed": not is_new and _is_disputed(parts, proposed.kind, pk),
        "duplicate": is_new and (is_like_another(proposed) or proposed_already(title, proposed.kind)),
        "unsigned": not email,
        "automatic": automatic,
    }
    return [code for code, holds in marks.items() if holds]


def _is_disputed(parts: Iterable[Part], kind: str, pk: int | None) -> bool:
    """Whether another open proposal is about the same."""
    own_places = {key for part in parts for key in _places(part)}
    others = Submission.objects.open().filter(kind=kind, object_id=pk).order_by("-pk")[:MAX_OTHERS]
    for other in others:
        base = other.base_document
        other_parts = Proposal(base, base, other.proposed_document).parts
        if any(key in own_places for part in other_parts for key in _places(part)):
            return True
    return False


def _places(part: Part) -> Iterator[tuple[str, ...]]:
    if part.path:
        yield part.path
    else:
        yield from ((name,) for name in part.names)
