"""Rows to the bytes of a file, piece by piece.

A file that breaks off cannot be taken for a whole one, though a server may end the answer as if it were: JSON
closes its list and a workbook writes its table of contents at the very end, and CSV says so in its last cell.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

import orjson
from django.utils.translation import gettext as _

from kit.spreadsheets import SUSPECT, harmless
from profiles.exports.columns import ExportColumns
from profiles.exports.rows import SEPARATOR, Row, spelled

first_of = itemgetter(0)


def csv_file(columns: ExportColumns, chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    """Comma-separated, UTF-8 with a mark at the beginning, without which Excel garbles Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns.names)
    cells = _Cells(columns)
    yield b"\xef\xbb\xbf" + text.getvalue().encode()
    broken = _("This file broke off here and is not whole. Please download it again.")
    try:
        for rows in chunks:
            text.seek(0)
            text.truncate()
            writer.writerows(map(cells, rows))
            yield text.getvalue().encode()
    except Exception:
        # People read the words; for programs the quotation mark is never closed.
        yield f'"{broken}'.encode()
        raise


class _Cells:
    """The cells of a row as texts that a spreadsheet takes for what they are."""

    def __init__(self, columns: ExportColumns) -> None:
        self.spelled = columns.places("number", "boolean")  # the writer's own spelling would not do
        text_places = set(range(len(columns.names))) - set(self.spelled)
        self.texts_of = itemgetter(*sorted(text_places))

    def __call__(self, cells: Row) -> Row:
        if not SUSPECT.isdisjoint(map(first_of, filter(None, self.texts_of(cells)))):
            cells = [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
        for place in self.spelled:
            if cells[place] is not None:
                cells[place] = spelled(cells[place])
        return cells


def json_file(columns: ExportColumns, chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    """A list of objects, one a line; texts are as they are, and what is not known is left out."""
    before, names, lists = b"[\n", columns.names, columns.places("list")
    for rows in chunks:
        lines = [orjson.dumps(_plain(row, names, lists)) for row in rows]
        if lines:
            yield before + b",\n".join(lines)
            before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _plain(row: Row, names: list[str], lists: list[int]) -> dict[str, object]:
    cells: list[Any] = row
    for place in lists:
        if cells[place]:
            cells[place] = cells[place].split(SEPARATOR)
    # Zero and "no" are known.
    return {
        column: cell for column, cell in zip(names, cells, strict=True) if cell is not None and cell != ""
    }
