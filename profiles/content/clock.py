"""Which content a visitor's page is of, known without a query at each request.

A stamp is read before the page is rendered. What was committed meanwhile may be on the page
already, but never the other way round: a page cached under a stamp is at least that new.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import DatabaseError, connections

from profiles.content.changes import ContentStamp, read_stamp
from profiles.models.version import content_moved

NEVER = float("-inf")
logger = logging.getLogger(__name__)


class ContentClock:
    """Queries the database, on a connection of its own, at most once every PAUSE seconds.

    What this process commits it knows at once; what another one does, PAUSE seconds later at most.
    Even SQLite's answer from memory, at each request, would cost more than all else that a page
    from the cache takes: a query lets another thread run.
    """

    PAUSE = 0.01

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._read_at = NEVER
        self._stamp: ContentStamp | None = None
        content_moved.connect(self._expire)

    def stamp(self) -> ContentStamp | None:
        """The moment that the content is at; None if the database cannot be read."""
        if time.monotonic() - self._read_at < self.PAUSE:
            return self._stamp
        with self._lock:
            now = time.monotonic()
            if now - self._read_at >= self.PAUSE:
                self._stamp, self._read_at = self._read(), now
            return self._stamp

    def close(self) -> None:
        """Close the connection; the next read opens another one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._read_at = None, NEVER

    def _expire(self, **_signal: Any) -> None:
        with self._lock:
            self._read_at = NEVER

    def _read(self) -> ContentStamp | None:
        try:
            if self._connection is None:
                self._connection = connections["default"].copy()
                self._connection.inc_thread_sharing()
            return read_stamp(self._connection)
        except DatabaseError:
            logger.exception("Which content there is cannot be read")
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return None


clock = ContentClock()  # of this process
