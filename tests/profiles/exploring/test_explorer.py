"""The explorer of figures: what it understands, what it joins, and what it keeps apart."""

import csv
import io
import re

import pytest
from PIL import Image

from companies.models import Company
from profiles import tally
from profiles.models import Metric
from tests.factories import make_company, make_figure, make_metric, make_park, make_sector, make_source

PATH = "/figures/"


@pytest.fixture
def park(db):
    """A host park with a series with a gap, and two companies."""
    host = make_park(slug="here", name_en="Here Park", is_host=True)
    income = make_metric(code="income", order=1)
    turnover = make_metric(code="turnover", order=2)
    source = make_source(title="Yearbook", evidence="primary")
    for year, value in (("2010", 10_000_000_000), ("2011", 20_000_000_000), ("2013", 30_000_000_000)):
        host.figures.create(metric=income, value=value, unit="CNY", period_start=year, source=source)
    chips = make_sector(slug="chips", name_en="Chips")
    for number in (1, 2):
        company = make_company(slug=f"c{number}", name_en=f"Company {number}", sectors=(chips,))
        for year in ("2010", "2011"):
            make_figure(company=company, metric=turnover, value=number * 100, year=year, source=source)
    tally.count()
    return host


def page(client, query=""):
    response = client.get(f"{PATH}?{query}")
    return response.status_code, response.content.decode()


def titles(html):
    return re.findall(r"<figcaption><b>([^<]*)</b>", html)


def file(client, query):
    response = client.get(f"{PATH}export.csv?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))


def test_first_page_is_of_the_park_with_title_and_definition(client, park):
    status, html = page(client)
    assert (status, titles(html)) == (200, ["income, 2010 to 2013"])
    assert "<title>income: Here Park · Figures · Here Park</title>" in html
    assert "yuan (CNY), coverage: all, calendar years" in html


def test_gap_is_a_gap_in_drawing_and_table(client, park):
    _status, html = page(client, "metric=income")
    [path] = re.findall(r'class="l-line l-line--0"\s+d="([^"]*)"\s*/>\s*<path class="l-mark', html)[1:]
    assert path.count("M") == 1
    assert re.findall(r'<th scope="row">(\d{4})</th>\s*<td>\s*<(?:b|span)[^>]*>([^<]*)<', html) == [
        ("2010", "10 bn yuan"),
        ("2011", "20 bn yuan"),
        ("2012", "not recorded"),
        ("2013", "30 bn yuan"),
    ]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("metric=income&from=2011", ["income, 2011 to 2013"]),
        ("metric=income&to=2011", ["income, 2010 to 2011"]),
        ("metric=income&from=2011&to=2012", []),
        ("metric=income&from=1900&to=1950", []),
        ("metric=turnover&company=c1&company=c2", ["turnover, 2010 to 2011", "turnover, 2010 to 2011"]),
    ],
)
def test_years_and_profiles_narrow(client, park, query, shown):
    assert titles(page(client, query)[1]) == shown


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("metric=nothing", "“nothing” is not in this list."),
        ("group=nothing", "“nothing” is not in this list."),
        ("from=x", "Write a year of four digits"),
        ("from=2012&to=2010", "The last year is before the first one."),
        ("company=nobody", "Not found: nobody"),
        ("company=" + "&company=".join(["%00", "<b>"]), "Not found:"),
    ],
)
def test_what_is_not_understood_is_said_and_never_widens(client, park, query, said):
    status, html = page(client, query)
    assert (status, titles(html)) == (200, [])
    assert said in html
    assert client.get(f"{PATH}export.csv?{query}").status_code == 400
    assert client.get(f"{PATH}chart.png?chart=all-CNY-years&{query}").status_code == 400


def test_unknown_company_beside_a_known_one_is_named_and_the_known_one_shown(client, park):
    _status, html = page(client, "metric=turnover&company=c1&company=nobody")
    assert "Not found: nobody" in html
    assert titles(html)[0] == "turnover, 2010 to 2011"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_profile_that_is_not_public_is_not_found(client, park, state):
    hidden = make_company(slug="hidden", name_en="Secretname", published=state != "draft")
    make_figure(company=hidden, metric=Metric.objects.get(code="turnover"), value=987_000, year="2010")
    if state == "withdrawn":
        hidden.withdraw(by=None)
    tally.count()
    html = page(client, "metric=turnover&company=hidden&company=c1")[1]
    assert "Not found: hidden" in html
    assert "Secretname" not in html
    assert "987" not in html
    assert "sum of 2 profiles" in html
    assert client.get(f"{PATH}export.csv?metric=turnover&company=hidden").status_code == 400


