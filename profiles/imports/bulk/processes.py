"""A second process that reads and checks rows while this one writes those before them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from django.utils.module_loading import import_string

from kit.processes.side_by_side import side_by_side
from profiles.imports.bulk.large import rarely_look_for_circles
from profiles.imports.bulk.preparing import ChunkPreparer, PreparedChunk
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.descriptions import Row

_preparer: ChunkPreparer


def prepared_beside(
    reading: tuple[str, list[str], RowOptions], chunks: Iterable[list[Row]], as_new: Callable[[], bool]
) -> Iterator[PreparedChunk]:
    """The chunks in their order. `reading`: where the ImportKind is to be imported from, the columns, and options."""
    fallback = _ThisProcess(*reading)
    tasks = ((rows, as_new()) for rows in chunks)
    begin = (f"{__name__}.start", *reading)
    for (rows, _as_new), chunk in side_by_side(_prepare, tasks, 1, begin=begin, instead=fallback.make):
        yield fallback.completed(chunk, rows)


class _ThisProcess:
    """Does the rest in this process: chunks that the other one did not begin, and rows whose proposals were not sent."""

    def __init__(self, kind: str, columns: list[str], options: RowOptions) -> None:
        self.kind, self.columns, self.options = kind, columns, options

    @cached_property
    def preparer(self) -> ChunkPreparer:
        return ChunkPreparer(import_string(self.kind), self.columns, self.options)

    def make(self, rows: list[Row], as_new: bool) -> PreparedChunk:
        return self.preparer.make_to_send(rows, as_new=as_new)

    def completed(self, chunk: PreparedChunk, rows: list[Row]) -> PreparedChunk:
        chunk.read = lambda line: self.preparer.one(rows, line)
        return chunk


def start(kind: str, columns: list[str], options: RowOptions) -> None:
    """In the other process."""
    global _preparer
    _preparer = ChunkPreparer(import_string(kind), columns, options)
    rarely_look_for_circles()


def _prepare(rows: list[Row], as_new: bool) -> PreparedChunk:
    return _preparer.make_to_send(rows, as_new=as_new)
