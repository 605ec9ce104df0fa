"""A second process that reads and checks rows while this one writes those before them.

A new process imports this module before it has settings, so nothing else is imported up here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from profiles.imports.files import Row
    from profiles.imports.making import Made, Maker

# Chunks that the other process may be ahead; each is some megabytes.
AHEAD = 3
# It takes a second to start one.
FEWEST_ROWS = 5_000

_maker: Maker


def is_worth_it(rows: int) -> bool:
    return rows >= FEWEST_ROWS and len(os.sched_getaffinity(0)) > 1


def made_beside(
    kind: str, columns: list[str], chunks: Iterable[list[Row]], as_new: Callable[[], bool]
) -> Iterator[Made]:
    """The chunks in their order. `kind` is where the ImportKind is to be imported from.

    Where the other process dies, for want of memory for example, the rest is made in this one.
    """
    pool = _pool(kind, columns)
    waiting: deque[tuple[list[Row], Future[Made] | None]] = deque()
    here = _Here(kind, columns)
    try:
        for rows in chunks:
            waiting.append((rows, here.submitted(pool, rows, as_new())))
            if len(waiting) > AHEAD:
                yield here.result(*waiting.popleft())
        while waiting:
            yield here.result(*waiting.popleft())
    finally:
        pool.shutdown(cancel_futures=True)


class _Here:
    """Does it in this process where the other one is gone."""

    def __init__(self, kind: str, columns: list[str]) -> None:
        self.kind, self.columns = kind, columns
        self.maker: Maker | None = None

    def submitted(self, pool: ProcessPoolExecutor, rows: list[Row], as_new: bool) -> Future[Made] | None:
        try:
            return pool.submit(_make, rows, as_new)
        except BrokenProcessPool:
            return None

    def result(self, rows: list[Row], future: Future[Made] | None) -> Made:
        try:
            if future is not None:
                return self._read(rows, future.result())
        except BrokenProcessPool:
            pass
        return self._maker().make(rows)

    def _read(self, rows: list[Row], made: Made) -> Made:
        made.read = lambda line: self._maker().one(rows, line)
        return made

    def _maker(self) -> Maker:
        self.maker = self.maker or _new_maker(self.kind, self.columns)
        return self.maker


def _pool(kind: str, columns: list[str]) -> ProcessPoolExecutor:
    from django.db import connection
    from django.utils.translation import get_language

    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(kind, columns, connection.settings_dict["NAME"], get_language()),
    )


def _start(kind: str, columns: list[str], database: Any, language: str | None) -> None:
    """In the other process: the database of the one that asks, and its language."""
    global _maker
    import django

    django.setup()
    from django.db import connection
    from django.utils.translation import activate, deactivate_all

    from profiles.imports.large import rarely_look_for_circles

    connection.settings_dict["NAME"] = database
    activate(language) if language else deactivate_all()
    _maker = _new_maker(kind, columns)
    rarely_look_for_circles()


def _make(rows: list[Row], as_new: bool) -> Made:
    return _maker.make_to_send(rows, as_new=as_new)


def _new_maker(kind: str, columns: list[str]) -> Maker:
    from django.utils.module_loading import import_string

    from profiles.imports.making import Maker

    return Maker(import_string(kind), columns)
