"""Messages to senders: written in the transaction that they tell of, in the language of the sender."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts import outbox
from accounts.queued_mail import LINK
from submissions.messages.parts_in_words import PartInWords, parts_of
from submissions.models import Notice, Submission


def write(submission: Submission, what: str, **more: Any) -> Notice | None:
    """Put a message about the proposal into the outbox; nobody without an address is written to."""
    if not submission.email:
        return None
    with translation.override(submission.language):
        context = {"submission": submission, "link": LINK, "park_url": settings.SITE_URL, **more}
        context["parts"] = _mixed_parts(submission)
        subject, text, html = (
            render_to_string(f"submissions/mail/{what}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        )
    notice = Notice.objects.create(
        submission=submission,
        what=what,
        language=submission.language,
        to=submission.email,
        subject=" ".join(subject.split())[:300],  # one line: nothing typed can begin a new header
        text=text.strip() + "\n",
        html=html.strip(),
    )
    transaction.on_commit(outbox.SENDING.wake, robust=True)
    return notice


def _mixed_parts(submission: Submission) -> list[PartInWords]:
    """The parts with their decisions, where not all of them were simply accepted."""
    if submission.state not in Submission.PUBLISHED:
        return []
    parts = [part for part in parts_of(submission) if part.decision]
    return parts if {part.decision for part in parts} - {"accept"} else []
