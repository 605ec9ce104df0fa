"""Rows to the bytes of a file, piece by piece.

A file that breaks off cannot be taken for a whole one: JSON closes its list and a workbook writes its
table of contents at the very end, and the server ends a broken answer without its last chunk.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

import orjson

from companies.exports.rows import NUMBERS, SEPARATOR, Row, spelled
from companies.file_columns import COLUMNS
from profiles.spreadsheets import SUSPECT, harmless

texts_of = itemgetter(*(place for place, column in enumerate(COLUMNS) if column not in NUMBERS))
first_of = itemgetter(0)
# Of these the writer's own spelling would not do.
SPELLED = [COLUMNS.index(name) for name in ("returnee_founded", "turnover_cny", "latitude", "longitude")]
LISTS = [COLUMNS.index(name) for name in ("aliases", "sector", "overseas")]


def csv_file(chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    """Comma-separated, UTF-8 with a mark at the beginning, without which Excel garbles Chinese."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + text.getvalue().encode()
    for rows in chunks:
        text.seek(0)
        text.truncate()
        writer.writerows(map(_cells, rows))
        yield text.getvalue().encode()


def _cells(cells: Row) -> Row:
    if not SUSPECT.isdisjoint(map(first_of, filter(None, texts_of(cells)))):
        cells = [harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    for place in SPELLED:
        if cells[place] is not None:
            cells[place] = spelled(cells[place])
    return cells


def json_file(chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    """A list of objects, one a line; texts are as they are, and what is not known is left out."""
    before = b"[\n"
    for rows in chunks:
        lines = [orjson.dumps(_plain(row)) for row in rows]
        if lines:
            yield before + b",\n".join(lines)
            before = b",\n"
    yield b"[]\n" if before == b"[\n" else b"\n]\n"


def _plain(row: Row) -> dict[str, object]:
    cells: list[Any] = row
    for place in LISTS:
        if cells[place]:
            cells[place] = cells[place].split(SEPARATOR)
    # Zero and "no" are known.
    return {column: cell for column, cell in zip(COLUMNS, cells, strict=True) if cell or cell == 0}
