"""The process that reads one workbook: its file is inherited, what it reads goes out as lines of JSON.

First the sheets and the first rows of each, so that the other side finds the headers; then, when it names a sheet, its
rows, and last what was noticed of them.
"""

from __future__ import annotations

import datetime
import os
import sys
import zipfile
from itertools import islice
from typing import Any, BinaryIO

import orjson

from profiles.imports.tables.child.sheet_xml import Cells, Damaged, TooLarge

MAX_SHEETS, FIRST_ROWS, MAX_COLUMNS = 100, 32, 501
MAX_BEYOND, MAX_CELL_LENGTH, MAX_ROW_BYTES = 6, 120, 8 << 20
# Of all first rows together, each of which may be a header.
MAX_SHOWN_BYTES, MAX_SHOWN_CELLS = 4 << 20, 20_000
BROKEN = (
    Damaged,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    EOFError,
    NotImplementedError,
    OSError,
)


def main(number: str, max_bytes: str) -> None:
    try:
        with os.fdopen(int(number), "rb") as file:
            _serve(file, int(max_bytes))
    except TooLarge:
        _reply(["refused", "too large"])
    except BROKEN:
        _reply(["refused", "damaged"])
    except MemoryError:
        os._exit(3)
    except Exception as error:  # whatever the reader of another kind of workbook raises
        _reply(["refused", "password" if "password" in str(error).lower() else "damaged"])


def _serve(file: BinaryIO, max_bytes: int) -> None:
    book = _opened(file, max_bytes)
    if book is None:
        _reply(["refused", "no workbook"])
        return
    sheets = book.sheets[:MAX_SHEETS]
    _reply(["sheets", book.kind, sheets, book.hidden[:MAX_SHEETS]])
    request = _read_request()
    _say_heads(book, [request["sheet"]] if request["sheet"] in sheets else sheets)
    request = _read_request()
    if request["sheet"] not in sheets:
        return
    total, size = 0, 0
    beyond: list[tuple[int, int]] = []
    for line, cells in book.rows(request["sheet"]):
        beyond += _beyond(line, cells, request) if len(beyond) < MAX_BEYOND else []
        kept = {column: cell for column, cell in cells.items() if column <= request["width"]}
        if not kept:
            continue
        _check_width(kept)
        total += line > request["last_row"]
        size += _reply([line, _plain(kept)])
        if total > request["max_rows"]:
            _reply(["refused", "too many rows"])
            return
        if size > max_bytes:
            raise TooLarge
    _reply(["end", book.notes() | {"total": total, "beyond": beyond[:MAX_BEYOND]}])


def _say_heads(book: Any, sheets: list[str]) -> None:
    """The first rows of each sheet, as long as they are not too much together; a sheet that is chosen has its own."""
    size = cells = 0
    for name in sheets:
        if size > MAX_SHOWN_BYTES or cells > MAX_SHOWN_CELLS:
            break
        rows = book.rows(name)
        first = [(line, _narrow(found)) for line, found in islice(rows, FIRST_ROWS)]
        rows.close()
        size += _reply(["head", name, first])
        cells += sum(len(found) for _line, found in first)
    _reply(["heads"])


def _opened(file: BinaryIO, max_bytes: int) -> Any:
    head = file.read(8)
    file.seek(0)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _other(file, "xls")
    with zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
    file.seek(0)
    if "xl/workbook.xml" in names:
        from profiles.imports.tables.child.xlsx import Workbook

        return Workbook(file, max_bytes)
    kinds = {"xl/workbook.bin": "xlsb", "content.xml": "ods"}
    kind = next((kind for part, kind in kinds.items() if part in names), "")
    return _other(file, kind) if kind else None


def _other(file: BinaryIO, kind: str) -> Any:
    from profiles.imports.tables.child.other_workbooks import OtherWorkbook

    return OtherWorkbook(file, kind)


def _check_width(cells: Cells) -> None:
    """TooLarge for a row whose texts are too much together: one text in many cells is made JSON many times.

    Looked at before, because orjson does not survive it where memory is short.
    """
    if sum(len(cell) for cell in cells.values() if isinstance(cell, str)) > MAX_ROW_BYTES:
        raise TooLarge


def _narrow(cells: Cells) -> dict[str, Any]:
    """What is shown of a row: one text may stand in very many cells."""
    return _plain(
        {
            column: cell[:MAX_CELL_LENGTH] if isinstance(cell, str) else cell
            for column, cell in cells.items()
            if column <= MAX_COLUMNS
        }
    )


def _plain(cells: Cells) -> dict[str, Any]:
    """As JSON holds them; a date is marked."""
    return {
        str(column): {"date": cell.isoformat()} if isinstance(cell, datetime.datetime) else cell
        for column, cell in cells.items()
    }


def _beyond(line: int, cells: Cells, request: dict[str, Any]) -> list[tuple[int, int]]:
    """The cells that no header stands above."""
    if line < request["first_row"] or not cells or max(cells) <= request["width"]:
        return []
    return [(column, line) for column in sorted(cells) if column > request["width"]][:MAX_BEYOND]


def _read_request() -> dict[str, Any]:
    request: dict[str, Any] = orjson.loads(sys.stdin.buffer.readline() or b'{"sheet": ""}')
    return request


def _reply(what: Any) -> int:
    line = orjson.dumps(what, option=orjson.OPT_APPEND_NEWLINE)
    if len(line) > MAX_ROW_BYTES:
        raise TooLarge
    sys.stdout.buffer.write(line)
    if isinstance(what[0], str):
        sys.stdout.buffer.flush()
    return len(line)
