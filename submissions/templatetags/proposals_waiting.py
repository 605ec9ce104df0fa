"""What waits at the moderators' desk, on the first page of the admin."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from submissions.models import Notice, Submission

register = template.Library()


@register.inclusion_tag("admin/proposals_waiting.html", takes_context=True)
def proposals_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """As far as the user may see it."""
    user = context["request"].user
    counts: dict[str, Any] = {}
    if user.has_perm("submissions.moderate_submission"):
        waiting = Submission.objects.waiting()
        counts["waiting"] = waiting.count()
        counts["overdue"] = waiting.filter(due_at__lt=timezone.now()).count()
    if user.has_perm("submissions.view_notice"):
        counts["failed"] = Notice.objects.filter(state=Notice.State.FAILED).count()
    return counts
