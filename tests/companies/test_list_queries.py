"""The company list asks few questions, none of which reads a whole table."""

from __future__ import annotations

import random
import re

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.companies.population import populate, random_question

MOST, MOST_CORRECTED = 6, 9  # words that find nothing are looked for a second time
QUESTIONS = 500
# What SQLite calls a scan and is none: the index of the search, numbers given as a list, a subquery of one row.
NO_TABLES = ("profiles_searchindex", "json_each", "constant row", "subquery", "(")


@pytest.fixture
def asked(db):
    """Addresses of random lists."""
    chance = random.Random(11)
    populate(chance, 40)
    return [f"/companies/?{_address(random_question(chance))}" for _round in range(QUESTIONS)]


def _address(values) -> str:
    query = QueryDict(mutable=True)
    for name, value in values.items():
        query.setlist(name, value if isinstance(value, (list, tuple)) else [value])
    return query.urlencode()


def test_list_takes_at_most_six_queries_whatever_the_filters(client, asked):
    client.get("/companies/")
    for address in asked[:60]:
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address)
        assert page.status_code == 200
        state, cards = page.context["state"], page.context["cards"]
        found_at_once = not state.words or (cards and not state.corrected)
        most = MOST if found_at_once else MOST_CORRECTED
        assert len(queries) <= most, (address, [query["sql"][:120] for query in queries])


def test_no_query_of_a_list_scans_a_table(client, asked):
    if connection.vendor != "sqlite":
        pytest.skip("Small tables are always scanned by PostgreSQL")
    client.get("/companies/")
    scans = set()
    for address in asked:
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        scans |= {line for query in queries for line in plan(query["sql"])}
    assert scans == set()


def plan(sql: str) -> list[str]:
    """The scans that SQLite plans for a statement."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        lines = [row[3] for row in cursor.fetchall()]
    return [
        f"{line}: {sql[:200]}"
        for line in lines
        if re.match(r"SCAN (?!.*USING)", line) and not _is_no_table(line)
    ]


def _is_no_table(line: str) -> bool:
    return line.removeprefix("SCAN ").lower().startswith(NO_TABLES)
