"""How long proposals wait, and the place of one in the queue."""

from __future__ import annotations

import datetime
import statistics
from typing import Any

from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone

from submissions.models import Submission

COUNTED = datetime.timedelta(days=90)
MAX_COUNTED = 2_000
KEPT_SECONDS = 300


def usual_wait() -> tuple[datetime.timedelta, int] | None:
    """The median time from queue to decision in the last 90 days, and of how many decisions.

    Spam is not counted. None where nothing was decided.
    """
    rows = Submission.objects.decided().exclude(state=Submission.State.SPAM)
    rows = rows.filter(decided_at__gte=timezone.now() - COUNTED, queued_at__isnull=False)
    times: list[tuple[Any, Any]] = list(
        rows.order_by("-decided_at").values_list("queued_at", "decided_at")[:MAX_COUNTED]
    )
    if not times:
        return None
    waits = [(decided - queued).total_seconds() for queued, decided in times]
    return datetime.timedelta(seconds=statistics.median(waits)), len(waits)


def kept_wait() -> datetime.timedelta | None:
    """The median time for pages that show it often: it changes slowly, and is cached for some minutes."""
    seconds = caches["memory"].get_or_set("submissions-usual-wait", _wait_in_seconds, KEPT_SECONDS)
    return None if seconds is None or seconds < 0 else datetime.timedelta(seconds=seconds)


def _wait_in_seconds() -> float:
    """-1 where nothing was decided: a cache does not store None."""
    wait = usual_wait()
    return wait[0].total_seconds() if wait else -1.0


def place_in_queue(submission: Submission) -> int:
    """1 for the one that is due first. Those that wait for their senders do not count."""
    ahead = Q(due_at__lt=submission.due_at) | Q(due_at=submission.due_at, pk__lt=submission.pk)
    return Submission.objects.waiting().filter(ahead).count() + 1
