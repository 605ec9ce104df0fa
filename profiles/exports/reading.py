"""The data for the rows of a file, read in chunks.

Plain queries by primary key, one for each table: models would take ten times as long. On SQLite they are
one statement, and each gives one value, all its rows as JSON. So SQLite computes it in one step, in which
Python lets another thread go on; rows that are fetched one by one would wait for that thread at each of them.
Primary keys are a parameter: Python caches the last 128 statements of a connection with all that is in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection

from profiles.facts.columns import Derived, FromField, FromFigure, FromRows, FromTerm, FromTerms, Written
from profiles.models import Source
from profiles.models.registry import profile_kind
from profiles.models.source import BEGIN_OF_ADDRESS

AMONG = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s)"}
# As the index of addresses has it: Source.objects.at().
BEGIN = {
    "sqlite": f"SUBSTR({{}}, 1, {BEGIN_OF_ADDRESS})",
    "postgresql": f"LEFT({{}}, {BEGIN_OF_ADDRESS})",
}
# Not by the index of states, which SQLite would walk: see ProfileQuerySet.published().
PUBLISHED = {"sqlite": "+state = 'published'", "postgresql": "state = 'published'"}
# Current rows that a file can express in full, so that reading it back adds none.
ONLY = {
    "presences": "AND closed = ''",
    "identifiers": "AND until = ''",
    "ties": "AND until = ''",
    "products": "AND until = ''",
    "figures": "AND coverage = 'all' AND rank <> 'disputed'",
    "citations": "AND says = ''",
}
# Of these the last one counts, so the newest comes last.
FIGURES = "period_start, CASE rank WHEN 'preferred' THEN 1 ELSE 0 END, key"
FIGURE_COLUMNS = (
    *("metric_id", "period_kind", "period_start", "period_end"),
    *("value", "unit", "qualifier", "as_published"),
)
MAX_REMEMBERED = 50_000

Table = list[Sequence[Any]]


@dataclass
class ExportChunk:
    """Rows of each table about some profiles."""

    pks: list[int]
    profiles: Table  # (profile, its requested columns, …) of those that are published
    sets: dict[str, Table]  # by field: (profile, term)
    rows: dict[str, Table]  # by relation: (profile, source, requested columns, …)
    sources: dict[int, str]  # their names in a file; also others


@dataclass
class TableQuery:
    columns: list[str]
    rest: str  # of the statement, from FROM on, with one place for primary keys
    exact: str = ""  # a column of decimals with more digits than the 15 that SQLite's JSON says

    def __str__(self) -> str:
        return f"SELECT {', '.join(self.columns)} {self.rest}"

    @property
    def as_one_value(self) -> str:
        """All rows as JSON."""
        names = {column: f"c{place}" for place, column in enumerate(self.columns)}
        aliased = ", ".join(f"{column} AS {name}" for column, name in names.items())
        cells = ", ".join(
            f"json(quote({name}))" if column == self.exact else name for column, name in names.items()
        )
        return f"SELECT json_group_array(json_array({cells})) FROM (SELECT {aliased} {self.rest})"  # noqa: S608


@dataclass(frozen=True)
class ReadPlan:
    """Which columns of which tables some cells are written from."""

    model: Any
    own_columns: list[str]  # columns of the profile
    sets: list[str]  # fields
    rows: dict[str, list[str]]  # relation -> its columns

    @classmethod
    def of(cls, kind: str, cells: Collection[Written]) -> ReadPlan:
        columns = [cell.field for cell in cells if isinstance(cell, FromField)]
        columns += [f"{cell.field}_id" for cell in cells if isinstance(cell, FromTerm)]
        columns += [cell.field for cell in cells if isinstance(cell, Derived)]
        rows: dict[str, list[str]] = {}
        for cell in cells:
            if isinstance(cell, FromRows):
                row_columns = rows.setdefault(cell.relation, [])
                row_columns += [name for name in (*cell.where, cell.value) if name not in row_columns]
            if isinstance(cell, Derived) and cell.value not in (
                row_columns := rows.setdefault(cell.relation, [])
            ):
                row_columns.append(cell.value)
        if any(isinstance(cell, FromFigure) for cell in cells):
            rows["figures"] = list(FIGURE_COLUMNS)
        rows["citations"] = ["field"]
        sets = [cell.field for cell in cells if isinstance(cell, FromTerms)]
        return cls(profile_kind(kind).model, list(dict.fromkeys(columns)), sets, rows)

    def queries(self, vendor: str) -> dict[tuple[str, str], TableQuery]:
        """By what the answer is about: the profiles, a set or a relation."""
        among = AMONG[vendor]
        profiles = f"FROM {table(self.model)} WHERE {PUBLISHED[vendor]} AND id {among}"
        queries = {("profiles", ""): TableQuery(["id", *self.own_columns], profiles)}
        for name in self.sets:
            queries["sets", name] = self._set(name, among)
        for relation, columns in self.rows.items():
            queries["rows", relation] = self._rows(relation, columns, among)
        return queries

    def _set(self, name: str, among: str) -> TableQuery:
        field = self.model._meta.get_field(name)
        owner, through = field.m2m_column_name(), table(field.remote_field.through)
        rest = f"FROM {through} WHERE {owner} {among} ORDER BY {owner}, id"
        return TableQuery([owner, field.m2m_reverse_name()], rest)

    def _rows(self, relation: str, columns: list[str], among: str) -> TableQuery:
        """Only the order within a profile matters, and with keys alone SQLite would walk the whole table by them."""
        link = self.model._meta.get_field(relation)
        owner = link.field.column
        rest = f"FROM {table(link.related_model)} WHERE {owner} {among} {ONLY.get(relation, '')}"
        order = FIGURES if relation == "figures" else "key"
        exact = "value" if relation == "figures" else ""
        source = "source_id" if link.related_model.is_sourced() else "NULL"
        return TableQuery([owner, source, *columns], f"{rest} ORDER BY {owner}, {order}", exact)


class TableReader:
    """Reads tables on one cursor, in one thread at a time."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor

    def all(self, model: Any, column: str) -> dict[int, str]:
        """A column of each record, by its primary key."""
        self.cursor.execute(f"SELECT id, {column} FROM {table(model)}")  # noqa: S608
        return dict(self.cursor.fetchall())

    def answers(self, queries: Collection[TableQuery], pks: list[int]) -> list[Table]:
        if connection.vendor == "sqlite":
            values = ", ".join(f"({query.as_one_value})" for query in queries)
            self.cursor.execute(f"SELECT {values}", [str(pks)] * len(queries))
            return [orjson.loads(value) for value in self.cursor.fetchone()]
        return [self._rows(str(query), pks) for query in queries]

    def _rows(self, sql: str, pks: list[int]) -> Table:
        self.cursor.execute(sql, [pks])
        return self.cursor.fetchall()


