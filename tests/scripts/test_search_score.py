"""The score of the search counts what a visitor sees."""

import pytest

from profiles.search import reindex
from scripts.search_score import FILES, QUERIES, Query, Score, on_the_page, read_queries, score, table
from tests.factories import make_company
from zgc_site.demo.files import read


def test_scores_of_kinds_add_up_to_all_and_misses_are_named():
    queries = [Query("a", "first", frozenset("xy")), Query("a", "fifth", frozenset("x"))]
    queries += [Query("b", "sixth", frozenset("x")), Query("b", "nothing", frozenset("x"))]
    answers = {"first": ["y", "z"], "fifth": [*"abcdx"], "sixth": [*"abcdex"], "nothing": []}
    missed = []

    scores = score(queries, answers.get, lambda query, found: missed.append(query.text))

    assert scores == {"a": Score(2, 1, 2, 0), "b": Score(2, 0, 0, 1), "all": Score(4, 1, 2, 1)}
    assert missed == ["fifth", "sixth", "nothing"]
    assert table(scores).splitlines()[-1] == "| all | 4 | 25.0% | 50.0% | 25.0% |"


@pytest.mark.django_db
def test_what_the_page_answers_is_read_best_first():
    for slug, name in (("second", "Alpha Beta"), ("first", "Alpha"), ("other", "Gamma")):
        reindex(make_company(slug=slug, name_en=name))

    assert on_the_page("alpha") == ["first", "second"]
    assert on_the_page("delta") == []


@pytest.mark.parametrize("name", FILES)
def test_answers_to_the_queries_are_shipped_companies(name):
    shipped = {line["profile"] for line in read("facts/companies.csv")}

    answers = {answer for query in read_queries(QUERIES / name) for answer in query.answers}

    assert answers - shipped == set()
