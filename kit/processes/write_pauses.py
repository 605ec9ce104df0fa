"""How an import shares the database with others who write: it pauses now and then."""

from __future__ import annotations

import time

from django.db import connection

# Seconds in which others get the lock that SQLite has for all who write, and for how long they may be without.
PAUSE, MAX_WITHOUT = 0.02, 0.3


class WritePauses:
    def __init__(self) -> None:
        self.free_since = 0.0

    def let_others_write(self) -> None:
        """Wait for what is missing of the pause; reading and planning what comes next was a part of it."""
        if connection.in_atomic_block:  # nobody gets anything before all is written
            return
        time.sleep(max(0.0, PAUSE - (time.monotonic() - self.free_since)))

    def before_change(self) -> None:
        """Of one profile, which is a transaction of its own."""
        if time.monotonic() - self.free_since > MAX_WITHOUT:
            self.free_since = time.monotonic()
            self.let_others_write()
