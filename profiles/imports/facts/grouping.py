"""Lines of one profile brought together. They need not stand side by side, and the file need not fit into memory."""

from __future__ import annotations

import json
import sqlite3
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import blake2b
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.cells import values
from profiles.imports.cells.problems import BadValue, FileRefused
from profiles.imports.tables.descriptions import Row
from profiles.imports.tables.table import Table

# A row of a grouped table: the lines of a profile, each with its number and its cells.
Lines = list[tuple[int, list[Any]]]


class GroupedTable(Table):
    """The same file with a row for each profile, at the line where it is named first."""

    def __init__(self, lines: sqlite3.Connection, table: Table, columns: Sequence[str], most: int) -> None:
        self._lines = lines
        self.headers, self.description = table.headers, table.description
        self.details = {**table.details, str(_("Lines")): f"{table.total:,}"}
        lines.execute("CREATE TABLE line (profile INTEGER, number INTEGER, cells TEXT)")
        self._places = [columns.index(name) for name in ("profile", "name") if name in columns]
        self._numbers: dict[int, int] = {}  # digest of a profile's name -> its number
        lines.executemany("INSERT INTO line VALUES (?, ?, ?)", self._numbered(table))
        lines.execute("CREATE INDEX by_profile ON line (profile, number)")
        self.total = len(self._numbers)
        self._numbers.clear()
        if self.total > most:
            raise FileRefused(_("This file has more than %(number)s profiles.") % {"number": most})

    def rows(self) -> Iterator[Row]:
        found = self._lines.execute("SELECT profile, number, cells FROM line ORDER BY profile, number")
        last, group = None, Lines()
        for profile, number, cells in found:
            if profile != last and group:
                yield group[0][0], [*group]
                group.clear()
            last = profile
            group.append((number, json.loads(cells)))
        if group:
            yield group[0][0], [*group]

    def first_lines(self, most: int) -> list[list[Any]]:
        found = self._lines.execute("SELECT cells FROM line ORDER BY number LIMIT ?", [most])
        return [json.loads(cells) for (cells,) in found]

    def _numbered(self, table: Table) -> Iterator[tuple[int, int, str]]:
        for line, cells in table.rows():
            name = self._name(cells) or f"\n{line}"  # nobody's lines stay apart
            digest = int.from_bytes(blake2b(name.encode(), digest_size=8).digest())
            profile = self._numbers.setdefault(digest, len(self._numbers))
            yield profile, line, json.dumps([_plain(cell) for cell in cells])

    def _name(self, cells: Sequence[Any]) -> str:
        named = (str(cells[place]).strip() for place in self._places if place < len(cells) and cells[place])
        return unicodedata.normalize("NFKC", next(filter(None, named), "")).casefold()


def _plain(cell: Any) -> Any:
    """Dates of a workbook become texts as they do anywhere in an import."""
    if cell is None or isinstance(cell, str | int | float):
        return cell
    try:
        return values.line(cell)
    except BadValue:
        return str(cell)


@contextmanager
def grouped(table: Table, columns: Sequence[str], most: int) -> Iterator[GroupedTable]:
    """On disk, in a file that is gone when it is closed."""
    lines = sqlite3.connect("", check_same_thread=False)
    try:
        yield GroupedTable(lines, table, columns, most)
    finally:
        lines.close()
