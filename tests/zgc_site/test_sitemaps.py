"""Addresses for search engines: in one file while they fit, else in files of ranges of primary keys."""

import datetime
import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company
from tests.factories import make_company, make_park
from zgc_site import sitemaps

HOST = "http://testserver"
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}

pytestmark = pytest.mark.django_db


def urls(client, address="/sitemap.xml"):
    """(address, day of the last change, alternates by language) of each entry."""
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    return {
        url.findtext("s:loc", "", NAMES): (
            url.findtext("s:lastmod", None, NAMES),
            {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)},
        )
        for url in ElementTree.fromstring(response.content).findall("s:url", NAMES)
    }


def files(client):
    """(address, day of the last change) of each file of the index."""
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)
    assert root.tag.endswith("sitemapindex")
    found = root.findall("s:sitemap", NAMES)
    return [(one.findtext("s:loc", "", NAMES), one.findtext("s:lastmod", None, NAMES)) for one in found]


def slugs(client, address):
    return re.findall(
        rf"{HOST}/(?:companies|partners)/([^/]+)/$", "\n".join(urls(client, address)), re.MULTILINE
    )


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(sitemaps, "KEYS", 2)


def change(company, year):
    """As if it had been saved then, past the site; the catalogue reads it again because of its versions."""
    company.withdraw(by=None)
    company.publish(by=None)
    moment = datetime.datetime(year, 3, 4, 20, tzinfo=datetime.UTC)
    Company.objects.filter(pk=company.pk).update(changed_at=moment)


def test_sitemap_is_one_file_while_the_addresses_fit(client):
    company, park = make_company(slug="only"), make_park(slug="there")
    make_company(slug="hidden", published=False), make_park(slug="host", is_host=True)
    found = urls(client)
    assert len(found) == 3 * (len(("home", "park", "companies", "parks", *sitemaps.PAGES)) + 2)
    expected = {
        "en": f"{HOST}/companies/only/",
        "zh-hans": f"{HOST}/zh-hans/companies/only/",
        "fr": f"{HOST}/fr/companies/only/",
        "x-default": f"{HOST}/companies/only/",
    }
    for code in ("en", "zh-hans", "fr"):
        day = company.changed_at.astimezone(datetime.timezone(datetime.timedelta(hours=8))).date()
        assert found[expected[code]] == (day.isoformat(), expected)
    assert f"{HOST}/fr{park.get_absolute_url()}" in found
    assert found[f"{HOST}/zh-hans/sources/"][0] is None


def test_sitemap_is_an_index_of_files_where_they_do_not(client, small_files):
    companies = [make_company() for _number in range(5)]
    park = make_park()
    Company.objects.get(pk=companies[2].pk).withdraw(by=None)
    listed = files(client)
    assert listed[0] == (f"{HOST}/sitemap-pages.xml", None)
    numbers = sorted({company.pk // 2 + 1 for company in companies if company != companies[2]})
    expected = [f"{HOST}/sitemap-companies.xml?p={number}" for number in numbers]
    expected = [address.removesuffix("?p=1") for address in expected]
    assert [address for address, _day in listed[1:-1]] == expected
    assert listed[-1][0].startswith(f"{HOST}/sitemap-partners.xml")
    found = [slug for address, _day in listed[1:] for slug in slugs(client, address.removeprefix(HOST))]
    assert found == [*(one.slug for one in companies if one != companies[2]), park.slug]


def test_file_of_an_index_says_when_any_of_its_profiles_changed_last(client, small_files):
    companies = [make_company() for _number in range(4)]
    for company, year in zip(companies, (2020, 2023, 2022, 2021), strict=True):
        change(company, year)
    newest: dict[int, str] = {}
    for company, year in zip(companies, (2020, 2023, 2022, 2021), strict=True):
        number = company.pk // 2 + 1
        newest[number] = max(newest.get(number, ""), f"{year}-03-05")  # in the park's time zone
    assert [day for address, day in files(client) if "companies" in address] == [
        newest[number] for number in sorted(newest)
    ]


@pytest.mark.parametrize("query", ["p=0", "p=-1", "p=x", "p=9999999", "p=1e99", "p=%00"])
def test_file_that_is_not_there_is_not_found(client, small_files, query):
    make_company()
    assert client.get(f"/sitemap-companies.xml?{query}").status_code == 404


@pytest.mark.parametrize(("section", "status"), [("pages", 200), ("pages?p=2", 404), ("nothing", 404)])
def test_sections_are_those_of_the_index(client, section, status):
    name, _mark, query = section.partition("?")
    assert client.get(f"/sitemap-{name}.xml?{query}").status_code == status


def test_files_and_index_take_the_same_queries_for_three_and_nine(client, small_files):
    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    made = [make_company() for _number in range(3)]
    addresses = ("/sitemap.xml", f"/sitemap-companies.xml?p={made[0].pk // 2 + 1}")
    before = [queries(address) for address in addresses]
    for _number in range(6):
        make_company()
    assert [queries(address) for address in addresses] == before
    assert max(before) <= 5
