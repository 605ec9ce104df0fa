"""The public history of a profile: what changed from one published version to the next, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from kit.languages import TAGS, active_suffix, columns, han_tag
from kit.text_difference import Compared, Piece, compared, shortened
from profiles.documents.difference import Change, Path, differences, touched
from profiles.documents.document import Document, Fields
from profiles.documents.history import documents_at
from profiles.documents.known import ReferenceNames
from profiles.documents.words import DocumentWords, is_prose
from profiles.models import Version
from profiles.models.source import Cited
from profiles.past.visible import visible

# When somebody compared the profile with its sources; shown in a sentence of its own.
CHECKED = "verified_on"
MAX_PARTS = 40
# Characters of one change in a text; the page as it was has all of it.
MAX_CHANGE_LENGTH = 1_000


@dataclass(frozen=True)
class PublicFieldChange:
    """One field, before and after, with what differs marked."""

    label: str
    lang: str
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class PublicPartChange:
    """One field of the profile or one row that changed."""

    kind: str  # of row; empty for a field
    title: str
    lang: str
    what: str  # "added", "removed" or "changed"
    lines: list[PublicFieldChange]
    source: Cited | None = None


@dataclass(frozen=True)
class HistoryEntry:
    """A public version, and how it differs from the public version before it."""

    version: Version
    is_first: bool
    checked_on: Any = None
    parts: list[PublicPartChange] = field(default_factory=list)
    more: int = 0  # parts that are left out


def entries(versions: Sequence[Version], base: Version | None) -> list[HistoryEntry]:
    """Entries for public versions that follow each other, newest first; `base` is the one before them.

    The number of queries does not depend on the number of versions.
    """
    if not versions:
        return []
    steps = [*versions, *([base] if base else [])]
    numbers = [version.number for version in steps]
    documents = documents_at(steps[0].kind, steps[0].object_id, numbers)
    visible_documents = {number: visible(document) for number, document in documents.items()}
    pairs = [_Pair.of(visible_documents[old], visible_documents[new]) for new, old in pairwise(numbers)]
    known = ReferenceNames(document for pair in pairs for document in (pair.before, pair.after))
    history = [pair.entry(version, known) for version, pair in zip(steps, pairs, strict=False)]
    return history if base else [*history, HistoryEntry(steps[-1], is_first=True)]


@dataclass(frozen=True)
class _Pair:
    """Two documents, cut down to the rows that differ, so that a page looks up no more than it shows."""

    before: Document
    after: Document
    changes: list[Change]

    @classmethod
    def of(cls, before: Document, after: Document) -> _Pair:
        changes = differences(before, after)
        return cls(_reduced(before, changes), _reduced(after, changes), changes)

    def entry(self, version: Version, known: ReferenceNames) -> HistoryEntry:
        words = _PublicWords([self.before, self.after], known)
        parts = list(words.parts(self.changes))
        checked = self.after.fields.get(CHECKED)
        if checked == self.before.fields.get(CHECKED):
            checked = None
        checked_on = known.decoded(words.shape.profile.fields[CHECKED], checked)
        return HistoryEntry(version, False, checked_on, parts[:MAX_PARTS], len(parts[MAX_PARTS:]))


def _reduced(document: Document, changes: list[Change]) -> Document:
    """With the names of the profile, which some rows mention."""
    part = touched(document, changes)
    names = {name: document.fields[name] for name in columns("name") if name in document.fields}
    return replace(part, fields={**names, **part.fields})


class _PublicWords(DocumentWords):
    """Words for what changed, in the order of the fields in the forms."""

    def parts(self, changes: Iterable[Change]) -> Iterator[PublicPartChange]:
        paths = {change.path[:2] for change in changes}
        for name in self.shape.profile.fields:
            if (name,) in paths and name != CHECKED:
                yield self._field(name)
        for relation in self.shape.rows:
            for path in sorted(path for path in paths if path[0] == relation and len(path) == 2):
                yield self._row(path)

    def _field(self, name: str) -> PublicPartChange:
        before, after = (document.fields.get(name) for document in self.documents)
        line = self._line((), name, before, after)
        action = "added" if before is None else "removed" if after is None else "changed"
        return PublicPartChange("", line.label, "", action, [line])

    def _row(self, path: Path) -> PublicPartChange:
        before, after = (document.of(path[0]).get(path[1]) for document in self.documents)
        action = "added" if before is None else "removed" if after is None else "changed"
        old, new = before or {}, after or {}
        names = [name for name in self._shape(path).fields if old.get(name) != new.get(name)]
        if action != "changed":
            names = [name for name in names if not self._is_redundant(path, name, new or old)]
        lines = [self._line(path, name, old.get(name), new.get(name)) for name in names]
        title, lang = self._title(path)
        return PublicPartChange(self.kind(path), title, lang, action, lines, self._source(path, new or old))

    def _title(self, path: Path) -> tuple[str, str]:
        """What the row is called, and the language of that where it is not the page's."""
        title, row = self.row_text(path), self.row_record(path)
        row_lang = getattr(getattr(row, "text", None), "lang", TAGS[active_suffix()])
        return title, row_lang if row_lang != TAGS[active_suffix()] else han_tag(title)

    def _is_redundant(self, path: Path, name: str, row: Fields) -> bool:
        """Whether the title, the mark of the source or its absence says this field of a row already."""
        field = self._shape(path).fields[name]
        if name in ("source", "evidence", "metric", "on", "field") or name.startswith("period_"):
            return True
        if row.get(name) == field.get_default():
            return True
        return is_prose(field) and self.row_text(path).endswith(self.value(path, name, row.get(name)))

    def _source(self, path: Path, row: Fields) -> Cited | None:
        field = self._shape(path).fields.get("source")
        name = row.get("source")
        source = self.known.get(field, str(name)) if field and name else None
        return Cited(source, str(row.get("evidence", ""))) if source else None

    def _line(self, path: Path, name: str, before: Any, after: Any) -> PublicFieldChange:
        texts = [self.value(path, name, value) for value in (before, after)]
        field = self._shape(path).fields[name]
        is_text = is_prose(field) or field.many_to_many
        pieces = _compared(*texts) if is_text else Compared(*([Piece(text, True)] for text in texts))
        lang = TAGS.get(name.rpartition("_")[2], "") or han_tag("".join(texts))
        return PublicFieldChange(
            self.label(path, name), lang, *(shortened(side, MAX_CHANGE_LENGTH) for side in pieces)
        )


@lru_cache(maxsize=256)
def _compared(before: str, after: str) -> Compared:
    """Old versions never change, and comparing two long texts takes a while."""
    return compared(before, after)
