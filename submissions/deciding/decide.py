"""Decisions on proposals: exactly the parts that were accepted are applied, in one transaction.

A decision on a conflicting part names the live value that the moderator saw. If that has changed
meanwhile, nothing is written and the page comes back with the new value.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import needs_second_reader
from profiles.documents import undoing, writing
from profiles.documents.difference import differences
from profiles.documents.document import Document, Fields
from profiles.documents.history import document_at, documents_at
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of
from profiles.documents.undoing import LeftOut
from profiles.documents.writing import Actor, ProfileGone
from profiles.editing.edits import fingerprint
from profiles.facts.fact import second_reader_parts
from profiles.models import MustStay, Profile, Version
from profiles.models.registry import profile_kind
from submissions.messages import notices
from submissions.models import AlreadyDecided, Event, Reason, Submission
from submissions.parts.proposals import PartStatus, Proposal

UNDO = datetime.timedelta(minutes=10)


class Undecided(Exception):
    """Some parts still lack a decision, or a reason. By the name of the part: what is missing."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__(missing)
        self.missing = missing


class CannotUndo(Exception):
    """The decision stays, and nothing was written. `why` is a sentence for whoever wanted to take it back."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class UndoneDecision:
    submission: Submission
    left_out: list[LeftOut]  # what stays as somebody made it since, or cannot come back


Take = Literal["accept", "reject", "edit"]


@dataclass(frozen=True)
class PartDecision:
    """What was chosen for one part."""

    take: Take
    why: str = ""
    edited: Fields | None = None  # with "edit": what is published instead
    seen: str = ""  # the fingerprint of the live value that was shown

    def as_json(self) -> dict[str, Any]:
        return {"take": self.take, "why": self.why, "edited": self.edited, "seen": self.seen}


@dataclass(frozen=True)
class Verdict:
    """Everything that a moderator sends with a decision."""

    choices: Mapping[str, PartDecision]
    note: str = ""
    reason: Reason | None = None

    @property
    def decisions(self) -> dict[str, Any]:
        return {name: choice.as_json() for name, choice in self.choices.items()}

    @property
    def remarks(self) -> dict[str, Any]:
        return {"note": self.note, "reason": self.reason}


def proposal_of(submission: Submission, profile: Profile | None) -> Proposal:
    """The proposal beside its profile as it is now; a new profile has nothing beside it."""
    if submission.purpose == Submission.Purpose.NEW:
        live: Document | None = Document(submission.kind)
    else:
        live = document_of(profile) if profile is not None else None
    return Proposal(submission.base_document, live, submission.proposed_document)


@transaction.atomic
def decide(submission: Submission, verdict: Verdict, *, by: User, revision: int) -> Submission:
    """Apply what was accepted and tell the sender. Returns the proposal in its new state.

    Raises OwnProposal, Undecided, AlreadyDecided, Gone, Conflicted, or ValidationError by path; in
    each case nothing was written.
    """
    locked = lock_at(submission, revision, by)
    proposal = proposal_of(locked, locked.profile)
    accepted = _accepted_parts(locked, proposal, verdict)
    if _needs_second_reader(locked, proposal, accepted, by):
        locked.pass_on(by=by, decisions=verdict.decisions, revision=revision, **verdict.remarks)
        Event.record(locked, Event.Type.FIRST_READ, by=by, staff=True)
        return locked
    outcome = _resulting_state(locked, proposal, accepted, verdict)
    if outcome == Submission.State.REJECTED and verdict.reason is None:
        raise Undecided({"": "reason"})
    applied = _write(locked, proposal, accepted, verdict, by)
    locked.decide(
        outcome, by=by, revision=revision, decisions=verdict.decisions, **verdict.remarks, **applied
    )
    Event.record(locked, Event.Type.DECIDED, by=by, staff=True, text=verdict.note)
    notices.write(locked, "decided")
    return locked


@transaction.atomic
def mark_spam(submission: Submission, *, by: User, revision: int) -> None:
    """Out of the queue, without a word to its sender."""
    locked = lock_at(submission, revision, by)
    locked.decide(Submission.State.SPAM, by=by, revision=revision)
    Event.record(locked, Event.Type.DECIDED, by=by, staff=True)


@transaction.atomic
def ask(submission: Submission, note: str, verdict: Verdict, *, by: User, revision: int) -> None:
    """Ask the sender something; the decisions so far are kept."""
    locked = lock_at(submission, revision, by)
    locked.ask(by=by, note=note, decisions=verdict.decisions, revision=revision)
    Event.record(locked, Event.Type.ASKED, by=by, staff=True, text=note)
    notices.write(locked, "asked")


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


# --- before it is written ----------------------------------------------------------------


def lock_at(submission: Submission, revision: int, by: User) -> Submission:
    """The proposal, held until the transaction ends, for an act of staff.

    AlreadyDecided where it is not as it was read, OwnProposal where somebody else has to act.
    """
    locked = Submission.objects.select_for_update().get(pk=submission.pk)
    if locked.revision != revision:
        raise AlreadyDecided(locked)
    locked.check_reader(by)
    return locked


def _accepted_parts(submission: Submission, proposal: Proposal, verdict: Verdict) -> dict[str, Fields | None]:
    """By the name of each part that is accepted: what is published for it. Undecided where one is missing."""
    missing, accepted = {}, {}
    for part in proposal.parts:
        choice = verdict.choices.get(part.name)
        if part.status in (PartStatus.DONE, PartStatus.GONE):
            continue
        if choice is None:
            missing[part.name] = "decision"
        elif choice.take != "reject":
            accepted[part.name] = choice.edited if choice.take == "edit" else part.proposed
    if missing:
        raise Undecided(missing)
    return accepted


def _needs_second_reader(
    submission: Submission, proposal: Proposal, accepted: Mapping[str, Any], by: User
) -> bool:
    if submission.state == Submission.State.SECOND or submission.purpose != Submission.Purpose.CHANGE:
        return False
    touched = {name for part in proposal.parts if part.name in accepted for name in part.touches}
    return bool(touched & second_reader_parts(profile_kind(submission.kind).facts)) and needs_second_reader(
        by
    )


def _resulting_state(
    submission: Submission, proposal: Proposal, accepted: Mapping[str, Any], verdict: Verdict
) -> Submission.State:
    if submission.purpose == Submission.Purpose.REPORT:
        refused = any(choice.take == "reject" for choice in verdict.choices.values())
        return Submission.State.REJECTED if refused else Submission.State.ACCEPTED
    refused_parts = [
        part for part in proposal.parts if part.name not in accepted and part.status != PartStatus.DONE
    ]
    if not refused_parts:
        return Submission.State.ACCEPTED
    return Submission.State.PARTLY if accepted else Submission.State.REJECTED


# --- writing -------------------------------------------------------------------------------


def _write(
    submission: Submission, proposal: Proposal, accepted: dict[str, Fields | None], verdict: Verdict, by: User
) -> dict[str, Any]:
    if not accepted:
        return {}
    actor = Actor(by=by, why=_history_line(submission), origin=_origin(submission))
    target = proposal.taking(accepted)
    if submission.purpose == Submission.Purpose.NEW:
        created = writing.create(target, actor)
        created.publish(by=by, why=actor.why, origin=actor.origin)
        return {"object_id": created.pk, "applied_number": created.version}
    profile = submission.profile
    if profile is None:
        raise ProfileGone(submission)
    result = writing.save(profile, proposal.base, target, actor, chooser(verdict))
    return {"applied_number": result.profile.version} if result.changes else {}


def chooser(verdict: Verdict) -> Callable[[Conflict], Side | None]:
    """For a conflict: the proposal, if its live value is the one that was shown to the moderator."""

    def choose(conflict: Conflict) -> Side | None:
        choice = verdict.choices.get(conflict.name)
        if choice and choice.take != "reject" and choice.seen == fingerprint(conflict.live):
            return "proposed"
        return None

    return choose


def _origin(submission: Submission) -> str:
    """All that visitors learn of its sender."""
    return Version.Origin.COMPANY if submission.is_representative else Version.Origin.SUBMISSION


def _history_line(submission: Submission) -> str:
    """The line in the history; it never names visitors."""
    return f"#{submission.pk}"


def _revert(submission: Submission, held: Profile, by: User) -> list[LeftOut]:
    """Take back what the decision wrote to a profile, which is held; CannotUndo where a rule refuses all of it.

    What of it stays, because somebody changed it since or a rule refuses it by now.
    """
    actor = Actor(by=by, why=_history_line(submission), origin=Version.Origin.REVERT)
    if submission.purpose == Submission.Purpose.NEW:
        writing.delete_locked(held, document_of(held), actor)
        submission.object_id = None
        submission.save(update_fields=["object_id"])
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
