"""What the rows of a company file are made of, read by the chunk.

Plain queries by primary key, one for each table: models would take ten times as long. On SQLite they are
one statement, and each gives one value, all its rows as JSON. So SQLite works it out in one step, in which
Python lets another thread go on; rows that are fetched one by one would wait for that thread at each of them.
Primary keys are a parameter: Python keeps the last 128 statements of a connection with all that is in them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.db import connection

from companies.file_columns import COLUMNS
from companies.models import Company, CompanyCitation, CompanyFigure, CompanyName, Identifier, Presence
from profiles.models import Source

AMONG = {"sqlite": "IN (SELECT value FROM json_each(%s))", "postgresql": "= ANY(%s)"}
# Not by the index of states, which SQLite would walk: see ProfileQuerySet.published().
PUBLISHED = {"sqlite": "+state = 'published'", "postgresql": "state = 'published'"}
OWN = frozenset(
    (
        *("slug", "name_en", "name_zh", "name_fr", "legal_name", "ownership", "founded", "website"),
        *("address", "summary_en", "summary_zh", "summary_fr", "returnee_founded", "latitude", "longitude"),
    )
)
# A row as its company's table knows it; other tables fill in the rest.
SELECTED = [column if column in OWN else "NULL" for column in COLUMNS]
# These begin with the company and the source.
FACTS = ("names", "presences", "figures", "identifiers", "citations")
MOST_REMEMBERED = 50_000

Rows = list[Sequence[Any]]


@dataclass
class Chunk:
    """Rows of each table about some companies."""

    pks: list[int]
    companies: Rows  # (company, zone, …) of those that are published
    sectors: Rows  # (company, sector)
    names: Rows  # (company, source, name)
    presences: Rows  # (company, source, country)
    figures: Rows  # (company, source, metric, kind of period, its start, value, unit)
    identifiers: Rows  # (company, source, scheme, value, until)
    citations: Rows  # (company, source, field)
    sources: dict[int, str]  # what they are called in a file; also others


@dataclass
class Question:
    columns: list[str]
    rest: str  # of the statement, from FROM on, with one place for primary keys
    exact: str = ""  # a column of decimals with more digits than the 15 that SQLite's JSON says

    def __str__(self) -> str:
        return f"SELECT {', '.join(self.columns)} {self.rest}"

    @property
    def as_one_value(self) -> str:
        """All rows as JSON."""
        named = {column: f"c{place}" for place, column in enumerate(self.columns) if column != "NULL"}
        given = ", ".join(f"{column} AS {name}" for column, name in named.items())
        names = [(column, named.get(column, "NULL")) for column in self.columns]
        cells = ", ".join(f"json(quote({name}))" if column == self.exact else name for column, name in names)
        return f"SELECT json_group_array(json_array({cells})) FROM (SELECT {given} {self.rest})"  # noqa: S608


class Reader:
    """Reads on one cursor, in one thread at a time."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self._sources: dict[int, str] = {}
        among = AMONG[connection.vendor]
        self._questions = _questions(among, PUBLISHED[connection.vendor])
        self._of_sources = Question(["id", "title", "url"], f"FROM {_table(Source)} WHERE id {among}")

    def all(self, model: Any, column: str) -> dict[int, str]:
        """A column of each record, by its primary key."""
        self.cursor.execute(f"SELECT id, {column} FROM {_table(model)}")  # noqa: S608
        return dict(self.cursor.fetchall())

    def read(self, pks: list[int]) -> Chunk:
        questions = self._questions
        answers = dict(zip(questions, self._answers(questions.values(), pks), strict=True))
        return Chunk(pks, **answers, sources=self._named(answers))

    def _named(self, answers: Mapping[str, Rows]) -> dict[int, str]:
        """What the sources of facts are called. A chunk before may still be written with those that were known."""
        used = {row[1] for name in FACTS for row in answers[name]} - {None}
        known = self._sources if len(self._sources) < MOST_REMEMBERED else {}
        if new := used - known.keys():
            (found,) = self._answers([self._of_sources], list(new))
            known = known | {pk: url or title for pk, title, url in found}
        self._sources = known
        return known

    def _answers(self, questions: Collection[Question], pks: list[int]) -> list[Rows]:
        if connection.vendor == "sqlite":
            values = ", ".join(f"({one.as_one_value})" for one in questions)
            self.cursor.execute(f"SELECT {values}", [str(pks)] * len(questions))
            return [orjson.loads(value) for value in self.cursor.fetchone()]
        return [self._rows(str(one), pks) for one in questions]

    def _rows(self, sql: str, pks: list[int]) -> Rows:
        self.cursor.execute(sql, [pks])
        return self.cursor.fetchall()


def _questions(among: str, published: str) -> dict[str, Question]:
    """By the name that the answer has in a chunk."""
    own = f"FROM {_table(Company)} WHERE {published} AND id {among}"
    through = f"FROM {_table(Company.sectors.through)} WHERE company_id {among} ORDER BY company_id, id"
    return {
        "companies": Question(["id", "zone_id", *SELECTED], own),
        "sectors": Question(["company_id", "sector_id"], through),
        "names": _facts(CompanyName, ["name"], among),
        "presences": _facts(Presence, ["country"], among, "AND closed = ''"),
        "figures": _figures(among),
        "identifiers": _facts(Identifier, ["scheme", "value", "until"], among),
        "citations": _facts(CompanyCitation, ["field"], among, "AND says = ''", order=""),
    }


def _figures(among: str) -> Question:
    """Only figures that a company file can say in full, so that reading it back adds none; the newest of each comes last."""
    more = "AND coverage = 'all' AND rank <> 'disputed'"
    order = "period_start, CASE rank WHEN 'preferred' THEN 1 ELSE 0 END, key"
    found = _facts(
        CompanyFigure, ["metric_id", "period_kind", "period_start", "value", "unit"], among, more, order
    )
    return replace(found, exact="value")


def _facts(model: Any, columns: list[str], among: str, more: str = "", order: str = "key") -> Question:
    """Only the order within a company matters, and with keys alone SQLite would walk the whole table by them."""
    rest = f"FROM {_table(model)} WHERE company_id {among} {more}"
    return Question(
        ["company_id", "source_id", *columns], f"{rest} ORDER BY company_id, {order}" if order else rest
    )


def _table(model: Any) -> str:
    return model._meta.db_table
