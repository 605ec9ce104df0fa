"""The plain lane: one row after the other, each looked up, decided on and saved before the next is read.

    open the table         tables/files.py      (in command.py or the admin, with the headers of rows/headers.py)
    cells to values        rows/proposals.py    what the row says: a proposal
    same or not the same   plan/matching.py     which profile it speaks of
    what is to be done     plan/planning.py     create, change, ask or refuse
    save                   plain/saving.py      by the verbs of documents/writing.py

docs/imports.md follows a row through it. Nothing here is fast; bulk/ is.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from django.db import IntegrityError, transaction

from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.imports.plain.pace import Pauses
from profiles.imports.plain.saving import Saver, take_turn
from profiles.imports.plain.task import Task
from profiles.imports.plan.matching import Matcher, repeats
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.planning import Live, Planner
from profiles.imports.plan.signs import Signs, kept_keys, signs_of
from profiles.imports.plan.slugs import Slugs
from profiles.imports.rows.proposals import Problem, Proposal, RowReader
from profiles.imports.rows.sources import SourceBook
from profiles.models import Profile


class PlainLane:
    def __init__(self, task: Task, planner: Planner | None = None) -> None:
        self.task = task
        self.planner = planner or Planner(task.kind, task.decisions)
        self.saver = Saver(task.kind.name, task.author, task.publish)

    def plan(self) -> Iterator[Outcome]:
        for proposal in self._proposals():
            yield self._do(proposal, is_preview=True)

    def run(self) -> Iterator[Outcome]:
        pauses = Pauses()
        for proposal in self._proposals():
            pauses.before_change()
            yield self.save(proposal)

    def save(self, proposal: Proposal) -> Outcome:
        """One row in one transaction: what it is compared with stays so until it is written."""
        try:
            with transaction.atomic():
                take_turn(self.task.kind.name)
                return self._do(proposal, is_preview=False)
        except IntegrityError as error:  # found at the commit: a term of it was deleted meanwhile
            outcome = Outcome(proposal.line, proposal.label, Status.REJECTED, slug=proposal.slug)
            outcome.left_out, outcome.problems = proposal.left_out, [Problem("", str(error))]
            return outcome

    def _proposals(self) -> Iterator[Proposal]:
        self.task.kind.begin()
        reader = RowReader(self.task.kind, self.task.columns, SourceBook())
        for line, cells in self.task.table.rows():
            yield reader.read(line, cells)

    def _do(self, proposal: Proposal, *, is_preview: bool) -> Outcome:
        kind, planner = self.task.kind.name, self.planner
        row = signs_of(kind, proposal)
        sight = Matcher(kind, [row] if not row.problems else [], planner.memory).look(row)
        outcome = planner.plan(row, sight, LookedUp(kind, proposal))
        if is_preview:
            self.saver.try_out(outcome)
        else:
            self.saver.save(outcome)
        planner.settle(row, outcome, kept_keys(proposal))
        planner.name_candidates([outcome])
        return outcome


class LookedUp:
    """What is known of a row, asked for when it is wanted."""

    def __init__(self, kind: str, proposal: Proposal) -> None:
        self.kind, self._proposal = kind, proposal

    def proposal(self, row: Signs) -> Proposal:
        return self._proposal

    def live(self, row: Signs, pk: int) -> Live | None:
        found = documents_of(self.kind, [pk]).get(pk)
        if found is None:
            return None
        profile, document = found
        return Live(profile.slug, str(profile), profile.state == Profile.State.DRAFT, document)

    def repeats(self, row: Signs, pks: Sequence[int]) -> Sequence[int]:
        return repeats(self.kind, [(self._proposal, pks)])[row.line]

    def free_slug(self, row: Signs, given: Container[str]) -> str:
        return Slugs(self.kind).give(row.address, given)

    def document(self, row: Signs, slug: str) -> Document:
        return self._proposal.document(self.kind, slug)

    def mistakes(self, row: Signs) -> Sequence[Problem]:
        return ()  # found where it is saved
