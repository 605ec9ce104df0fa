"""Tables in workbooks. A process with limits reads them; what it says of the chosen sheet is kept in a file.

Cells come typed, and as they are shown: a date as precise as its format. What cannot be undone is flagged: an identifier
that became a number, a formula whose result is not kept.
"""

from __future__ import annotations

import datetime
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import IO, Any, BinaryIO

import orjson
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit.processes.limited import Limits, limited_process
from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.descriptions import EncodingView, Row
from profiles.imports.tables.header_rows import HeaderRow
from profiles.imports.tables.options import MAX_COLUMNS, Options
from profiles.imports.tables.table import Extent, Layout

READER = "profiles.imports.tables.child.main"
MAX_NAMED = 5
MEBIBYTE = 1 << 20
# What any workbook may take, and what each mebibyte of a larger one may take besides.
SECONDS, MEMORY = 1.5, 190 * MEBIBYTE
LARGE, SECONDS_EACH, MEMORY_EACH = 2 * MEBIBYTE, 5, 25 * MEBIBYTE
ADDRESS = re.compile(r"([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)")


@contextmanager
def open_workbook(file: BinaryIO, options: Options) -> Iterator[WorkbookFile]:
    with ExitStack() as stack:
        number = _with_number(file, stack)
        size = os.fstat(number).st_size
        arguments = [str(number), str(options.max_bytes)]
        pipes = stack.enter_context(limited_process(READER, arguments, _limits(size, options), [number]))
        spool = stack.enter_context(tempfile.TemporaryFile())
        yield WorkbookFile(_Reader(*pipes), spool, options)


class WorkbookFile:
    """A workbook; each of its sheets may hold the table."""

    encoding, delimiter = "", ""
    encodings: tuple[EncodingView, ...] = ()

    def __init__(self, reader: _Reader, spool: BinaryIO, options: Options) -> None:
        self._reader, self._spool = reader, spool
        _sheets, self.kind, self.sheets, self.hidden = reader.line()
        if options.sheet and options.sheet not in self.sheets:
            text = _("The workbook has no sheet “%(name)s”. Its sheets are: %(names)s.")
            raise FileRefused(text % {"name": options.sheet, "names": ", ".join(self.sheets)})
        reader.ask(sheet=options.sheet)
        self.layouts: list[Layout] = []
        while (line := reader.line())[0] == "head":
            self.layouts.append(Layout(line[1], [_row(row) for row in line[2]]))
        if not self.layouts:
            raise FileRefused(_("This workbook has no sheet with cells."))

    def details(self, layout: Layout) -> dict[str, str]:
        return {_("Sheet"): layout.name}

    def rows(self, layout: Layout, header: HeaderRow) -> Iterator[Row]:
        """Rows below the headers that hold anything under one; each as wide as the headers."""
        width, last_row = len(header.headers), header.last_row
        self._spool.seek(0)
        for line in self._spool:
            number, cells = _row(orjson.loads(line))
            if number > last_row:
                yield number, cells + [None] * (width - len(cells))

    def extent(self, layout: Layout, header: HeaderRow, max_rows: int) -> Extent:
        """The sheet is read by the other process now, and kept here."""
        request = {"first_row": header.row, "last_row": header.last_row, "width": len(header.headers)}
        self._reader.ask(sheet=layout.name, max_rows=max_rows, **request)
        notes = self._reader.copy_rows(self._spool, max_rows)
        extent = Extent(notes["total"])
        if notes["beyond"]:
            extent.details[_("Left out, because no header stands above")] = _joined(notes["beyond"])
        extent.doubts += self._doubts(layout.name, notes)
        extent.column_doubts = _merged(notes["merged"], header)
        return extent

    def _doubts(self, sheet: str, notes: Mapping[str, Any]) -> list[str]:
        doubts = []
        if sheet in self.hidden:
            doubts.append(_("The sheet is hidden."))
        elif self.hidden:
            doubts.append(_("The workbook has hidden sheets: %(names)s.") % {"names": ", ".join(self.hidden)})
        if number := notes["hidden_rows"]:
            text = ngettext(
                "%(number)s row of the sheet is hidden; it is read as well.",
                "%(number)s rows of the sheet are hidden; they are read as well.",
                number,
            )
            doubts.append(text % {"number": number})
        return doubts


