"""What earlier rows of a file said: numbers alone, so that a million rows fit.

A row is matched with the database as it was before the file, and with the rows above it. So it comes to the same whether
those were written already or not: what they wrote is known here.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from profiles.imports.plan.row_keys import RowKeys


@dataclass(frozen=True)
class Before:
    """What is asked of a profile that an earlier row changed, as it was."""

    slug: str
    label: str
    registers: int
    new_keys: set[int]  # match keys that it had not


@dataclass
class Memory:
    lines: dict[int, int] = field(default_factory=dict)  # address or identifier that a row gives -> line
    # Match key that a new profile is kept under -> line, its registers, another line, its registers, ...
    keys: dict[int, tuple[int, ...]] = field(default_factory=dict)
    slugs: dict[str, int] = field(default_factory=dict)  # of a new profile -> line
    profiles: dict[int, int] = field(default_factory=dict)  # that a row is about: primary key -> line
    changed: dict[int, Before] = field(default_factory=dict)  # those of them that a row changed
    _made: array[int] = field(default_factory=lambda: array("q"))  # primary keys of new profiles, growing
    _made_lines: array[int] = field(default_factory=lambda: array("q"))
    _since: list[tuple[dict[int, int], int]] = field(default_factory=list)  # what the chunk at hand claimed

    # --- what a row is told of those before it -------------------------------------------------

    def repeated(self, row: RowKeys) -> int:
        """The earlier line with the same address or number; 0 if there is none, and then they are this row's."""
        for mark in row.marks:
            if (line := self.lines.get(mark, row.line)) != row.line:
                return line
        for mark in row.marks:
            self._claim(self.lines, mark, row.line)
        return 0

    def about(self, pk: int, line: int) -> int:
        """The line that is about a profile: an earlier one, or this from now on."""
        if pk not in self.profiles:
            self._claim(self.profiles, pk, line)
        return self.profiles[pk]

    def made_by(self, pk: int) -> int:
        """The line that a profile was made of; 0 if it is none of the file's."""
        place = bisect_left(self._made, pk)
        return self._made_lines[place] if place < len(self._made) and self._made[place] == pk else 0

    def alike(self, row: RowKeys) -> tuple[dict[int, str], list[int]]:
        """Earlier lines that this row looks like, each with the best reason, and others of its name with another number."""
        alike: dict[int, str] = {}
        namesakes: list[int] = []
        for key, why in row.asked:
            places = self.keys.get(key, ())
            for line, registers in zip(places[::2], places[1::2], strict=True):
                if row.registers & registers:
                    namesakes.append(line)
                elif line != row.line and alike.get(line) != "name":
                    alike[line] = why
        return alike, [line for line in dict.fromkeys(namesakes) if line != row.line]

    # --- what it leaves for those after it -----------------------------------------------------

    def remember(self, row: RowKeys, keys: Iterable[int], slug: str) -> None:
        """A row that becomes a new profile."""
        self.slugs[slug] = row.line
        for key in keys:
            self.recall(key, row.line, row.registers)

    def recall(self, key: int, line: int, registers: int) -> None:
        """Of those with numbers in the same registers the first says as much as all."""
        there = self.keys.get(key, ())
        if registers not in there[1::2]:
            self.keys[key] = (*there, line, registers)

    def release(self, row: RowKeys) -> None:
        """Its address and numbers are another row's to claim: it is not written."""
        for mark in row.marks:
            if self.lines.get(mark) == row.line:
                del self.lines[mark]

    def note_made(self, pk: int, line: int) -> None:
        """Primary keys grow, so they come in their order; one that does not is of no use here."""
        if not self._made or pk > self._made[-1]:
            self._made.append(pk)
            self._made_lines.append(line)

    # --- chunks ----------------------------------------------------------------------------------

    def between_chunks(self) -> None:
        """What was written is found in the database from here on."""
        self.keys.clear()
        self.slugs.clear()
        self._since.clear()

    def undo_chunk(self) -> None:
        """It is planned once more."""
        for claims, what in self._since:
            claims.pop(what, None)
            if claims is self.profiles:
                self.changed.pop(what, None)
        self.between_chunks()

    def _claim(self, claims: dict[int, int], what: int, line: int) -> None:
        if what not in claims:
            self._since.append((claims, what))
        claims[what] = line
