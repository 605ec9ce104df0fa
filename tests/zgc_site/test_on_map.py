"""The page of companies on the map: whom it counts, and where."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Presence
from tests.factories import make_company, make_zone


def tie(company, country, **fields):
    Presence.objects.create(company=company, country=country, **fields)


def test_companies_that_left_the_park_and_drafts_are_not_counted(client, db):
    zone = make_zone(slug="north")
    for fields in ({}, {"in_park_until": "2001"}, {"published": False}):
        tie(make_company(zone=zone, **fields), "FR")
    make_company()
    found = client.get("/map/").context["found"]
    assert [(one.number, one.address) for one in found.zones] == [(1, "/companies/?zone=north&in_park=today")]
    assert [(one.code, one.present, one.left) for one in found.countries] == [("FR", 1, 0)]
    assert (found.total, found.in_no_zone) == (2, 1)


def test_company_counts_once_in_a_country_and_as_closed_only_where_nothing_is_open(client, db):
    several, left = make_company(), make_company()
    for fields in ({}, {}, {"closed": "2015"}):
        tie(several, "FR", **fields)
    tie(several, "JP", closed="2015")
    tie(left, "FR", closed="2020-05")
    found = client.get("/map/").context["found"]
    assert [(one.code, one.present, one.left) for one in found.countries] == [("FR", 1, 1), ("JP", 0, 1)]


def test_zone_without_a_place_or_without_companies_is_in_the_list(client, db):
    make_company(zone=make_zone(slug="south"))
    make_zone(slug="north", latitude=40, longitude=116)
    page = client.get("/map/")
    assert [(one.zone.slug, one.number) for one in page.context["found"].zones] == [
        ("south", 1),
        ("north", 0),
    ]
    assert [point.name for point in page.context["zone_map"].points] == ["north"]
    assert "zone=north" not in page.content.decode()


def test_empty_park_has_a_page_without_maps(client, db):
    html = client.get("/map/").content.decode()
    assert ("No zone is entered yet." in html, "No place abroad is recorded yet." in html) == (True, True)
    assert '<svg class="map' not in html


def test_page_takes_the_same_queries_whatever_the_number_of_companies(client, db):
    def queries():
        client.get("/map/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/map/").status_code == 200
        return len(captured)

    tie(make_company(zone=make_zone(slug="one", latitude=40, longitude=116)), "FR")
    few = queries()
    for country in ("FR", "JP", "US", "BR"):
        tie(make_company(zone=make_zone(slug=country.lower())), country)
    assert queries() == few <= 5
