"""Tables in text files: a sign between cells, with or without title rows."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from enum import Enum, auto
from functools import cached_property
from itertools import islice
from typing import BinaryIO, Literal

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.descriptions import EncodingView, Row
from profiles.imports.tables.encodings import CODECS, NAMES, encoding_of, other_encodings
from profiles.imports.tables.header_rows import MAX_TITLE_ROWS, HeaderRow
from profiles.imports.tables.options import MAX_COLUMNS, MAX_EMPTY, Options, Recogniser
from profiles.imports.tables.plain_quotes import unquoted_rows
from profiles.imports.tables.table import Extent, Layout, widest

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
DELIMITERS_BY_NAME = {name: sign for sign, name in DELIMITERS.items()} | {"\\t": "\t"}
ROWS_OF_AN_ENCODING = 5
MAX_CELL, MAX_ROW = 1_000_000, 2_000_000  # characters
csv.field_size_limit(MAX_CELL)


class Quotes(Enum):
    """How quotation marks around cells are read."""

    STRICT = auto()  # as the format has them
    LENIENT = auto()  # what stands behind a closing one belongs to the cell
    PLAIN = auto()  # a separator always separates, and a line is a row


class QuotesBroken(FileRefused):
    """Quotation marks that are not as the format has them; `is_open` where one is never closed."""

    def __init__(self, message: str, *, is_open: bool = False) -> None:
        super().__init__(message)
        self.is_open = is_open


class TextFile:
    """A text file whose encoding was found; each delimiter is a way to read it."""

    kind = "csv"
    sheets: tuple[str, ...] = ()

    def __init__(self, file: BinaryIO, recognise: Recogniser, options: Options) -> None:
        self.file = file
        if file.seek(0, os.SEEK_END) > options.max_text:
            raise FileRefused(_("This file is too large."))
        self.encoding = encoding_of(file, options.encoding, recognise)
        self.delimiter = known_delimiter(options.delimiter)
        signs = [self.delimiter] if self.delimiter else list(DELIMITERS)
        self.layouts = [Layout(sign, rows) for sign in signs if (rows := self._first_rows(sign))]
        self.delimiter = self.delimiter or ","
        self._quotes = Quotes.STRICT
        if not self.layouts:
            next(self._parsed(self.delimiter, Quotes.STRICT), None)  # says what is wrong with the first row
            raise FileRefused(_("There are no rows in this file."))

    @cached_property
    def encodings(self) -> list[EncodingView]:
        return encoding_views(self.file, [self.encoding, *other_encodings(self.file, self.encoding)])

    def details(self, layout: Layout) -> dict[str, str]:
        return {_("Encoding"): NAMES[self.encoding], _("Between cells"): delimiter_label(layout.name)}

    def rows(self, layout: Layout, header: HeaderRow, max_lines: int | None = None) -> Iterator[Row]:
        """Rows below the headers that hold anything, with the line of the file on which each begins."""
        last_row = header.last_row
        width = len(header.headers)
        parsed = self._parsed(layout.name, self._quotes, width)
        if self._quotes == Quotes.PLAIN:
            parsed = unquoted_rows(parsed, width)
        for number, (line, cells) in enumerate(parsed):
            if max_lines is not None and number > max_lines:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": max_lines})
            if line > last_row and any(map(str.strip, cells)):
                yield line, cells

    def extent(self, layout: Layout, header: HeaderRow, max_rows: int) -> Extent:
        try:
            return self._extent(layout, header, max_rows)
        except QuotesBroken as error:
            self._quotes = self._likelier_quotes(layout, header, max_rows, error)
            extent = self._extent(layout, header, max_rows)
            extent.doubts.insert(0, str(error))
            return extent

    def _extent(self, layout: Layout, header: HeaderRow, max_rows: int) -> Extent:
        total, width = 0, len(header.headers)
        rows = self.rows(layout, header, max_rows + MAX_EMPTY)
        for total, (_line, cells) in enumerate(rows, start=1):
            width = len(cells)
            if total > max_rows:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": max_rows})
        extent = Extent(total)
        if width < len(header.headers) and not self._ends_with_line():
            extent.doubts.append(
                _(
                    "The last row has fewer cells than the headers, and no line ends it: the file may break off."
                )
            )
        return extent

    def _likelier_quotes(
        self, layout: Layout, header: HeaderRow, max_rows: int, error: QuotesBroken
    ) -> Quotes:
        """How to read quotation marks that do not fit: so that more rows are as wide as the headers."""
        fitting = {}
        for quotes in (Quotes.PLAIN, Quotes.LENIENT) if error.is_open else (Quotes.LENIENT, Quotes.PLAIN):
            self._quotes = quotes
            try:
                rows = self.rows(layout, header, max_rows + MAX_EMPTY)
                fitting[quotes] = sum(len(cells) == len(header.headers) for _line, cells in rows)
            except FileRefused:
                fitting[quotes] = -1
        return max(fitting, key=lambda quotes: fitting[quotes])

    def _ends_with_line(self) -> bool:
        self.file.seek(-4, os.SEEK_END)
        return any(byte in b"\r\n" for byte in self.file.read())

    def _first_rows(self, delimiter: str) -> list[Row]:
        """The rows that may hold the headers, as far as they can be read; together no longer than one row may be."""
        rows: list[Row] = []
        size = 0
        try:
            for line, cells in islice(self._parsed(delimiter, Quotes.LENIENT), MAX_TITLE_ROWS + 2):
                rows.append((line, cells[: MAX_COLUMNS + 1]))
                size += len(cells) + sum(map(len, cells))
                if size > MAX_ROW:
                    break
        except csv.Error:
            pass
        return rows

    def _parsed(self, delimiter: str, quotes: Quotes, width: int = 0) -> Iterator[Row]:
        self.file.seek(0)
        text = io.TextIOWrapper(self.file, encoding=CODECS[self.encoding], newline="")
        lines = _Lines(text)
        quoting: Literal[0, 3] = csv.QUOTE_NONE if quotes == Quotes.PLAIN else csv.QUOTE_MINIMAL
        reader = csv.reader(lines, delimiter=delimiter, strict=quotes == Quotes.STRICT, quoting=quoting)
        line = 1
        try:
            for cells in reader:
                lines.of_row = 0
                yield line, cells
                line = reader.line_num + 1
        except csv.Error as error:
            if quotes == Quotes.LENIENT and not width:  # only the first rows, as far as they go
                raise
            raise _broken(line, str(error)) from None
        finally:
            text.detach()


class _Lines:
    """The lines of a text, as far as one row may go: cells in quotes carry a row over many lines, and a line may have no end."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self._text = text
        self.of_row = 0  # characters since the last row ended

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(MAX_ROW + 1 - self.of_row)
        self.of_row += len(line)
        if self.of_row > MAX_ROW:
            raise csv.Error("row limit")
        if not line:
            raise StopIteration
        return line


