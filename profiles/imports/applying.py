"""Reads a file and writes what it says: in chunks, so that editors and visitors hardly notice.

New profiles of a chunk go in together, in one transaction (pace.py says how many); changes of profiles that are there are
saves like any other, each by itself. If the database objects to a chunk, its rows are tried one by
one. Two imports of one kind take turns chunk by chunk, so the second finds what the first wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from kit.sql import statistics
from profiles.documents import writing
from profiles.documents.document import Document
from profiles.documents.writing import Author, Gone
from profiles.imports import processes
from profiles.imports.pace import Pace
from profiles.imports.plan.changing import keep_live
from profiles.imports.plan.making import Made, Maker, of_proposals
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.planning import Decisions, Planner
from profiles.imports.rows.proposals import ImportKind, Proposal
from profiles.imports.tables.files import Row, Table
from profiles.models import ContentVersion, Profile, WrongState
from profiles.models.registry import profile_kind
from profiles.recognising import match_keys

CHUNK = 1_000  # rows, until it is known how long they take
MOST_WORDS = 300_000
WRITTEN = (Status.CREATED, Status.UPDATED)


@dataclass
class Import:
    """One run over a table, written or only planned."""

    kind: ImportKind
    table: Table
    columns: list[str]  # by position; "" for those that are ignored
    author: Author
    publish: bool = False
    decisions: Decisions | None = None
    may_use_processes: bool = False  # a worker that serves pages starts none
    _are_new: bool = True  # most rows of the chunk before
    _words: set[str] = field(default_factory=set)  # that were written to the index
    _pace: Pace = field(default_factory=lambda: Pace(CHUNK))

    def plan(self) -> Iterator[Outcome]:
        """What would become of each row; nothing is written."""
        match_keys.keep_missing(self.kind.name)
        planner = Planner(self.kind, self.decisions)
        maker = Maker(self.kind, self.columns)
        for rows in self._chunks():
            yield from planner.plan(maker.make(rows))

    def run(self) -> Iterator[Outcome]:
        """Write it, chunk by chunk, and say what became of each row."""
        match_keys.keep_missing(self.kind.name)
        planner = Planner(self.kind, self.decisions)
        has_written = False
        for made in self._made():
            outcomes = self._apply(planner, made)
            has_written |= any(outcome.status in WRITTEN for outcome in outcomes)
            yield from outcomes
            planner.memory.between_chunks()
        if has_written:
            statistics.gather()

    def run_whole(self) -> Iterator[Outcome]:
        """All rows or none: if one is not written in full, nothing is."""
        is_good = True
        with transaction.atomic():
            for outcome in self.run():
                is_good &= outcome.is_whole
                yield outcome
            if not is_good:
                transaction.set_rollback(True)

    def _chunks(self) -> Iterator[list[Row]]:
        rows = self.table.rows()
        while chunk := list(islice(rows, self._pace.rows)):
            yield chunk

    def _made(self) -> Iterator[Made]:
        if self.may_use_processes and processes.is_worth_it(self.table.total):
            yield from processes.made_beside(
                self.kind.place, self.columns, self._chunks(), lambda: self._are_new
            )
            return
        maker = Maker(self.kind, self.columns)
        for rows in self._chunks():
            yield maker.make(rows)

    def _apply(self, planner: Planner, made: Made) -> list[Outcome]:
        try:
            outcomes = self._create(planner, made)
        except (IntegrityError, ValidationError):
            planner.memory.between_chunks()
            if len(made.signs) == 1:
                raise
            rows = [made.proposal(one.line) for one in made.signs]
            return [outcome for one in rows for outcome in self._apply_one(planner, one)]
        for outcome in outcomes:
            self._change(outcome)
        return outcomes

    def _apply_one(self, planner: Planner, proposal: Proposal) -> list[Outcome]:
        try:
            return self._apply(planner, of_proposals(self.kind.name, [proposal]))
        except (IntegrityError, ValidationError) as error:
            outcome = Outcome(proposal.line, proposal.label, Status.REJECTED, slug=proposal.slug)
            outcome.left_out = proposal.left_out
            outcome.reject("", _words(error))
            return [outcome]

    def _create(self, planner: Planner, made: Made) -> list[Outcome]:
        """Planned before anything is held; planned again if somebody wrote meanwhile."""
        seen = ContentVersion.current()
        outcomes = planner.plan(made)
        self._are_new = planner.batch is not None and len(planner.batch.prepared) * 2 > len(outcomes)
        if planner.batch is None:
            return outcomes
        with self._pace.holding(len(made.signs)), transaction.atomic():
            _take_turn(self.kind.name)
            if ContentVersion.current() != seen:
                planner.memory.between_chunks()
                outcomes = planner.plan(made)
            new = [outcome for outcome in outcomes if outcome.status == Status.CREATED]
            batch = planner.batch
            pks = batch.write(self.author, publish=self.publish, known_words=self._words) if batch else []
            for outcome, pk in zip(new, pks, strict=True):
                outcome.pk = pk
        if batch and pks:  # else none were written
            self._note_words(batch.words)
        return outcomes

    def _note_words(self, written: Iterable[str]) -> None:
        if len(self._words) > MOST_WORDS:
            self._words.clear()
        self._words.update(written)

    def _change(self, outcome: Outcome) -> None:
        self._pace.before_change()
        if outcome.pk is None or outcome.status not in (Status.UPDATED, Status.UNCHANGED):
            return
        if outcome.status == Status.UPDATED and outcome.base and outcome.proposed:
            self._save(outcome, outcome.base, outcome.proposed)
        if self.publish and outcome.is_draft and outcome.status != Status.REJECTED:
            self._publish(outcome)

    def _save(self, outcome: Outcome, base: Document, proposed: Document) -> None:
        profile = profile_kind(self.kind.name).model()
        profile.pk = outcome.pk
        try:
            saved = writing.save(profile, base, proposed, self.author, keep_live)
        except Gone:
            outcome.reject("", _("It was deleted meanwhile."))
        except ValidationError as error:
            outcome.reject("", _words(error))
        else:
            outcome.changes = saved.changes
            outcome.status = Status.UPDATED if saved.changes else Status.UNCHANGED

    def _publish(self, outcome: Outcome) -> None:
        """A draft; what an editor took off the site stays off it."""
        model: Any = profile_kind(self.kind.name).model
        profile = model._default_manager.filter(pk=outcome.pk, state=Profile.State.DRAFT).first()
        if profile is None:
            return
        with suppress(WrongState):
            profile.publish(by=self.author.by, why=self.author.why, origin=self.author.origin)
            outcome.status = Status.UPDATED


def _take_turn(kind: str) -> None:
    """Of two imports one writes at a time, until its transaction ends. SQLite lets one write anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"import:{kind}"])


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
