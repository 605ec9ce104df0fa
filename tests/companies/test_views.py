"""The company list and profile as visitors get them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company, Presence
from profiles.search import reindex
from tests.companies.lists import names
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source
from tests.page_form import page_form

LIST_QUERIES = 6
PROFILE_QUERIES = 19  # of one with rows of every kind; most have a few kinds


@pytest.mark.parametrize(
    ("query", "slugs", "chosen"),
    [
        ("q=robot", ["robot", "arms"], "Best match"),
        ("q=robot&order=", ["robot", "arms"], "Best match"),
        ("q=robot&order=relevance", ["robot", "arms"], "Best match"),
        ("q=robot&order=name", ["arms", "robot"], "Name"),
        ("order=name", ["arms", "robot"], "Name"),
        ("order=relevance", ["arms", "robot"], "Name"),
        ("", ["arms", "robot"], "Name"),
    ],
)
@pytest.mark.django_db
def test_words_are_answered_by_best_match_unless_another_order_is_asked_for(client, query, slugs, chosen):
    make_company(slug="arms", name_en="Arms", description_en="Something about a robot")
    make_company(slug="robot", name_en="Robot")
    for company in Company.objects.all():
        reindex(company)
    response = client.get(f"/companies/?{query}")
    assert names(response) == slugs
    assert re.findall(r'<option value="[^"]*" selected>(.*?)</option>', response.content.decode()) == [chosen]


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["", "?order=name", "?order=relevance"])
def test_form_of_the_list_asks_for_the_best_match_when_words_are_typed(client, start):
    make_company(slug="arms", name_en="Arms", description_en="Something about a robot")
    make_company(slug="robot", name_en="Robot")
    for company in Company.objects.all():
        reindex(company)
    form = page_form(client.get(f"/companies/{start}"), "dirform")
    assert form["order"] == [""]
    assert names(client.get("/companies/", {**form, "q": "robot"})) == ["robot", "arms"]
    form = page_form(client.get("/companies/?order=-founded"), "dirform")
    assert form["order"] == ["-founded"]


@pytest.mark.parametrize(
    ("order", "slugs"),
    [
        ("name", ["four", "one", "three", "two"]),
        ("founded", ["one", "four", "two", "three"]),
        ("-founded", ["two", "four", "one", "three"]),
    ],
)
def test_list_is_sorted(client, park, order, slugs):
    assert names(client.get(f"/companies/?order={order}")) == slugs


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_queries(client, number):
    for _company in range(number):
        company = make_company(sectors=(make_sector(),))
        Presence.objects.create(company=company, country="FR")
    client.get("/companies/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/companies/?q=company").status_code == 200
    assert len(queries) <= LIST_QUERIES


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_profile_takes_a_constant_number_of_queries(client, number):
    company = make_company(slug="full", sectors=(make_sector(),))
    metric = make_metric()
    for place in range(number):
        source = make_source()
        make_figure(company=company, metric=metric, value=place, year=str(1990 + place), source=source)
        company.milestones.create(on="2001", text_en="Something happened", source=source)
        company.presences.create(country="FR", source=source)
        company.other_names.create(name=f"Name {place}", source=source)
        company.citations.create(field="founded", source=source)
        company.stakeholders.create(name=f"Founder {place}", source=source)
        company.certificates.create(kind="high_tech", issued=f"{1990 + place}", source=source)
        company.identifiers.create(scheme="hkex", value=str(place), source=source)
        company.ties.create(name=f"Parent {place}", source=source)
        company.products.create(name=f"Product {place}", source=source)
        company.links.create(kind="other", url=f"https://example.org/{place}")
    client.get("/companies/")  # what a worker keeps of all companies is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/companies/full/").status_code == 200
    assert len(queries) <= PROFILE_QUERIES


@pytest.mark.django_db
def test_former_address_redirects(client):
    company = make_company(slug="new-name")
    company.former_slugs.create(slug="old-name")
    response = client.get("/companies/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/companies/new-name/")


@pytest.mark.django_db
def test_former_address_of_a_hidden_company_is_gone(client):
    company = make_company(slug="new-name", published=False)
    company.former_slugs.create(slug="old-name")
    assert client.get("/companies/old-name/").status_code == 404


@pytest.mark.django_db
def test_unsourced_and_doubtful_facts_say_so(client):
    company = make_company(slug="doubtful")
    company.other_names.create(name="Nobody knows")
    company.other_names.create(name="Somebody says", source=make_source(evidence="to_check"))
    html = client.get("/companies/doubtful/").content.decode()
    assert (
        html.count('class="seal-none" title="Unsourced"'),
        html.count('aria-label="Source 1, to check"'),
    ) == (1, 1)
    assert (html.count("Unsourced:"), html.count("Source to check:")) == (
        1,
        2,
    )  # what the marks mean, and the source itself


@pytest.mark.django_db
@pytest.mark.parametrize(("published_on", "year"), [("2014-05", "in a source of 2014"), ("", "undated")])
def test_number_of_countries_has_a_year_or_says_undated(client, published_on, year):
    company = make_company(slug="abroad")
    company.presences.create(country="FR", source=make_source(published_on=published_on))
    facts = client.get("/companies/abroad/").context["profile"].sheet.facts
    assert [value.year for fact in facts for value in fact.values if fact.label == "Present abroad"] == [year]


@pytest.mark.django_db
def test_part_of_a_year_leads_nowhere_and_stands_among_the_further_figures(client):
    company, turnover = make_company(), make_metric(code="turnover")
    make_figure(company=company, metric=turnover, value=120, year="2023")
    make_figure(
        company=company, metric=turnover, value=110, year="2023", rank="disputed", source=make_source()
    )
    make_figure(
        company=company, metric=turnover, value=73, year="2024-01", period_kind="span", period_end="2024-06"
    )
    profile = client.get(company.get_absolute_url()).context["profile"]
    assert [figure.value for figure in profile.sheet.latest_figures] == [120, 110]
    assert [(line.value, line.period) for line in profile.further_figures] == [
        ("73 yuan", "January 2024 to June 2024")
    ]


@pytest.mark.django_db
def test_figures_that_form_no_series_stand_in_one_table(client):
    company = make_company()
    turnover, patents = (
        make_metric(code="turnover"),
        make_metric(code="patents_granted", kind="count", unit="count"),
    )
    for year in ("2011", "2012"):
        make_figure(company=company, metric=turnover, value=10, year=year, source=make_source())
    make_figure(
        company=company,
        metric=patents,
        value=7,
        unit="count",
        year="2011",
        coverage="part",
        note_en="In one country",
    )
    make_figure(company=company, metric=patents, value=9, unit="count", year="2012")
    html = client.get(company.get_absolute_url()).content.decode()
    assert html.count('<figure class="chart">') == 1
    table = " ".join(html.partition("Further figures")[2].partition("</table>")[0].split())
    row = '<th scope="row">patents_granted, In one country</th> <td> 7 </td> <td>2011</td>'
    assert row in table
    assert ">9 <" not in table  # stands among the facts already
    assert table.count('<th scope="row">') == 1


@pytest.mark.django_db
def test_sources_of_a_profile_say_what_they_support(client):
    company = make_company(slug="sourced", founded="1984")
    source = make_source()
    company.citations.create(field="founded", source=source)
    company.milestones.create(on="2001", text_en="Moved", source=source)
    sources = list(client.get("/companies/sourced/").context["profile"].sources)
    assert [supported for _number, _source, supported in sources] == [["Founded", "History"]]
