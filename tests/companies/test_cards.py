"""The lines of the list."""

import re
from dataclasses import replace

import pytest

from companies.cards import company_cards
from companies.catalogue import current
from profiles.documents.reading import document_of
from profiles.documents.records import save
from tests.factories import make_company, make_figure, make_metric, make_source


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


def _undated_turnover(**fields):
    company, source = make_company(), make_source(**fields)
    make_figure(
        company=company,
        metric=make_metric(code="turnover"),
        value=7_000_000,
        year="",
        period_kind="undated",
        source=source,
    )
    return company, source


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "company"])
def test_line_follows_the_date_of_the_source_of_an_undated_turnover(words):
    company, source = _undated_turnover(published_on="2013")
    line = company_cards([company.pk], current(), words)
    assert re.findall(r"Turnover, ([^<]+)", line) == ["in a source of 2013"]
    document = document_of(source)
    save(source, document, replace(document, fields={**document.fields, "published_on": "2014"}))
    line = company_cards([company.pk], current(), words)
    assert re.findall(r"Turnover, ([^<]+)", line) == ["in a source of 2014"]


@pytest.mark.django_db
def test_line_of_a_turnover_whose_source_has_no_date_says_undated():
    company, _source = _undated_turnover()
    assert re.findall(r"Turnover, ([^<]+)", company_cards([company.pk], current(), "")) == ["undated"]
