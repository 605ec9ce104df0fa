"""Other processes that work for a command, each with a connection of its own to the same database.

A new process imports this module before it has settings, so nothing else is imported up here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, TypeVar

Task = TypeVar("Task", bound=tuple[Any, ...])
Result = TypeVar("Result")

# Tasks for each process that may be ahead of the one whose result is wanted.
AHEAD = 3


def cores() -> int:
    """How many processes can work at once."""
    if hasattr(os, "sched_getaffinity"):  # which not every system has
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def side_by_side(
    function: Callable[..., Result],
    tasks: Iterable[Task],
    workers: int,
    begin: Sequence[Any] = (),
    instead: Callable[..., Result] | None = None,
) -> Iterator[tuple[Task, Result]]:
    """Each task with `function(*task)`, in their order. What processes that die leave is done in this one.

    `begin`: where a function is to be imported from that each process calls first, and its arguments.
    `instead`: what this process calls, if that is another function.
    """
    others = _pool(workers, begin)
    here = instead or function
    waiting: deque[tuple[Task, Future[Result] | None]] = deque()
    try:
        for task in tasks:
            waiting.append((task, _submitted(others, function, task)))
            if len(waiting) > workers * AHEAD:
                yield _finished(here, *waiting.popleft())
        while waiting:
            yield _finished(here, *waiting.popleft())
    finally:
        others.shutdown(cancel_futures=True)


def _pool(workers: int, begin: Sequence[Any]) -> ProcessPoolExecutor:
    from django.db import connection
    from django.utils.translation import get_language

    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        initargs=(connection.settings_dict["NAME"], get_language(), begin),
    )


def _start(database: Any, language: str | None, begin: Sequence[Any]) -> None:
    import django

    django.setup()
    from django.db import connection
    from django.utils.module_loading import import_string
    from django.utils.translation import activate, deactivate_all

    connection.settings_dict["NAME"] = database
    activate(language) if language else deactivate_all()
    if begin:
        place, *arguments = begin
        import_string(place)(*arguments)


def _submitted(
    others: ProcessPoolExecutor, function: Callable[..., Result], task: Task
) -> Future[Result] | None:
    try:
        return others.submit(function, *task)
    except BrokenProcessPool:
        return None


def _finished(here: Callable[..., Result], task: Task, future: Future[Result] | None) -> tuple[Task, Result]:
    try:
        if future is not None:
            return task, future.result()
    except BrokenProcessPool:
        pass
    return task, here(*task)
