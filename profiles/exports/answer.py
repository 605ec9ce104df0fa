"""An export as a response: streamed, and a few at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any, TypeVar

from django.db import connection, connections
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from profiles.exports.columns import ExportColumns
from profiles.exports.formats import csv_file, json_file
from profiles.exports.rows import Row, rows_of_file
from profiles.exports.xlsx import MAX_ROWS, xlsx_file

Format = Callable[[ExportColumns, Iterable[list[Row]]], Iterator[bytes]]
Part = TypeVar("Part")
# Writes a file from what it reads on a cursor; the other argument ends its parts in time.
Write = Callable[[Any, Callable[[Iterable[Part]], Iterator[Part]]], Iterator[bytes]]
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
    content_type, write_rows = FORMATS[kind]

    def write(cursor: Any, in_time: Any) -> Iterator[bytes]:
        with closing(rows_of_file(cursor, columns, ids)) as chunks:
            yield from write_rows(columns, in_time(chunks))

    if kind == "xlsx" and len(ids) >= MAX_ROWS:
        return too_many(MAX_ROWS)
    return download(f"{columns.name}-{timezone.localdate().isoformat()}.{kind}", content_type, write)


def download(name: str, content_type: str, write: Write[Any]) -> HttpResponse | StreamingHttpResponse:
    """A file that is made while it is sent; if several are being made, the reader is asked to come again."""
    if not _places.acquire(blocking=False):
        return _busy()
    response = StreamingHttpResponse(_Pieces(write), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response


class _Pieces:
    """The file piece by piece. Its place is free again when it was read, broken off, or never begun."""

    def __init__(self, write: Write[Any]) -> None:
        self._pieces = self._generate(write)
        self._released = False

    def __iter__(self) -> Iterator[bytes]:
        return self._pieces

    def close(self) -> None:
        self._pieces.close()
        if not self._released:
            self._released = True
            _places.release()

    def _generate(self, write: Write[Any]) -> Generator[bytes, None, None]:
        with snapshot() as cursor:
            yield from write(cursor, _in_time)


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


def _in_time(parts: Iterable[Part]) -> Iterator[Part]:
    until = time.monotonic() + MAX_SECONDS
    for part in parts:
        if time.monotonic() > until:
            raise TooSlow
        yield part


def too_many(most: int) -> HttpResponse:
    text = _("A sheet holds at most %(most)s rows. Filter the list, or take CSV or JSON.") % {"most": most}
    return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")


def _busy() -> HttpResponse:
    text = _("Several lists are being downloaded just now. Please try again in a moment.")
    response = HttpResponse(text, status=503, content_type="text/plain; charset=utf-8")
    response["Retry-After"] = "10"
    return response
