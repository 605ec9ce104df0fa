"""Carries out what a moderator sent with one review. The verbs check again under a lock."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from profiles.documents.writing import ProfileGone, SaveConflict
from submissions.deciding import decide
from submissions.deciding.decide import Undecided, Verdict
from submissions.models import AlreadyDecided, OutOfReach, Submission
from submissions.moderation.forms import VerdictForm
from submissions.moderation.review import Review

Do = VerdictForm.Do


class NothingWritten(Exception):
    """Nothing was written. `review` is the page that comes back, and says why."""

    def __init__(self, review: Review) -> None:
        super().__init__(review)
        self.review = review


def carry_out(review: Review) -> str:
    """Do it; returns what was done, in words. NothingWritten or AlreadyDecided where it was not."""
    if not review.answer.is_valid():
        raise NothingWritten(review)
    if review.answer.cleaned_data["revision"] != review.submission.revision:
        raise AlreadyDecided(review.submission)
    try:
        return _ACTIONS[review.answer.cleaned_data["do"]](review)
    except Undecided as error:
        review.note_undecided(error)
        raise NothingWritten(review) from error
    except ValidationError as error:
        review.note_invalid(error)
        raise NothingWritten(review) from error
    except (SaveConflict, ProfileGone) as error:
        raise NothingWritten(_review_again(review, error)) from error


def _review_again(review: Review, error: Exception) -> Review:
    """The live profile changed between reading and writing: the new values, with the choices made so far."""
    current = Review(review.submission, review.user, review.data)
    current.answer.is_valid()
    if isinstance(error, SaveConflict):
        current.note_conflicts(error.conflicts)
    return current


def _publish(review: Review) -> str:
    decided = _decide(review, review.verdict())
    if decided.state == Submission.State.SECOND:
        return _("Kept. A second reader confirms it before anything is published.")
    return said_of(decided, review.accepted)


def _reject(review: Review) -> str:
    return said_of(_decide(review, review.refusing_all()), 0)


def _done(review: Review) -> str:
    return said_of(_decide(review, review.draft_verdict()), 0)


def _decide(review: Review, verdict: Verdict) -> Submission:
    revision = review.answer.cleaned_data["revision"]
    return decide.decide(review.submission, verdict, by=review.user, revision=revision)


def _ask(review: Review) -> str:
    answer = review.answer.cleaned_data
    note = answer["note"] or in_their_language(review.submission, answer["reason"])
    verdict = review.draft_verdict()
    try:
        decide.ask(review.submission, note, verdict, by=review.user, revision=answer["revision"])
    except OutOfReach as error:
        review.answer.add_error(
            "note", _("The sender cannot be asked: no address and no secret link is left.")
        )
        raise NothingWritten(review) from error
    return _("The question is sent to %(name)s. The proposal stays open.") % {
        "name": review.submission.sender_name
    }


def _spam(review: Review) -> str:
    revision = review.answer.cleaned_data["revision"]
    decide.mark_spam(review.submission, by=review.user, revision=revision)
    return _("Marked as spam; its sender is not told.")


_ACTIONS = {
    Do.PUBLISH: _publish,
    Do.REJECT: _reject,
    Do.DONE: _done,
    Do.ASK: _ask,
    Do.SPAM: _spam,
}


def in_their_language(submission: Submission, reason: Any) -> str:
    """A reason as its sender reads it."""
    with override(submission.language):
        return str(reason.text)


def said_of(submission: Submission, changes: int) -> str:
    """What was decided, in one sentence."""
    if submission.state in Submission.PUBLISHED and changes:
        return ngettext(
            "%(number)s change is published. %(name)s gets your note.",
            "%(number)s changes are published. %(name)s gets your note.",
            changes,
        ) % {"number": changes, "name": submission.sender_name}
    return _("Decided: %(state)s. %(name)s gets your note.") % {
        "state": submission.get_state_display(),
        "name": submission.sender_name,
    }
