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
from profiles.imports.tables.descriptions import EncodingView, Row
from profiles.imports.tables.header_rows import MAX_TITLE_ROWS, HeaderRow
from profiles.imports.tables.options import MAX_COLUMNS, Options
from profiles.imports.tables.sheets import Cells, Rows, Workbook
from profiles.imports.tables.table import Extent, Layout

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
def open_workbook(file: BinaryIO, options: Options) -> Iterator[WorkbookFile]:
    _refuse_bombs(file, options)
    file.seek(0)
    try:
        book = Workbook(file)
    except BROKEN:
        raise FileRefused(_damaged()) from None
    with closing(book):
        yield WorkbookFile(book, options)


class WorkbookFile:
    """A workbook; each of its sheets may hold the table."""

    kind, encoding, delimiter = "xlsx", "", ""
    encodings: tuple[EncodingView, ...] = ()

    def __init__(self, book: Workbook, options: Options) -> None:
        self.book = book
        self.sheets = list(book.parts)[:MAX_SHEETS]
        if options.sheet and options.sheet not in self.sheets:
            text = _("The workbook has no sheet “%(name)s”. Its sheets are: %(names)s.")
            raise FileRefused(text % {"name": options.sheet, "names": ", ".join(self.sheets)})
        self.layouts = [
            Layout(name, self._first_rows(name))
            for name in ([options.sheet] if options.sheet else self.sheets)
        ]

    def details(self, layout: Layout) -> dict[str, str]:
        return {_("Sheet"): layout.name}

    def rows(self, layout: Layout, header: HeaderRow) -> Iterator[Row]:
        """Rows below the headers that hold anything under one; each as wide as the headers."""
        width = len(header.headers)
        for number, cells in self._all(layout.name):
            if number > header.last_row and (row := _row(cells, width)):
                yield number, row + [None] * (width - len(row))

    def extent(self, layout: Layout, header: HeaderRow, most_rows: int) -> Extent:
        total, width = 0, len(header.headers)
        without_header: list[str] = []
        for number, cells in self._all(layout.name):
            if number < header.row or not cells:
                continue
            if len(without_header) <= MAX_NAMED and max(cells) > width:
                without_header += [
                    f"{get_column_letter(column)}{number}" for column in sorted(cells) if column > width
                ]
            total += number > header.last_row and bool(_row(cells, width))
            if total > most_rows:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": most_rows})
        extent = Extent(total)
        if without_header:
            extent.details[_("Left out, because no header stands above")] = _joined(without_header)
        return extent

    def _first_rows(self, name: str) -> list[Row]:
        return [
            (number, _row(cells, MAX_COLUMNS)) for number, cells in islice(self._all(name), MAX_TITLE_ROWS)
        ]

    def _all(self, name: str) -> Rows:
        try:
            with closing(self.book.rows(name)) as rows:
                yield from rows
        except BROKEN:
            raise FileRefused(_damaged()) from None


def _row(cells: Cells, width: int) -> list[Any]:
    """The cells from the first column on, without the empty ones at the end."""
    last = max((column for column in cells if column <= width and cells[column] != ""), default=0)
    return [cells.get(column) for column in range(1, last + 1)]


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
