"""What earlier rows of a file said: numbers alone, so that a million rows fit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from profiles.imports.plan.making import Made
from profiles.imports.plan.matching import Signs
from profiles.imports.plan.outcomes import Outcome


@dataclass
class Memory:
    lines: dict[int, int] = field(default_factory=dict)  # slug or identifier -> line
    # Match key that a new profile is kept under -> line, its registers, another line, its registers, ...
    keys: dict[int, tuple[int, ...]] = field(default_factory=dict)
    slugs: set[str] = field(default_factory=set)
    profiles: dict[int, int] = field(default_factory=dict)  # primary key -> line

    def between_chunks(self) -> None:
        """What was written is found in the database from here on."""
        self.keys.clear()
        self.slugs.clear()

    def repeated(self, row: Signs) -> int:
        """The earlier line with the same address or number; 0 if there is none, and then they are this row's."""
        for mark in row.marks:
            if (line := self.lines.get(mark, row.line)) != row.line:
                return line
        self.lines.update(dict.fromkeys(row.marks, row.line))
        return 0

    def remember(self, row: Signs, keys: Iterable[int]) -> None:
        """A row that becomes a new profile. Of those with numbers in the same registers one says as much as all."""
        place = (row.line, row.registers)
        for key in keys:
            there = self.keys.get(key, ())
            if row.registers not in there[1::2]:
                self.keys[key] = there + place

    def alike(self, row: Signs) -> tuple[dict[int, str], list[int]]:
        """Earlier lines that this row looks like, each with the best reason, and others of its name with another number."""
        alike: dict[int, str] = {}
        namesakes: list[int] = []
        keys = [(key, row.keys[key]) for key in row.keys if key in self.keys]
        for key, why in sorted(keys, key=lambda item: item[1], reverse=True):
            places = self.keys[key]
            for line, registers in zip(places[::2], places[1::2], strict=True):
                if row.registers & registers:
                    namesakes.append(line)
                elif line != row.line and alike.get(line) != "name":
                    alike[line] = why
        return alike, [line for line in dict.fromkeys(namesakes) if line != row.line]

    def release(self, row: Signs) -> None:
        """Its address and numbers are another row's to claim."""
        for mark in row.marks:
            if self.lines.get(mark) == row.line:
                del self.lines[mark]

    def forget(self, made: Made, outcomes: Iterable[Outcome], new: Iterable[Outcome]) -> None:
        """All that a chunk said, which is planned once more; `new` are those of it that were given addresses."""
        for row in made.signs:
            self.release(row)
        for outcome in new:
            self.slugs.discard(outcome.slug)
            for key in made.kept_keys(outcome.line):
                self._take_out(key, outcome.line)
        for outcome in outcomes:
            if outcome.pk is not None and self.profiles.get(outcome.pk) == outcome.line:
                del self.profiles[outcome.pk]

    def _take_out(self, key: int, line: int) -> None:
        places = self.keys.pop(key, ())
        pairs = zip(places[::2], places[1::2], strict=True)
        if left := tuple(number for pair in pairs if pair[0] != line for number in pair):
            self.keys[key] = left
