"""The plain lane: one row after the other, each looked up, decided on and saved before the next is read.

    open the table         tables/files.py      (in command.py or the admin, with the headers of rows/headers.py)
    cells to values        rows/proposals.py    what the row says: a proposal
    same or not the same   plan/matching.py     which profile it speaks of
    what is to be done     plan/planning.py     create, change, ask or refuse
    save                   plain/saving.py      by the verbs of documents/writing.py

docs/imports.md follows a row through it. Nothing here is fast; bulk/ is.
"""

from __future__ import annotations

from collections.abc import Container, Generator, Iterator, Sequence
from contextlib import closing

from django.db import IntegrityError, transaction

from kit.processes.write_pauses import WritePauses
from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.imports.plain.saving import Saver, take_turn
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.matching import Matcher, repeats
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.planning import LiveProfile, Planner
from profiles.imports.plan.row_keys import RowKeys, row_keys_of, stored_keys
from profiles.imports.plan.slugs import Slugs
from profiles.imports.rows.proposals import RowProblem, RowProposal
from profiles.models import Profile


class PlainLane:
    def __init__(self, task: ImportTask) -> None:
        self.task = task
        self.planner = Planner(task.kind, task.decisions, task.said)
        self.saver = Saver(task.kind.name, task.actor, task.publish)

    def plan(self) -> Iterator[Outcome]:
        for proposal in self._proposals():
            yield self._do(proposal, is_preview=True)

    def run(self) -> Generator[Outcome]:
        pauses = WritePauses()
        with closing(self._proposals()) as proposals:  # which have the file open
            for proposal in proposals:
                pauses.before_change()
                yield self.save(proposal)

    def save(self, proposal: RowProposal) -> Outcome:
        """One row in one transaction: what it is compared with stays so until it is written."""
        try:
            with transaction.atomic():
                take_turn(self.task.kind.name)
                self.task.beat()
                return self._do(proposal, is_preview=False)
        except IntegrityError as error:  # found at the commit: a term of it was deleted meanwhile
            outcome = Outcome(proposal.line, proposal.label, Status.REJECTED, slug=proposal.slug)
            outcome.left_out, outcome.problems = proposal.left_out, [RowProblem("", str(error))]
            return outcome

    def _proposals(self) -> Generator[RowProposal]:
        self.task.kind.begin()
        reader = self.task.reader()
        for line, cells in self.task.table.rows():
            yield reader.read(line, cells)

    def _do(self, proposal: RowProposal, *, is_preview: bool) -> Outcome:
        kind, planner = self.task.kind.name, self.planner
        row = row_keys_of(kind, proposal)
        match = Matcher(kind, [row] if not row.problems else [], planner.memory).match(row)
        outcome = planner.plan(row, match, DatabaseContext(kind, proposal))
        if is_preview or self.task.proposes:
            self.saver.try_out(outcome)
        else:
            self.saver.save(outcome)
        planner.settle(row, outcome, stored_keys(proposal))
        planner.name_candidates([outcome])
        if self.task.proposes and not is_preview:
            self.saver.propose(outcome)
        return outcome


class DatabaseContext:
    """What is known of a row, asked for when it is wanted."""

    def __init__(self, kind: str, proposal: RowProposal) -> None:
        self.kind, self._proposal = kind, proposal

    def proposal(self, row: RowKeys) -> RowProposal:
        return self._proposal

    def live(self, row: RowKeys, pk: int) -> LiveProfile | None:
        found = documents_of(self.kind, [pk]).get(pk)
        if found is None:
            return None
        profile, document = found
        return LiveProfile(profile.slug, str(profile), profile.state == Profile.State.DRAFT, document)

    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        return repeats(self.kind, [(self._proposal, pks)])[row.line]

    def free_slug(self, row: RowKeys, given: Container[str]) -> str:
        return Slugs(self.kind).give(row.address, given)

    def document(self, row: RowKeys, slug: str) -> Document:
        return self._proposal.document(self.kind, slug)

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        return ()  # found where it is saved
