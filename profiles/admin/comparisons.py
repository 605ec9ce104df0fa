"""Two documents side by side, in words: what was, what is, and what of it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import cast

from django.utils.translation import pgettext

from kit.text_difference import Piece, compared, shortened
from profiles.documents.difference import Change, Path, differences
from profiles.documents.document import Document, Value
from profiles.documents.words import DocumentWords

# Fields that change automatically with others.
SILENT = {"former_slugs"}
# Characters of a change that an overview shows.
OVERVIEW = 400


@dataclass(frozen=True)
class FieldChange:
    """One field: how it was and how it is, with what differs marked."""

    label: str
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class PartChange:
    """One field of the profile, or one row with those of its fields that differ."""

    path: Path
    title: str
    what: str  # "added", "removed", or empty where it changed
    lines: list[FieldChange]

    @property
    def name(self) -> str:
        """Names the entry in forms."""
        return "/".join(self.path)

    def in_short(self) -> PartChange:
        """The same with long texts cut, for an overview."""
        lines = [
            FieldChange(line.label, *(shortened(side, OVERVIEW) for side in (line.before, line.after)))
            for line in self.lines
        ]
        return replace(self, lines=lines)


def part_changes(before: Document, after: Document, words: DocumentWords | None = None) -> list[PartChange]:
    """What differs between two documents of one profile."""
    return as_part_changes(differences(before, after), words or DocumentWords([before, after]))


def as_part_changes(changes: Iterable[Change], words: DocumentWords) -> list[PartChange]:
    """Changes as entries. `words` must know the documents that the changes lie between."""
    visible = [change for change in changes if change.path[0] not in SILENT]
    return [_entry(path, list(group), words) for path, group in groupby(visible, _part_path)]


def _part_path(change: Change) -> Path:
    """What a change is part of: a field of the profile, or a row."""
    return change.path[:2]


def _entry(path: Path, changes: list[Change], words: DocumentWords) -> PartChange:
    title = words.row(path) if len(path) == 2 else words.label((), path[0])
    row_change = changes[0] if len(path) == 2 and len(changes[0].path) == 2 else None
    if row_change is None:
        return PartChange(path, title, "", [_line(path, change, words) for change in changes])
    if row_change.before is None:
        return PartChange(
            path, title, pgettext("row", "added"), list(_row_lines(path, {}, row_change.after, words))
        )
    return PartChange(
        path, title, pgettext("row", "removed"), list(_row_lines(path, row_change.before, {}, words))
    )


def _line(path: Path, change: Change, words: DocumentWords) -> FieldChange:
    owner = path if len(path) == 2 else ()
    name = change.path[-1]
    texts = [words.value(owner, name, cast(Value, side)) for side in (change.before, change.after)]
    return FieldChange(words.label(owner, name), *compared(*texts))


def _row_lines(path: Path, before: object, after: object, words: DocumentWords) -> Iterator[FieldChange]:
    for label, (was, now) in _side_by_side(path, before, after, words).items():
        yield FieldChange(label, *compared(was, now))


def _side_by_side(
    path: Path, before: object, after: object, words: DocumentWords
) -> dict[str, tuple[str, str]]:
    sides = [dict(words.fields(path, side)) if isinstance(side, dict) else {} for side in (before, after)]
    return {label: (sides[0].get(label, ""), sides[1].get(label, "")) for label in {**sides[0], **sides[1]}}


def parts(changes: Iterable[Change], words: DocumentWords) -> list[str]:
    """The names of the fields and of the kinds of rows that changed, each once."""
    names = [words.part(change.path) for change in changes if change.path[0] not in SILENT]
    return list(dict.fromkeys(names))
