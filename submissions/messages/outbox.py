"""The worker for the outbox (accounts/outbox.py), which tidies up as well, once a day."""

from __future__ import annotations

import logging
import threading
import time

from django.db import close_old_connections

from accounts.outbox import run_due, wait
from submissions.messages.tidying import tidy

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 20
SECONDS_BETWEEN_TIDYING = 24 * 3600


def run_forever(stop: threading.Event) -> None:
    """Send what is due whenever there is something, and tidy up once a day, until `stop` is set."""
    tidied = float("-inf")
    while not stop.is_set():
        wait(SECONDS_BETWEEN)
        try:
            run_due()
            if time.monotonic() - tidied > SECONDS_BETWEEN_TIDYING:
                tidied = time.monotonic()
                tidy()
        except Exception:
            log.exception("The outbox could not be read; trying again")
        finally:
            close_old_connections()


def keep_running() -> None:
    """In the background of a server that has no worker beside it."""
    threading.Thread(target=run_forever, args=(threading.Event(),), daemon=True, name="outbox").start()
