"""Which content a page is of: the content version, known without asking the database at each request.

A version is read before the page is made. What was committed meanwhile may be on the page
already, but never the other way round: a page kept under a version is at least that new.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Any

from django.db import DatabaseError, connections

from profiles.models import ContentVersion
from profiles.models.version import content_moved

NUMBER = f"SELECT number FROM {ContentVersion._meta.db_table} WHERE id = 1"  # noqa: S608 (our own table)
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
        self._version: int | None = None
        content_moved.connect(self._ask_again)

    def version(self) -> int | None:
        """The content version; None if the database does not give one."""
        if time.monotonic() - self._asked < self.PAUSE:
            return self._version
        with self._lock:
            asked = time.monotonic()
            if asked - self._asked >= self.PAUSE:
                self._version, self._asked = self._read(), asked
            return self._version

    def close(self) -> None:
        """Let the connection go; the next question opens another one."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection, self._asked = None, NEVER

    def _ask_again(self, **_signal: Any) -> None:
        with self._lock:
            self._asked = NEVER

    def _read(self) -> int | None:
        try:
            if self._connection is None:
                self._connection = connections["default"].copy()
                self._connection.inc_thread_sharing()
            with self._connection.cursor() as cursor:
                cursor.execute(NUMBER)
                row = cursor.fetchone()
            return row[0] if row else 1
        except DatabaseError:
            logger.exception("The page cache cannot read the content version")
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            return None
