"""What the page of a review shows beside the parts."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from profiles.documents.history import versions_of
from profiles.models import Profile, Version
from submissions.deciding.following import successor_of
from submissions.deciding.undo import can_undo, undo_ends_at
from submissions.models import Event, Submission
from submissions.moderation.review import Review
from submissions.parts.duplicates import Likeness, like

MAX_OTHERS = 5


def review_page(review: Review) -> dict[str, Any]:
    submission = review.submission
    return {
        "submission": submission,
        "profile": review.profile,
        "events": review.events,
        "others": _versions_since(review),
        "reasons": list(_reasons(review)),
        "undo_minutes": _minutes_to_undo(review),
        "is_own": submission.is_own(review.user),
        "is_forgotten": any(event.what == Event.Type.FORGOTTEN for event in review.events),
        "can_be_reached": submission.can_be_reached,
        "labels": json.dumps(_labels(review), ensure_ascii=False),
        **_addresses(review),
        "duplicates": _duplicates(review),
        "followed": _merged_into(review),
        "can_withdraw": _can_withdraw(review),
        "other_reader": submission.claimed_by if submission.claim_of_another(review.user) else None,
    }


def _merged_into(review: Review) -> Profile | None:
    """The profile into which that of the proposal was merged."""
    submission = review.submission
    if review.profile is not None or submission.object_id is None:
        return None
    successor = successor_of(submission)
    return successor[0] if successor else None


def _can_withdraw(review: Review) -> bool:
    """Whether one click withdraws the page that was reported as closed."""
    profile = review.profile
    if review.submission.problem != Submission.Problem.CLOSED or profile is None or review.refusal:
        return False
    return bool(profile.is_published)


def _duplicates(review: Review) -> list[Likeness]:
    """Of a new profile as it is proposed; of a profile that is reported as a duplicate, as it is now."""
    submission, profile = review.submission, review.profile
    if submission.purpose == Submission.Purpose.NEW:
        return like(review.proposed, profile.pk if profile is not None else None)
    if submission.problem == Submission.Problem.DUPLICATE and review.live is not None:
        return like(review.live, submission.object_id)
    return []


def _addresses(review: Review) -> dict[str, str]:
    """Where the profile is edited, and where its history is read."""
    if review.profile is None:
        return {}
    meta = review.profile._meta
    return {
        f"{name}_url": reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[review.profile.pk])
        for name, page in (("edit", "change"), ("history", "history"))
    }


def _labels(review: Review) -> dict[str, str]:
    """What the script says while choices are made. %d and %t are numbers."""
    if review.is_second:
        singular = ngettext(
            "Confirm and publish %(number)s change", "Confirm and publish %(number)s changes", 1
        )
        plural = ngettext(
            "Confirm and publish %(number)s change", "Confirm and publish %(number)s changes", 2
        )
    else:
        singular = ngettext("Publish %(number)s change", "Publish %(number)s changes", 1)
        plural = ngettext("Publish %(number)s change", "Publish %(number)s changes", 2)
    return {
        "accept": pgettext("part of a proposal", "Accepted"),
        "reject": pgettext("part of a proposal", "Rejected"),
        "edit": _("Accepted with your edit"),
        "open": _("To decide"),
        "conflict": _("Conflict: choose a value"),
        "done": _("%(done)s of %(total)s decided") % {"done": "%d", "total": "%t"},
        "publish0": _("Publish"),
        "publish1": singular % {"number": "%d"},
        "publish": plural % {"number": "%d"},
    }


def _versions_since(review: Review) -> list[Version]:
    """Who saved the profile after the proposal was begun, newest first; queried only where there is a conflict."""
    if not any(row.card.is_conflict for row in review.rows):
        return []
    submission = review.submission
    versions = versions_of(submission.kind, submission.object_id or 0)
    return list(versions.filter(number__gt=submission.base_number)[:MAX_OTHERS])


def _reasons(review: Review) -> Iterable[dict[str, Any]]:
    """(short name, name, its sentence in the language of the sender)."""
    with translation.override(review.submission.language):
        texts = {reason.slug: str(reason.text) for reason in review.reasons}
    for reason in review.reasons:
        yield {"slug": reason.slug, "name": str(reason.name), "text": texts[reason.slug]}


def _minutes_to_undo(review: Review) -> int:
    """Whole minutes, at least one; 0 where the decision stays, or this moderator does not take it back."""
    submission = review.submission
    ends = undo_ends_at(submission)
    if ends is None or submission.is_own(review.user) or not can_undo(submission):
        return 0
    return max(1, math.ceil((ends - timezone.now()).total_seconds() / 60))
