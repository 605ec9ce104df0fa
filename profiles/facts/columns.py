"""What the cells of a file are written from, as plain data; profiles/exports/ asks the database for it.

A column of a file is one object (profiles/imports/rows/proposals.py: Column): how a cell is read, and one of these.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

SOURCE = "_source"  # founded_source: where the founding date was taken from
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class FromField:
    """A column of the profile itself."""

    field: str
    sort: Literal["text", "number", "boolean"] = "text"


@dataclass(frozen=True)
class FromTerm:
    """The short name of the record that a field names."""

    field: str


@dataclass(frozen=True)
class FromTerms:
    """The short names of all records that a field names, in the order in which they were entered."""

    field: str


@dataclass(frozen=True)
class FromRows:
    """What the rows of a relation say: each part once and in the order in which they were entered, or the first one."""

    relation: str
    value: str  # the column of a row
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # one column, and its values
    # What the cell says of a row, by the value of the column in `where`, if there is one, and its own value.
    part: Callable[[Any, Any], Cell] = lambda _which, value: value
    joined: bool = True
    is_list: bool = True  # in files that have lists; else its parts are one text there as well


@dataclass(frozen=True)
class FromFigure:
    """A figure that counts everything and that nobody disputes; the newest one, the preferred one of equals.

    Without a unit it is one in another unit than the other columns have, where these have none: "339 USD".
    """

    metric: str
    unit: str = ""  # or HOME_CURRENCY, which the name of the column then says
    periods: tuple[str, ...] = ("undated",)
    part: Literal["value", "period"] = "value"


@dataclass(frozen=True)
class Derived:
    """What follows from a column of the profile and a column of rows that it may have. An import passes it over."""

    field: str
    relation: str
    value: str  # the column of a row
    tell: Callable[[Any, list[Any]], Cell]
    choices: tuple[str, ...]
    meaning: Any  # for the data dictionary


Written = FromField | FromTerm | FromTerms | FromRows | FromFigure | Derived
