"""The steps of a proposal: each is one conditional UPDATE, so that of two people who act at once one wins."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from profiles.documents.document import Document, pack

# A claim says "somebody has this open" and keeps nobody out for longer than this.
CLAIM = datetime.timedelta(minutes=15)
# The park promises an answer within so many days.
DAYS_TO_ANSWER = 14


class WrongState(Exception):
    """The proposal was not in a state that this step starts from, perhaps no longer."""


class AlreadyDecided(WrongState):
    """Somebody else decided first, or the proposal changed under the decision."""


def sectors_of(document: Document) -> str:
    """The short names of a document's sectors, a space on each side: " ai chips "."""
    names = document.fields.get("sectors")
    return f" {' '.join(names)} "[:2_000] if isinstance(names, list) else ""


class Steps(models.Model):
    """The verbs of Submission, the only code that writes its state."""

    State: Any
    SENDERS: Any
    DECIDED: Any
    objects: Any
    queued_at: Any
    due_at: Any
    assigned_to: Any

    class Meta:
        abstract = True

    def confirm(self) -> None:
        """Its sender's address is right: the queue sees it. WrongState if it already does."""
        self._move([self.State.RECEIVED], self.State.QUEUED, **self._queued())

    def correct_address(self, email: str) -> None:
        """Its sender mistyped the address, to which nobody has answered yet."""
        self._move([self.State.RECEIVED], self.State.RECEIVED, email=email)

    def ask(self, *, by: Any, note: str, decisions: dict[str, Any], step: int) -> None:
        """Ask its sender something. What was decided so far is kept."""
        changes = {"note": note, "decisions": decisions, **self._released()}
        self._move([self.State.QUEUED, self.State.SECOND], self.State.NEEDS_CHANGES, step=step, **changes)

    def answer(self, proposed: Document | None = None, *, title: str = "") -> None:
        """Its sender answered, with a changed proposal or without: it waits for staff again."""
        changes: dict[str, Any] = {}
        if proposed is not None:
            changes = {"proposed": pack(proposed.as_json()), "sectors": sectors_of(proposed)}
        if title:
            changes["title"] = title
        states = [self.State.QUEUED, self.State.NEEDS_CHANGES]
        self._move(states, self.State.QUEUED, decisions={}, first_reader=None, **self._queued(), **changes)

    def withdraw(self) -> None:
        self._move(list(self.SENDERS), self.State.WITHDRAWN)

    def pass_on(self, *, by: Any, decisions: dict[str, Any], step: int, **changes: Any) -> None:
        """Decided by one reader, to be confirmed by another."""
        changes |= {"first_reader": by, "decisions": decisions, **self._released()}
        self._move([self.State.QUEUED], self.State.SECOND, step=step, **changes)

    def decide(self, state: str, *, by: Any, step: int, **changes: Any) -> None:
        """Record a decision; AlreadyDecided if there is one, or the proposal is no longer as it was read."""
        changes |= {"decided_by": by, "decided_at": timezone.now(), **self._released()}
        try:
            self._move(
                [self.State.QUEUED, self.State.SECOND, self.State.NEEDS_CHANGES], state, step=step, **changes
            )
        except WrongState:
            raise AlreadyDecided(self) from None

    def reopen(self, *, step: int) -> None:
        """A decision was undone."""
        undone = {"decided_by": None, "decided_at": None, "applied_number": None}
        self._move(list(self.DECIDED), self.State.QUEUED, step=step, **undone)

    def move(self, object_id: int, title: str, base_number: int, *, step: int) -> None:
        """Its profile was merged into another, which it is about from now on; decisions so far are dropped."""
        is_asked = self.state == self.State.NEEDS_CHANGES
        after = self.State.NEEDS_CHANGES if is_asked else self.State.QUEUED
        changes: dict[str, Any] = {"object_id": object_id, "title": title, "base_number": base_number}
        before = [self.State.NEEDS_CHANGES] if is_asked else [self.State.QUEUED, self.State.SECOND]
        self._move(before, after, step=step, decisions={}, first_reader=None, **changes)

    def claim(self, *, by: Any) -> bool:
        """Say that somebody has it open. False if somebody else has it, for less than CLAIM."""
        now = timezone.now()
        free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lte=now - CLAIM) | Q(claimed_at=None)
        mine = type(self)._default_manager.open().filter(free, pk=self.pk)
        return bool(mine.update(claimed_by=by, claimed_at=now))

    def release(self, *, by: Any) -> None:
        type(self)._default_manager.filter(pk=self.pk, claimed_by=by).update(**self._released())

    def assign(self, to: Any) -> None:
        """Give it to somebody, or to nobody."""
        if not type(self)._default_manager.open().filter(pk=self.pk).update(assigned_to=to):
            raise WrongState(self)
        self.assigned_to = to

    for _verb in (
        confirm,
        correct_address,
        ask,
        answer,
        withdraw,
        pass_on,
        decide,
        reopen,
        move,
        claim,
        release,
        assign,
    ):
        _verb.alters_data = True  # type: ignore[attr-defined]

    def _queued(self) -> dict[str, Any]:
        now = timezone.now()
        due = self.due_at or now + datetime.timedelta(days=DAYS_TO_ANSWER)
        return {"queued_at": self.queued_at or now, "due_at": due}

    @staticmethod
    def _released() -> dict[str, Any]:
        return {"claimed_by": None, "claimed_at": None}

    def _move(self, before: list[Any], after: str, *, step: int | None = None, **changes: Any) -> None:
        # One conditional UPDATE: of two people who act at once, exactly one matches.
        rows = type(self)._default_manager.filter(pk=self.pk, state__in=before)
        if step is not None:
            rows = rows.filter(step=step)
        changes |= {"state": after, "step": F("step") + 1}
        if not rows.update(**changes):
            raise WrongState(self)
        self.refresh_from_db(fields=list(changes))
