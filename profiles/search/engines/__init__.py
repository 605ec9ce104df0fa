"""The index in the database: FTS5 on SQLite, GIN over tsvectors on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

import numpy as np
from django.db import connection

from profiles.search.engines.postgresql import PostgreSQL
from profiles.search.engines.sqlite import SQLite
from profiles.search.words.query import Phrase


class Engine(Protocol):
    @property
    def create(self) -> tuple[str, ...]:
        """SQL that hangs the index on the table of entries."""

    @property
    def create_names(self) -> tuple[str, ...]:
        """SQL that makes the indexes of the tables of names and words."""

    @property
    def drop_names(self) -> tuple[str, ...]: ...

    @property
    def drop(self) -> tuple[str, ...]: ...

    @property
    def fill(self) -> tuple[str, ...]:
        """To be run after `create` where the table already holds entries."""

    @property
    def prepare(self) -> tuple[str, ...]:
        """To be run first, by a process that fills the index and ends."""

    @property
    def pause(self) -> tuple[str, ...]:
        """Takes away what would follow each row while a whole table is filled."""

    @property
    def verify(self) -> tuple[str, ...]:
        """SQL that raises DatabaseError where the index is not that of the table."""

    def remake(self) -> Iterable[str]:
        """SQL that puts a whole index in the place of one that is damaged or missing."""

    def merge(self) -> None:
        """Put the parts together that the index falls into while much is written; others may write between two steps."""

    def is_damage(self, error: Exception) -> bool:
        """Whether a statement failed because the index is damaged or missing."""

    def find(self, groups: Sequence[Sequence[Phrase]]) -> list[np.ndarray]:
        """For each of the given groups: the keys of the entries that hold any of its phrases, as int64 in any order.

        A group without phrases stands for all entries. One query for all of them.
        """


ENGINES: dict[str, Engine] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def engine() -> Engine:
    return ENGINES[connection.vendor]
