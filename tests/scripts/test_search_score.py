"""The score of the search counts what a visitor sees."""

import csv

import pytest

from profiles.metrics import FILE as PRODUCT_METRICS
from profiles.metrics import load_metrics
from profiles.models import Metric
from profiles.search import reindex
from scripts.search_score import (
    FILES,
    QUERIES,
    WHOLE_SITE,
    Query,
    Score,
    is_right,
    on_the_page,
    read_queries,
    score,
    table,
)
from tests.factories import make_company, make_park
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


@pytest.mark.django_db
def test_whole_site_answers_with_companies_parks_and_figures():
    load_metrics()
    host = make_park(slug="host", is_host=True)
    employees = Metric.objects.get(code="employees")
    host.figures.create(metric=employees, value=900, unit="count", period_start="2014")
    for row in (make_company(slug="first", name_en="Jobs"), make_park(slug="other", name_en="Jobs Park")):
        reindex(row)

    assert on_the_page("jobs 2014", WHOLE_SITE) == ["figures/employees/2014", "first", "partners/other"]
    assert on_the_page("jobs", WHOLE_SITE) == ["first", "figures/employees", "partners/other"]


def test_figure_of_any_year_is_right_without_a_year():
    assert is_right(["figures/area/2018"], frozenset({"figures/area"}))
    assert not is_right(["figures/area"], frozenset({"figures/area/2018"}))
    assert not is_right(["figures/areas"], frozenset({"figures/area"}))


@pytest.mark.parametrize("name", FILES)
def test_answers_to_the_queries_are_shipped(name):
    companies = {line["profile"] for line in read("facts/companies.csv")}
    parks = {f"partners/{line['profile']}" for line in read("facts/parks.csv")}
    with PRODUCT_METRICS.open(encoding="utf-8", newline="") as file:
        metrics = {f"figures/{row['code']}" for row in (*csv.DictReader(file), *read("metrics.csv"))}
    page, queries = read_queries(QUERIES / name)
    shipped = companies | (parks | metrics if page == WHOLE_SITE else set())

    answers = {"/".join(answer.split("/")[:2]) for query in queries for answer in query.answers}

    assert answers - shipped == set()
