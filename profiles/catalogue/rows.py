"""Rows of all profiles, or of some, by queries that are turned into SQL once where that takes longer than they do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from kit.sql.statements import CompiledQuery

# So many profiles are a few, such as were just saved.
FEW = 8


class RowQuery:
    """A query of values for these profiles, or for all. Rows come as the database gives them."""

    def __init__(self, make: Callable[[Collection[int] | None], QuerySet]) -> None:
        """`make` gets primary keys; None stands for all."""
        self._make = make
        self._for_few = CompiledQuery(make, FEW)
        self._for_all = CompiledQuery(lambda _no_values: make(None))

    def chunks(self, ids: Collection[int] | None, size: int) -> Iterator[list[tuple]]:
        """At most so many rows at a time. None is empty."""
        if ids is None:
            return self._for_all.chunks(size)
        if len(ids) <= FEW:
            return _chunks(self._for_few.rows(list(ids)), size)
        return _chunks(self._make(ids).iterator(chunk_size=size), size)


def _chunks(rows: Iterable[tuple], size: int) -> Iterator[list[tuple]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk
