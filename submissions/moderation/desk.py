"""What every page of the moderators' desk shows: the counts, and how long senders wait."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Max, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.signed_in import signed_in
from submissions.models import Notice, Submission

State = Submission.State


def desk(request: HttpRequest, submission: Submission | None = None) -> dict[str, Any]:
    """With a proposal, the counts say as well what else came from its address."""
    counts = counts_for(signed_in(request), submission)
    return {"counts": counts, "nav_links": _links(request, counts), "is_desk": True}


def counts_for(user: User, submission: Submission | None = None) -> dict[str, int]:
    """Numbers of proposals by state, in one query."""
    if submission is None or not submission.email:
        from_same_sender = Q(pk=None)
    else:
        from_same_sender = Q(email=submission.email) & ~Q(pk=submission.pk) & ~Q(state=State.RECEIVED)
    open_states = Q(state__in=Submission.OPEN)
    return Submission.objects.annotate(unsent=_failed()).aggregate(
        waiting=Count("pk", filter=Q(state__in=[State.QUEUED, State.SECOND])),
        queued=Count("pk", filter=Q(state=State.QUEUED)),
        second=Count("pk", filter=Q(state=State.SECOND)),
        asked=Count("pk", filter=Q(state=State.NEEDS_CHANGES)),
        sent=Count("pk", filter=from_same_sender),
        published=Count("pk", filter=from_same_sender & Q(state__in=Submission.PUBLISHED)),
        failed=Coalesce(Max("unsent"), 0),
        mine=Count("pk", filter=open_states & Q(assigned_to=user)),
    )


def _failed() -> Any:
    """How many messages could not be sent, as a part of another query."""
    failed = Notice.objects.filter(state=Notice.State.FAILED).order_by().values("state")
    return Subquery(failed.annotate(number=Count("pk")).values("number"))


def _links(request: HttpRequest, counts: dict[str, int]) -> list[dict[str, Any]]:
    queue = reverse("moderation:queue")
    links = [
        (queue, _("Proposals, %(number)s") % {"number": counts["waiting"]}),
        (f"{queue}?whose=mine&state=open", _("Mine, %(number)s") % {"number": counts["mine"]}),
        (reverse("admin:index"), _("Administration")),
        (reverse("home"), _("Public site")),
    ]
    path = request.get_full_path()
    return [{"url": url, "label": label, "current": url == path} for url, label in links]
