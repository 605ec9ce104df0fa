"""The portrait of the host park."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import ParkFigure, Partnership, Statement
from profiles.models import Metric
from tests.factories import make_company, make_metric, make_park, make_sector, make_source
from zgc_site.parts.dot_field import outline
from zgc_site.parts.drawings import DRAWINGS, one_in

PROFILE_QUERIES = 13
COUNTS = {
    "companies_returnee_founded": 600,
    "companies_above_1bn": 300,
    "companies_with_branches_abroad": 300,
}


@pytest.fixture
def host(db):
    return make_park(
        slug="host", name_en="Host park", is_host=True, country="CN", latitude=39.9, longitude=116.4
    )


def figure(host, code, value, *, kind="count", unit="count", **fields):
    metric = Metric.objects.filter(code=code).first() or make_metric(code=code, kind=kind, unit=unit)
    defaults = {"period_kind": "undated", "source": make_source()}
    return ParkFigure.objects.create(
        park=host, metric=metric, value=Decimal(value), **{"unit": unit, **defaults, **fields}
    )


def add_counts(host, *, counted=2300, registered=3000):
    figure(host, "companies", counted)
    figure(host, "companies", registered, coverage="registered", qualifier="over")
    for code, value in COUNTS.items():
        figure(host, code, value)


def test_empty_database_gives_a_whole_page(client, db):
    response = client.get("/")
    assert response.status_code == 200
    assert "No sector is entered yet." in response.content.decode()


def test_headline_is_a_figure_with_its_seal(client, host):
    figure(host, "area", 480, kind="area", unit="km2", rank="preferred")
    html = client.get("/").content.decode()
    assert (
        '<h1>Host park: <span class="unbroken">480 km²</span>, and a source for every figure. <a class="src src--in" href="#s1"'
        in html
    )


def test_sentence_under_the_heading_has_its_source(client, host):
    host.summary_en = "Established in 1988."
    host.save()
    host.citations.create(field="summary_en", source=make_source())
    html = " ".join(client.get("/").content.decode().split())
    assert 'Established in 1988. <a class="src src--in" href="#s1"' in html


def test_figures_of_parts_and_of_other_coverages_are_no_other_word_on_a_key_figure(client, host):
    figure(host, "patents_international", 1700)
    figure(host, "patents_international", 3652, period_kind="year", period_start="2017")
    figure(
        host,
        "patents_international",
        3066,
        coverage="listed",
        period_kind="year",
        period_start="2021",
        rank="disputed",
    )
    figure(host, "patents_international", 2060, coverage="listed", period_kind="year", period_start="2023")
    figure(
        host,
        "patents_international",
        12,
        coverage="part",
        note_en="One zone",
        period_kind="year",
        period_start="2023",
    )
    [patents] = client.get("/").context["figures"]
    assert [said.text for said in patents.values] == ["3,652", "1,700"]


def test_series_of_most_years_are_drawn(client, host):
    for code, years in (("total_income", 3), ("tax_paid", 2), ("export", 1)):
        for year in range(years):
            figure(
                host,
                code,
                10 + year,
                kind="money",
                unit="CNY",
                period_kind="year",
                period_start=str(2015 + year),
            )
    response = client.get("/")
    assert [chart.metric.code for chart in response.context["charts"]] == ["total_income", "tax_paid"]
    assert response.content.decode().count('<figure class="chart">') == 2


def test_dots_are_of_one_period_and_what_the_same_source_says(client, host):
    add_counts(host)
    article = host.figures.get(metric__code="companies", coverage="all").source
    host.figures.filter(metric__code="companies_returnee_founded").update(source=article)
    figure(host, "companies", 25_000, period_kind="as_of", period_start="2018-01")
    figure(host, "companies_returnee_founded", 5_000, period_kind="year", period_start="2019")
    dots = client.get("/").context["dots"]
    assert (dots.counted.text, dots.views[0].caption[:3]) == ("2,300", "600")


def test_whole_percent_is_so_many_squares_of_a_hundred():
    drawing = DRAWINGS["share_city_industrial_surface"](ParkFigure(value=Decimal(70), unit="percent"))
    assert [filled for _x, _y, filled in drawing.marks] == [False] * 30 + [True] * 70


def test_sources_that_differ_are_both_shown(client, host):
    add_counts(host)
    figure(host, "area", 480, kind="area", unit="km2", rank="preferred")
    figure(host, "area", 488, kind="area", unit="km2", period_kind="year", period_start="2015")
    response = client.get("/")
    [area] = response.context["figures"]
    assert [said.text for said in area.values] == ["480 km²", "488 km²"]
    html = response.content.decode()
    assert "Another source gives 488 km² (2015)." in html
    assert "2,300" in html
    assert "over 3,000" in html


def test_figure_without_a_source_is_no_key_figure(client, host):
    figure(host, "patents_international", 1700, source=None)
    assert client.get("/").context["figures"] == []


def test_dot_field_is_exact_to_the_dot(client, host):
    add_counts(host)
    dots = client.get("/").context["dots"]
    assert (dots.counted_path, dots.registered_path) == ("M0 0h368v400h-368z", "M368 0h112v400h-112z")
    assert {view.key: view.path for view in dots.views} == {
        "ret": "M0 0h96v400h-96z",
        "bn": "M0 0h48v400h-48z",
        "br": "M0 0h48v400h-48z",
    }


@pytest.mark.parametrize(
    ("first", "end", "path"),
    [
        (0, 0, ""),
        (0, 1, "M0 0h8v8h-8z"),
        (0, 51, "M0 0h8v400h-8zM8 0h8v8h-8z"),
        (49, 101, "M0 392h8v8h-8zM8 0h8v400h-8zM16 0h8v8h-8z"),
        (10, 20, "M0 80h8v80h-8z"),
    ],
)
def test_outline_is_drawn_around_exactly_those_dots(first, end, path):
    assert outline(first, end) == path


@pytest.mark.parametrize(("counted", "registered"), [(2300, 3001), (3000, 2300)])
def test_dot_field_is_hidden_where_it_cannot_be_exact(client, host, counted, registered):
    add_counts(host, counted=counted, registered=registered)
    assert client.get("/").context["dots"] is None


def test_dot_field_is_hidden_without_its_figures(client, host):
    figure(host, "companies", 2300)
    response = client.get("/")
    assert response.context["dots"] is None
    assert "One dot is one company" not in response.content.decode()


@pytest.mark.parametrize(
    ("code", "value", "shape", "marks"),
    [
        ("area", "480", "area", [51]),
        ("area", "105", None, None),
        ("share_city_industrial_surface", "70.5", None, None),
        ("share_technology_joint_ventures", "33.333333", "thirds", [(0, True), (58, False), (116, False)]),
        ("patents_international", "1700", "bars", [number * 10 for number in range(17)]),
        ("patents_international", "1750", None, None),
        ("countries_with_branches", "3", "dots", [(0, 0), (17, 0), (34, 0)]),
        ("countries_with_branches", "2000", None, None),
        ("startups_returnee", "0.1", "squares", [(0, 0), (22, 0), (44, 0)]),
    ],
)
def test_drawings_come_from_the_values(code, value, shape, marks):
    unit = "km2" if code == "area" else "count"
    drawing = DRAWINGS[code](ParkFigure(value=Decimal(value), unit=unit))
    assert (drawing and drawing.shape, drawing and drawing.marks) == (shape, marks)


@pytest.mark.parametrize(
    ("percent", "parts"), [("33.333333", 3), ("33.3", None), ("16.67", 6), ("50", None), ("0", None)]
)
def test_one_in_so_many(percent, parts):
    assert one_in(Decimal(percent)) == parts


def test_sectors_count_published_companies_once(client, host):
    broad = make_sector(slug="broad")
    narrow = make_sector(slug="narrow", parent=broad)
    empty = make_sector(slug="empty")
    make_company(sectors=(broad, narrow))
    make_company(sectors=(narrow,))
    make_company(sectors=(narrow,), published=False)
    make_company()
    sectors = client.get("/").context["sectors"]
    assert [(row.sector.slug, row.companies, row.bar) for row in sectors] == [
        ("broad", 2, 100),
        (empty.slug, 0, 0),
    ]


def test_what_changed_is_published_and_newest_first(client, host):
    old = make_company(name_en="Old")
    park = make_park(name_en="New park")
    make_company(name_en="Hidden", published=False)
    assert client.get("/").context["changed"] == [park, old, host]


def test_partners_with_a_tie_that_lasts_come_first(client, host):
    for name, status in (("A", "ended"), ("B", "active")):
        Partnership.objects.create(park=make_park(name_en=name), kind="memorandum", status=status)
    Partnership.objects.create(park=make_park(name_en="Hidden", published=False), kind="memorandum")
    make_park(name_en="Untied")
    assert [card.park.name for card in client.get("/").context["partners"]] == ["B", "A"]


def queries(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/").status_code == 200
    return len(captured)


def fill(host, number):
    Statement.objects.create(park=host, text_en=f"Statement {number}", source=make_source())
    make_company(featured=True, sectors=(make_sector(),))
    park = make_park(latitude=43.6, longitude=7.1)
    Partnership.objects.create(park=park, kind="memorandum", source=make_source())


def test_home_needs_the_same_queries_for_one_and_three_of_each(client, host):
    add_counts(host)
    fill(host, 1)
    one = queries(client)
    fill(host, 2)
    fill(host, 3)
    assert queries(client) == one <= PROFILE_QUERIES


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
@pytest.mark.parametrize("path", ["/accessibility/", "/privacy/", "/"])
def test_plain_pages_answer_in_each_language(client, host, prefix, path):
    assert client.get(prefix + path).status_code == 200


def test_undated_figure_says_when_its_source_was_published(client, host):
    figure(host, "area", 480, kind="area", unit="km2", source=make_source(published_on="2013-05"))
    figure(host, "area", 488, kind="area", unit="km2", source=make_source(published_on="2016"))
    html = " ".join(client.get("/").content.decode().split())
    assert '<p class="fig__d">In a source of 2013' in html
    assert "Another source gives 488 km² (in a source of 2016)." in html


def test_newest_figure_of_each_metric_is_listed_with_what_it_counts(client, host):
    income, staff = make_metric(code="income", name_en="Income"), make_metric(code="staff", name_en="Staff")
    source = make_source()
    for year, value, fields in (
        ("2013", 3, {}), ("2024", 9, {"coverage": "above_designated_size"}),
        ("2025", 1, {"coverage": "part", "note_en": "Of one street."}), ("2026", 5, {"rank": "disputed"}),
    ):  # fmt: skip
        ParkFigure.objects.create(
            park=host,
            metric=income,
            value=Decimal(value),
            unit="CNY",
            period_start=year,
            source=source,
            **fields,
        )
    part = {"coverage": "part", "note_en": "Of two streets."}
    ParkFigure.objects.create(park=host, metric=staff, value=7, unit="count", period_start="2020", **part)
    lines = {line.metric: (line.name, line.value, line.period) for line in client.get("/").context["latest"]}
    assert lines["Income"] == ("Income, yuan (CNY), above designated size", "9 yuan", "2024")
    assert lines["Staff"] == ("Staff, Of two streets", "7", "2020")


def test_history_of_the_park_is_told(client, host):
    host.milestones.create(on="1988-05", text_en="The zone is founded.", source=make_source())
    page = client.get("/").content.decode()
    assert "The zone is founded." in page
    assert "earlier event" not in page
    for year in range(2001, 2008):
        host.milestones.create(on=str(year), text_en="It grows.", source=make_source())
    page = client.get("/").content.decode()
    assert "2 earlier events, from May 1988 on" in page
    assert page.index("2 earlier events") < page.index("The zone is founded.") < page.index("2007</time>")
