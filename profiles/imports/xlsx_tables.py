"""Tables in workbooks (.xlsx): a ZIP archive of XML, read sheet by sheet and row by row.

Cells come typed. What a spreadsheet did to them is undone where that is certain (a date is a date)
and flagged where it is not (an identifier that became a number; a formula whose result is not kept).
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl  # type: ignore[import-untyped]
from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from django.utils.translation import gettext as _
from openpyxl.utils.exceptions import InvalidFileException  # type: ignore[import-untyped]

from profiles.imports.csv_tables import MOST_TITLE_ROWS, no_headers
from profiles.imports.files import MOST_COLUMNS, Options, Recogniser, Row, Table, trimmed
from profiles.imports.problems import FileRefused

MOST_PARTS = 2_000
MOST_UNPACKED = 1 << 30
# XML is packed to about a tenth; a file made to exhaust memory, to a thousandth.
MOST_TIMES = 200
MOST_SHEETS = 100
FORMULA_WITHOUT_RESULT = "#FORMULA"
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
    books = []
    try:
        for data_only in (True, False):
            file.seek(0)
            books.append(openpyxl.load_workbook(file, read_only=True, data_only=data_only, keep_links=False))
    except BROKEN:
        raise FileRefused(_broken()) from None
    try:
        yield XlsxTable(books[0], books[1], recognise, options)
    finally:
        for book in books:
            book.close()


class XlsxTable:
    """One sheet, by name or the first that has headers."""

    def __init__(self, shown: Any, written: Any, recognise: Recogniser, options: Options) -> None:
        self.shown, self.written = shown, written
        self.sheet, self.header_at = self._find(recognise, options.sheet)
        self.headers = self._headers()
        self.total = self._check(options.most_rows)
        self.details = {_("Sheet"): self.sheet}

    def rows(self) -> Iterator[Row]:
        """Rows below the headers that hold anything; each as wide as the headers."""
        width = len(self.headers)
        for number, cells in self._all(self.sheet):
            if number > self.header_at and cells:
                yield number, cells + [None] * (width - len(cells))

    def _find(self, recognise: Recogniser, wanted: str) -> tuple[str, int]:
        """The sheet and the row with the most headers that are known."""
        names = self.shown.sheetnames[:MOST_SHEETS]
        if wanted and wanted not in names:
            text = _("The workbook has no sheet “%(name)s”. Its sheets are: %(names)s.")
            raise FileRefused(text % {"name": wanted, "names": ", ".join(names)})
        for name in [wanted] if wanted else names:
            best = (0, 0)
            for number, cells in islice(self._all(name), MOST_TITLE_ROWS):
                best = max(best, (sum(map(bool, recognise(cells))), -number))
            if best[0]:
                return name, -best[1]
        raise FileRefused(no_headers())

    def _headers(self) -> list[str]:
        cells = next(cells for number, cells in self._all(self.sheet) if number == self.header_at)
        return [str(cell if cell is not None else "").strip() for cell in cells]

    def _check(self, most_rows: int) -> int:
        total = 0
        for _row in self.rows():
            total += 1
            if total > most_rows:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": most_rows})
        if not total:
            raise FileRefused(_("There are no rows below the headers."))
        return total

    def _all(self, name: str) -> Iterator[Row]:
        """All rows with their numbers; a formula shows its result, or says that it has none."""
        try:
            shown, written = (book[name].iter_rows(values_only=True) for book in (self.shown, self.written))
            for number, (cells, formulas) in enumerate(zip(shown, written, strict=False), start=1):
                yield (
                    number,
                    trimmed(
                        [_value(*pair) for pair in zip(cells, formulas, strict=False)][: MOST_COLUMNS + 1]
                    ),
                )
        except BROKEN:
            raise FileRefused(_broken()) from None


def _value(shown: Any, written: Any) -> Any:
    if shown is None and isinstance(written, str) and written.startswith("="):
        return FORMULA_WITHOUT_RESULT
    return shown


def _refuse_bombs(file: BinaryIO, options: Options) -> None:
    """By what the archive says of itself; its reader stops where a part is longer than said."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except BROKEN:
        raise FileRefused(_broken()) from None
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise FileRefused(_("This is an archive (.zip), and no workbook. Unpack it and give the file in it."))
    size = sum(part.file_size for part in parts)
    too_dense = any(
        part.file_size > MOST_TIMES * max(part.compress_size, 1) and part.file_size > 1 << 20
        for part in parts
    )
    if len(parts) > MOST_PARTS or size > min(MOST_UNPACKED, options.most_bytes) or too_dense:
        raise FileRefused(_("This workbook is too large once it is unpacked."))


def _broken() -> str:
    return _("This workbook is damaged or breaks off: it cannot be opened.")
