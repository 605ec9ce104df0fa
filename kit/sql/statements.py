"""Queries that run at every request: turning a queryset into SQL takes longer than running it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

TEXT = "{0}"  # the stand-in for a text
AnyModel = TypeVar("AnyModel", bound=Model)


class CompiledQuery:
    """A queryset of values, turned into SQL once.

    `make` gets stand-ins for the values of the query: negative numbers, all different. Rows come as the
    database gives them: dates and decimals are left as they are.
    """

    def __init__(self, make: Callable[[list[int]], QuerySet], capacity: int = 0) -> None:
        self._make, self._capacity = make, capacity
        self._sql: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def rows(self, values: Sequence[int] = ()) -> list[tuple[Any, ...]]:
        """At most `capacity` values, none of them below zero; 0 stands for none."""
        sql, params = self._compile()
        return _fetch(sql, params, [*values, *[0] * (self._capacity - len(values))])

    def chunks(self, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query without values, so many at a time: a table need not be in memory as a whole."""
        sql, params = self._compile()
        with closing(connection.chunked_cursor()) as cursor:
            cursor.execute(sql, params)
            while rows := cursor.fetchmany(size):
                yield rows

    def _compile(self) -> tuple[str, tuple[Any, ...]]:
        if connection.vendor not in self._sql:
            query = self._make([-1 - place for place in range(self._capacity)]).query
            self._sql[connection.vendor] = query.sql_with_params()
        return self._sql[connection.vendor]


class Instances(Generic[AnyModel]):
    """The same for a queryset of models, with what it joins by select_related. `make` may also use TEXT for one text.

    The instances are those of the ORM, but not of a queryset: each call queries the database again.
    """

    def __init__(self, make: Callable[[list[int]], QuerySet[AnyModel]], capacity: int = 1) -> None:
        self._make, self._capacity = make, capacity
        self._plans: dict[str, _Plan] = {}

    def of(self, *values: int | str) -> list[AnyModel]:
        """At most `capacity` values in their places, no number of them below zero; or one text."""
        plan = self._plans.get(connection.vendor) or self._build_plan()
        return list(
            plan.models(_fetch(plan.sql, plan.params, [*values, *[0] * (self._capacity - len(values))]))
        )

    def _build_plan(self) -> _Plan:
        query = self._make([-1 - place for place in range(self._capacity)]).query
        plan = self._plans[connection.vendor] = _Plan.of(query)
        return plan


@dataclass(frozen=True)
class _Plan:
    """What the ORM works out for a query before it reads any row."""

    sql: str
    params: tuple[Any, ...]
    model: type[Model]
    columns: slice
    names: list[str]
    converters: list[tuple[int, Any, Any]]
    related: list[Any]

    @classmethod
    def of(cls, query: Any) -> _Plan:
        # A connection of its own, which is never opened: a thread's would be held for as long as the plan is.
        compiler = query.get_compiler(connection=connection.copy())
        sql, params = compiler.as_sql()
        select, classes = compiler.select, compiler.klass_info
        columns = slice(classes["select_fields"][0], classes["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in select[columns]]
        converters_by_place = compiler.get_converters([column[0] for column in select])
        converters = [(place, *converters_by_place[place]) for place in converters_by_place]
        related = get_related_populators(classes, select, "default")  # type: ignore[call-arg]  # reason: the stubs are of Django 6
        return cls(sql, params, classes["model"], columns, names, converters, related)

    def models(self, rows: list[tuple[Any, ...]]) -> Iterator[Any]:
        for values in rows:
            row = list(values)
            for place, converters, expression in self.converters:
                for converter in converters:
                    row[place] = converter(row[place], expression, connection)
            instance = self.model.from_db("default", self.names, row[self.columns])
            for related in self.related:
                related.populate(row, instance)
            yield instance


def _fetch(sql: str, params: tuple[Any, ...], values: Sequence[Any]) -> list[tuple[Any, ...]]:
    bound = [
        values[-1 - param] if isinstance(param, int) and param < 0 else values[0] if param == TEXT else param
        for param in params
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, bound)
        return cursor.fetchall()
