"""Tables in workbooks (.xlsx): a ZIP archive of XML, read sheet by sheet and row by row.

Cells come typed. What a spreadsheet did to them is undone where that is certain (a date is a date)
and flagged where it is not (an identifier that became a number; a formula whose result is not kept).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.csv_tables import MAX_TITLE_ROWS, no_headers
from profiles.imports.tables.files import MAX_COLUMNS, Options, Recogniser, Row, Table, trimmed
from profiles.imports.tables.sheets import Cells, Rows, Workbook

MAX_PARTS = 2_000
MAX_UNPACKED = 1 << 30
# XML is packed to about a tenth; a file made to exhaust memory, to a thousandth.
MAX_TIMES = 200
MAX_SHEETS = 100
MAX_NAMED = 5
BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    DefusedXmlException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
)


@contextmanager
def open_sheet(file: BinaryIO, recognise: Recogniser, options: Options) -> Iterator[Table]:
    _refuse_bombs(file, options)
    file.seek(0)
    try:
        book = Workbook(file)
    except BROKEN:
        raise FileRefused(_damaged()) from None
    with closing(book):
        yield XlsxTable(book, recognise, options)


class XlsxTable:
    """One sheet, by name or the first that has headers."""

    def __init__(self, book: Workbook, recognise: Recogniser, options: Options) -> None:
        self.book = book
        self.sheet, self.header_at = self._find(recognise, options.sheet)
        self.headers = self._headers()
        self.total, without_header = self._check(options.most_rows)
        self.details = {_("Sheet"): self.sheet}
        if without_header:
            self.details[_("Left out, because no header stands above")] = _joined(without_header)

    def rows(self) -> Iterator[Row]:
        """Rows below the headers that hold anything under one; each as wide as the headers."""
        width = len(self.headers)
        for number, cells in self._all(self.sheet):
            if number > self.header_at and (row := _row(cells, width)):
                yield number, row + [None] * (width - len(row))

    def _find(self, recognise: Recogniser, sheet: str) -> tuple[str, int]:
        """The sheet and the row with the most headers that are known."""
        names = list(self.book.parts)[:MAX_SHEETS]
        if sheet and sheet not in names:
            text = _("The workbook has no sheet “%(name)s”. Its sheets are: %(names)s.")
            raise FileRefused(text % {"name": sheet, "names": ", ".join(names)})
        for name in [sheet] if sheet else names:
            best = (0, 0)
            for number, cells in islice(self._all(name), MAX_TITLE_ROWS):
                known = recognise(_row(cells, MAX_COLUMNS))
                best = max(best, (sum(map(bool, known)), -number))
            if best[0]:
                return name, -best[1]
        raise FileRefused(no_headers())

    def _headers(self) -> list[str]:
        cells = next(cells for number, cells in self._all(self.sheet) if number == self.header_at)
        return [str(cell if cell is not None else "").strip() for cell in _row(cells, MAX_COLUMNS)]

    def _check(self, most_rows: int) -> tuple[int, list[str]]:
        """Read the sheet to its end: the number of its rows, and the first cells that no header stands above."""
        total, width = 0, len(self.headers)
        without_header: list[str] = []
        for number, cells in self._all(self.sheet):
            if number < self.header_at or not cells:
                continue
            if len(without_header) <= MAX_NAMED and max(cells) > width:
                without_header += [
                    f"{get_column_letter(column)}{number}" for column in sorted(cells) if column > width
                ]
            total += number > self.header_at and bool(_row(cells, width))
            if total > most_rows:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": most_rows})
        if not total:
            raise FileRefused(_("There are no rows below the headers."))
        return total, without_header

    def _all(self, name: str) -> Rows:
        try:
            with closing(self.book.rows(name)) as rows:
                yield from rows
        except BROKEN:
            raise FileRefused(_damaged()) from None


def _row(cells: Cells, width: int) -> list[Any]:
    """The cells from the first column on, without the empty ones at the end."""
    last = max((column for column in cells if column <= width), default=0)
    return trimmed([cells.get(column) for column in range(1, last + 1)])


def _joined(addresses: list[str]) -> str:
    return ", ".join([*addresses[:MAX_NAMED], *(["…"] if len(addresses) > MAX_NAMED else [])])


def _refuse_bombs(file: BinaryIO, options: Options) -> None:
    """By the sizes that the archive declares; its reader stops where a part is longer than declared."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except BROKEN:
        raise FileRefused(_damaged()) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(_("This is an archive (.zip), and no workbook. Unpack it and give the file in it."))
    size = sum(part.file_size for part in parts)
    too_dense = any(
        part.file_size > MAX_TIMES * max(part.compress_size, 1) and part.file_size > 1 << 20 for part in parts
    )
    if len(parts) > MAX_PARTS or size > min(MAX_UNPACKED, options.most_bytes) or too_dense:
        raise FileRefused(_("This workbook is too large once it is unpacked."))


def _damaged() -> str:
    return _("This workbook is damaged or breaks off: it cannot be opened.")
