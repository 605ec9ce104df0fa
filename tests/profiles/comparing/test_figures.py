"""Figures of several profiles stand in one row only where they count the same."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import CompanyFigure
from profiles.comparing.comparison import Comparison
from profiles.comparing.figures import figure_rows
from tests.factories import make_company, make_figure, make_metric, make_source

YUAN = "CNY"


@pytest.fixture
def two(db):
    return make_company(slug="one"), make_company(slug="two")


@pytest.fixture
def turnover(db):
    return make_metric(code="turnover")


def rows(metric, *companies, currency=YUAN):
    of_each = [
        list(CompanyFigure.objects.filter(company=company).select_related("metric", "source"))
        for company in companies
    ]
    return figure_rows(metric, of_each, currency)


def texts(row):
    return [[value.text for value in cell.values] for cell in row.cells]


def test_row_is_of_the_period_that_most_have_and_a_second_one_of_the_newest(two, turnover):
    for year, value in (("2010", 1), ("2011", 2), ("2012", 3)):
        make_figure(company=two[0], metric=turnover, value=value, year=year)
    make_figure(company=two[1], metric=turnover, value=9, year="2011")
    shared, newest = rows(turnover, *two)
    assert (shared.definition, texts(shared)) == ("coverage: all, 2011", [["2 yuan"], ["9 yuan"]])
    assert (newest.definition, texts(newest)) == ("coverage: all, newest of each", [["3 yuan"], ["9 yuan"]])


def test_profile_without_the_period_shows_another_one_and_says_so(two, turnover):
    third = make_company()
    for company, year in ((two[0], "2010"), (two[1], "2010"), (third, "2008")):
        make_figure(company=company, metric=turnover, value=5, year=year)
    [row] = rows(turnover, *two, third)
    assert [cell.remarks for cell in row.cells] == [(), (), ("other period",)]


@pytest.mark.parametrize(
    "other",
    [
        {"coverage": "registered"},
        {"coverage": "part", "note_en": "In one city"},
        {"period_kind": "as_of", "year": "2010-12-31"},
        {"period_kind": "span", "year": "2010-01", "period_end": "2010-06"},
        {"period_kind": "undated", "year": ""},
    ],
)
def test_other_definition_has_a_row_of_its_own_and_the_first_says_so(two, turnover, other):
    make_figure(company=two[0], metric=turnover, value=1, year="2010")
    make_figure(company=two[1], metric=turnover, value=2, **{"year": "2010", **other})
    found = rows(turnover, *two)
    assert [texts(row) for row in found] == [[["1 yuan"], []], [[], ["2 yuan"]]]
    assert [row.differs for row in found] == [True, False]


def test_parts_with_other_notes_are_not_the_same(two, turnover):
    for company, note in zip(two, ("North", "South"), strict=True):
        make_figure(company=company, metric=turnover, value=1, year="2010", coverage="part", note_en=note)
    assert [row.definition for row in rows(turnover, *two)] == [
        "coverage: North, 2010",
        "coverage: South, 2010",
    ]


def test_financial_year_stands_beside_the_calendar_year_that_has_more_of_its_days_and_is_marked(
    two, turnover
):
    make_figure(company=two[0], metric=turnover, value=1, year="2010")
    make_figure(
        company=two[1], metric=turnover, value=2, period_kind="span", year="2010-04", period_end="2011-03"
    )
    [row] = rows(turnover, *two)
    assert row.definition == "coverage: all, 2010"
    assert [cell.remarks for cell in row.cells] == [(), ("financial year",)]


def test_amount_in_another_currency_keeps_it_and_is_converted_beside(two, turnover):
    make_figure(company=two[0], metric=turnover, value=1000, year="2010")
    make_figure(company=two[1], metric=turnover, value=1000, year="2010", unit="USD")
    [row] = rows(turnover, *two)
    converted = [cell.values[0].converted for cell in row.cells]
    assert texts(row) == [["1,000 yuan"], ["1,000 US$"]]
    assert converted[0] == ""
    assert converted[1].endswith("converted at the mean rate of 2010")


def test_preferred_figure_leads_and_other_sources_follow_it(two, turnover):
    source = make_source()
    make_figure(company=two[0], metric=turnover, value=1, year="2010", source=source)
    make_figure(company=two[0], metric=turnover, value=2, year="2010", rank="preferred", source=make_source())
    [row] = rows(turnover, *two)
    [value] = row.cells[0].values
    assert (value.text, [says for says, _use in value.differing]) == ("2 yuan", ["1 yuan"])


def test_disputed_figure_never_stands_alone(two, turnover):
    make_figure(company=two[0], metric=turnover, value=1, year="2010", rank="disputed")
    assert rows(turnover, *two) == []


def test_areas_in_other_units_are_said_in_one(two, db):
    area = make_metric(code="area", kind="area", unit="km2")
    make_figure(company=two[0], metric=area, value=2, year="2010", unit="km2")
    make_figure(company=two[1], metric=area, value=100, year="2010", unit="ha")
    [row] = rows(area, *two)
    assert [cell.values[0].converted for cell in row.cells] == ["", "= 1 km²"]


def test_charts_never_mix_units_or_coverages(two, turnover):
    for company, unit in zip(two, ("CNY", "USD"), strict=True):
        for year in ("2010", "2011"):
            make_figure(company=company, metric=turnover, value=1, year=year, unit=unit)
            make_figure(company=company, metric=turnover, value=1, year=year, unit=unit, coverage="listed")
    charts = Comparison("company", list(two), YUAN).charts
    assert sorted((chart.unit, chart.coverage, len(chart.lines)) for chart in charts) == [
        ("CNY", "all", 1),
        ("CNY", "listed", 1),
        ("USD", "all", 1),
        ("USD", "listed", 1),
    ]


def test_metric_that_a_park_added_is_compared_without_code(two, db):
    added = make_metric(code="robots", kind="count", unit="count")
    make_figure(company=two[0], metric=added, value=7, year="2010")
    comparison = Comparison("company", list(two), YUAN)
    assert [(row.key, texts(row)) for row in comparison.rows if row.key == "robots"] == [
        ("robots", [["7"], []])
    ]


def test_as_many_queries_for_five_as_for_two(db, turnover):
    numbers = []
    for size in (2, 5):
        companies = [make_company() for _number in range(size)]
        for company in companies:
            make_figure(company=company, metric=turnover, value=1, source=make_source())
        with CaptureQueriesContext(connection) as queries:
            comparison = Comparison("company", companies, YUAN)
            assert comparison.rows
            assert comparison.charts == []
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