def known_delimiter(text: str) -> str:
    """The sign that somebody wrote, or named; FileRefused if it is none."""
    sign = DELIMITERS_BY_NAME.get(text.strip().lower(), text) if text != "\t" else text
    if len(sign) > 1 or sign in ('"', "\r", "\n"):
        raise FileRefused(_("“%(text)s” cannot stand between cells. Give one sign, or tab.") % {"text": text})
    return sign


def delimiter_label(sign: str) -> str:
    labels = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
    return labels.get(sign, sign)


def encoding_views(file: BinaryIO, names: list[str]) -> list[EncodingView]:
    """The first rows of a file in each of the encodings."""
    views = []
    for name in names:
        source = TextFile(file, lambda cells: [""] * len(cells), Options(encoding=name))
        layout = widest(source.layouts)
        views.append(EncodingView(name, NAMES[name], layout.first_rows[:ROWS_OF_AN_ENCODING]))
    return views


def _broken(line: int, error: str) -> FileRefused:
    place = {"line": line}
    if "unexpected end" in error:
        text = _("A quotation mark in line %(line)s is never closed: the file breaks off or is damaged.")
        return QuotesBroken(text % place, is_open=True)
    if "field limit" in error:
        return FileRefused(_("A cell in line %(line)s is longer than a million characters.") % place)
    if "row limit" in error:
        return FileRefused(_("The row in line %(line)s is longer than two million characters.") % place)
    text = _(
        "In line %(line)s there is something after a closing quotation mark. Look at the rows around it."
    )
    return QuotesBroken(text % place)
