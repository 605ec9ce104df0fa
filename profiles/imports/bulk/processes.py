"""A second process that reads and checks rows while this one writes those before them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from django.utils.module_loading import import_string

from kit.processes import side_by_side
from profiles.imports.bulk.large import rarely_look_for_circles
from profiles.imports.bulk.preparing import ChunkPreparer, PreparedChunk
from profiles.imports.tables.files import Row

_maker: ChunkPreparer


def made_beside(
    kind: str, columns: list[str], chunks: Iterable[list[Row]], as_new: Callable[[], bool]
) -> Iterator[PreparedChunk]:
    """The chunks in their order. `kind` is where the ImportKind is to be imported from."""
    here = _Here(kind, columns)
    tasks = ((rows, as_new()) for rows in chunks)
    begin = (f"{__name__}.start", kind, columns)
    for (rows, _as_new), made in side_by_side(_make, tasks, 1, begin=begin, instead=here.make):
        yield here.completed(made, rows)


class _Here:
    """What is done in this process: chunks that the other one did not begin, and rows whose proposals were not sent."""

    def __init__(self, kind: str, columns: list[str]) -> None:
        self.kind, self.columns = kind, columns

    @cached_property
    def maker(self) -> ChunkPreparer:
        return ChunkPreparer(import_string(self.kind), self.columns)

    def make(self, rows: list[Row], as_new: bool) -> PreparedChunk:
        return self.maker.make_to_send(rows, as_new=as_new)

    def completed(self, made: PreparedChunk, rows: list[Row]) -> PreparedChunk:
        made.read = lambda line: self.maker.one(rows, line)
        return made


def start(kind: str, columns: list[str]) -> None:
    """In the other process."""
    global _maker
    _maker = ChunkPreparer(import_string(kind), columns)
    rarely_look_for_circles()


def _make(rows: list[Row], as_new: bool) -> PreparedChunk:
    return _maker.make_to_send(rows, as_new=as_new)
