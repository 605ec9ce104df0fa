"""The steps of a proposal: each is one conditional UPDATE, so that of two people who act at once one wins."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from kit.verbs import alters_data
from profiles.documents.document import Document, pack

# A claim says "somebody has this open" and keeps nobody out for longer than this.
CLAIM = datetime.timedelta(minutes=15)
# The park promises an answer within so many days.
DAYS_TO_ANSWER = 14


class WrongState(Exception):
    """The proposal was not in a state that this step starts from, perhaps no longer."""


class AlreadyDecided(WrongState):
    """Somebody else decided first, or the proposal changed under the decision."""


class OwnProposal(Exception):
    """Nobody acts for the park on a proposal of his own, and no second reader on what he read first."""


def sectors_of(document: Document) -> str:
    """The short names of a document's sectors, a space on each side: " ai chips "."""
    names = document.fields.get("sectors")
    return f" {' '.join(names)} "[:2_000] if isinstance(names, list) else ""


class Steps(models.Model):
    """The verbs of Submission, the only code that writes its state.

    Those of its sender take nobody: whoever has the secret link is the sender. Those of staff take
    `by`, and each begins with `check_reader`.
    """

    State: Any
    SENDERS: Any
    CHANGEABLE: Any
    OPEN: Any
    DECIDED: Any
    objects: Any
    queued_at: Any
    due_at: Any
    assigned_to: User | None
    first_reader_id: Any
    proposed_document: Any
    state: Any
    is_own: Any

    class Meta:
        abstract = True

    def confirm(self) -> None:
        """Its sender's address is right: the queue sees it. WrongState if it already does."""
        self._move([self.State.RECEIVED], self.State.QUEUED, **self._queued())

    def correct_address(self, email: str) -> None:
        """Its sender mistyped the address, to which nobody has answered yet."""
        self._move([self.State.RECEIVED], self.State.RECEIVED, email=email)

    def answer(self) -> None:
        """Its sender answered what staff asked, and it waits for them again. WrongState where nothing is asked."""
        self._move([self.State.NEEDS_CHANGES], self.State.QUEUED, **self._queued_anew())

    def change(self, proposed: Document, *, title: str = "") -> None:
        """Its sender changed what is proposed, which also answers a question: it is read anew."""
        changes: dict[str, Any] = {"proposed": pack(proposed.as_json()), "sectors": sectors_of(proposed)}
        if title:
            changes["title"] = title
        self._move(list(self.CHANGEABLE), self.State.QUEUED, **self._queued_anew(), **changes)

    def withdraw(self) -> None:
        self._move(list(self.SENDERS), self.State.WITHDRAWN)

    # --- of staff ------------------------------------------------------------------------------

    def check_reader(self, by: User) -> None:
        """OwnProposal where somebody else has to act."""
        read_first = self.state == self.State.SECOND and self.first_reader_id == by.pk
        if self.is_own(by) or read_first:
            raise OwnProposal(self)

    def ask(self, *, by: User, note: str, decisions: dict[str, Any], step: int) -> None:
        """Ask its sender something, or something else than before. What was decided so far is kept."""
        self.check_reader(by)
        changes = {"note": note, "decisions": decisions, **self._released()}
        self._decide_from(self.OPEN, self.State.NEEDS_CHANGES, step=step, **changes)

    def pass_on(self, *, by: User, decisions: dict[str, Any], step: int, **changes: Any) -> None:
        """Decided by one reader, to be confirmed by another."""
        self.check_reader(by)
        changes |= {"first_reader": by, "decisions": decisions, **self._released()}
        before = [self.State.QUEUED, self.State.NEEDS_CHANGES]
        self._decide_from(before, self.State.SECOND, step=step, **changes)

    def decide(self, state: str, *, by: User, step: int, **changes: Any) -> None:
        """Record a decision; AlreadyDecided if there is one, or the proposal is no longer as it was read."""
        self.check_reader(by)
        changes |= {"decided_by": by, "decided_at": timezone.now(), **self._released()}
        self._decide_from(self.OPEN, state, step=step, **changes)

    def reopen(self, *, by: User, step: int) -> None:
        """A decision was undone."""
        self.check_reader(by)
        undone = {"decided_by": None, "decided_at": None, "applied_number": None}
        self._move(list(self.DECIDED), self.State.QUEUED, step=step, **undone)

    def move(self, object_id: int, title: str, base_number: int, *, by: User, step: int) -> None:
        """Its profile was merged into another, which it is about from now on; decisions so far are dropped."""
        self.check_reader(by)
        is_asked = self.state == self.State.NEEDS_CHANGES
        after = self.State.NEEDS_CHANGES if is_asked else self.State.QUEUED
        changes: dict[str, Any] = {"object_id": object_id, "title": title, "base_number": base_number}
        before = [self.State.NEEDS_CHANGES] if is_asked else [self.State.QUEUED, self.State.SECOND]
        self._move(before, after, step=step, decisions={}, first_reader=None, **changes)

    def claim(self, *, by: User) -> bool:
        """Say that somebody who decides has it open. False if somebody else has it, for less than CLAIM."""
        if self.is_own(by):
            return False
        now = timezone.now()
        free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_at=None)
        mine = type(self).objects.open().filter(free, pk=self.pk)
        return bool(mine.update(claimed_by=by, claimed_at=now))

    def release(self, *, by: User) -> None:
        type(self).objects.filter(pk=self.pk, claimed_by=by).update(**self._released())

    def assign(self, to: User | None) -> None:
        """Give it to somebody who may decide on it, or to nobody."""
        if to is not None and self.is_own(to):
            raise OwnProposal(self)
        if not type(self).objects.open().filter(pk=self.pk).update(assigned_to=to):
            raise WrongState(self)
        self.assigned_to = to

    for _verb in (
        confirm,
        correct_address,
        answer,
        change,
        withdraw,
        ask,
        pass_on,
        decide,
        reopen,
        move,
        claim,
        release,
        assign,
    ):
        alters_data(_verb)

    def _queued(self) -> dict[str, Any]:
        now = timezone.now()
        due = self.due_at or now + datetime.timedelta(days=DAYS_TO_ANSWER)
        return {"queued_at": self.queued_at or now, "due_at": due}

    def _queued_anew(self) -> dict[str, Any]:
        """Nothing that was decided so far counts for what a sender says now."""
        return {"decisions": {}, "first_reader": None, **self._queued()}

    def _decide_from(self, before: Any, after: str, *, step: int, **changes: Any) -> None:
        try:
            self._move(list(before), after, step=step, **changes)
        except WrongState:
            raise AlreadyDecided(self) from None

    @staticmethod
    def _released() -> dict[str, Any]:
        return {"claimed_by": None, "claimed_at": None}

    def _move(self, before: list[Any], after: str, *, step: int | None = None, **changes: Any) -> None:
        # One conditional UPDATE: of two people who act at once, exactly one matches.
        rows = type(self).objects.filter(pk=self.pk, state__in=before)
        if step is not None:
            rows = rows.filter(step=step)
        changes |= {"state": after, "step": F("step") + 1}
        if not rows.update(**changes):
            raise WrongState(self)
        self.refresh_from_db(fields=list(changes))
