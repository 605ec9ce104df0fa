"""Proposals of members of staff who may not publish: what they import waits in the queue."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from itertools import count

from django.utils.translation import gettext as _

from profiles.documents.difference import differences
from profiles.documents.proposals import Proposed
from profiles.models import ChangeSet
from submissions.models import Event, Submission
from submissions.models.submission import WrongSubmissionState
from submissions.parts.risks import risks_of
from submissions.sending.create import NewSubmission, create_submission, sent_before

IMPORTED = uuid.UUID("0193d5c2-5d1e-7a40-9a55-2f1f3f6a7c01")  # names the keys of these proposals


class Desk:
    def propose(self, proposal: Proposed) -> int:
        key, waiting = _free_key(proposal)
        return waiting.pk if waiting else _create(proposal, key).pk

    def withdraw(self, change_set: ChangeSet) -> None:
        for submission in Submission.objects.filter(change_set=change_set, state__in=Submission.WITHDRAWABLE):
            with suppress(WrongSubmissionState):  # a moderator was faster
                submission.withdraw()
                Event.record(submission, Event.Type.WITHDRAWN)


def _create(proposal: Proposed, key: uuid.UUID) -> Submission:
    profile, by = proposal.profile, proposal.by
    marks = risks_of(
        proposal.base,
        proposal.proposed,
        email=by.email,
        title=proposal.title,
        pk=profile.pk if profile else None,
    )
    return create_submission(
        NewSubmission(
            kind=proposal.proposed.kind,
            purpose=Submission.Purpose.CHANGE if profile else Submission.Purpose.NEW,
            base=proposal.base,
            proposed=proposal.proposed,
            title=proposal.title,
            name=(by.get_full_name() or by.username)[:120],
            email=by.email,
            form_key=key,
            comment=_("From the file %(name)s") % {"name": proposal.comment} if proposal.comment else "",
            profile=profile,
            base_number=profile.version if profile else 0,
            user=by,
            risks=marks,
            change_set=proposal.change_set,
        )
    )


def _free_key(proposal: Proposed) -> tuple[uuid.UUID, Submission | None]:
    """The key of a new proposal, or the one that waits and says the same. What was decided may be proposed again."""
    content = _content(proposal)
    for attempt in count():
        key = uuid.uuid5(IMPORTED, f"{attempt}\n{content}")
        before = sent_before(key)
        if before is None or before.state in (Submission.State.RECEIVED, *Submission.OPEN):
            return key, before
    raise AssertionError


def _content(proposal: Proposed) -> str:
    """What is proposed, by value: rows are given new keys each time, and a new profile a free address."""
    pk = proposal.profile.pk if proposal.profile else None
    changes = [
        [*change.path[:1], *change.path[2:], change.after]
        for change in differences(proposal.base, proposal.proposed)
        if pk is not None or change.path != ("slug",)
    ]
    parts = sorted(json.dumps(change, sort_keys=True) for change in changes)
    return json.dumps([proposal.proposed.kind, pk, proposal.by.pk, parts])


DESK = Desk()
