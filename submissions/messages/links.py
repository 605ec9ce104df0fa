"""The secret links of a sender: where one leads them after sending, and those that are sent again."""

from __future__ import annotations

import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.signed_in import Visitor
from submissions.messages import notices
from submissions.models import AccessLink, Notice, Submission
from submissions.models.link import DAYS

MAX_LINKS = 10
# A second request within this time sends nothing, so that nobody's mailbox is flooded.
PAUSE = datetime.timedelta(minutes=10)


def address_after_sending(submission: Submission, user: Visitor) -> str:
    """Of the page that says what is next: whom no message reaches has the secret page at once, as a representative has."""
    if _has_no_other_way(submission, user):
        return reverse("submissions:status", args=[AccessLink.issue(submission)])
    if submission.is_representative and user.is_authenticated and submission.sent_by_id == user.pk:
        return reverse("submissions:status", args=[AccessLink.issue(submission)])
    return reverse("submissions:sent", args=[submission.form_key])


def _has_no_other_way(submission: Submission, user: Visitor) -> bool:
    """Whether a visitor sent it without an address. Nobody else can tell the key of their form; that of an import follows from what it says."""
    is_of_visitor = submission.change_set_id is None and submission.sent_by_id in (None, user.pk)
    return not submission.email and is_of_visitor and Submission.Risk.UNSIGNED in submission.risks


def send_links(email: str, only: Submission | None = None) -> None:
    """One message for each of the newest proposals of the address, to that address and nowhere else."""
    since = timezone.now() - datetime.timedelta(days=DAYS)
    rows = Submission.objects.filter(email__iexact=email, sent_at__gte=since)
    rows = Submission.objects.filter(pk=only.pk) if only else rows
    recently = Notice.objects.filter(what="again", made_at__gte=timezone.now() - PAUSE)
    rows = rows.exclude(state=Submission.State.SPAM).exclude(pk__in=recently.values("submission"))
    for submission in rows.order_by("-sent_at")[:MAX_LINKS]:
        notices.write(submission, "again")
