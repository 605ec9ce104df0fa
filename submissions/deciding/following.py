"""Proposals whose profile is no longer where they were sent to: merged into another, or to be withdrawn."""

from __future__ import annotations

from django.db import transaction

from accounts.models import User
from profiles.documents import writing
from profiles.documents.writing import ProfileGone
from profiles.models import Profile, Version
from profiles.models.registry import profile_kind
from submissions.deciding.decide import lock_at
from submissions.messages import notices
from submissions.models import Event, Merge, Submission

MAX_STEPS = 20
MAX_TITLE_LENGTH = 200


def successor_of(submission: Submission) -> tuple[Profile, int] | None:
    """The profile into which that of a proposal was merged, and its version before that; None if it was not."""
    record = Merge.last_of(submission.kind, submission.object_id)
    for _step in range(MAX_STEPS):
        if record is None:
            return None
        profile = profile_kind(submission.kind).model._default_manager.filter(pk=record.into_id).first()
        if profile is not None:
            return profile, record.into_number - 1
        record = Merge.last_of(submission.kind, record.into_id)
    return None


@transaction.atomic
def retarget(submission: Submission, *, by: User, revision: int) -> Profile:
    """Let a proposal be about the profile into which its own was merged; returns that profile.

    What it proposes stays as its sender wrote it, beside the base that they saw. So the three-way merge
    shows as a conflict whatever the merge of the profiles, or anybody else, made of the same part.
    Gone where there is nothing to follow; AlreadyDecided where somebody else was first; OwnProposal as in deciding.
    """
    proposal = lock_at(submission, revision, by)
    successor = successor_of(proposal) if proposal.profile is None else None
    if successor is None:
        raise ProfileGone(proposal)
    profile, number = successor
    proposal.retarget(profile.pk, str(profile)[:MAX_TITLE_LENGTH], number, by=by, revision=revision)
    Event.record(proposal, Event.Type.MOVED, by=by, staff=True, text=str(profile))
    return profile


@transaction.atomic
def withdraw_page(submission: Submission, *, by: User, revision: int) -> Submission:
    """Withdraw the profile that was reported as closed, and answer the report. Either both or none.

    WrongState where the profile is not shown any more, Gone where it was deleted; otherwise as `decide`.
    """
    report = lock_at(submission, revision, by)
    profile = report.profile
    if profile is None:
        raise ProfileGone(report)
    profile = writing.lock(profile)
    profile.withdraw(by=by, why=f"#{report.pk}", origin=Version.Origin.SUBMISSION)
    report.decide(Submission.State.ACCEPTED, by=by, revision=revision, applied_number=profile.version)
    Event.record(report, Event.Type.DECIDED, by=by, staff=True)
    notices.write(report, "decided")
    return report
