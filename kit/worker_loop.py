"""Recurring jobs beside the requests: plans that are due, mails that wait, counts, tidying."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterable
from queue import SimpleQueue

from django.db import connections

log = logging.getLogger(__name__)

# Seconds. A server that has just begun has other things to do; a job that failed does not wait for its next day.
FIRST_PAUSE, MAX_PAUSE_AFTER_FAILURE = 20.0, 600.0


class Job:
    """Work without arguments that finds out by itself what is due. Other processes may do the same at the same time."""

    def __init__(self, name: str, work: Callable[[], object], *, every: float) -> None:
        """`every`: seconds from the end of one time to the beginning of the next."""
        self.name, self.work, self.every = name, work, every
        self._news = threading.Condition()
        self._calls = 0

    def wake(self) -> None:
        """Tell that there is work: a loop in this process begins at once, one elsewhere at its next turn."""
        with self._news:
            self._calls += 1
            self._news.notify_all()

    def _repeat(self, stop: threading.Event) -> None:
        pause, calls = min(self.every, FIRST_PAUSE), 0
        while self._wait(pause, calls, stop):
            calls = self._calls  # what comes while it works is done the next time
            try:
                self.work()
                pause = self.every
            except Exception:
                log.exception("%s failed; trying again", self.name)
                pause = min(self.every, MAX_PAUSE_AFTER_FAILURE)
            finally:
                connections.close_all()  # of this thread, which rests now

    def _wait(self, seconds: float, calls: int, stop: threading.Event) -> bool:
        """Wait so long, or until woken; whether to work then."""
        with self._news:
            self._news.wait_for(lambda: stop.is_set() or self._calls != calls, seconds)
        return not stop.is_set()


class WorkerLoop:
    """Does jobs until it is stopped, each in a thread of its own: one that fails, or waits for a server, holds up no other."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._jobs = tuple(jobs)
        self._stop = threading.Event()
        # Daemons: a server that ends does not wait for them, and what they do is in transactions.
        self._threads = [
            threading.Thread(target=job._repeat, args=(self._stop,), daemon=True, name=job.name)
            for job in self._jobs
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Begin nothing more, and wait for what is being done."""
        self._stop.set()
        for job in self._jobs:
            with job._news:
                job._news.notify_all()
        for thread in self._threads:
            thread.join()


def run_until_signal(jobs: Iterable[Job]) -> None:
    """Run until SIGTERM or SIGINT, then finish what is being done. A second signal does not wait for that."""
    # Unlike an Event, it may be written to while it is being read.
    stop_requests: SimpleQueue[None] = SimpleQueue()
    signals = (signal.SIGTERM, signal.SIGINT)
    handlers = [signal.signal(number, lambda *_: stop_requests.put(None)) for number in signals]
    loop = WorkerLoop(jobs)
    loop.start()
    try:
        stop_requests.get()
    finally:
        for number, handler in zip(signals, handlers, strict=True):
            signal.signal(number, handler)
        loop.stop()
