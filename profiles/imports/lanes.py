"""Two ways to import a file, one interface: small files go the way that is easy to follow, large ones the fast one.

What comes of a file, and what the report says of it, is the same; a test holds them against each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from django.db import transaction

from kit.sql import statistics
from profiles.imports.bulk.lane import BulkLane
from profiles.imports.plain.lane import PlainLane
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.outcomes import Outcome, Status
from profiles.recognising import match_keys

# Rows of a file that goes the plain way. Each takes some 10 to 16 ms, and somebody may wait for the page; see docs/imports.md.
PLAIN_UP_TO = 500
WRITTEN = (Status.CREATED, Status.UPDATED)


class Lane(Protocol):
    def plan(self) -> Iterator[Outcome]: ...
    def run(self) -> Iterator[Outcome]: ...


class Import(ImportTask):
    """A task that is planned or run; each row of the table once, in its order."""

    def plan(self) -> Iterator[Outcome]:
        """What would become of each row; nothing is written."""
        match_keys.keep_missing(self.kind.name)
        yield from self._lane().plan()

    def run(self) -> Iterator[Outcome]:
        """Write it, and say what became of each row."""
        match_keys.keep_missing(self.kind.name)
        has_written = False
        for outcome in self._lane().run():
            has_written |= outcome.status in WRITTEN
            yield outcome
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

    def _lane(self) -> Lane:
        return PlainLane(self) if self.table.total <= PLAIN_UP_TO else BulkLane(self)
