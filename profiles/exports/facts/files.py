"""Lines of facts to the bytes of a file, piece by piece. A file that breaks off cannot be taken for a whole one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from kit.spreadsheets import harmless
from profiles.documents.shape import source_shape
from profiles.exports.columns import ExportColumns
from profiles.exports.facts.columns import COLUMNS, FactLine
from profiles.exports.facts.dictionary import dictionary_rows
from profiles.exports.facts.lines import all_lines
from profiles.exports.facts.reading import documents_in_chunks
from profiles.exports.reading import AMONG, TableQuery, TableReader, table
from profiles.exports.rows import Row, rows_of_file, spelled
from profiles.exports.xlsx import workbook
from profiles.models import Source

SHEETS = ("profiles", "facts", "sources", "data dictionary")
VALUE = COLUMNS.index("value")
CHUNK_OF_SOURCES = 2_000


# Ends what it is given in time, by an exception.
Guard = Callable[[Iterable[Any]], Iterator[Any]]


def _line_chunks(
    cursor: Any, kind: str, ids: Sequence[int], in_time: Guard
) -> Generator[list[FactLine], None, None]:
    with closing(documents_in_chunks(cursor, kind, ids)) as chunks:
        for chunk in in_time(chunks):
            yield all_lines(chunk.documents, chunk.ambiguous)


def csv_facts(cursor: Any, columns: ExportColumns, ids: Sequence[int], in_time: Guard) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    yield b"\xef\xbb\xbf" + text.getvalue().encode()
    broken = _("This file broke off here and is not whole. Please download it again.")
    try:
        with closing(_line_chunks(cursor, columns.kind, ids, in_time)) as chunks:
            for lines in chunks:
                text.seek(0)
                text.truncate()
                writer.writerows(map(_texts, lines))
                yield text.getvalue().encode()
    except Exception:
        # People read the words; for programs the quotation mark is never closed.
        yield f'"{broken}'.encode()
        raise


def _texts(line: FactLine) -> Row:
    """A number is spelled so that it can be read in one way, and no text is a formula."""
    cells = [harmless(cell) if isinstance(cell, str) else cell for cell in line]
    cells[VALUE] = spelled(cells[VALUE])
    return cells


def json_lines(cursor: Any, columns: ExportColumns, ids: Sequence[int], in_time: Guard) -> Iterator[bytes]:
    """An object on each line; what is empty is left out."""
    try:
        with closing(_line_chunks(cursor, columns.kind, ids, in_time)) as chunks:
            for lines in chunks:
                yield b"".join(
                    orjson.dumps(_object(line), option=orjson.OPT_APPEND_NEWLINE) for line in lines
                )
    except Exception:
        yield b"{"  # no program reads this as a whole line
        raise


def _object(line: FactLine) -> dict[str, object]:
    return {name: cell for name, cell in zip(COLUMNS, line, strict=True) if cell != ""}


def facts_workbook(
    cursor: Any, columns: ExportColumns, ids: Sequence[int], in_time: Guard
) -> Iterator[bytes]:
    """Sheets of profiles as rows, of facts, of the sources of these, and of what the names mean."""
    yield from workbook(SHEETS, _sheets(cursor, columns, ids, in_time))


def _sheets(
    cursor: Any, columns: ExportColumns, ids: Sequence[int], in_time: Guard
) -> Iterator[Iterable[Iterable[Row]]]:
    with closing(rows_of_file(cursor, columns, ids)) as rows:
        yield chain([[[*columns.names]]], in_time(rows))
    cited: set[int] = set()
    with closing(_fact_rows(cursor, columns.kind, ids, in_time, cited)) as facts:
        yield facts
    yield _source_rows(cursor, sorted(cited))
    yield [dictionary_rows(columns.kind)]


def _fact_rows(
    cursor: Any, kind: str, ids: Sequence[int], in_time: Guard, cited: set[int]
) -> Generator[list[Row], None, None]:
    yield [[*COLUMNS]]
    with closing(documents_in_chunks(cursor, kind, ids)) as chunks:
        for chunk in in_time(chunks):
            cited |= chunk.sources
            yield [[*line] for line in all_lines(chunk.documents, chunk.ambiguous)]


def _source_rows(cursor: Any, pks: list[int]) -> Iterator[list[Row]]:
    names = ["key", *source_shape().columns]
    yield [[*names]]
    reader = TableReader(cursor)
    query = TableQuery(names, f"FROM {table(Source)} WHERE id {AMONG[connection.vendor]} ORDER BY title, key")
    for start in range(0, len(pks), CHUNK_OF_SOURCES):
        (rows,) = reader.answers([query], pks[start : start + CHUNK_OF_SOURCES])
        yield [[*map(_of_source, row)] for row in rows]


def _of_source(cell: Any) -> Any:
    return cell or None
