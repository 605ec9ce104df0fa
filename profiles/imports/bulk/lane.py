"""The bulk lane: what the plain lane does, in chunks, so that large files are fast and other users hardly notice.

New profiles of a chunk go in together, in one transaction (chunk_size.py says how many); changes of existing profiles
are saves like any other, each by itself. If the database rejects a chunk, its rows go through the plain lane.
Two imports of one kind take turns chunk by chunk, so the second sees what the first wrote.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kit.processes.side_by_side import cores
from profiles.imports.bulk import processes
from profiles.imports.bulk.chunk_size import ChunkSize
from profiles.imports.bulk.chunks import Chunk
from profiles.imports.bulk.large import large_import
from profiles.imports.bulk.preparing import ChunkPreparer, PreparedChunk
from profiles.imports.plain.lane import PlainLane, take_turn
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.tables.descriptions import Row
from profiles.models import ContentVersion

CHUNK = 1_000  # rows, until it is known how long they take
# Rows of a file that is read by a second process, which takes a second or two to start.
TWO_PROCESSES_FROM = 5_000
MAX_WORDS = 300_000


class BulkLane:
    def __init__(self, task: ImportTask) -> None:
        self.task = task
        self._plain = PlainLane(task)
        self.planner, self.saver = self._plain.planner, self._plain.saver
        self._size = ChunkSize(CHUNK)
        self._are_new = True  # most rows of the chunk before
        self._words: set[str] = set()  # written to the index

    def plan(self) -> Iterator[Outcome]:
        for chunk in self._prepared_here():
            yield from Chunk(chunk, self.planner).plan()

    def run(self) -> Generator[Outcome]:
        with large_import():
            for chunk in self._prepared_chunks():
                self.task.beat()
                yield from self._apply(chunk)
                self.planner.memory.between_chunks()

    def _chunks(self) -> Iterator[list[Row]]:
        rows = self.task.table.rows()
        while chunk := list(islice(rows, self._size.rows)):
            yield chunk

    def _prepared_chunks(self) -> Iterator[PreparedChunk]:
        if not self._is_for_two():
            return self._prepared_here()
        reading = (self.task.kind.place, self.task.columns, self.task.options)
        return processes.prepared_beside(reading, self._chunks(), lambda: self._are_new)

    def _prepared_here(self) -> Iterator[PreparedChunk]:
        preparer = ChunkPreparer(self.task.kind, self.task.columns, self.task.options)
        return map(preparer.make, self._chunks())

    def _is_for_two(self) -> bool:
        return self.task.may_use_processes and self.task.table.total >= TWO_PROCESSES_FROM and cores() > 1

    def _apply(self, chunk: PreparedChunk) -> list[Outcome]:
        try:
            outcomes = self._create(chunk)
        except (IntegrityError, ValidationError):
            self.planner.memory.undo_chunk()
            return [self._plain.save(chunk.proposal(row.line)) for row in chunk.row_keys]
        for outcome in outcomes:
            self._size.pauses.before_change()
            if outcome.status in (Status.UPDATED, Status.UNCHANGED):
                self._change(outcome)
        return outcomes

    def _change(self, outcome: Outcome) -> None:
        if outcome.status == Status.UNCHANGED and not (
            outcome.list_keys or (self.task.publish and outcome.is_draft)
        ):
            return
        with transaction.atomic():
            self.task.beat()
            self.saver.save(outcome)

    def _create(self, chunk: PreparedChunk) -> list[Outcome]:
        """Planned before anything is locked; planned again if somebody wrote meanwhile."""
        content_version = ContentVersion.current()
        outcomes = Chunk(chunk, self.planner).plan()
        created = _created(outcomes)
        self._are_new = len(created) * 2 > len(outcomes)
        if not created:
            return outcomes
        with self._size.holding(len(chunk.row_keys)), transaction.atomic():
            take_turn(self.task.kind.name)
            self.task.beat()
            if ContentVersion.current() != content_version:
                self.planner.memory.undo_chunk()
                outcomes = Chunk(chunk, self.planner).plan()
                created = _created(outcomes)
            batch = chunk.batch_of([outcome.line for outcome in created])
            pks = batch.write(self.task.actor, publish=self.task.publish, known_words=self._words)
        self._note_words(batch.words)
        for outcome, pk in zip(created, pks, strict=True):
            outcome.pk = pk
            self.planner.memory.note_created(pk, outcome.line)
        return outcomes

    def _note_words(self, written: Iterable[str]) -> None:
        if len(self._words) > MAX_WORDS:
            self._words.clear()
        self._words.update(written)


def _created(outcomes: list[Outcome]) -> list[Outcome]:
    return [outcome for outcome in outcomes if outcome.status == Status.CREATED]
