"""What visitors may propose of a kind of profile: companies/public_form.py, partners/public_form.py.

The forms themselves are made in submissions; what is not named there nobody outside the park can propose.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from profiles.facts.fact import FURTHER, Fact, further_columns


@dataclass(frozen=True)
class Section:
    """Fields under one heading. Those in a tuple say one thing together and share a source."""

    name: str  # in addresses
    title: Any
    fields: tuple[str | tuple[str, ...], ...]

    @property
    def groups(self) -> list[tuple[str, ...]]:
        return [(entry,) if isinstance(entry, str) else entry for entry in self.fields]


@dataclass(frozen=True)
class RowSection:
    """Rows of one relation, and which of their fields the form has. It always has the source."""

    relation: str
    title: Any
    fields: tuple[str, ...]


@dataclass(frozen=True)
class PublicForm:
    title_new: Any
    sections: tuple[Section, ...]
    rows: tuple[RowSection, ...]

    @cached_property
    def fields(self) -> list[str]:
        return [name for section in self.sections for group in section.groups for name in group]

    def with_all(self, facts: Iterable[Fact]) -> PublicForm:
        """With a section more for what has no place in the others."""
        unplaced = further_columns(facts, "form", self.fields)
        return (
            replace(self, sections=(*self.sections, Section("further", FURTHER, unplaced)))
            if unplaced
            else self
        )

    @cached_property
    def by_relation(self) -> dict[str, RowSection]:
        return {section.relation: section for section in self.rows}
