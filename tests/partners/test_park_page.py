"""A partner park beside the host park."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from companies.models import Presence
from kit.numbers import format_value
from partners.models import (
    FormerParkSlug,
    Park,
    ParkCitation,
    ParkFigure,
    ParkMilestone,
    ParkName,
    Partnership,
)
from partners.profile import ParkProfile
from profiles.documents.reading import Builder, document_of
from profiles.facts.exchange_rates import rate
from tests.factories import make_company, make_metric, make_park, make_sector, make_source

PROFILE_QUERIES = 15  # one of them for how often the page was read


@pytest.fixture
def host(db):
    return make_park(
        slug="host",
        name_en="Host",
        is_host=True,
        country="CN",
        founded="1988",
        latitude=39.9,
        longitude=116.4,
    )


@pytest.fixture
def park(host):
    return make_park(
        slug="there", name_en="There", country="IL", latitude=32.8, longitude=35, time_zone="Asia/Jerusalem"
    )


def figure(park, metric, value, **fields):
    defaults = {"unit": metric.default_unit, "period_start": "2012", "source": make_source()}
    return ParkFigure.objects.create(park=park, metric=metric, value=Decimal(value), **{**defaults, **fields})


def compared(park, host):
    rows = ParkProfile(park, host).rows
    return {
        row.label: (
            row.host and (row.host.text, row.host.share),
            row.park and (row.park.text, row.park.share),
        )
        for row in rows
    }


def test_areas_are_compared_in_one_unit(park, host):
    metric = make_metric(code="area", kind="area", unit="km2")
    figure(host, metric, 480)
    figure(park, metric, 2400, unit="ha")
    assert compared(park, host)["area"] == (("480 km²", 100), ("24 km²", 5))


def test_amounts_in_two_currencies_share_no_scale(park, host):
    metric = make_metric(code="turnover")
    figure(host, metric, 100)
    figure(park, metric, 200, unit="EUR")
    assert compared(park, host)["turnover"] == (("100 yuan", 0), ("200 €", 0))


def test_amounts_are_compared_in_the_home_currency(client, park, host):
    Park.objects.filter(pk=host.pk).update(home_currency="CNY")
    metric = make_metric(code="turnover")
    figure(host, metric, 1_000, period_start="2019")
    figure(park, metric, 50, unit="EUR", period_start="2019")
    host.refresh_from_db()
    in_yuan = Decimal(50) * rate("EUR", "CNY", 2019)
    assert compared(park, host)["turnover"] == (("1,000 yuan", 100), ("50 €", round(float(in_yuan / 10), 1)))
    text = f"≈ {format_value(in_yuan, 'CNY')}, converted at the mean rate of 2019"
    assert text in client.get("/partners/there/").content.decode()


def test_only_figures_of_full_coverage_are_compared(park, host):
    metric = make_metric(code="companies", kind="count", unit="count")
    figure(host, metric, 3000, coverage="registered")
    figure(park, metric, 50)
    figure(park, metric, 10, coverage="above_designated_size", period_start="2020")
    assert compared(park, host)["companies"] == (None, ("50", 0))


def test_preferred_then_newest_then_undated_figure_is_compared(park, host):
    metric = make_metric(code="companies", kind="count", unit="count")
    figure(park, metric, 1, period_start="", period_kind="undated")
    figure(park, metric, 2, period_start="2012")
    figure(park, metric, 3, period_start="2015", rank="disputed")
    assert compared(park, host)["companies"][1] == ("2", 0)
    figure(park, metric, 4, period_start="2010", rank="preferred")
    assert compared(park, host)["companies"][1] == ("4", 0)


def test_doubtful_values_are_dashed_and_missing_ones_named(client, park, host):
    metric = make_metric(code="companies", kind="count", unit="count")
    figure(park, metric, 77, source=None)
    html = client.get("/partners/there/").content.decode()
    assert '<span class="unsourced">77</span>' in html
    assert "Unsourced" in html
    assert "not recorded" in html


def test_local_name_carries_its_language(client, park):
    ParkName.objects.create(park=park, name="מת״ם", language="he", kind="local")
    assert 'lang="he"><bdi>מת״ם</bdi>' in client.get("/partners/there/").content.decode()


def test_sectors_of_both_parks_stand_apart(client, park, host):
    both, own = make_sector(slug="both"), make_sector(slug="own")
    park.focus_sectors.add(both, own)
    host.focus_sectors.add(both)
    profile = client.get("/partners/there/").context["profile"]
    assert (profile.shared_sectors, profile.other_sectors) == ([both], [own])


def sorts(response):
    """What the page says of companies with a tie to the country: heading, names with their places, address of the list."""
    return [
        (
            sort.heading,
            [(str(one.name), [*map(strip_tags, words)]) for one, words in sort.profiles],
            sort.address,
        )
        for sort in response.context["present"]
    ]


def test_companies_present_are_published_and_those_that_left_stand_apart(client, park):
    here, closed, both, draft = (
        make_company(slug="here", name_en="Here"),
        make_company(slug="closed", name_en="Closed"),
        make_company(slug="both", name_en="Both"),
        make_company(slug="draft", published=False),
    )
    for company in (here, both, draft):
        Presence.objects.create(company=company, country="IL", city="Haifa", kind="office")
    for company in (closed, both, draft):
        Presence.objects.create(company=company, country="IL", kind="branch", closed="2015")
    Presence.objects.create(company=here, country="FR")
    assert sorts(client.get("/partners/there/")) == [
        (
            "Companies of the park present in Israel",
            [("Both", ["Haifa, office"]), ("Here", ["Haifa, office"])],
            "/companies/?country=IL&in_park=today",
        ),
        (
            "No longer present in Israel",
            [("Closed", ["Branch, Closed: 2015"])],
            "/companies/?left_country=IL&in_park=today",
        ),
    ]


def test_company_with_many_places_in_the_country_has_a_few_lines(client, park):
    company = make_company(name_en="Everywhere")
    for number in range(6):
        Presence.objects.create(company=company, country="IL", city=f"City {number}", opened=f"200{number}")
    (present,) = sorts(client.get("/partners/there/"))
    assert present[1] == [("Everywhere", ["City 0", "City 1", "City 2", "and 3 more"])]


def test_companies_with_a_foreign_partner_from_the_country_are_named_with_it(client, park):
    venture, other = make_company(slug="venture", name_en="Venture"), make_company(slug="other")
    venture.stakeholders.create(kind="foreign_partner", name="Haifa Chemicals", country="IL")
    other.stakeholders.create(kind="founder", name="Somebody", country="IL")
    other.stakeholders.create(kind="foreign_partner", name="Lyon Chimie", country="FR")
    assert sorts(client.get("/partners/there/"))[1:] == [
        (
            "Companies of the park with a foreign partner from Israel",
            [("Venture", ["Haifa Chemicals"])],
            "/companies/?partner_country=IL&in_park=today",
        )
    ]


@pytest.mark.parametrize("facet", ["left_country", "partner_country"])
def test_list_that_a_sort_leads_to_gives_its_number(client, park, facet):
    for _place in range(14):
        company = make_company()
        Presence.objects.create(company=company, country="IL", closed="2015")
        company.stakeholders.create(kind="foreign_partner", name="Haifa Chemicals", country="IL")
    (sort,) = [one for one in client.get("/partners/there/").context["present"] if facet in one.address]
    state = client.get(sort.address).context["state"]
    assert (len(sort.profiles), sort.total, state.total) == (12, 14, 14)
    shown = {
        facet.name: [(option.label, option.chosen) for option in facet.options] for facet in state.facets
    }
    assert shown[facet] == [("Israel", True)]
    assert facet not in {facet.name for facet in client.get("/companies/").context["state"].facets}


@pytest.mark.parametrize("number", [1, 13])
def test_companies_present_are_as_many_as_the_list_of_their_country_gives(client, park, number):
    for _company in range(number):
        Presence.objects.create(company=make_company(), country="IL")
    Presence.objects.create(company=make_company(), country="FR")
    html = client.get("/partners/there/").content.decode()
    address, text = re.findall(r'<a href="(/companies/[?][^"]*)">(\d+ compan[^<]*)</a>', html)[0]
    assert text == ("1 company in the list" if number == 1 else "13 companies in the list")
    assert client.get(address).context["state"].total == number
    shown = html.split('<ul class="rel')[1].split("</ul>")[0]
    assert len(re.findall(r'<a href="/companies/[^?"]+/">', shown)) == min(number, 12)


def test_nobody_present_is_said_without_a_link(client, park):
    html = client.get("/partners/there/").content.decode()
    assert "None is recorded." in html
    assert "/companies/?country=" not in html


def words_of(html, heading):
    """The words of the row of the timeline under a heading."""
    row = html.split(f'<h4 class="tl__kind">{heading}</h4>')[1].split("</li>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())


def test_partnership_says_until_when_its_state_and_what_it_offers(client, park):
    Partnership.objects.create(
        park=park, kind="memorandum", status="ended", since="2012", until="2019-05", text_en="Signed.",
        offers="office|training", contact="https://example.org/desk", source=make_source(),
    )  # fmt: skip
    html = client.get("/partners/there/").content.decode()
    assert words_of(html, "Memorandum") == (
        "Signed. 1 Correct: There: memorandum Ended (until May 2019) Offers: office, training Contact page"
    )
    assert re.search(r'<a href="https://example.org/desk"\s+rel="noopener nofollow">Contact page</a>', html)


def test_offers_and_contacts_of_agreements_that_last_come_first_with_their_sources(client, park):
    offers = {"active": "training|office", "unknown": "office", "ended": "laboratory"}
    for number, (status, offered) in enumerate(offers.items(), 1):
        Partnership.objects.create(
            park=park, kind="memorandum", status=status, since=f"201{number}", offers=offered,
            contact=f"https://example.org/{status}", source=make_source(),
        )  # fmt: skip
    html = client.get("/partners/there/").content.decode()
    part = html.split('<div id="offers">')[1].split("</div>")[0]
    said = [" ".join(strip_tags(one).split()) for one in re.findall(r"<li>(.*?)</li>", part, re.S)]
    assert said == [
        "Office Memorandum, since 2011 1 Memorandum (current state not known), since 2012 2",
        "Training Memorandum, since 2011 1",
    ]
    assert re.findall(r'href="(https:[^"]*)"', part) == [
        "https://example.org/active",
        "https://example.org/unknown",
    ]
    assert '<a href="#offers">Office, training</a>' in html
    assert html.index('id="offers"') < html.index('id="p-side"')


@pytest.mark.parametrize(("status", "said"), [("unknown", True), ("", False)])
def test_partner_of_which_no_source_says_what_it_offers_is_not_passed_over(client, park, status, said):
    if status:
        row = Partnership.objects.create(park=park, kind="memorandum", status=status)
    html = client.get("/partners/there/").content.decode()
    assert ("No source says what There offers." in html) is said
    if said:
        asked = html.split("No source says what There offers.")[1].split("</p>")[0]
        assert f"/partners/there/edit/partnerships/{row.pk}/" in asked


def test_partnership_of_which_little_is_known_says_so(client, park):
    Partnership.objects.create(park=park, kind="memorandum")
    html = client.get("/partners/there/").content.decode()
    assert words_of(html, "Memorandum") == "? Unsourced Correct: There: memorandum Current state not known"


def test_other_partners_are_published(client, park):
    for state in (True, False):
        Partnership.objects.create(park=make_park(published=state), kind="memorandum")
    others = client.get("/partners/there/").context["profile"].others
    assert [other.is_published for other in others] == [True]


def test_sources_list_names_what_they_support(client, park, host):
    metric = make_metric(code="area", kind="area", unit="km2")
    figure(park, metric, 24, source=make_source(title="The survey"))
    response = client.get("/partners/there/")
    supported = {source.title: names for _number, source, names in response.context["sources"]}
    assert supported == {"The survey": ["Area"]}
    assert 'id="s1"' in response.content.decode()


@pytest.mark.parametrize(
    ("slug", "status", "target"),
    [
        ("there", 200, ""),
        ("was", 301, "/partners/there/"),
        ("host", 302, "/"),
        ("draft", 404, ""),
        ("nothing", 404, ""),
    ],
)
def test_addresses(client, park, host, slug, status, target):
    FormerParkSlug.objects.create(park=park, slug="was")
    make_park(slug="draft", published=False)
    response = client.get(f"/partners/{slug}/")
    assert (response.status_code, response.get("Location", "")) == (status, target)


def test_former_address_of_a_hidden_park_is_not_found(client, park):
    FormerParkSlug.objects.create(park=park, slug="was")
    park.withdraw(by=None)
    assert client.get("/partners/was/").status_code == 404


def test_bare_park_without_a_host_is_a_whole_page(client, db):
    make_park(slug="alone")
    html = client.get("/partners/alone/").content.decode()
    assert "No partnership is recorded" in html
    assert "No source is named on this page." in html


def queries(client) -> int:
    client.get("/partners/there/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get("/partners/there/").status_code == 200
    return len(captured)


def fill(park, host, round_):
    metric = make_metric(code=f"metric-{round_}", kind="count", unit="count")
    for one in (park, host):
        figure(one, metric, 5)
        figure(one, metric, 6, period_start="2013")
    ParkName.objects.create(park=park, name=f"Name {round_}")
    ParkMilestone.objects.create(park=park, on="2001", text_en="Event", source=make_source())
    ParkCitation.objects.create(park=park, field="founded", source=make_source())
    Partnership.objects.create(park=park, kind="memorandum", source=make_source())
    Partnership.objects.create(park=make_park(), kind="memorandum")
    park.focus_sectors.add(make_sector())
    host.focus_sectors.add(*park.focus_sectors.all())
    Presence.objects.create(company=make_company(), country="IL")


def test_profile_needs_the_same_queries_for_one_and_three_of_each(client, park, host):
    fill(park, host, 1)
    one = queries(client)
    fill(park, host, 2)
    fill(park, host, 3)
    assert queries(client) == one <= PROFILE_QUERIES


def test_page_from_a_document_is_the_live_page(rf, park, host):
    fill(park, host, 1)
    fill(park, host, 2)
    live = Park.objects.get(pk=park.pk)
    built = Builder(document_of(live)).profile(live.pk)
    built.changed_at = live.changed_at

    def page(shown):
        profile = ParkProfile(shown, host)
        context = {"profile": profile, "sources": profile.sources, "present": []}
        return render_to_string("partners/park_detail.html", context, rf.get("/partners/there/"))

    assert page(built) == page(live)


def test_head_has_a_mark_in_the_colour_of_its_kind_and_a_pattern_where_there_is_no_map(client, park, host):
    Park.objects.filter(pk=park.pk).update(kind="research_park", name_en="Research Triangle Park")
    html = client.get("/partners/there/").content.decode()
    assert '<span class="logo monogram monogram--3 logo--lg" aria-hidden="true">RT<svg ' in html
    assert ('class="map map--locator"' in html, '<svg class="pattern' in html) == (True, False)
    Park.objects.filter(pk=park.pk).update(latitude=None, longitude=None, coordinate_precision="")
    html = client.get("/partners/there/").content.decode()
    assert ('class="map map--locator"' in html, html.count('<svg class="pattern monogram--3"')) == (False, 1)
