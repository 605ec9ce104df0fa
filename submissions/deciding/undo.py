"""Decisions taken back within some minutes: what a decision changed goes, what was changed since stays."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents import undoing, writing
from profiles.documents.difference import differences
from profiles.documents.history import document_at, documents_at
from profiles.documents.reading import document_of
from profiles.documents.undoing import LeftOut
from profiles.documents.writing import Actor, ProfileGone
from profiles.models import MustStay, Profile, Version
from submissions.deciding.decide import history_line, lock_at
from submissions.messages import notices
from submissions.models import AlreadyDecided, Event, Submission
from submissions.models.submission import UNDO


class CannotUndo(Exception):
    """The decision stays, and nothing was written. `why` is a sentence for whoever wanted to take it back."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class UndoneDecision:
    submission: Submission
    left_out: list[LeftOut]  # what stays as somebody made it since, or cannot come back


@transaction.atomic
def undo(submission: Submission, *, by: User, revision: int) -> UndoneDecision:
    """Take back what a decision changed; what was changed since stays. CannotUndo; OwnProposal as in deciding."""
    try:
        locked = lock_at(submission, revision, by)
    except AlreadyDecided:
        raise CannotUndo(_another_was_first()) from None
    profile = _hold_profile(locked)
    if why := _why_it_stays(locked, profile):
        raise CannotUndo(why)
    left_out = _revert(locked, profile, by) if profile is not None else []
    was_told = locked.state != Submission.State.SPAM
    locked.reopen(by=by, revision=revision)
    Event.record(locked, Event.Type.UNDONE, by=by, staff=True)
    if was_told:
        notices.write(locked, "undone")
    return UndoneDecision(locked, left_out)


def can_undo(submission: Submission) -> bool:
    """Whether the decision can be taken back as its profile is now; `undo` asks again under a lock."""
    return not _why_it_stays(submission, submission.profile if submission.applied_number else None)


def undo_ends_at(submission: Submission) -> datetime.datetime | None:
    """Until when the decision can be taken back; None where there is none."""
    decided = submission.decided_at if submission.state in Submission.DECIDED else None
    return decided + UNDO if decided else None


def _hold_profile(submission: Submission) -> Profile | None:
    """What the decision wrote to, held until the transaction ends; None where it wrote nothing, or that is gone."""
    profile = submission.profile if submission.applied_number else None
    try:
        return writing.lock(profile) if profile is not None else None
    except ProfileGone:
        return None


def _revert(submission: Submission, held: Profile, by: User) -> list[LeftOut]:
    """Take back what the decision wrote to a profile, which is held; CannotUndo where a rule refuses all of it.

    What of it stays, because somebody changed it since or a rule refuses it by now.
    """
    actor = Actor(by=by, why=history_line(submission), origin=Version.Origin.REVERT)
    if submission.purpose == Submission.Purpose.NEW:
        writing.delete_locked(held, document_of(held), actor)
        return []
    if submission.purpose == Submission.Purpose.REPORT:  # its page was withdrawn
        if not held.is_published:  # somebody may have published it again
            held.publish(by=by, why=actor.why, origin=actor.origin)
        return []
    number = submission.applied_number or 0
    documents = documents_at(submission.kind, held.pk, (number, number - 1))
    try:
        return undoing.undo(held, [(documents[number], documents[number - 1])], actor).left_out
    except ValidationError as error:
        text = _("The profile cannot be saved as it is now: %(errors)s")
        raise CannotUndo(text % {"errors": " ".join(error.messages)}) from None


def _why_it_stays(submission: Submission, profile: Profile | None) -> str:
    """Why the decision cannot be taken back, as a sentence; empty where it can. `profile` is what it wrote to."""
    ends = undo_ends_at(submission)
    if ends is None:
        return _another_was_first()
    if ends < timezone.now():
        return _("Ten minutes have passed since the decision. Propose or make the change anew.")
    if not submission.applied_number:
        return ""
    if profile is None:
        return _("The profile was deleted since the decision.")
    if submission.purpose == Submission.Purpose.NEW:
        return _why_new_one_stays(submission, profile)
    if submission.purpose == Submission.Purpose.REPORT:
        return _why_page_stays_hidden(submission, profile)
    return ""


def _another_was_first() -> str:
    return _("Somebody else has taken the decision back, or decided again.")


def _why_new_one_stays(submission: Submission, profile: Profile) -> str:
    """A new profile goes with the decision that made it, and so would what somebody wrote in it since."""
    try:
        profile.check_may_go()
    except MustStay as reason:
        return str(reason)
    number = submission.applied_number or 0
    if profile.version == number:
        return ""
    decided = document_at(submission.kind, profile.pk, number)
    if profile.is_published and not differences(decided, document_of(profile)):
        return ""
    return _("The new profile was changed since the decision; taking it back would delete that as well.")


def _why_page_stays_hidden(submission: Submission, profile: Profile) -> str:
    """A report withdrew its page. Whoever hides it again, after it was published since, means that."""
    if profile.is_published:
        return ""
    since = Version.objects.filter(
        kind=submission.kind, object_id=profile.pk, number__gt=submission.applied_number
    )
    if profile.state == Profile.State.WITHDRAWN and not since.exclude(state=profile.state).exists():
        return ""
    return _("Since the decision somebody else decided whether the page is shown; it stays hidden.")
