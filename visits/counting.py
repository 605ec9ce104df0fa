"""Visits in the memory of a worker, added to the database in batches by a thread of its own.

A request costs a moment: a number grows. What is in memory is written once there are BATCH visits, at the latest
PAUSE seconds after the first of them, and when the worker stops. Where the database does not answer, the
batch stays and is tried again; no page waits for it or fails by it. A worker that is killed loses what it has not
written, which is one batch.
"""

from __future__ import annotations

import atexit
import datetime
import logging
import multiprocessing.util
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection

from django.db import connection
from django.utils import timezone

from visits.models import VisitCount

BATCH, PAUSE = 500, 5.0
logger = logging.getLogger(__name__)

# Of the addresses of pages of a kind, the numbers of the records that visitors may see.
Find = Callable[[Collection[str]], dict[str, int]]
Visits = Counter[tuple[datetime.date, str, str]]  # by day, kind and the last part of the address


class VisitCounter:
    def __init__(self, find: dict[str, Find], batch: int = BATCH, pause: float = PAUSE) -> None:
        self._find, self._batch, self._pause = find, batch, pause
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._writing = threading.Lock()  # one batch at a time, so that no two write what one of them took
        self._visits: Visits = Counter()
        self._count = 0  # of the visits in memory
        self._day, self._day_ends = datetime.date.min, 0.0
        self._thread: threading.Thread | None = None
        self._is_stopping = False

    def add(self, kind: str, slug: str) -> None:
        """Count a visit."""
        with self._lock:
            self._visits[self._today(), kind, slug] += 1
            self._count += 1
            if self._thread is None and not self._is_stopping:
                self._start()
            elif self._count in (1, self._batch):
                self._news.notify()

    def _today(self) -> datetime.date:
        """The day in the site's time zone, which is asked for at midnight and not at each visit."""
        if time.time() >= self._day_ends:
            now = timezone.localtime()
            tomorrow = datetime.datetime.combine(
                now.date() + datetime.timedelta(days=1), datetime.time(), now.tzinfo
            )
            self._day, self._day_ends = now.date(), tomorrow.timestamp()
        return self._day

    def flush(self) -> bool:
        """Write what is in memory now; whether that is done. Called by any thread."""
        with self._writing:
            with self._lock:
                visits, self._visits = self._visits, Counter()
                self._count = 0
            if not visits:
                return True
            try:
                self._write(visits)
            except (
                Exception
            ):  # whatever it is, the thread goes on: without it nothing would be counted any more
                logger.exception("Visits could not be written; they are tried again")
                with self._lock:
                    self._visits.update(visits)
                    self._count += visits.total()
                return False
            return True

    def stop(self) -> None:
        """Write the last batch, and start no thread any more."""
        with self._lock:
            self._is_stopping = True
            self._news.notify()
        self.flush()
        connection.close()

    def _start(self) -> None:
        """In the worker that counts, and not in the process that it was forked from."""
        self._thread = threading.Thread(target=self._run, name="visits", daemon=True)
        self._thread.start()
        # A worker that multiprocessing forked ends without running what atexit holds; one of its own runs both.
        multiprocessing.util.Finalize(None, self.stop, exitpriority=10)
        atexit.register(self.stop)

    def _run(self) -> None:
        while True:
            with self._lock:
                self._news.wait_for(lambda: self._count or self._is_stopping)
                self._news.wait_for(lambda: self._count >= self._batch or self._is_stopping, self._pause)
                if self._is_stopping:
                    break
            if not self.flush():
                connection.close()
                threading.Event().wait(self._pause)  # the database may be gone for a while
        connection.close()

    def _write(self, visits: Visits) -> None:
        slugs: dict[str, set[str]] = {}
        for _day, kind, slug in visits:
            slugs.setdefault(kind, set()).add(slug)
        numbers = {kind: self._find[kind](names) for kind, names in slugs.items()}
        batches: dict[tuple[str, datetime.date], Counter[int]] = {}
        for (day, kind, slug), count in visits.items():
            if slug in numbers[kind]:
                batches.setdefault((kind, day), Counter())[numbers[kind][slug]] += count
        VisitCount.objects.add_all(batches)
