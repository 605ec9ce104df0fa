"""The plain lane: one row after the other, each looked up, decided on and saved before the next is read.

    open the table         tables/files.py      (in command.py or the admin, with the headers of rows/headers.py)
    cells to values        rows/proposals.py    what the row says: a proposal
    same or not the same   plan/matching.py     which profile it speaks of
    what is to be done     plan/planning.py     create, change, ask or refuse
    what it changes        plan/changing.py     in a profile that was there
    save                   below                by the verbs of documents/writing.py

docs/imports.md follows a row through it. Nothing here is fast; bulk/ is.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kit.processes.write_pauses import WritePauses
from profiles.documents import writing
from profiles.documents.document import Document
from profiles.documents.proposals import Proposed, desk
from profiles.documents.writing import Actor, ProfileGone
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.changing import keep_live
from profiles.imports.plan.matching import Matcher
from profiles.imports.plan.outcomes import Outcome, Status, problems_of
from profiles.imports.plan.planning import DatabaseContext, Planner
from profiles.imports.plan.row_keys import row_keys_of
from profiles.imports.rows.proposals import RowProblem, RowProposal
from profiles.models import Profile, WrongState
from profiles.models.registry import profile_kind
from profiles.recognising import match_keys

KNOWN = (Status.CREATED, Status.UPDATED, Status.UNCHANGED)


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
            proposal = reader.read(line, cells)
            for problem in self.task.said.left_out.get(proposal.slug, ()):
                proposal.leave_out(*problem)
            yield proposal

    def _do(self, proposal: RowProposal, *, is_preview: bool) -> Outcome:
        kind, planner = self.task.kind.name, self.planner
        row = row_keys_of(kind, proposal)
        match = Matcher(kind, [row], planner.memory).match(row)
        context = DatabaseContext(kind, proposal)
        outcome = planner.plan(row, match, context)
        if is_preview or self.task.proposes:
            self.saver.try_out(outcome)
        else:
            self.saver.save(outcome)
        planner.settle(row, outcome, context)
        planner.name_candidates([outcome])
        if self.task.proposes and not is_preview:
            self.saver.propose(outcome)
        return outcome


@dataclass(frozen=True)
class Saver:
    kind: str
    actor: Actor
    publish: bool = False

    def try_out(self, outcome: Outcome) -> None:
        """Whether a new profile can be; nothing is written."""
        if outcome.status == Status.CREATED and outcome.document:
            try:
                writing.check_new(outcome.document)
            except ValidationError as error:
                self._refuse(outcome, error)

    def save(self, outcome: Outcome) -> None:
        self._write(outcome)
        if outcome.list_keys and outcome.pk is not None and outcome.status in KNOWN:
            match_keys.keep(self.kind, outcome.pk, set(), outcome.list_keys, self.actor.change_set)

    def propose(self, outcome: Outcome) -> None:
        """Let moderators decide on what a row would create or change."""
        documents: tuple[Document, Document] | None = None
        if outcome.status == Status.CREATED and outcome.document:
            documents = Document(self.kind), outcome.document
        elif outcome.status == Status.UPDATED and outcome.before and outcome.after:
            documents = outcome.before, outcome.after
        if documents is None or self.actor.by is None:
            return
        profile = profile_kind(self.kind).model._default_manager.filter(pk=outcome.pk).first()
        proposal = Proposed(
            *documents,
            title=outcome.label[:200],
            by=self.actor.by,
            profile=profile,
            comment=self.actor.why,
            change_set=self.actor.change_set,
        )
        number = {"number": desk().propose(proposal)}
        outcome.status, outcome.changes = Status.PROPOSED, []
        outcome.notes.append(RowProblem("", _("Proposal %(number)s waits for the moderators.") % number))

    def _write(self, outcome: Outcome) -> None:
        if outcome.status == Status.CREATED and outcome.document:
            self._create(outcome, outcome.document)
            return
        if outcome.status == Status.UPDATED and outcome.base and outcome.proposed:
            self._change(outcome, outcome.base, outcome.proposed)
        if self.publish and outcome.is_draft and outcome.status in (Status.UPDATED, Status.UNCHANGED):
            self._publish_draft(outcome)

    def _create(self, outcome: Outcome, document: Document) -> None:
        try:
            profile = writing.create(document, self.actor)
        except ValidationError as error:
            self._refuse(outcome, error)
        except IntegrityError as error:
            outcome.refuse_as_new("", str(error))
        else:
            outcome.pk = profile.pk
            if self.publish:
                self._publish(profile)

    def _refuse(self, outcome: Outcome, error: ValidationError) -> None:
        for problem in problems_of(error.message_dict, outcome.document):
            outcome.refuse_as_new(*problem)

    def _change(self, outcome: Outcome, base: Document, proposed: Document) -> None:
        profile = profile_kind(self.kind).model()
        profile.pk = outcome.pk
        try:
            saved = writing.save(profile, base, proposed, self.actor, keep_live)
        except ProfileGone:
            outcome.reject("", _("It was deleted meanwhile."))
        except ValidationError as error:
            outcome.reject("", " ".join(error.messages))
        else:
            outcome.changes = saved.changes
            outcome.status = Status.UPDATED if saved.changes else Status.UNCHANGED

    def _publish_draft(self, outcome: Outcome) -> None:
        """A draft; what an editor took off the site stays off it."""
        model: Any = profile_kind(self.kind).model
        profile = model._default_manager.filter(pk=outcome.pk, state=Profile.State.DRAFT).first()
        if profile is not None:
            with suppress(WrongState):
                self._publish(profile)
                outcome.status = Status.UPDATED

    def _publish(self, profile: Any) -> None:
        profile.publish(**self.actor.details)


def take_turn(kind: str) -> None:
    """Of two imports one writes at a time, until its transaction ends. SQLite lets one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{kind}"])
