"""The bulk lane: what the plain lane does, in chunks, so that large files are quick and others hardly notice.

New profiles of a chunk go in together, in one transaction (chunk_size.py says how many); changes of profiles that are there
are saves like any other, each by itself. If the database objects to a chunk, its rows go the plain way.
Two imports of one kind take turns chunk by chunk, so the second finds what the first wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kit.processes import cores
from profiles.imports.bulk import processes
from profiles.imports.bulk.chunk_size import ChunkSize
from profiles.imports.bulk.chunks import Chunk
from profiles.imports.bulk.large import large_import
from profiles.imports.bulk.preparing import ChunkPreparer, PreparedChunk
from profiles.imports.plain.lane import PlainLane
from profiles.imports.plain.saving import Saver, take_turn
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.plan.planning import Planner
from profiles.imports.tables.files import Row
from profiles.models import ContentVersion

CHUNK = 1_000  # rows, until it is known how long they take
# Rows of a file that is read by a second process, which takes a second or two to start.
TWO_PROCESSES_FROM = 5_000
MAX_WORDS = 300_000


class BulkLane:
    def __init__(self, task: ImportTask) -> None:
        self.task = task
        self.planner = Planner(task.kind, task.decisions)
        self.saver = Saver(task.kind.name, task.actor, task.publish)
        self._plain = PlainLane(task, self.planner)
        self._size = ChunkSize(CHUNK)
        self._are_new = True  # most rows of the chunk before
        self._words: set[str] = set()  # that were written to the index

    def plan(self) -> Iterator[Outcome]:
        maker = ChunkPreparer(self.task.kind, self.task.columns)
        for rows in self._chunks():
            yield from Chunk(maker.make(rows), self.planner).plan()

    def run(self) -> Iterator[Outcome]:
        with large_import():
            for made in self._made():
                yield from self._apply(made)
                self.planner.memory.between_chunks()

    def _chunks(self) -> Iterator[list[Row]]:
        rows = self.task.table.rows()
        while chunk := list(islice(rows, self._size.rows)):
            yield chunk

    def _made(self) -> Iterator[PreparedChunk]:
        kind, columns = self.task.kind, self.task.columns
        if self._is_for_two():
            yield from processes.made_beside(kind.place, columns, self._chunks(), lambda: self._are_new)
            return
        maker = ChunkPreparer(kind, columns)
        for rows in self._chunks():
            yield maker.make(rows)

    def _is_for_two(self) -> bool:
        return self.task.may_use_processes and self.task.table.total >= TWO_PROCESSES_FROM and cores() > 1

    def _apply(self, made: PreparedChunk) -> list[Outcome]:
        try:
            outcomes = self._create(made)
        except (IntegrityError, ValidationError):
            self.planner.memory.undo_chunk()
            return [self._plain.save(made.proposal(row.line)) for row in made.row_keys]
        for outcome in outcomes:
            self._size.pauses.before_change()
            if outcome.status != Status.CREATED:
                self.saver.save(outcome)
        return outcomes

    def _create(self, made: PreparedChunk) -> list[Outcome]:
        """Planned before anything is held; planned again if somebody wrote meanwhile."""
        seen = ContentVersion.current()
        outcomes = Chunk(made, self.planner).plan()
        new = _new(outcomes)
        self._are_new = len(new) * 2 > len(outcomes)
        if not new:
            return outcomes
        with self._size.holding(len(made.row_keys)), transaction.atomic():
            take_turn(self.task.kind.name)
            if ContentVersion.current() != seen:
                self.planner.memory.undo_chunk()
                outcomes = Chunk(made, self.planner).plan()
                new = _new(outcomes)
            batch = made.batch_of([outcome.line for outcome in new])
            pks = batch.write(self.task.actor, publish=self.task.publish, known_words=self._words)
        self._note_words(batch.words)
        for outcome, pk in zip(new, pks, strict=True):
            outcome.pk = pk
            self.planner.memory.note_made(pk, outcome.line)
        return outcomes

    def _note_words(self, written: Iterable[str]) -> None:
        if len(self._words) > MAX_WORDS:
            self._words.clear()
        self._words.update(written)


def _new(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status == Status.CREATED]
