"""Decisions on proposals: exactly the parts that were accepted are applied, in one transaction.

A decision on a conflicting part names the live value that the moderator saw. If that has changed
meanwhile, nothing is written and the page comes back with the new value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from accounts.models import User
from accounts.roles import needs_second_reader
from profiles.documents import writing
from profiles.documents.document import Document, Fields
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, ProfileGone
from profiles.editing.edits import fingerprint
from profiles.facts.fact import second_reader_parts
from profiles.models import Profile, Version
from profiles.models.registry import profile_kind
from submissions.messages import notices
from submissions.models import AlreadyDecided, Event, Reason, Submission
from submissions.parts.proposals import PartStatus, Proposal


class Undecided(Exception):
    """Some parts still lack a decision, or a reason. By the name of the part: what is missing."""

    def __init__(self, missing: Mapping[str, str]) -> None:
        super().__init__(missing)
        self.missing = missing


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
    """Ask the sender something; the decisions so far are kept. OutOfReach where nobody would read it."""
    locked = lock_at(submission, revision, by)
    locked.ask(by=by, note=note, decisions=verdict.decisions, revision=revision)
    Event.record(locked, Event.Type.ASKED, by=by, staff=True, text=note)
    notices.write(locked, "asked")


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
    actor = Actor(by=by, why=history_line(submission), origin=_origin(submission))
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


def history_line(submission: Submission) -> str:
    """The line in the history; it never names visitors."""
    return f"#{submission.pk}"
