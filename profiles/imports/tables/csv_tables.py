"""Tables in text files: comma, semicolon or tab between cells, with or without title rows."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.encodings import CODECS, NAMES, encoding_of
from profiles.imports.tables.files import MAX_COLUMNS, Options, Recogniser, Row, trimmed

DELIMITERS = (",", ";", "\t")
MAX_TITLE_ROWS = 30
MAX_CELL = 1_000_000
csv.field_size_limit(MAX_CELL)


class CsvTable:
    """A text file whose encoding, delimiter and row of headers were found."""

    def __init__(self, file: BinaryIO, recognise: Recogniser, options: Options) -> None:
        self.file = file
        if file.seek(0, os.SEEK_END) > options.most_bytes:
            raise FileRefused(_("This file is too large."))
        self.encoding = encoding_of(file, options.encoding, recognise)
        self.delimiter, self.header_at = self._find_headers(recognise)
        self.headers = self._headers()
        self.total = self._check(options.most_rows)
        self.details = {
            _("Encoding"): NAMES[self.encoding],
            _("Between cells"): {",": _("comma"), ";": _("semicolon"), "\t": _("tab")}[self.delimiter],
        }

    def rows(self) -> Iterator[Row]:
        """Rows below the headers that hold anything, with the line of the file on which each begins."""
        rows = self._parsed(self.delimiter, strict=True)
        for number, (line, cells) in enumerate(rows):
            if number > self.header_at and any(map(str.strip, cells)):
                yield line, cells

    def _find_headers(self, recognise: Recogniser) -> tuple[str, int]:
        """The delimiter and the row, counted from 0, with the most headers that are known, then the most cells."""
        best = (0, 0, 0, "")
        for delimiter in DELIMITERS:
            head = islice(self._parsed(delimiter, strict=False), MAX_TITLE_ROWS)
            try:
                for number, (_line, cells) in enumerate(head):
                    known_count = sum(1 for name in recognise(cells[:MAX_COLUMNS]) if name)
                    best = max(best, (known_count, -number, len(cells), delimiter))
            except csv.Error:
                continue
        if not best[0]:
            raise FileRefused(no_headers())
        if best[2] > MAX_COLUMNS:
            raise FileRefused(_("This file has too many columns."))
        return best[3], -best[1]

    def _headers(self) -> list[str]:
        _line, cells = next(islice(self._parsed(self.delimiter, strict=False), self.header_at, None))
        return [cell.strip().lstrip("\ufeff") for cell in trimmed(cells)]

    def _check(self, most_rows: int) -> int:
        """Read the file to its end; the number of its rows. FileRefused where it is damaged."""
        total, last = 0, []
        for total, (_line, cells) in enumerate(self.rows(), start=1):
            last = cells
            if total > most_rows:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": most_rows})
        if not total:
            raise FileRefused(_("There are no rows below the headers."))
        if len(last) < len(self.headers) and not self._ends_with_line():
            raise FileRefused(
                _("The file breaks off in its last row: it is not complete. Nothing was imported.")
            )
        return total

    def _ends_with_line(self) -> bool:
        self.file.seek(-4, os.SEEK_END)
        return any(byte in b"\r\n" for byte in self.file.read())

    def _parsed(self, delimiter: str, *, strict: bool) -> Iterator[Row]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=CODECS[self.encoding], newline="")
        reader = csv.reader(text, delimiter=delimiter, strict=strict)
        line = 1
        try:
            for cells in reader:
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            if not strict:
                raise
            raise FileRefused(_broken(line, str(error))) from None
        finally:
            text.detach()


def no_headers() -> str:
    return _(
        "No row with names of columns was found, such as name_en, 企业名称 or “raison sociale”. "
        "If yours are called otherwise, say which is which."
    )


def _broken(line: int, error: str) -> str:
    if "unexpected end" in error:
        return _("A quotation mark in line %(line)s is never closed: the file breaks off or is damaged.") % {
            "line": line
        }
    if "field limit" in error:
        return _("A cell in line %(line)s is longer than a million characters.") % {"line": line}
    return _("Line %(line)s cannot be read: there is something after a closing quotation mark.") % {
        "line": line
    }
