"""Where a secret link leads, and what stands for it until its message is sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from submissions.models import AccessLink, Submission

# A link is made when its message leaves and is never kept: until then its place is marked.
MARK = "[[link]]"


def link_address(token: str, language: str) -> str:
    """The address of a sender's secret page, in his language."""
    with translation.override(language):
        return settings.SITE_URL + reverse("submissions:status", args=[token])


def address_after_sending(submission: Submission, user: Any) -> str:
    """Of the page that says what is next: a representative has his secret page at once."""
    if submission.is_representative and user.is_authenticated and submission.sent_by_id == user.pk:
        return reverse("submissions:status", args=[AccessLink.issue(submission)])
    return reverse("submissions:sent", args=[submission.form_key])
