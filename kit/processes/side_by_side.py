"""Other processes that work for a command, each with a connection of its own to the same database.

A new process imports this module before it has settings, so nothing else is imported up here.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from threading import Thread
from typing import Any, Generic, TypeVar

Task = TypeVar("Task", bound=tuple[Any, ...])
Result = TypeVar("Result")

# Tasks for each process: that may be ahead of the one whose result is wanted, and that it is given at once.
AHEAD, GIVEN = 4, 2
# New objects after which a process looks for circles among all of them; what it loads to begin with stays.
OBJECTS = 50_000


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
    """Each task with `function(*task)`, in their order. This process does some as well before it waits for the pool.

    What processes that die leave is done here. `begin`: where a function is to be imported from that
    each process calls first, and its arguments. `instead`: what this process calls, if that is another function.
    """
    shared = _Shared[Task, Result](_pool(workers, begin), workers, function, instead or function)
    try:
        for task in tasks:
            shared.add(task)
            if len(shared) > workers * AHEAD:
                yield shared.first()
        while len(shared):
            yield shared.first()
    finally:
        shared.pool.shutdown(cancel_futures=True)


class _Shared(Generic[Task, Result]):
    """Tasks in their order. Other processes have as many as keep them busy; this one may take of the rest."""

    def __init__(
        self,
        pool: ProcessPoolExecutor,
        workers: int,
        function: Callable[..., Result],
        local_function: Callable[..., Result],
    ) -> None:
        self.pool, self.workers = pool, workers
        self._function, self._local_function = function, local_function
        self._submitted: deque[tuple[Task, Future[Result]]] = deque()
        self._pending: deque[Task] = deque()  # those after them

    def __len__(self) -> int:
        return len(self._submitted) + len(self._pending)

    def add(self, task: Task) -> None:
        self._pending.append(task)
        self._submit()

    def first(self) -> tuple[Task, Result]:
        """The first task, when it is done; others are done here until then."""
        self._submit()
        while self._pending and not (self._submitted and self._submitted[0][1].done()):
            self._run_locally()
            self._submit()
        task, future = self._submitted.popleft()
        with suppress(BrokenProcessPool):
            return task, future.result()
        return task, self._local_function(*task)

    def _run_locally(self) -> None:
        task = self._pending.popleft()
        done: Future[Result] = Future()
        done.set_result(self._local_function(*task))
        self._submitted.append((task, done))

    def _submit(self) -> None:
        busy = sum(not future.done() for _task, future in self._submitted)
        while self._pending and busy < self.workers * GIVEN:
            try:
                future = self.pool.submit(self._function, *self._pending[0])
            except BrokenProcessPool:  # all that is left is done here
                return
            self._submitted.append((self._pending.popleft(), future))
            busy += 1


def _pool(workers: int, begin: Sequence[Any]) -> ProcessPoolExecutor:
    from django.db import connection
    from django.utils.translation import get_language

    return ProcessPoolExecutor(
        max_workers=workers,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_start,
        # Packed, because what it holds may be of modules that need the site, which is set up first.
        initargs=(connection.settings_dict["NAME"], get_language(), pickle.dumps(begin)),
    )


def _exit_with_parent() -> None:
    """A process that is killed cannot tell its children; without this, they would wait for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _start(database: Any, language: str | None, packed_begin: bytes) -> None:
    gc.set_threshold(OBJECTS)
    import django

    django.setup()
    from django.db import connection
    from django.utils.module_loading import import_string
    from django.utils.translation import activate, deactivate_all

    Thread(target=_exit_with_parent, daemon=True).start()
    connection.settings_dict["NAME"] = database
    activate(language) if language else deactivate_all()
    if begin := pickle.loads(packed_begin):  # noqa: S301 (of the parent process)
        place, *arguments = begin
        import_string(place)(*arguments)
