"""What one row of a file says of a profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from profiles.documents.document import Document, Fields, Rows, Value
from profiles.imports import values
from profiles.imports.headers import SOURCE
from profiles.imports.problems import BadValue, NoName
from profiles.imports.sources import SourceBook
from profiles.keys import new_key_texts
from profiles.spreadsheets import SPREADSHEET_ERRORS


class Problem(NamedTuple):
    """What is wrong with a row, or left to decide, and in which column; "" where it is the whole row."""

    column: str
    text: str


@dataclass
class Proposal:
    """The values that a row gives. What is blank in the file is not here: it says nothing."""

    line: int
    fields: Fields = field(default_factory=dict)
    rows: list[tuple[str, Fields]] = field(default_factory=list)
    derived: set[str] = field(default_factory=set)  # fields that a new profile needs and the row does not say
    sources: dict[str, Fields] = field(default_factory=dict)  # new ones that the rows cite, by key
    problems: list[Problem] = field(default_factory=list)
    left_out: list[Problem] = field(default_factory=list)  # cells that the row goes in without

    @property
    def slug(self) -> str:
        return str(self.fields.get("slug", ""))

    @property
    def identifiers(self) -> list[tuple[str, str]]:
        return [
            (str(row["scheme"]), str(row["value"]))
            for relation, row in self.rows
            if relation == "identifiers"
        ]

    @property
    def names(self) -> Iterator[str]:
        for name in ("name_en", "name_zh", "name_fr", "legal_name"):
            if found := self.fields.get(name):
                yield str(found)

    @property
    def label(self) -> str:
        return next(self.names, self.slug)

    def add(self, relation: str, **fields: Value) -> None:
        """A row of the profile; fields without a value are left out."""
        self.rows.append(
            (relation, {name: value for name, value in fields.items() if value not in (None, "")})
        )

    def refuse(self, column: str, text: str) -> None:
        self.problems.append(Problem(column, text))

    def leave_out(self, column: str, text: str) -> None:
        self.left_out.append(Problem(column, text))

    def document(self, kind: str, slug: str) -> Document:
        """A new profile that says this and nothing else."""
        rows: dict[str, Rows] = {}
        for key, (relation, fields) in zip(new_key_texts(len(self.rows)), self.rows, strict=True):
            rows.setdefault(relation, {})[key] = fields
        return Document(kind, {**self.fields, "slug": slug}, rows, self.sources)


class Cells:
    """The cells of one row by column, while they are read into a proposal."""

    def __init__(self, given: dict[str, Any], proposal: Proposal, book: SourceBook) -> None:
        self.given = given
        self.proposal = proposal
        self.book = book

    def source(self, column: str) -> str | None:
        """The short name of the source of a fact: of its own column, else of the whole row."""
        cell = self.given.get(column + SOURCE) or self.given.get("source")
        return self.book.key(cell, self.proposal.sources) if cell else None


Reading = Callable[[Any, Cells], None]


@dataclass(frozen=True)
class Column:
    """A column of a file: what it is called, and how a cell of it is read into a proposal."""

    name: str
    read: Reading
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class ImportKind:
    """What the files of one kind of profile may say."""

    name: str  # as the registry calls it
    place: str  # where another process imports this from
    columns: tuple[Column, ...]
    finish: Callable[[Cells], None]  # what takes several columns, when all are read
    begin: Callable[[], None] = lambda: None  # called once before a file is read
    cited: frozenset[str] = frozenset()  # fields whose source is kept as a citation

    @property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        return {column.name: column.aliases for column in self.columns}


class RowReader:
    """Reads the rows of one table."""

    def __init__(self, kind: ImportKind, columns: list[str], book: SourceBook) -> None:
        readings = {column.name: column.read for column in kind.columns}
        self.kind = kind
        self.book = book
        self.width = len(columns)
        self.names = columns
        self.readings = [(name, readings[name]) for name in columns if name in readings]

    def read(self, line: int, cells: list[Any]) -> Proposal:
        proposal = Proposal(line)
        if len(cells) != self.width and not self._fits(cells):
            proposal.refuse("", _counted(len(cells), self.width))
            return proposal
        given = {
            name: cell
            for name, cell in zip(self.names, cells, strict=False)
            if (cell or cell == 0) and name and not (isinstance(cell, str) and cell.isspace())
        }
        row = Cells(given, proposal, self.book)
        for name, reading in self.readings:
            if name in given:
                try:
                    cell = given[name]
                    if cell in SPREADSHEET_ERRORS:
                        values.line(cell)
                    reading(cell, row)
                except NoName as error:
                    proposal.leave_out(name, str(error))
                except BadValue as error:
                    proposal.refuse(name, str(error))
        if not proposal.problems:
            self._finish(row)
        if proposal.problems:  # what was left out may be why
            proposal.problems[:0] = proposal.left_out
        return proposal

    def _fits(self, cells: list[Any]) -> bool:
        """Cells beyond the headers may only be empty."""
        return len(cells) > self.width and not any(cells[self.width :])

    def _finish(self, row: Cells) -> None:
        try:
            self.kind.finish(row)
            for name in self.kind.cited & row.proposal.fields.keys():
                if source := row.source(name):
                    row.proposal.add("citations", field=name, source=source)
        except BadValue as error:
            row.proposal.refuse("source", str(error))


def _counted(found: int, expected: int) -> str:
    if found < expected:
        text = _("The row has %(found)s cells, the headers %(expected)s: something is missing.")
    else:
        text = _(
            "The row has %(found)s cells, the headers %(expected)s: a separator within a text is not quoted."
        )
    return text % {"found": found, "expected": expected}
