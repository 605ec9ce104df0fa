"""An import as a change set: begun before its first row, finished with its report after the last."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from django.db import DatabaseError, transaction

from profiles.imports.plan.decisions import Decisions
from profiles.imports.plan.outcomes import Outcome, Totals
from profiles.imports.reports import ImportReport
from profiles.models import ChangeSet, ChangeSetMoved, Upload

# Rows of a file whose report is kept in full. Of a larger one those lines are that ask something, up to a number.
REPORTED_IN_FULL, MAX_QUESTIONS = 20_000, 100_000


@dataclass
class FileDescription:
    """What is kept of a file beside its rows."""

    title: str
    sha256: str
    options: dict[str, Any] = field(default_factory=dict)
    upload: Upload | None = None


def decisions_as_json(decisions: Decisions | None) -> dict[str, Any]:
    chosen = decisions or Decisions()
    lines = {str(line): decision for line, decision in chosen.of_line.items() if decision}
    return {"on_match": chosen.on_match, "of_reason": dict(chosen.of_reason), "decisions": lines}


def decisions_of(change_set: ChangeSet) -> Decisions:
    """As they were made, for an import that goes on."""
    options = change_set.options
    lines = {int(line): decision for line, decision in options.get("decisions", {}).items()}
    made = change_set.versions.filter(action="created").values_list("object_id", flat=True)
    return Decisions(
        options.get("on_match", "ask"), options.get("of_reason", {}), lines, made=frozenset(made)
    )


class Recorder:
    """Keeps what became of the rows that pass, and the state of the change set."""

    def __init__(self, change_set: ChangeSet, rows: int) -> None:
        self.change_set = change_set
        self.totals = Totals()
        self._text = io.StringIO()
        self._report = ImportReport(self._text)
        self._is_in_full = rows <= REPORTED_IN_FULL
        self._questions = 0

    def passed(self, outcomes: Generator[Outcome]) -> Iterator[Outcome]:
        try:
            with closing(outcomes):
                for outcome in outcomes:
                    self._add(outcome)
                    yield outcome
            self.change_set.finish(self.totals.as_json(), self._text.getvalue())
        except BaseException:
            self._break_off()
            raise

    def _add(self, outcome: Outcome) -> None:
        self.totals.add(outcome)
        asks = bool(outcome.conflicts) or not outcome.is_whole
        self._questions += asks
        if self._is_in_full or (asks and self._questions <= MAX_QUESTIONS):
            self._report.add(outcome)

    def _break_off(self) -> None:
        """Where somebody ended it already, or it is all undone, there is nothing to say."""
        try:
            with transaction.atomic():
                self.change_set.break_off()
        except (ChangeSetMoved, DatabaseError, transaction.TransactionManagementError):
            pass
