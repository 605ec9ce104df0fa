"""Where a sender is led after sending."""

from __future__ import annotations

from django.urls import reverse

from accounts.signed_in import Visitor
from submissions.models import AccessLink, Submission


def address_after_sending(submission: Submission, user: Visitor) -> str:
    """Of the page that says what is next: a representative has his secret page at once."""
    if submission.is_representative and user.is_authenticated and submission.sent_by_id == user.pk:
        return reverse("submissions:status", args=[AccessLink.issue(submission)])
    return reverse("submissions:sent", args=[submission.form_key])
