"""What was typed is read as a question about figures and answered with value, year and source."""

import re

import pytest

from profiles import tally
from profiles.content.changes import current_stamp
from profiles.exploring.answers import found_figures
from profiles.exploring.questions import MetricWords
from profiles.lists.groups import Rank
from profiles.metrics import load_metrics
from profiles.models import Metric
from profiles.search import reindex
from tests.factories import make_company, make_figure, make_park, make_source


@pytest.fixture
def words(db):
    load_metrics()
    return MetricWords(Metric.objects.all())


@pytest.mark.parametrize(
    ("text", "first", "years", "names"),
    [
        ("patents 2017", "patents_granted", ("2017", "2017"), ""),
        ("2017年专利", "patents_granted", ("2017", "2017"), ""),
        ("brevets 2017", "patents_granted", ("2017", "2017"), ""),
        ("jobs", "employees", None, ""),
        ("how many people work in the park", "employees", None, ""),
        ("area of the park", "area", None, ""),
        ("园区占地多大", "area", None, ""),
        ("how many companies", "companies", None, ""),
        ("有多少家企业", "companies", None, ""),
        ("combien d'entreprises", "companies", None, ""),
        ("chiffre d'affaires de Lenovo", "turnover", None, "Lenovo"),
        ("chiffre d’affaires 2014", "turnover", ("2014", "2014"), ""),
        ("小米营收2022", "turnover", ("2022", "2022"), "小米"),
        ("exports of companies since 2005", "export", ("2005", ""), ""),
        ("employees between 2010 and 2014", "employees", ("2010", "2014"), ""),
        ("New companies a day", "new_companies_per_day", None, ""),
    ],
)
def test_words_are_read_as_metric_years_and_whose(words, text, first, years, names):
    asked = words.read(text)

    spans = asked.years and (asked.years.first, asked.years.last)
    assert (asked.metrics[0].code, spans, asked.names) == (first, years, names)


@pytest.mark.parametrize("text", ["", "Lenovo", "2014", "not patents", '"patents"', "of the park"])
def test_nothing_is_asked_without_a_word_for_a_metric(words, text):
    assert words.read(text) is None


def test_word_of_two_metrics_means_both_the_one_called_so_first(words):
    assert [metric.code for metric in words.read("turnover").metrics] == ["turnover", "total_income"]


@pytest.fixture
def host(words):
    park = make_park(slug="here", name_en="Here Park", is_host=True)
    source = make_source(title="Yearbook", evidence="primary")
    employees = Metric.objects.get(code="employees")
    for year, value in (("2012", 100), ("2014", 200)):
        park.figures.create(metric=employees, value=value, unit="count", period_start=year, source=source)
    park.figures.create(
        metric=employees, value=50, unit="count", period_start="2014", coverage="above_designated_size"
    )
    park.figures.create(metric=employees, value=9, unit="count", period_start="2015", rank="disputed")
    reindex(park)
    return park


def answered(host, text):
    found = found_figures(text, host, current_stamp())
    return [(line.url, str(line.name), line.beside, line.text) for line in found.lines]


def test_figure_is_answered_with_value_year_source_and_the_way_to_it(host):
    url = "/figures/?metric=employees&from=2014&to=2014"
    assert answered(host, "jobs 2014") == [
        (url, "Employees: 200", "2014", "Here Park. Source: Yearbook [Primary source]"),
        (url, "Employees: 50", "2014", "Here Park, above designated size. Unsourced"),
    ]
    assert answered(host, "jobs in Here 2012")[0][1:3] == ("Employees: 100", "2012")


def test_newest_figure_is_answered_without_a_year(host):
    assert answered(host, "jobs")[0][:3] == ("/figures/?metric=employees", "Employees: 200", "2014")


def test_nearest_year_is_named_where_the_year_has_none(host):
    [line] = answered(host, "jobs 2010")
    assert line[:3] == ("/figures/?metric=employees", "Employees: 100", "2012")
    assert line[3].startswith("Nothing is recorded for the years asked for; this is the nearest.")


def test_figures_of_a_named_company_are_its_own(host):
    company = make_company(slug="acme", name_en="Acme")
    turnover = Metric.objects.get(code="turnover")
    make_figure(company=company, metric=turnover, value=700, year="2014")
    draft = make_company(slug="acme-draft", name_en="Acme Draft", published=False)
    make_figure(company=draft, metric=turnover, value=1, year="2014")
    for row in (company, draft):
        reindex(row)

    assert [line[:3] for line in answered(host, "Acme revenue 2014")] == [
        ("/figures/?metric=turnover&from=2014&to=2014&company=acme", "Turnover: 700 yuan", "2014")
    ]
    assert answered(host, "Acme Draft revenue") == []
    assert answered(host, "Nobody revenue 2014") == []


def test_what_companies_add_up_to_is_told_apart(host):
    make_figure(company=make_company(), metric=Metric.objects.get(code="turnover"), value=700, year="2014")
    tally.count()

    [line] = answered(host, "sales 2014")
    assert line[:3] == ("/figures/?metric=turnover&from=2014&to=2014#counted", "Turnover: 700 yuan", "2014")
    assert "Not an official total." in line[3]


def test_words_within_the_name_of_a_metric_lead_to_it(host):
    found = found_figures("granted", host, current_stamp())
    assert [(line.url, str(line.name)) for line in found.lines] == [
        ("/figures/?metric=patents_granted", "Patents granted")
    ]
    assert found.rank == Rank.FITTING


def test_figures_come_before_what_only_mentions_the_words(client, host):
    reindex(make_company(slug="staff", name_en="Other", summary_en="Has jobs for many"))
    html = client.get("/search/", {"q": "jobs"}).content.decode()
    assert re.findall(r'<h2 id="found-(\w+)"', html) == ["figures", "company"]


def test_answer_looks_up_a_bounded_number_of_profiles(host, django_assert_max_num_queries):
    for number in range(12):
        reindex(make_company(name_en=f"Acme {number}"))
    answered(host, "Acme revenue")
    with django_assert_max_num_queries(14):
        answered(host, "Acme revenue")
