"""Sends secret links again, to the address that a proposal came from and nowhere else."""

from __future__ import annotations

import datetime

from django.utils import timezone

from submissions.messages import notices
from submissions.models import Notice, Submission
from submissions.models.link import DAYS

MOST_LINKS = 10
# A second asking within this time sends nothing: nobody's letter box is filled from here.
PAUSE = datetime.timedelta(minutes=10)


def send_links(email: str, only: Submission | None = None) -> None:
    """One message for each of the newest proposals of the address."""
    since = timezone.now() - datetime.timedelta(days=DAYS)
    rows = Submission.objects.filter(email__iexact=email, sent_at__gte=since)
    rows = Submission.objects.filter(pk=only.pk) if only else rows
    recently = Notice.objects.filter(what="again", made_at__gte=timezone.now() - PAUSE)
    rows = rows.exclude(state=Submission.State.SPAM).exclude(pk__in=recently.values("submission"))
    for submission in rows.order_by("-sent_at")[:MOST_LINKS]:
        notices.write(submission, "again")
