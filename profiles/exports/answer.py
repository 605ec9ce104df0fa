"""An export as a response: streamed, and a few at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.exports.columns import ExportColumns
from profiles.exports.formats import csv_file, json_file
from profiles.exports.rows import Row, rows_of_file
from profiles.exports.xlsx import MAX_ROWS, xlsx_file

Format = Callable[[ExportColumns, Iterable[list[Row]]], Iterator[bytes]]
FORMATS: dict[str, tuple[str, Format]] = {
    "csv": ("text/csv; charset=utf-8", csv_file),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx_file),
    "json": ("application/json", json_file),
}
# An export occupies a thread of the server as long as its reader takes; pages need the others.
AT_ONCE = 2
# Reads that all see one moment of the database, whoever writes meanwhile.
BEGIN = {"postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
MAX_SECONDS = 15 * 60
_places = threading.BoundedSemaphore(AT_ONCE)


class TooSlow(Exception):
    """The reader took so long that its snapshot of the database cannot stay open any longer."""


def export(columns: ExportColumns, kind: str, ids: Sequence[int]) -> HttpResponse | StreamingHttpResponse:
    """The published profiles among `ids`, in this order, as a file of one of FORMATS."""
    content_type, write = FORMATS[kind]
    if kind == "xlsx" and len(ids) >= MAX_ROWS:
        return _too_many()
    if not _places.acquire(blocking=False):
        return _busy()
    response = StreamingHttpResponse(_Pieces(columns, write, ids), content_type=content_type)
    name = f"{columns.name}-{timezone.localdate().isoformat()}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


class _Pieces:
    """The file piece by piece. Its place is free again when it was read, broken off, or never begun."""

    def __init__(self, columns: ExportColumns, write: Format, ids: Sequence[int]) -> None:
        self._pieces = self._generate(columns, write, ids)
        self._released = False

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._pieces.close()
        if not self._released:
            self._released = True
            _places.release()

    def _generate(
        self, columns: ExportColumns, write: Format, ids: Sequence[int]
    ) -> Generator[bytes, None, None]:
        with snapshot() as cursor, closing(rows_of_file(cursor, columns, ids)) as chunks:
            yield from write(columns, _in_time(chunks))


@contextmanager
def snapshot() -> Iterator[Any]:
    """A cursor in a transaction that only reads, on a connection of its own.

    In a transaction the cursor is of that one. `atomic` would not do: on SQLite it keeps all others
    from writing for as long as it lasts.
    """
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            yield cursor
        return
    read_connection = connections["default"].copy()
    read_connection.inc_thread_sharing()  # a server may read the parts of an answer in another thread
    try:
        with read_connection.cursor() as cursor:
            cursor.execute(BEGIN.get(read_connection.vendor, "BEGIN"))
            yield cursor
    finally:
        read_connection.close()


def _in_time(chunks: Iterable[list[Row]]) -> Iterator[list[Row]]:
    until = time.monotonic() + MAX_SECONDS
    for rows in chunks:
        if time.monotonic() > until:
            raise TooSlow
        yield rows


def _too_many() -> HttpResponse:
    text = _("A sheet holds at most %(most)s rows. Filter the list, or take CSV or JSON.") % {
        "most": MAX_ROWS
    }
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def _busy() -> HttpResponse:
    text = _("Several lists are being downloaded just now. Please try again in a moment.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "10"
    return response
