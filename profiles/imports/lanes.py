"""Two ways to import a file, one interface: small files go the way that is easy to follow, large ones the fast one.

What comes of a file, and what the report says of it, is the same; a test holds them against each other.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Protocol

from django.db import transaction

from kit.sql import statistics
from profiles.imports.bounds import bounded
from profiles.imports.bulk.lane import BulkLane
from profiles.imports.plain.lane import PlainLane
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.imports.recording import FileDescription, Recorder, decisions_as_json
from profiles.imports.rows.sampling import sampled
from profiles.models import ChangeSet
from profiles.recognising import match_keys
from profiles.search import merge_index

# Rows of a file that goes the plain way. Each takes some 10 to 16 ms, and somebody may wait for the page; see docs/imports.md.
PLAIN_UP_TO = 500
WRITTEN = (Status.CREATED, Status.UPDATED)


class Lane(Protocol):
    def plan(self) -> Iterator[Outcome]: ...
    def run(self) -> Generator[Outcome]: ...


@dataclass
class Import(ImportTask):
    """A task that is planned or run; each row of the table once, in its order."""

    file: FileDescription | None = None  # as it is recorded

    def plan(self) -> Iterator[Outcome]:
        """What would become of each row; nothing is written."""
        match_keys.keep_missing(self.kind.name)
        yield from self._lane(self.table.total).plan()

    def run(self) -> Iterator[Outcome]:
        """Write it, recorded as a change set, and say what became of each row."""
        match_keys.keep_missing(self.kind.name)
        change_set = self.actor.change_set or self._begin()
        has_written = False
        rows = 0 if self.proposes else self.table.total  # proposals are made one by one
        for outcome in Recorder(change_set, self.table.total).passed(self._lane(rows).run()):
            has_written |= outcome.status in WRITTEN
            yield outcome
        if has_written:
            statistics.gather()
            merge_index()

    def run_whole(self) -> Iterator[Outcome]:
        """All rows or none: if one is not written in full, nothing is."""
        is_good = True
        with transaction.atomic():
            for outcome in self.run():
                is_good &= outcome.is_whole
                yield outcome
            if not is_good:
                transaction.set_rollback(True)
                self.actor = replace(self.actor, change_set=None)

    def _begin(self) -> ChangeSet:
        """The change set to which all that it writes belongs."""
        file = self.file or FileDescription(self.actor.why, "")
        change_set = ChangeSet.objects.create(
            step=ChangeSet.Step.IMPORT,
            kind=self.kind.name,
            title=file.title,
            sha256=file.sha256,
            made_by=self.actor.by,
            mapping=list(zip(self.table.headers, self.columns, strict=True)),
            options={
                **file.options,
                **asdict(self.options),
                **decisions_as_json(self.decisions),
                "publish": self.publish,
                "proposes": self.proposes,
            },
            upload=file.upload,
        )
        self.actor = replace(self.actor, change_set=change_set)
        return change_set

    def _lane(self, rows: int) -> Lane:
        self.kind.begin()
        options = sampled(self.kind, self.columns, self.table.rows(), self.options)
        self.options = bounded(self.kind, self.columns, self.table, options)
        return PlainLane(self) if rows <= PLAIN_UP_TO or self.said.in_whole else BulkLane(self)
