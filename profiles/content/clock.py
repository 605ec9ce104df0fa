"""Which content a visitor's page is of, known without asking the database at each request.

A moment is read before the page is made. What was committed meanwhile may be on the page
already, but never the other way round: a page kept under a moment is at least that new.
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
    """Asks the database, on a connection of its own, at most once every PAUSE seconds.

    What this process commits it knows at once; what another one does, PAUSE seconds later at most.
    Even SQLite's answer from memory, at each request, would cost more than all else that a page
    from the cache takes: asking lets another thread in.
    """

    PAUSE = 0.01

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: Any = None
        self._asked = NEVER
        self._mark: ContentStamp | None = None
        content_moved.connect(self._ask_again)

    def stamp(self) -> ContentStamp | None:
        """The moment that the content is at; None if the database does not say."""
        if time.monotonic() - self._asked < self.PAUSE:
            return self._mark
        with self._lock:
            asked = time.monotonic()
            if asked - self._asked >= self.PAUSE:
                self._mark, self._asked = self._read(), asked
            return self._mark

    def close(self) -> None:
        """Let the connection go; the next question opens another one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._asked = None, NEVER

    def _ask_again(self, **_signal: Any) -> None:
        with self._lock:
            self._asked = NEVER

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