def test_withdrawn_profile_leaves_the_sums_with_the_next_count(client, park):
    Company.objects.get(slug="c2").withdraw(by=None)
    tally.count()
    counted = page(client, "metric=turnover&group=sector")[1].split('id="counted"')[1]
    assert "sum of 1 profile," in counted
    assert "sum of 2 profiles" not in counted


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "USD"},
        {"coverage": "listed"},
        {"period_kind": "as_of"},
        {"coverage": "part", "note_en": "North"},
    ],
)
def test_other_definition_has_a_chart_of_its_own(client, park, other):
    metric = park.figures.first().metric
    for year in ("2010", "2011"):
        park.figures.create(**{"metric": metric, "value": 1, "unit": "CNY", "period_start": year, **other})
    assert titles(page(client, "metric=income")[1]) == ["income, 2010 to 2013", "income, 2010 to 2011"]


def test_financial_years_are_a_line_of_their_own(client, park):
    metric = park.figures.first().metric
    for year in (2010, 2011):
        park.figures.create(
            metric=metric,
            value=1,
            unit="CNY",
            period_kind="span",
            period_start=f"{year}-04",
            period_end=f"{year + 1}-03",
        )
    html = page(client, "metric=income")[1]
    assert "Here Park (calendar years)" in html
    assert "Here Park (financial years)" in html


@pytest.mark.parametrize(
    "figure",
    [
        {"period_kind": "undated", "period_start": ""},
        {"period_kind": "span", "period_start": "2010-01", "period_end": "2010-06"},
        {"period_start": "2010", "rank": "disputed"},
    ],
)
def test_what_stands_in_no_chart_is_listed(client, park, figure):
    park.figures.create(**{"metric": park.figures.first().metric, "value": 77, "unit": "CNY", **figure})
    html = page(client, "metric=income")[1]
    listed = html.partition("In no chart")[2] or html.partition("Another source gives")[2]
    assert "77 yuan" in listed


def test_sums_are_apart_and_say_of_how_many(client, park):
    html = page(client, "metric=turnover&group=sector&company=c1")[1]
    recorded, counted = html.split('id="counted"')
    assert "Added up from this directory" in counted
    assert "sum of 2 profiles, 2 primary or secondary, 0 to check, 0 without a source" in counted
    assert "sum of" not in recorded
    assert "Chips" in counted


def test_sum_of_inexact_figures_is_no_exact_one(client, park):
    metric = make_metric(code="staff", kind="count", unit="count")
    for value, qualifier in ((100, "over"), (50, "exact")):
        make_figure(company=make_company(), metric=metric, value=value, unit="count", qualifier=qualifier)
    tally.count()
    counted = page(client, "metric=staff")[1].split('id="counted"')[1]
    assert "about 150" in counted
    assert "sum of 2 profiles, 1 not exact, 0 primary" in counted
    assert [
        (line["value"], line["qualifier"], line["figures_inexact"])
        for line in file(client, "metric=staff&company=c1")
    ] == [("150", "about", "1")]


def test_share_is_offered_and_not_added_up(client, park):
    metric = make_metric(code="women", kind="share", unit="percent", name_en="Women")
    for slug, value in (("c1", 60), ("c2", 70)):
        make_figure(company=Company.objects.get(slug=slug), metric=metric, value=value, unit="percent")
    hidden = make_metric(code="hidden", kind="share", unit="percent")
    make_figure(company=make_company(published=False), metric=hidden, value=1, unit="percent")
    tally.count()
    html = page(client, "metric=turnover")[1]
    assert '<option value="women">Women</option>' in html
    assert 'value="hidden"' not in html
    assert "130" not in page(client, "metric=women&company=c1&company=c2")[1].split('id="counted"')[1]


def test_file_tells_recorded_from_counted(client, park):
    lines = file(client, "metric=turnover&company=c1&group=sector")
    assert [
        (line["origin"], line["profile"], line["group_value"], line["year"], line["value"], line["profiles"])
        for line in lines
    ] == [
        ("recorded", "c1", "", "2010", "100", ""),
        ("recorded", "c1", "", "2011", "100", ""),
        ("counted_from_this_directory", "", "chips", "2010", "300", "2"),
        ("counted_from_this_directory", "", "chips", "2011", "300", "2"),
    ]
    assert {line["evidence"] for line in lines[:2]} == {"primary"}


def test_metric_that_a_park_added_is_there_without_code(client, park):
    robots = make_metric(code="robots", kind="count", unit="count", name_en="Robots at work", order=9)
    for year in ("2010", "2011"):
        park.figures.create(metric=robots, value=5, unit="count", period_start=year)
    html = page(client, "metric=robots")[1]
    assert titles(html) == ["Robots at work, 2010 to 2011"]
    assert '<option value="robots" selected>Robots at work</option>' in html


def test_picture_is_a_png_of_the_chart(client, park):
    response = client.get(f"{PATH}chart.png?metric=income&chart=all-CNY-years")
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert response["Content-Disposition"] == 'attachment; filename="income-all-CNY-years.png"'
    with Image.open(io.BytesIO(response.content)) as image:
        assert image.format == "PNG"
        assert image.width == 1200
    assert len(response.content) < 100_000


