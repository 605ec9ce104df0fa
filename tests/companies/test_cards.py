"""The lines of the list."""

import re

import pytest

from companies.cards import company_cards
from companies.catalogue import current
from tests.factories import make_company, make_figure, make_metric


def test_line_is_marked_for_the_words_of_each_question(client, park):
    pages = [client.get("/companies/", {"q": words}).content.decode() for words in ("one", "", "two", "one")]
    assert [re.findall("<mark>(.*?)</mark>", page) for page in pages] == [["One"], [], ["Two"], ["One"]]


@pytest.mark.django_db
def test_line_says_the_newest_turnover_that_nobody_disputes():
    company, metric = make_company(), make_metric(code="turnover")
    make_figure(company=company, metric=metric, value=7_000_000, year="2012")
    make_figure(company=company, metric=metric, value=8_000_000, year="2015")
    make_figure(company=company, metric=metric, value=9_000_000, year="2016", rank="disputed")
    line = company_cards([company.pk], current(), "")
    assert re.findall(r"Turnover, (\d+)", line) == ["2015"]


@pytest.mark.django_db
def test_line_counts_countries_once_and_those_that_are_left_no_more():
    company = make_company()
    for country, closed in (("FR", ""), ("FR", ""), ("JP", ""), ("US", "2010")):
        company.presences.create(country=country, closed=closed)
    assert "2 countries" in company_cards([company.pk], current(), "")


def test_company_that_was_withdrawn_has_no_line_any_more(park):
    catalogue, pks = current(), [park["two"].pk, park["one"].pk]
    assert re.findall(r"/companies/(\w+)/", company_cards(pks, catalogue, "")) == ["two", "one"]
    park["two"].withdraw(by=None)
    assert re.findall(r"/companies/(\w+)/", company_cards(pks, catalogue, "")) == ["one"]
