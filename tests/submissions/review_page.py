"""What tests send to a review, as its page sends it."""

from __future__ import annotations

from typing import Any

from submissions.models import Submission
from submissions.moderation.review import Review


class Nobody:
    pk, email = 0, ""


def address(submission: Submission, rest: str = "") -> str:
    return f"/moderation/{submission.pk}/{rest}"


def answer(
    submission: Submission, do: str = "publish", takes: dict[str, str] | None = None, **more: Any
) -> dict:
    """The form as its page is now, with a choice for each named part; "edit:<part>-<field>" goes through."""
    submission.refresh_from_db()
    sent = {"do": do, "revision": submission.revision, **more}
    for row in Review(submission, Nobody()).rows:
        sent[f"{row.name}-seen"] = row.card.seen
        if row.name in (takes or {}):
            sent[f"{row.name}-take"] = takes[row.name]
    return sent
