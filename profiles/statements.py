"""Queries that are asked at every request: turning a queryset into SQL takes longer than running it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Statement:
    """A queryset of values, turned into SQL once.

    `make` gets stand-ins for what is asked for: negative numbers, all different. Rows come as the
    database gives them: dates and decimals are left as they are.
    """

    def __init__(self, make: Callable[[list[int]], QuerySet], room: int = 0) -> None:
        self._make, self._room = make, room
        self._sql: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        """At most `room` values, none of them below zero; 0 stands for none."""
        sql, params = self._compiled()
        padded = [*values, *[0] * (self._room - len(values))]
        asked = [padded[-1 - param] if isinstance(param, int) and param < 0 else param for param in params]
        with connection.cursor() as cursor:
            cursor.execute(sql, asked)
            return cursor.fetchall()

    def _compiled(self) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self._sql:
            query = self._make([-1 - place for place in range(self._room)]).query
            self._sql[connection.vendor] = query.sql_with_params()
        return self._sql[connection.vendor]