@pytest.mark.parametrize(
    ("chart", "status"), [("", 404), ("nothing", 404), ("all-USD-years", 404), ("%00", 400)]
)
def test_picture_of_no_chart_is_not_found(client, park, chart, status):
    assert client.get(f"{PATH}chart.png?metric=income&chart={chart}").status_code == status


def test_citation_names_figure_definition_source_and_address(client, park):
    html = page(client, "metric=income&from=2011")[1]
    citation = re.search(r'id="cite-all-CNY-years">([^<]*)<', html)[1]
    assert citation.startswith(
        "income, 2011 to 2013 (yuan (CNY), coverage: all, calendar years). Here Park, "
    )
    assert "/figures/?metric=income&amp;from=2011, as of " in citation
    assert citation.endswith("Sources: Yearbook [Primary source]")


def test_companies_are_found_by_words_and_added(client, park):
    from profiles.search import reindex

    for company in Company.objects.all():
        reindex(company)
    html = page(client, "metric=turnover&find=company&company=c1")[1]
    assert 'href="?metric=turnover&amp;company=c1&amp;company=c2"' in html


def test_at_most_five_profiles_are_shown(client, park):
    for number in range(3, 8):
        make_company(slug=f"c{number}")
    query = "metric=turnover&" + "&".join(f"company=c{number}" for number in range(1, 8))
    html = page(client, query)[1]
    assert "At most 5 at once" in html
    assert html.count("Take away") == 5


def test_park_beside_five_companies_hides_none_of_them(client, park):
    for number in range(3, 6):
        make_company(slug=f"c{number}")
    five = "&".join(f"company=c{number}" for number in range(1, 6))
    html = page(client, f"metric=turnover&{five}&park=here")[1]
    assert "At most 5 at once" in html
    assert titles(html)[0] == "turnover, 2010 to 2011"
    assert html.count("Take away") == 5


def test_many_groups_and_years_are_cut_on_the_page_with_a_word_and_not_in_the_file(client, park):
    metric = make_metric(code="staff", kind="count", unit="count")
    for number in range(22):
        company = make_company(sectors=(make_sector(slug=f"s{number:02}"),))
        for year in (1970, 2010, 2011):
            make_figure(company=company, metric=metric, value=number + 1, unit="count", year=str(year))
    tally.count()
    html = page(client, "metric=staff&group=sector")[1]
    assert "the 20 largest groups, the last 30 years and 12 charts at most" in html
    assert html.count("sum of 1 profile,") == 20 * 2
    assert len(file(client, "metric=staff&group=sector&company=c1")) == 22 * 3
    assert "There are more" not in page(client, "metric=staff&from=2010")[1]


def test_number_of_queries_does_not_grow_with_companies(client, park, django_assert_max_num_queries):
    client.get("/companies/")
    with django_assert_max_num_queries(16):
        page(client, "metric=turnover&group=sector&company=c1&company=c2")


def test_empty_site_has_a_page(client, db):
    assert page(client)[0] == 200


def test_first_metric_is_that_of_the_longest_series_of_the_park(client, park):
    """A date, a part and a disputed figure make no series longer."""
    staff = make_metric(code="staff", kind="count", unit="count", order=0)
    for number, year in enumerate(("2001", "2002", "2003", "2004")):
        rank = "disputed" if number > 1 else "normal"
        park.figures.create(metric=staff, value=1, unit="count", period_start=year, rank=rank)
    park.figures.create(metric=staff, value=1, unit="count", period_start="2005", coverage="part")
    park.figures.create(metric=staff, value=1, unit="count", period_start="2006", period_kind="as_of")

    assert titles(page(client)[1]) == ["income, 2010 to 2013"]


def test_figure_in_no_chart_is_shown_alone_and_can_be_cited(client, park):
    """A year of which only a part is known has an answer, and the page does not say that it has none."""
    park.figures.create(
        metric=Metric.objects.get(code="income"),
        value=7,
        unit="CNY",
        period_kind="span",
        period_start="2020-01",
        period_end="2020-07",
    )
    html = page(client, "metric=income&from=2020&to=2020")[1]

    assert "<title>income: Here Park, 2020 · Figures · Here Park</title>" in html
    assert "Nothing is recorded for this choice" not in html
    assert (
        "income: 7 yuan, Here Park, January 2020 to July 2020 (yuan (CNY), coverage: all, parts of years)."
        in html
    )


def test_page_shows_a_bounded_number_of_figures_in_no_chart(client, park, monkeypatch):
    monkeypatch.setattr("profiles.exploring.page.MAX_FURTHER", 2)
    for month in ("2020-01", "2020-02", "2020-03"):
        income = Metric.objects.get(code="income")
        period = {"period_kind": "span", "period_start": month, "period_end": month}
        park.figures.create(metric=income, value=7, unit="CNY", **period)

    assert "The first 2 are shown. The file has all." in page(client, "metric=income")[1]
    assert len(file(client, "metric=income&from=2020")) == 3
