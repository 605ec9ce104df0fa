"""SQLite whose writers take turns.

One transaction writes at a time. Where another one holds the database, SQLite looks again after pauses that
grow to a tenth of a second, and whoever looks at the right moment gets in: with eight editors who save
without a pause, one in a hundred waited for seven seconds. The threads of a process therefore queue before
they ask SQLite. Other processes, such as an import, cannot queue here; so whoever waits for one looks again
every few milliseconds, and gets in where the other pauses for longer than that.
"""

from __future__ import annotations

import sqlite3
import time
from collections import defaultdict
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base, features

from zgc_site.sqlite.fair_lock import FairLock

# Between two attempts at a database that another process writes to; an import pauses for longer. In seconds.
LOOK_AGAIN = 0.004

_locks: defaultdict[str, FairLock] = defaultdict(FairLock)  # by file


class DatabaseFeatures(features.DatabaseFeatures):
    # Django tries it in a transaction, and answers no where another process holds the database just then.
    supports_json_field = True


class DatabaseWrapper(base.DatabaseWrapper):
    features_class = DatabaseFeatures
    _has_write_lock = False

    def _start_transaction_under_autocommit(self) -> None:
        patience = self._patience()
        until = time.monotonic() + patience / 1000
        self._acquire_write_lock(patience / 1000)
        try:
            self._begin(until, patience)
        except BaseException:
            self._release_write_lock()
            raise

    def _commit(self) -> Any:
        result = super()._commit()  # type: ignore[misc]  # reason: not in the stubs
        self._release_write_lock()  # not where it failed: a rollback follows
        return result

    def _rollback(self) -> Any:
        result = super()._rollback()  # type: ignore[misc]  # reason: not in the stubs
        self._release_write_lock()
        return result

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]  # reason: not in the stubs
        finally:
            self._release_write_lock()

    def _patience(self) -> int:
        """How long the connection waits for other processes, in milliseconds."""
        return self.connection.execute("PRAGMA busy_timeout").fetchone()[0]

    def _begin(self, until: float, patience: int) -> None:
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            while True:
                try:
                    super()._start_transaction_under_autocommit()  # type: ignore[misc]  # reason: not in the stubs
                    return
                except OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise
                time.sleep(LOOK_AGAIN)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {patience}")

    def _acquire_write_lock(self, seconds: float) -> None:
        with self.wrap_database_errors:
            if not self._write_lock.acquire(seconds):
                raise sqlite3.OperationalError("database is locked")
        self._has_write_lock = True

    def _release_write_lock(self) -> None:
        if self._has_write_lock:
            self._has_write_lock = False
            self._write_lock.release()

    @property
    def _write_lock(self) -> FairLock:
        return _locks[str(self.settings_dict["NAME"])]