class ChunkReader(TableReader):
    """Reads what the rows of a file are written from."""

    def __init__(self, cursor: Any, plan: ReadPlan) -> None:
        super().__init__(cursor)
        self._sources: dict[int, str] = {}
        self._queries = plan.queries(connection.vendor)
        among = AMONG[connection.vendor]
        source_table = table(Source)
        self._of_sources = TableQuery(
            ["id", "title", "url", "key", *_sharing_columns(source_table, BEGIN[connection.vendor])],
            f"FROM {source_table} WHERE id {among}",
        )

    def read(self, pks: list[int]) -> ExportChunk:
        answers = dict(zip(self._queries, self.answers(self._queries.values(), pks), strict=True))
        sets = {name: rows for (sort, name), rows in answers.items() if sort == "sets"}
        rows = {name: rows for (sort, name), rows in answers.items() if sort == "rows"}
        return ExportChunk(pks, answers["profiles", ""], sets, rows, sources=self._source_names(rows))

    def _source_names(self, rows: Mapping[str, Table]) -> dict[int, str]:
        """The names of the sources of facts. An earlier chunk may still be written with the ones known before."""
        used = {row[1] for of_relation in rows.values() for row in of_relation} - {None}
        known = self._sources if len(self._sources) < MAX_REMEMBERED else {}
        if new := used - known.keys():
            (records,) = self.answers([self._of_sources], list(new))
            known = known | {pk: _source_name(*source) for pk, *source in records}
        self._sources = known
        return known


def shares_title_and_address(source_table: str) -> str:
    """Whether another source has the same title and the same address, or as none."""
    return (
        f"EXISTS (SELECT 1 FROM {source_table} o WHERE o.id <> {source_table}.id AND"  # noqa: S608 (our own table)
        f" o.title = {source_table}.title AND o.url = {source_table}.url)"
    )


def _sharing_columns(source_table: str, begin: str) -> list[str]:
    """Whether another source has the title, and whether one has the address."""
    exists = f"EXISTS (SELECT 1 FROM {source_table} o WHERE o.id <> {source_table}.id AND"  # noqa: S608 (our own table)
    of_address = (
        f"{begin.format('o.url')} = {begin.format(f'{source_table}.url')} AND o.url = {source_table}.url"
    )
    return [
        f"{exists} o.title = {source_table}.title)",
        f"{source_table}.url <> '' AND {exists} {of_address})",
    ]


def _source_name(title: str, url: str, key: str, shares_title: Any, shares_address: Any) -> str:
    """What names this source and no other: see profiles/imports/rows/sources.py."""
    if url and not shares_address:
        return url
    return f"{title} [{key}]" if shares_title else title


def table(model: Any) -> str:
    return model._meta.db_table
