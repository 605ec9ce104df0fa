"""Turnovers in several currencies are compared in the home currency, and follow it."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from companies.cards import turnovers_of
from companies.catalogue import current
from companies.facets import LISTING, TURNOVER, TURNOVER_BANDS
from companies.models import Company
from profiles.catalogue.cache import CatalogueCache
from profiles.catalogue.reading import CatalogueColumns
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.lists.results import Results
from tests.companies.lists import names
from tests.companies.population import populate
from tests.companies.turnovers import comparable_turnover, of_a_year
from tests.factories import make_company, make_figure, make_metric, make_park

pytestmark = pytest.mark.django_db


@pytest.fixture
def turnover():
    return make_metric(code="turnover")


def company_with(metric, slug, *figures):
    company = make_company(slug=slug, name_en=slug)
    for figure in figures:
        make_figure(company=company, metric=metric, **figure)
    return company


def set_home_currency(park, code):
    park.refresh_from_db()
    base = document_of(park)
    save(park, base, replace(base, fields={**base.fields, "home_currency": code}), Actor())


def bands():
    """Who is in which band."""
    found = current().facts["turnover"]
    return {band: set(found.get(band, ())) for band in TURNOVER_BANDS}


def by_turnover():
    return Results({"order": "-turnover"}, current()).ordered().tolist()


def test_fifty_turnovers_are_compared_by_what_plain_arithmetic_gives(turnover):
    chance = random.Random(8)
    companies = {}
    for number in range(50):
        figure = {
            "value": chance.randrange(1, 10**12),
            "unit": chance.choice(["CNY", "USD", "EUR", "BRL", "INR", "KRW", "SEK", "GBP", "JPY", "HKD"]),
            "year": str(chance.randrange(1999, 2026)),
        }
        company = company_with(turnover, f"c{number}", figure)
        companies[company.pk] = company
    read = CatalogueColumns(LISTING, "CNY", None)
    expected = [float(comparable_turnover(companies[pk]) or 0) for pk in read.pks.tolist()]
    assert read.newest[TURNOVER].tolist() == pytest.approx(expected, rel=1e-12)
    assert by_turnover() == sorted(companies, key=lambda pk: -float(comparable_turnover(companies[pk]) or 0))


def test_line_shows_the_figure_that_the_list_compares_by():
    populate(random.Random(11), 60)
    read = CatalogueColumns(LISTING, "CNY", None)
    shown = turnovers_of(Company.objects.published(), "CNY")
    compared = dict(zip(read.pks.tolist(), read.newest[TURNOVER].tolist(), strict=True))
    amounts = {pk: of_a_year(figure, "CNY") for pk, figure in shown.items()}
    known = {pk: float(amount) for pk, amount in amounts.items() if amount is not None}
    assert known == pytest.approx({pk: value for pk, value in compared.items() if value == value})
    assert len(known) > 10


def test_line_says_an_amount_in_its_own_currency_and_converted(turnover, client):
    host = make_park(country="CN", home_currency="CNY", is_host=True)
    company_with(turnover, "dollars", {"value": 15_000_000_000, "unit": "USD", "year": "2020"})
    company_with(turnover, "yuan", {"value": 15_000_000_000, "unit": "CNY", "year": "2020"})
    company_with(turnover, "dong", {"value": 15_000_000_000, "unit": "VND", "year": "2020"})
    said = "≈ 104 bn yuan, converted at the mean rate of 2020"
    for page in ("/companies/", "/companies/dollars/"):
        text = client.get(page).text
        assert ("15 bn US$" in text, text.count(said) > 0, text.count("≈") == text.count(said)) == (True,) * 3
    assert "≈" not in client.get("/companies/yuan/").text
    assert "≈" not in client.get("/companies/dong/").text
    set_home_currency(host, "EUR")
    assert client.get("/companies/").text.count("converted at the mean rate of 2020") == 2
    assert "≈ 13.1 bn €, converted at the mean rate of 2020" in client.get("/companies/dollars/").text


def test_order_of_two_currencies_is_that_of_their_worth(turnover):
    """100 m dollars of 2020 are 690 m yuan."""
    less = company_with(turnover, "less", {"value": 600_000_000, "unit": "CNY", "year": "2020"})
    dollars = company_with(turnover, "dollars", {"value": 100_000_000, "unit": "USD", "year": "2020"})
    more = company_with(turnover, "more", {"value": 700_000_000, "unit": "CNY", "year": "2020"})
    nothing = company_with(turnover, "nothing")
    unknown = company_with(turnover, "dong", {"value": 10**15, "unit": "VND", "year": "2020"})
    before = company_with(turnover, "early", {"value": 10**15, "unit": "EUR", "year": "1998"})
    assert by_turnover() == [company.pk for company in (more, dollars, less, unknown, before, nothing)]


def test_bands_and_order_follow_the_home_currency(turnover):
    host = make_park(country="CN", home_currency="CNY", is_host=True)
    yuan = company_with(turnover, "yuan", {"value": 60_000_000, "unit": "CNY", "year": "2020"})
    dollars = company_with(turnover, "dollars", {"value": 9_000_000, "unit": "USD", "year": "2020"})
    early = company_with(turnover, "early", {"value": 50_000_000, "unit": "EUR", "year": "1998"})
    assert (bands()["under-10m"], bands()["10m-100m"]) == (set(), {yuan.pk, dollars.pk})
    assert by_turnover() == [dollars.pk, yuan.pk, early.pk]
    set_home_currency(host, "EUR")
    assert (bands()["under-10m"], bands()["10m-100m"]) == ({yuan.pk, dollars.pk}, {early.pk})
    assert by_turnover() == [early.pk, dollars.pk, yuan.pk]
    set_home_currency(host, "")
    assert set().union(*bands().values()) == set()


def test_catalogue_that_followed_another_home_currency_equals_one_read_anew(turnover):
    host = make_park(country="CN", home_currency="CNY", is_host=True)
    worker = CatalogueCache(LISTING)
    for number, unit in enumerate(("CNY", "USD", "EUR", "VND")):
        company_with(turnover, f"c{number}", {"value": 40_000_000, "unit": unit})
    worker.current()
    set_home_currency(host, "USD")
    company_with(turnover, "another", {"value": 40_000_000, "unit": "EUR"})
    kept, fresh = worker.current(), CatalogueCache(LISTING).current()
    assert (kept.home, kept.facts["turnover"]) == (fresh.home, fresh.facts["turnover"])
    assert kept.orders["-turnover"].pks.tolist() == fresh.orders["-turnover"].pks.tolist()


def test_another_host_park_brings_its_currency(turnover, client):
    make_park(country="CN", home_currency="CNY", is_host=True)
    other = make_park(country="SE", home_currency="SEK")
    company_with(turnover, "yuan", {"value": 9_000_000, "unit": "CNY", "year": "2020"})
    assert names(client.get("/companies/?turnover=under-10m")) == ["yuan"]
    assert "Under 10 m yuan" in client.get("/companies/").text
    other.make_host(by=None)
    assert names(client.get("/companies/?turnover=under-10m")) == []
    assert "Under 10 m SEK" in client.get("/companies/").text


def test_list_of_a_park_without_a_currency_offers_no_bands(turnover, client):
    make_park(country="SE", is_host=True)
    company_with(turnover, "kronor", {"value": 9_000_000, "unit": "SEK"})
    assert 'name="turnover"' not in client.get("/companies/").text


@pytest.mark.parametrize("unit", ["CNY", "VND"])
def test_turnover_is_one_fact_in_the_order_by_what_is_known_whatever_its_currency(turnover, unit):
    """What nothing converts weighs as much: of equals the one that changed last comes first."""
    other = company_with(turnover, "first", {"value": 5, "unit": "VND" if unit == "CNY" else "CNY"})
    company = company_with(turnover, "last", {"value": 5, "unit": unit})
    now = company.changed_at
    Company.objects.filter(pk=other.pk).update(changed_at=now - timedelta(days=1))
    assert current().orders["relevance"].pks.tolist() == [company.pk, other.pk]


def test_part_of_a_year_is_no_years_turnover(turnover):
    """January to July is neither in a band nor before a whole year; the year before is."""
    half = {"period_kind": "span", "year": "2021-01", "period_end": "2021-07", "value": 90_000_000}
    alone = company_with(turnover, "alone", half)
    whole = company_with(turnover, "whole", {"year": "2020", "value": 5_000_000}, half)
    small = company_with(turnover, "small", {"year": "2020", "value": 1})
    financial = {"period_kind": "span", "year": "2020-04", "period_end": "2021-03", "value": 20_000_000}
    of_financial_year = company_with(turnover, "financial", financial, {"year": "2020", "value": 5_000_000})
    assert bands()["10m-100m"] == {of_financial_year.pk}
    assert bands()["under-10m"] == {whole.pk, small.pk}
    assert by_turnover() == [of_financial_year.pk, whole.pk, small.pk, alone.pk]


def test_undated_amount_counts_in_the_home_currency_alone(turnover):
    undated = {"period_kind": "undated", "year": "", "value": 20_000_000}
    yuan = company_with(turnover, "yuan", undated)
    dollars = company_with(turnover, "dollars", {**undated, "unit": "USD"})
    assert bands()["10m-100m"] == {yuan.pk}
    assert by_turnover() == [yuan.pk, dollars.pk]


def test_newer_part_is_nowhere_taken_for_the_whole(turnover, client):
    """Neither in bands nor orders nor on cards; where nothing else is known, nothing can be compared."""
    part = {"year": "2021", "value": 90_000_000, "coverage": "part"}
    whole = company_with(turnover, "whole", {"year": "2020", "value": 5_000_000}, part)
    small = company_with(turnover, "small", {"year": "2020", "value": 1})
    alone = company_with(turnover, "alone", part)
    assert {band: pks for band, pks in bands().items() if pks} == {"under-10m": {whole.pk, small.pk}}
    assert by_turnover() == [whole.pk, small.pk, alone.pk]
    assert {pk: figure.value for pk, figure in turnovers_of([whole, small, alone], "CNY").items()} == {
        whole.pk: 5_000_000,
        small.pk: 1,
    }
    assert "90 m yuan" not in client.get("/companies/").text


def test_of_one_period_the_whole_in_the_home_currency_counts(turnover):
    company = company_with(
        turnover,
        "several",
        {"value": 900_000_000, "unit": "USD"},
        {"value": 50_000_000, "unit": "CNY"},
        {"value": 2_000_000_000, "unit": "CNY", "coverage": "part"},
        {"value": 5_000_000_000, "unit": "CNY", "rank": "disputed", "coverage": "listed"},
    )
    assert [band for band, pks in bands().items() if company.pk in pks] == ["10m-100m"]
    assert comparable_turnover(company) == Decimal(50_000_000)
