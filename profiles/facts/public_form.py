"""What visitors may propose of a kind of profile: companies/public_form.py, partners/public_form.py.

The forms themselves are made in submissions; what is not named there nobody outside the park can propose.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from kit.languages import SUFFIXES, column
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
    """Rows of one relation, and which of their fields the form has. It always has the source.

    `brief` are those that the form of one fact has, a text in the language of its page alone; all where it names none.
    """

    relation: str
    title: Any
    fields: tuple[str, ...]
    brief: tuple[str, ...] = ()


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

    def of_fact(self, fact: Fact, suffix: str, known: Collection[str] = ()) -> PublicForm | None:
        """The part for one fact, with texts in one language; None where nobody outside the park may propose it.

        `known` are fields of a row that need no asking.
        """
        if "form" in fact.absent:
            return None
        if fact.relation:
            rows = [
                _brief(section, suffix, known) for section in self.rows if section.relation == fact.relation
            ]
            return replace(self, sections=(), rows=tuple(rows)) if rows else None
        group = next((group for group in self._groups if set(group) & set(fact.columns)), None)
        if group is None:
            return None
        fields = (column(fact.key, suffix),) if fact.translated else group
        return replace(self, sections=(Section(fact.key, fact.label, (fields,)),), rows=())

    @property
    def _groups(self) -> list[tuple[str, ...]]:
        return [group for section in self.sections for group in section.groups]

    @cached_property
    def by_relation(self) -> dict[str, RowSection]:
        return {section.relation: section for section in self.rows}


def _brief(section: RowSection, suffix: str, known: Collection[str]) -> RowSection:
    fields = (
        name
        for name in section.brief or section.fields
        if name not in known and name.rpartition("_")[2] not in {*SUFFIXES} - {suffix}
    )
    return replace(section, fields=tuple(fields))
