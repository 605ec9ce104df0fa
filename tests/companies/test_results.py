"""Totals, counts and pages equal what counting one by one gives."""

from __future__ import annotations

import random

import pytest

from companies.catalogue import current
from companies.facets import LISTING
from companies.models import Company
from profiles.lists.results import Results
from profiles.search import reindex
from tests.companies.population import Oracle, newest, populate, random_question
from tests.companies.turnovers import comparable_turnover
from tests.factories import make_company

SIZE = 4


def answer(values) -> Results:
    return Results(values, current())


@pytest.fixture
def chance(db):
    chance = random.Random(4)
    populate(chance, 60)
    return chance


def test_totals_and_counts_of_random_questions_equal_a_count_one_by_one(chance):
    oracle = Oracle()
    for _round in range(200):
        asked = random_question(chance)
        results = answer(asked)
        assert set(results.ids) == oracle.ids(asked), asked
        for facet in LISTING.names:
            counts = results.counts(facet)
            assert counts == oracle.counts(asked, facet, counts), (asked, facet)


def test_years_follow_the_other_filters_and_ignore_the_range(chance):
    oracle, asked = Oracle(), {"zone": ["zone-0"], "founded_min": "2000", "founded_max": "2005"}
    founded = [oracle.values[pk]["founded"] for pk in oracle.ids({"zone": ["zone-0"]})]
    assert answer(asked).years(LISTING.spans[0]) == {
        year: sum(one.startswith(year) for one in founded) for year in ("1984", "1999", "2005", "2020")
    }


def test_pages_follow_each_other_in_the_order_of_the_whole(chance):
    for _round in range(60):
        results = answer(random_question(chance))
        whole = results.ordered().tolist()
        assert set(whole) == set(results.ids)
        pages = [results.page(number, SIZE) for number in range(1, results.total // SIZE + 3)]
        assert [pk for page in pages for pk in page] == whole


def test_orders_are_what_they_say(chance):
    companies = {company.pk: company for company in Company.objects.published()}

    def in_order(order: str, keys: list) -> list[int]:
        """Sorted by the last key first, as sorting is stable."""
        pks = sorted(companies)
        for key in reversed(keys):
            pks.sort(key=lambda pk: key(companies[pk]))
        return pks

    def name(company):
        return (company.name_en.lower(), company.name_zh, company.name_fr)

    def turnover(company):
        amount, other = comparable_turnover(company), newest(company, "turnover")
        return (0, -amount) if amount is not None else (1 if other is not None else 2, 0)

    expected = {
        "name": [name],
        "founded": [lambda company: company.founded or "9", name],
        "-turnover": [turnover, name],
    }
    for order, keys in expected.items():
        assert answer({"order": order}).ordered().tolist() == in_order(order, keys), order
    newest_first = Company.objects.published().order_by("-changed_at", "pk").values_list("pk", flat=True)
    assert answer({"order": "-updated"}).ordered().tolist() == list(newest_first)


@pytest.mark.django_db
def test_better_names_come_first_and_fuller_profiles_break_ties():
    text = "Something about a robot"
    make_company(slug="in-text", name_en="Arms", description_en=text)
    make_company(slug="fuller", name_en="Arms", description_en=text, website="https://example.org")
    make_company(slug="in-name", name_en="Our robot")
    make_company(slug="begins", name_en="Robot arms")
    make_company(slug="whole", name_en="Robot")
    for company in Company.objects.all():
        reindex(company)
    found = answer({"q": "robot", "order": ""}).ordered().tolist()
    slugs = dict(Company.objects.values_list("pk", "slug"))
    assert [slugs[pk] for pk in found] == [
        "whole",
        "begins",
        "in-name",
        "fuller",
        "in-text",
    ]


def test_results_of_one_catalogue_stay_as_they_were(chance):
    catalogue = current()
    before = Results({}, catalogue).total
    make_company()
    assert (Results({}, catalogue).total, answer({}).total) == (before, before + 1)
