"""Undoing by content: what a step changed is proposed back to the usual three-way merge.

No number of a version decides anything. What somebody changed since stays as it is, and so does what would break a rule
by now: an address or a number of a register that another profile has. Both are named, and the rest is undone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from kit.keys import new_key
from profiles.documents.difference import Change, Path
from profiles.documents.document import Document, Fields
from profiles.documents.history import NoSuchVersion, document_at, versions_of
from profiles.documents.merge import merge
from profiles.documents.reading import document_of
from profiles.documents.shape import shape_of
from profiles.documents.writing import Actor, apply, create, lock
from profiles.models import Profile, Version
from profiles.models.registry import FORMER, profile_kind

Written = TypeVar("Written")
# Characters of an address before the number that makes it free.
MAX_BASE = 110
# From a document with a step in it to the one without.
Step = tuple[Document, Document]


@dataclass(frozen=True)
class LeftOut:
    """A part that stayed as it is, and why."""

    path: Path  # ("founded",) or ("identifiers", key) or ("identifiers", key, "value")
    value: Fields  # what somebody else made of it, or what cannot be
    text: str = ""  # the rule that it would break; empty where somebody changed it since
    holder: Profile | None = None  # who has by now what only one may have

    @property
    def part(self) -> str:
        return "/".join(self.path)


@dataclass(frozen=True)
class Undone:
    profile: Profile
    changes: list[Change]
    left_out: list[LeftOut]


@transaction.atomic
def restore(kind: str, object_id: int, actor: Actor, document: Document | None = None) -> Undone:
    """Bring a deleted profile back as a draft, with its rows and pictures. NoSuchVersion if there is none.

    As `document`, or else as it was when it was deleted. An address that another profile has by now makes way for a free one.
    """
    newest = versions_of(kind, object_id).first()
    if newest is None or newest.action != Version.Action.DELETED:
        raise NoSuchVersion(kind, object_id)
    if document is None:
        document = document_at(kind, object_id, newest.number)
    target, taken = _at_free_address(_with_free_keys(document), object_id)

    def write(fitting: Document) -> Profile:
        return create(fitting, actor, pk=object_id)

    profile, invalid = what_fits(Document(kind), target, object_id, write)
    return Undone(profile, [], [*taken, *invalid])


def _with_free_keys(document: Document) -> Document:
    """Of a deleted profile: rows that another profile has taken over come back under keys of their own."""
    rows = {}
    for relation, found in document.rows.items():
        shape = shape_of(document.kind).rows.get(relation)
        taken: set[str] = set()
        if shape is not None:
            others = shape.model._default_manager.filter(pk__in=list(found))
            taken = {str(key) for key in others.values_list("pk", flat=True)}
        rows[relation] = {str(new_key()) if key in taken else key: row for key, row in found.items()}
    return replace(document, rows=rows)


def _at_free_address(document: Document, pk: int) -> tuple[Document, list[LeftOut]]:
    """Without former addresses that another profile has by now, and under one that is free."""
    text = _("Another profile has this address by now.")
    former = {key: holder_of(document, (FORMER, key), pk) for key in document.of(FORMER)}
    taken = [
        LeftOut((FORMER, key), document.of(FORMER)[key], text, holder)
        for key, holder in former.items()
        if holder
    ]
    left = {key: row for key, row in document.of(FORMER).items() if not former[key]}
    document = replace(document, rows={**document.rows, FORMER: left})
    slug = str(document.fields.get("slug", ""))
    holder = holder_of_address(document.kind, slug, pk)
    if holder is None:
        return document, taken
    number = 2
    while holder_of_address(document.kind, f"{slug[:MAX_BASE]}-{number}", pk):
        number += 1
    fields = {**document.fields, "slug": f"{slug[:MAX_BASE]}-{number}"}
    return replace(document, fields=fields), [LeftOut(("slug",), {"slug": slug}, text, holder), *taken]


@transaction.atomic
def undo(profile: Profile, steps: Sequence[Step], actor: Actor) -> Undone:
    """Take steps out of a profile as it is now, the last one first.

    ProfileGone, or ValidationError where even what is there now breaks a rule.
    """
    locked = lock(profile)
    target, edited = without_steps(document_of(locked), steps)
    locked, changes, invalid = apply_what_fits(locked, target, actor, Version.Action.CHANGED)
    return Undone(locked, changes, [*edited, *invalid])


def without_steps(live: Document, steps: Sequence[Step]) -> tuple[Document, list[LeftOut]]:
    """A document without some steps, and what of them somebody changed since."""
    edited: list[LeftOut] = []
    for base, proposed in steps:
        result = merge(base, live, proposed, shape_of(live.kind).groups)
        edited += [LeftOut((*one.path, *one.names), one.live or {}) for one in result.conflicts]
        live = result.document
    return live, edited


def apply_what_fits(
    profile: Profile, target: Document, actor: Actor, action: str
) -> tuple[Profile, list[Change], list[LeftOut]]:
    """Apply a document without those parts that the database or a rule refuses. Call it in a transaction."""

    def write(fitting: Document) -> tuple[Profile, list[Change]]:
        locked = lock(profile)
        return locked, apply(locked, document_of(locked), fitting, actor, action)

    live = document_of(profile)
    (locked, changes), invalid = what_fits(live, target, profile.pk, write)
    return locked, changes, invalid


def what_fits(
    live: Document, target: Document, pk: int | None, write: Callable[[Document], Written]
) -> tuple[Written, list[LeftOut]]:
    """Write a document, and if that is refused, again without what it was refused for."""
    left_out: list[LeftOut] = []
    while True:
        try:
            with transaction.atomic():
                return write(target), left_out
        except ValidationError as error:
            refused = list(_refused(live, target, pk, error.message_dict))
            if not refused:
                raise
            left_out += refused
            for part in refused:
                target = as_in(live, target, part.path)


def _refused(
    live: Document, target: Document, pk: int | None, errors: Mapping[str, Sequence[str]]
) -> Iterator[LeftOut]:
    """The parts that errors speak of, as far as the document differs there from what is live."""
    for part, texts in errors.items():
        path = tuple(filter(None, part.split("/")))
        if as_in(live, target, path) != target:
            row = target.of(path[0])[path[1]] if len(path) > 1 else target.fields
            value = row if len(path) == 2 else {name: row[name] for name in path if name in row}
            yield LeftOut(path, value, " ".join(texts), holder_of(target, path, pk))


def as_in(live: Document, target: Document, path: Path) -> Document:
    """The document with one part, or all fields of the profile, as they are live."""
    if not path:
        return replace(target, fields=live.fields)
    if len(path) == 1:
        groups = shape_of(live.kind).profile.groups
        names = next((group for group in groups if path[0] in group), path)
        kept = {name: value for name, value in target.fields.items() if name not in names}
        as_live = {name: value for name, value in live.fields.items() if name in names}
        return replace(target, fields=kept | as_live)
    relation, key = path[:2]
    rows = {row_key: row for row_key, row in target.of(relation).items() if row_key != key}
    if key in live.of(relation):
        rows[key] = live.of(relation)[key]
    others = {name: found for name, found in target.rows.items() if name != relation}
    return replace(target, rows=others | ({relation: rows} if rows else {}))


def holder_of(document: Document, path: Path, pk: int | None) -> Profile | None:
    """Another profile that has what this part of a document says and only one may have: an address, a number."""
    if path == ("slug",):
        return holder_of_address(document.kind, str(document.fields.get("slug", "")), pk)
    if len(path) < 2:
        return None
    row = document.of(path[0])[path[1]]
    if path[0] == FORMER:
        return holder_of_address(document.kind, str(row["slug"]), pk)
    shape = shape_of(document.kind).rows[path[0]]
    for constraint in shape.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and shape.owner not in constraint.fields:
            values = {name: row.get(name, "") for name in constraint.fields}
            others = shape.model._default_manager.filter(**values).exclude(**{f"{shape.owner}_id": pk})
            if constraint.condition is not None:
                others = others.filter(constraint.condition)
            if other := others.select_related(shape.owner).first():
                found: Profile = getattr(other, shape.owner)
                return found
    return None


def holder_of_address(kind: str, slug: str, pk: int | None) -> Profile | None:
    """Another profile that has an address, or had it and redirects from there."""
    model: Any = profile_kind(kind).model
    others = model._default_manager.exclude(pk=pk)
    return others.filter(slug=slug).first() or others.filter(**{f"{FORMER}__slug": slug}).first()
