"""What visitors may propose of a kind of profile: companies/public_form.py, partners/public_form.py.

The forms themselves are made in submissions; what is not named there nobody outside the park can propose.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Section:
    """Fields under one heading. Those in a tuple say one thing together and share a source."""

    name: str  # in addresses
    title: Any
    fields: tuple[str | tuple[str, ...], ...]

    @property
    def groups(self) -> list[tuple[str, ...]]:
        return [(one,) if isinstance(one, str) else one for one in self.fields]


@dataclass(frozen=True)
class RowSection:
    """Rows of one relation, and which of their fields are asked for. The source is always asked for."""

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

    @cached_property
    def by_relation(self) -> dict[str, RowSection]:
        return {section.relation: section for section in self.rows}
