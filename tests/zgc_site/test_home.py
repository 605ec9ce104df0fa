"""The portrait of the host park."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import ParkFigure, Partnership, Statement
from profiles.models import Version
from tests.factories import make_company, make_park, make_sector, make_source
from tests.stories.factories import make_story
from tests.zgc_site.host import add_counts, figure, host
from zgc_site.parts.dot_field import outline
from zgc_site.parts.drawings import CHAPTERS, DRAWINGS, one_in

# Of them two for returnees, two for events, one for what changed, two for stories, one for products.
PROFILE_QUERIES = 19
__all__ = ["host"]


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


def test_caption_of_dots_begins_with_a_capital(client, host):
    add_counts(host)
    host.figures.filter(metric__code="companies_returnee_founded").update(qualifier="over")
    caption = client.get("/").context["dots"].views[0].caption
    assert caption == "Over 600 companies were founded by people who came back from studies abroad."


def test_whole_percent_is_so_many_squares_of_a_hundred():
    drawing = DRAWINGS["share_city_industrial_surface"](ParkFigure(value=Decimal(70), unit="percent"))
    assert [filled for _x, _y, filled in drawing.marks] == [False] * 30 + [True] * 70


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
        ("countries_with_branches", "3.5", None, None),
        ("startups_returnee", "0.1", "squares", [(0, 0), (22, 0), (44, 0)]),
        ("startups_returnee", "0.33", None, None),
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


@pytest.mark.parametrize(
    ("qualifier", "text"), [("exact", "1 in 7"), ("over", "over 14.29%"), ("about", "about 14.29%")]
)
def test_share_is_one_in_so_many_only_where_the_source_says_so(client, host, qualifier, text):
    share = {"kind": "share", "unit": "percent", "qualifier": qualifier}
    figure(host, "share_city_industrial_surface", Decimal("14.29"), **share)
    [shown] = client.get("/").context["key_figures"]["growth"]
    assert [value.text for value in shown.values] == [text]


@pytest.mark.parametrize(
    "fields", [{"coverage": "part", "note_en": "A street."}, {"source": None}, {"rank": "disputed"}]
)
def test_head_of_the_page_names_no_area_but_that_of_the_park(client, host, fields):
    figure(host, "area", 12, kind="area", unit="km2", **fields)
    assert client.get("/").context["area"] is None
    figure(host, "area", 488, kind="area", unit="km2")
    assert client.get("/").context["area"].value == 488


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


def test_sources_that_differ_are_side_by_side(client, host):
    figure(host, "area", 480, kind="area", unit="km2", rank="preferred")
    figure(host, "area", 488, kind="area", unit="km2", period_kind="year", period_start="2015")
    response = client.get("/")
    [area] = response.context["key_figures"]["growth"]
    assert area.values[0].text == "480 km²"
    [differing] = response.context["differing"]
    assert [(value.text, value.period) for value in differing.values] == [
        ("480 km²", "undated"),
        ("488 km²", "2015"),
    ]


@pytest.mark.parametrize(
    ("period", "other_period", "differ"),
    [("2015", "2015", True), ("2015", "2016", False), ("", "2016", True), ("", "", True)],
)
def test_figures_differ_where_their_periods_do_not_tell_them_apart(
    client, host, period, other_period, differ
):
    for value, of in ((480, period), (488, other_period)):
        figure(host, "staff", value, period_kind="year" if of else "undated", period_start=of)
    assert bool(client.get("/").context["differing"]) == differ


@pytest.mark.parametrize(
    "fields",
    [
        {"coverage": "part", "note_en": "A street."},
        {"source": None},
        {"coverage": "registered"},
        {"note_en": "Those with a contract."},
        {"value": 480},
    ],
)
def test_parts_unsourced_figures_other_definitions_and_equal_values_do_not_differ(client, host, fields):
    figure(host, "staff", 480)
    fields = {"value": 488, **fields}
    figure(host, "staff", fields.pop("value"), **fields)
    assert client.get("/").context["differing"] == []


@pytest.mark.parametrize(("undated", "differ"), [(20_000, False), (18_000, False), (19_000, True)])
def test_undated_figure_that_is_one_of_another_source_by_year_does_not_differ(client, host, undated, differ):
    series = make_source()
    figure(host, "staff", undated)
    figure(host, "staff", 18_000, source=series, period_kind="year", period_start="2012")
    figure(host, "staff", 20_000, source=series, period_kind="year", period_start="2013")
    assert bool(client.get("/").context["differing"]) == differ


def test_key_figure_says_what_exactly_was_counted(client, host):
    figure(host, "area", 480, kind="area", unit="km2", note_en="Without the lake.")
    response = client.get("/")
    [area] = response.context["key_figures"]["growth"]
    assert area.values[0].note == "Without the lake."
    assert "Without the lake." in response.content.decode()


def test_statements_have_a_heading_of_their_own(client, host):
    host.statements.create(text_en="It is large.", source=make_source())
    html = client.get("/").content.decode()
    assert "Where sources differ" not in html
    assert "It is large." in html.partition("What the sources say")[2]


def test_two_values_of_one_source_are_no_dispute(client, host):
    source = make_source()
    figure(host, "staff", 480, source=source)
    figure(host, "staff", 488, source=source, period_kind="year", period_start="2015")
    assert client.get("/").context["differing"] == []


def test_figure_without_a_source_is_no_key_figure(client, host):
    figure(host, "patents_international", 1700, source=None)
    assert not any(client.get("/").context["key_figures"].values())


def test_each_key_figure_has_its_chapter():
    assert CHAPTERS.keys() == DRAWINGS.keys()


def test_founders_who_came_back_are_named_with_their_company(client, host):
    for company in (make_company(name_en="Baidu"), make_company(name_en="Hidden", published=False)):
        company.stakeholders.create(name="Robin Li", kind="founder", country="US", source=make_source())
        company.stakeholders.create(name="A friend", kind="founder", country="", source=make_source())
    make_company(name_en="Stated", returnee_founded=True)
    returnees = client.get("/").context["returnees"]
    assert returnees.total == 2
    assert [(str(one.company.name), [row.name for row in one.founders]) for one in returnees.examples] == [
        ("Baidu", ["Robin Li"])
    ]


def test_countries_lead_to_the_list_of_as_many(client, host):
    for country in ("FR", "FR", "DE"):
        make_company().presences.create(country=country, kind="branch")
    countries = client.get("/").context["countries"]
    assert [(one.name, one.present) for one in countries] == [("France", 2), ("Germany", 1)]
    assert client.get(countries[0].address).context["page"].paginator.count == 2


def test_newest_events_of_companies_are_told_and_none_that_is_ahead(client, host):
    for on, text in (("2019", "Old."), ("2021-05", "New."), ("2999", "Ahead.")):
        make_company().milestones.create(on=on, text_en=text, source=make_source())
    make_company(published=False).milestones.create(on="2022", text_en="Hidden.", source=make_source())
    assert [event.text_en for event in client.get("/").context["events"]] == ["New.", "Old."]


def test_directory_that_nobody_changed_says_so(client, host):
    make_company(name_en="Loaded")
    Version.objects.all().delete()
    assert "Nobody has corrected or added anything yet." in client.get("/").content.decode()


def test_newest_stories_of_the_language_are_told(client, host):
    for number, published in ((1, True), (2, True), (3, False)):
        make_story(title_en=f"Story {number}", published=published)
    assert [str(story.title) for story in client.get("/").context["stories"]] == ["Story 2", "Story 1"]
    assert client.get("/fr/").context["stories"] == []


def test_featured_companies_name_what_they_make(client, host):
    company = make_company(featured=True, name_en="Maker")
    for name in ("One", "Two", "Three", "Four"):
        company.products.create(name=name, source=make_source())
    assert "<b>One, Two, Three</b>" in client.get("/").content.decode()
