"""What a form shows when somebody else saved meanwhile: the parts to choose between, and the rest in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from kit.languages import listed
from kit.text_difference import Piece, compared, shortened
from profiles.admin.comparisons import parts
from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields
from profiles.documents.history import versions_of
from profiles.documents.merge import Conflict
from profiles.documents.words import DocumentWords
from profiles.documents.writing import SaveResult
from profiles.editing.edits import CHOICE, MAX_VERSION, EditSession, fingerprint, whole_number
from profiles.models import Version
from profiles.models.registry import kind_of


@dataclass(frozen=True)
class ConflictField:
    """One field of a conflict: before, theirs and yours, with what each side made of it marked."""

    label: str
    before: str
    theirs: list[Piece]
    yours: list[Piece]


@dataclass(frozen=True)
class ConflictQuestion:
    """One conflict, to be chosen between."""

    name: str
    title: str
    lines: list[ConflictField]
    live: str  # values of the two choices
    proposed: str
    chosen: str


class FormConflicts:
    """The conflicts of a form that could not be saved."""

    def __init__(self, edit: EditSession) -> None:
        self.edit = edit

    @cached_property
    def others(self) -> list[Version]:
        """Who saved since the form was opened, newest first."""
        seen_version = min(whole_number(self.edit.post.get("seen_version")), MAX_VERSION)
        return list(versions_of(self.edit.kind.name, self.edit.pk or 0).filter(number__gt=seen_version)[:10])

    @cached_property
    def questions(self) -> list[ConflictQuestion]:
        conflicts = self.edit.problem.conflicts if self.edit.problem else {}
        return [self._question(name, conflict) for name, conflict in conflicts.items()]

    @cached_property
    def _words(self) -> DocumentWords:
        """Knows every record that a conflict names."""
        sides = [_document_of_side(self.edit, side) for side in ("proposed", "base", "live")]
        return DocumentWords([self.edit.base, *sides])  # the last document names a row

    def _question(self, name: str, conflict: Conflict) -> ConflictQuestion:
        live_mark = fingerprint(conflict.live)
        names = conflict.names or self._row_fields(conflict)
        lines = [self._line(conflict, name) for name in names]
        title = self._words.row(conflict.path) or listed(
            self._words.label(conflict.path, name) for name in names
        )
        return ConflictQuestion(
            name=CHOICE + name,
            title=title,
            lines=[line for line in lines if line],
            live=f"live:{live_mark}",
            proposed=f"proposed:{live_mark}",
            chosen=self.edit.post.get(CHOICE + name, ""),
        )

    def _row_fields(self, conflict: Conflict) -> list[str]:
        """What the sides say differently of a row, in the order in which its fields stand in the form."""
        sides = [side for side in (conflict.base, conflict.live, conflict.proposed) if side is not None]
        names = self._words.shape.rows[conflict.path[0]].fields
        return [name for name in names if any(side.get(name) != sides[0].get(name) for side in sides)]

    def _line(self, conflict: Conflict, name: str) -> ConflictField | None:
        before, theirs, yours = (
            self._text(conflict.path, name, side)
            for side in (conflict.base, conflict.live, conflict.proposed)
        )
        if before == theirs == yours:
            return None
        label = self._words.label(conflict.path, name)
        return ConflictField(label, before or "", _side_pieces(before, theirs), _side_pieces(before, yours))

    def _text(self, path: Path, name: str, side: Fields | None) -> str | None:
        return None if side is None else self._words.value(path, name, side.get(name))


def _side_pieces(before: str | None, after: str | None) -> list[Piece]:
    """What a side made of a text, without long unchanged stretches; None is a row that does not exist."""
    return [Piece(_("(removed)"), True)] if after is None else shortened(compared(before or "", after).after)


def _document_of_side(edit: EditSession, side: str) -> Document:
    """A document of one side of all conflicts, so that what they name is looked up together."""
    fields: Fields = {}
    rows: dict[str, dict[str, Fields]] = {}
    conflicts: Iterable[Conflict] = edit.problem.conflicts.values() if edit.problem else []
    for conflict in conflicts:
        values = getattr(conflict, side)
        if values is None:
            continue
        if not conflict.path:
            fields |= values
            continue
        relation, key = conflict.path
        rows.setdefault(relation, {})[key] = {**edit.base.of(relation).get(key, {}), **values}
    return Document(edit.base.kind, fields, rows)


def merged_with(result: SaveResult, edit: EditSession) -> str:
    """What others changed in a profile that was just saved and still stands, in a few words; empty if nothing."""
    others = [change for change in result.others if not edit.is_overruled(change.path)]
    words = DocumentWords([Document(kind_of(result.profile).name)])
    return listed(parts(others, words)) if others else ""
