"""What earlier rows of a file gave: only numbers, so that a million rows fit.

A row is matched with the database as it was before the file, and with the rows above it. So the result is the same
whether those were written already or not: what they wrote is recorded here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self

from profiles.documents.document import Document
from profiles.imports.plan.outcomes import Outcome
from profiles.imports.plan.row_keys import RowKeys, registers_of
from profiles.recognising import match_keys


@dataclass(frozen=True)
class Before:
    """What later rows need of a profile that an earlier row changed, as it was before."""

    slug: str
    label: str
    registers: int
    numbers: set[tuple[str, str]]  # those that are valid
    new_keys: set[int]  # match keys that it did not have

    @classmethod
    def of(cls, outcome: Outcome, before: Document, after: Document) -> Self:
        """Of the profile that an outcome changes."""
        rows = list(before.of("identifiers").values())
        valid = {(str(row.get("scheme")), str(row.get("value"))) for row in rows if not row.get("until")}
        registers = registers_of(str(row.get("scheme", "")) for row in rows)
        new_keys = match_keys.keys_of(after) - match_keys.keys_of(before)
        return cls(outcome.slug, outcome.label, registers, valid, new_keys)


@dataclass
class Memory:
    lines: dict[int, int] = field(default_factory=dict)  # address or identifier that a row gives -> line
    # Match key of a new profile -> line, its registers, another line, its registers, ...
    keys: dict[int, tuple[int, ...]] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)  # of a new profile -> line
    profiles: dict[int, int] = field(default_factory=dict)  # that a row is about: primary key -> line
    listed: dict[tuple[int, int], int] = field(
        default_factory=dict
    )  # number of a list, profile that a row gave it
    changed: dict[int, Before] = field(default_factory=dict)  # those of them that a row changed
    _new_pks: array[int] = field(default_factory=lambda: array("q"))  # primary keys of new profiles, growing
    _new_lines: array[int] = field(default_factory=lambda: array("q"))
    # What the current chunk claimed.
    _claims_of_chunk: list[tuple[dict[Any, int], Any]] = field(default_factory=list)

    # --- reading -------------------------------------------------------------------------------

    def repeated(self, row: RowKeys) -> int:
        """The earlier line with the same address or number; if there is none, 0, and this row claims them."""
        for mark in row.marks:
            if (line := self.lines.get(mark, row.line)) != row.line:
                return line
        for mark in row.marks:
            self._claim(self.lines, mark, row.line)
        return 0

    def about(self, pk: int, line: int) -> int:
        """The line that is about a profile: an earlier one, else this one, which claims it."""
        if pk not in self.profiles:
            self._claim(self.profiles, pk, line)
        return self.profiles[pk]

    def line_of_new(self, pk: int) -> int:
        """The line that a profile was created from; 0 if it is not from this file."""
        index = bisect_left(self._new_pks, pk)
        return self._new_lines[index] if index < len(self._new_pks) and self._new_pks[index] == pk else 0

    def similar(self, row: RowKeys) -> tuple[dict[int, str], list[int]]:
        """Earlier lines that this row looks like, each with the best reason, and namesakes with another number."""
        similar: dict[int, str] = {}
        namesakes: list[int] = []
        if self.keys.keys().isdisjoint(row.keys):  # nearly all
            return similar, namesakes
        for key, reason in row.ranked:
            entries = self.keys.get(key, ())
            for line, registers in zip(entries[::2], entries[1::2], strict=True):
                if row.registers & registers:
                    namesakes.append(line)
                elif line != row.line:
                    similar.setdefault(line, reason)
        return similar, [line for line in dict.fromkeys(namesakes) if line != row.line]

    # --- recording -----------------------------------------------------------------------------

    def remember(self, row: RowKeys, keys: Iterable[int], slug: str) -> None:
        """A row that becomes a new profile."""
        self.slugs[slug] = row.line
        for key in keys:
            self.recall(key, row.line, row.registers)

    def recall(self, key: int, line: int, registers: int) -> None:
        """Of lines with numbers in the same registers, the first is enough."""
        entries = self.keys.get(key, ())
        if registers not in entries[1::2]:
            self.keys[key] = (*entries, line, registers)

    def list_profile(self, keys: Iterable[int], pk: int, line: int) -> None:
        """A profile that was there gets numbers of a list."""
        for key in keys:
            self._claim(self.listed, (key, pk), line)

    def release(self, row: RowKeys) -> None:
        """Another row may claim its address and numbers: it is not written."""
        for mark in row.marks:
            if self.lines.get(mark) == row.line:
                del self.lines[mark]

    def note_created(self, pk: int, line: int) -> None:
        """Primary keys grow, so they come in order; one that does not is ignored."""
        if not self._new_pks or pk > self._new_pks[-1]:
            self._new_pks.append(pk)
            self._new_lines.append(line)

    # --- chunks ----------------------------------------------------------------------------------

    def between_chunks(self) -> None:
        """From here on, what was written is in the database."""
        self.keys.clear()
        self.slugs.clear()
        self._claims_of_chunk.clear()

    def undo_chunk(self) -> None:
        """Forget the claims of a chunk that is planned again."""
        for claims, key in self._claims_of_chunk:
            claims.pop(key, None)
            if claims is self.profiles:
                self.changed.pop(key, None)
        self.between_chunks()

    def _claim(self, claims: dict[Any, int], key: Any, line: int) -> None:
        if key not in claims:
            self._claims_of_chunk.append((claims, key))
        claims[key] = line
