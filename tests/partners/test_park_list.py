"""The list of parks as visitors get it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from partners.models import Park, Partnership
from tests.factories import make_park, make_sector, make_source

LIST_QUERIES = 10


@pytest.fixture
def host(db):
    return make_park(
        slug="host",
        name_en="Host",
        is_host=True,
        country="CN",
        latitude=39.9,
        longitude=116.4,
        time_zone="Asia/Shanghai",
    )


def tied_park(sector, **fields):
    park = make_park(latitude=43.6, longitude=7.1, time_zone="Europe/Paris", **fields)
    park.focus_sectors.add(sector)
    Partnership.objects.create(park=park, kind="memorandum", source=make_source())
    return park


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize("query", ["", "?country=FR&sector=chips&tie=true&order=distance"])
def test_list_needs_the_same_queries_for_one_and_three(client, host, query):
    sector = make_sector(slug="chips")
    tied_park(sector)
    one = queries(client, f"/partners/{query}")
    for _more in range(2):
        tied_park(make_sector())
    assert queries(client, f"/partners/{query}") == one <= LIST_QUERIES


def test_list_shows_partners_but_neither_the_host_nor_drafts(client, host):
    make_park(slug="shown")
    make_park(slug="hidden", published=False)
    response = client.get("/partners/")
    assert [card.park.slug for card, _found in response.context["cards"]] == ["shown"]
    assert response.context["search"].total == 1


def test_list_pages_by_twelve(client, host):
    for _each in range(13):
        make_park()
    assert len(client.get("/partners/").context["cards"]) == 12
    last = client.get("/partners/?page=2")
    assert len(last.context["cards"]) == 1
    assert 'aria-label="Result pages"' in last.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "99999999999999999999", "x"])
def test_page_that_there_is_not_leads_to_one_that_there_is(client, host, page):
    make_park()
    assert client.get(f"/partners/?page={page}&tie=none")["Location"] == "/partners/?tie=none"
    assert client.get(f"/partners/?page={page}")["Location"] == "/partners/"


def test_title_and_canonical_address_of_a_filtered_list(client, host, settings):
    settings.SITE_URL = "https://park.example"
    make_park()
    page = client.get("/partners/?tie=none&order=name").content.decode()
    assert (
        re.search("<title>(.*?)</title>", page)[1]
        == "1 park · Tie with the park: Reference park · Parks worldwide · Host"
    )
    assert re.search(r'rel="canonical"\s+href="(.*?)"', page)[1] == "https://park.example/partners/?tie=none"


def test_bad_value_is_reported_beside_the_filter(client, host):
    make_park()
    html = client.get("/partners/?country=XX&kind=%22%3E%3Cb%3E").content.decode()
    assert '<p class="field__err">“XX” is not in this list.' in html
    assert '<p class="field__err">“&quot;&gt;&lt;b&gt;” is not in this list.' in html
    assert "Without “Country or region: XX”" not in html  # the other one is not understood either
    assert 'href="#country"' in html  # in the summary above the heading
    assert "<title>Error:" in html
    assert '"><b>' not in html


def test_empty_list_is_friendly(client, db):
    assert "No park is published yet" in client.get("/partners/").content.decode()


def test_distance_and_time_are_from_the_host(client, host):
    tied_park(make_sector())
    html = client.get("/partners/").content.decode()
    assert "8,340 km" in html
    assert re.search(r" \d h behind\s*</dd>", html)


@pytest.mark.parametrize(
    ("zone", "difference"),
    [
        ("Africa/Abidjan", "8 h behind Beijing"),
        ("Asia/Tokyo", "1 h ahead of Beijing"),
        ("Asia/Manila", "the same time"),
    ],
)
def test_time_is_said_by_the_city_of_the_host(client, host, zone, difference):
    Park.objects.filter(pk=host.pk).update(city="北京")
    make_park(time_zone=zone)
    html = " ".join(client.get("/partners/").content.decode().split())
    assert f"<dt>Local time</dt> <dd> {difference} </dd>" in html


def test_city_is_named_in_the_language_of_the_page(client, host):
    make_park(country="FI", city="Helsinki")
    assert "<bdi>Helsinki</bdi>, Finland" in client.get("/partners/").content.decode()
    assert "<bdi>赫尔辛基</bdi>" in client.get("/zh-hans/partners/").content.decode()


def test_park_that_its_city_shows_needs_no_other_reason(client, host):
    make_park(country="FI", city="Helsinki", description_en="Near Helsinki")
    assert 'class="res__why"' not in client.get("/partners/?q=helsinki").content.decode()


def test_card_says_since_when_there_is_a_tie(client, host):
    tied, ended = make_park(slug="tied"), make_park(slug="ended")
    for since in ("2009", "2005-03"):
        Partnership.objects.create(park=tied, kind="memorandum", status="active", since=since)
    Partnership.objects.create(park=ended, kind="memorandum", status="ended", since="2001")
    cards = {card.park.slug: card.since for card, _found in client.get("/partners/").context["cards"]}
    assert cards == {"tied": "2005-03", "ended": ""}
    assert client.get("/partners/").content.decode().count("Tie since") == 1