class _Reader:
    """What the other process says."""

    def __init__(self, stdin: IO[bytes], stdout: IO[bytes]) -> None:
        self._stdin, self._stdout = stdin, stdout

    def ask(self, **request: Any) -> None:
        try:
            self._stdin.write(orjson.dumps(request, option=orjson.OPT_APPEND_NEWLINE))
            self._stdin.flush()
        except BrokenPipeError:
            raise FileRefused(too_costly()) from None

    def line(self) -> Any:
        return self._checked(self._stdout.readline())

    def copy_rows(self, spool: BinaryIO, max_rows: int) -> dict[str, Any]:
        """The rows to a file; what was noticed of them."""
        for line in self._stdout:
            if line.startswith(b'["'):
                notes: dict[str, Any] = self._checked(line, max_rows)[1]
                return notes
            spool.write(line)
        raise FileRefused(too_costly())

    def _checked(self, line: bytes, max_rows: int = 0) -> Any:
        if not line.endswith(b"\n"):
            raise FileRefused(too_costly())
        said = orjson.loads(line)
        if said[0] == "refused":
            texts = {
                "damaged": _("This workbook is damaged or breaks off: it cannot be opened."),
                "password": _("This workbook has a password. Save it without one."),
                "too large": _("This workbook is too large once it is unpacked."),
                "too many rows": _("This file has more than %(number)s rows.") % {"number": max_rows},
                "no workbook": _(
                    "This is an archive (.zip), and no workbook. Unpack it and give the file in it."
                ),
            }
            raise FileRefused(texts[said[1]])
        return said


def too_costly() -> str:
    return _(
        "This workbook takes more time or memory to read than any table should. "
        "Copy the cells into a new workbook, or save the sheet as CSV."
    )


def _limits(size: int, options: Options) -> Limits:
    more = 0 if options.is_quick else max(size - LARGE, 0) / MEBIBYTE
    return Limits(SECONDS + SECONDS_EACH * more, MEMORY + int(MEMORY_EACH * more))


def _with_number(file: BinaryIO, stack: ExitStack) -> int:
    """The number of an open file of the system with this content, at its beginning."""
    file.seek(0)
    try:
        file.fileno()
    except OSError:  # it is in memory
        content, file = file, stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
        shutil.copyfileobj(content, file)
        file.flush()
    os.lseek(file.fileno(), 0, os.SEEK_SET)
    return file.fileno()


def _row(row: tuple[int, dict[str, Any]]) -> Row:
    """The cells from the first column on, without the empty ones at the end."""
    line, cells = row
    last = max((int(column) for column in cells if int(column) <= MAX_COLUMNS + 1), default=0)
    return line, [_cell(cells.get(str(column))) for column in range(1, last + 1)]


def _cell(cell: Any) -> Any:
    return datetime.datetime.fromisoformat(cell["date"]) if isinstance(cell, dict) else cell


def _merged(references: list[str], header: HeaderRow) -> dict[int, list[str]]:
    """Columns, counted from 0, with cells merged over several rows of data: only the first of these has the value."""
    doubts: dict[int, list[str]] = {}
    for reference in references:
        matched = ADDRESS.fullmatch(reference)
        if (
            matched
            and int(matched[4]) > max(int(matched[2]), header.last_row + 1)
            and int(matched[2]) > header.last_row
        ):
            for column in range(_number(matched[1]), min(_number(matched[3]), len(header.headers)) + 1):
                text = _("The cells %(cells)s are merged: only the first row has the value.")
                doubts.setdefault(column - 1, [text % {"cells": reference}])
    return doubts


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _joined(places: list[tuple[int, int]]) -> str:
    addresses = [f"{_letters(column)}{row}" for column, row in places[:MAX_NAMED]]
    return ", ".join([*addresses, *(["…"] if len(places) > MAX_NAMED else [])])
