"""Opens a file that somebody gave, whatever its name says it is."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused

MAX_BYTES = 2 << 30  # unpacked
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
BLOCK = 1 << 20

Row = tuple[int, list[Any]]  # the line or row of the file, counted from 1, and its cells


class Recogniser(Protocol):
    """Which column each cell of a row of headers names; "" where none is known."""

    def __call__(self, cells: list[Any]) -> list[str]: ...


class Table(Protocol):
    """The rows of a file below its headers. It has been read to its end once, so nothing breaks off later."""

    headers: list[str]
    total: int
    details: dict[str, str]

    def rows(self) -> Iterator[Row]: ...


@dataclass(frozen=True)
class Options:
    """What the importer chose for the file."""

    encoding: str = ""
    sheet: str = ""
    most_bytes: int = MAX_BYTES
    most_rows: int = MAX_ROWS
    mapping: dict[str, str] = field(default_factory=dict)


@contextmanager
def open_table(file: BinaryIO, recognise: Recogniser, options: Options) -> Iterator[Table]:
    """The table in a file, as long as it is needed. FileRefused, with a message for people, if there is none or it is damaged."""
    from profiles.imports.tables.csv_tables import CsvTable
    from profiles.imports.tables.xlsx_tables import open_sheet

    file.seek(0)
    head = file.read(8)
    if not head:
        raise FileRefused(_("The file is empty."))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise FileRefused(
            _("This is a workbook of the old kind (.xls), or one with a password. Save it as .xlsx or .csv.")
        )
    with ExitStack() as stack:
        if head.startswith(b"PK\x03\x04"):
            yield stack.enter_context(open_sheet(file, recognise, options))
            return
        if head.startswith(b"\x1f\x8b"):
            packed, file = file, stack.enter_context(tempfile.TemporaryFile())
            _unpack(packed, file, options.most_bytes)
        yield CsvTable(file, recognise, options)


def _unpack(packed: BinaryIO, unpacked: BinaryIO, most_bytes: int) -> None:
    """The content of a .gz file to disk, so that it can be read twice."""
    packed.seek(0)
    size = 0
    try:
        with gzip.GzipFile(fileobj=packed) as content:
            while block := content.read(BLOCK):
                size += len(block)
                if size > most_bytes:
                    raise FileRefused(_("This file is too large once it is unpacked."))
                unpacked.write(block)
    except (EOFError, OSError, zlib.error):
        raise FileRefused(_("This .gz file is damaged or breaks off. Get it again.")) from None
    if not size:
        raise FileRefused(_("The file is empty."))


def trimmed(cells: list[Any]) -> list[Any]:
    """Without the empty cells at the end."""
    end = len(cells)
    while end and (cells[end - 1] is None or cells[end - 1] == ""):
        end -= 1
    return cells[:end]
