"""The company list asks few questions, none of which reads a whole table."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from tests.companies.population import populate, random_question
from tests.plans import forget_statistics, walks_of

MAX_QUERIES, MAX_QUERIES_CORRECTED = 6, 9  # words that find nothing are looked for a second time
QUESTIONS = 500


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
        most = MAX_QUERIES if found_at_once else MAX_QUERIES_CORRECTED
        assert len(queries) <= most, (address, [query["sql"][:120] for query in queries])


def test_no_query_of_a_list_scans_a_table(client, asked):
    if connection.vendor != "sqlite":
        pytest.skip("Small tables are always scanned by PostgreSQL")
    forget_statistics()  # of a table of few rows they say that it is best read whole
    client.get("/companies/")
    assert walks_of(client, asked) == set()
