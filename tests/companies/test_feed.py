from __future__ import annotations

import datetime
import xml.etree.ElementTree as ET

import pytest
from django.utils import timezone

from companies.models import Company
from tests.factories import make_company

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(client, address="/companies/feed/"):
    response = client.get(address)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def changed(company, minutes):
    at = timezone.now() - datetime.timedelta(minutes=minutes)
    Company.objects.filter(pk=company.pk).update(changed_at=at)


def test_feed_has_the_last_changes_of_the_list_first(client):
    for number, minutes in ((1, 5), (2, 1), (3, 9)):
        changed(make_company(name_en=f"Firm {number}", ownership="domestic"), minutes)
    make_company(name_en="Other", ownership="joint-venture")
    make_company(name_en="Draft", published=False)
    assert titles(feed_of(client, "/companies/feed/?ownership=domestic&order=name")) == [
        "Firm 2",
        "Firm 1",
        "Firm 3",
    ]


def test_feed_is_in_the_language_of_its_address(client):
    make_company(name_en="Qinghe", name_zh="清河", ownership="domestic")
    for prefix, language, title in (
        ("", "en", "Qinghe"),
        ("/zh-hans", "zh-Hans", "清河"),
        ("/fr", "fr", "Qinghe"),
    ):
        feed = feed_of(client, f"{prefix}/companies/feed/?ownership=domestic")
        assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
        assert titles(feed) == [title]
        link = feed.find(f"{ATOM}link[@rel='self']").get("href")
        assert link == f"http://testserver{prefix}/companies/feed/?ownership=domestic"


def test_entry_keeps_its_id_when_the_company_is_renamed(client):
    company = make_company(name_en="Before", slug="before")
    entry = feed_of(client).find(f"{ATOM}entry")
    Company.objects.filter(pk=company.pk).update(name_en="After", slug="after")
    after = feed_of(client, "/fr/companies/feed/").find(f"{ATOM}entry")
    assert after.findtext(f"{ATOM}title") == "After"
    assert after.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")


def test_unchanged_feed_is_not_sent_again(client):
    for _ in range(2):
        etag = client.get("/companies/feed/")["ETag"]
        assert client.get("/companies/feed/", headers={"If-None-Match": etag}).status_code == 304
        make_company()
        assert client.get("/companies/feed/", headers={"If-None-Match": etag}).status_code == 200


def test_text_that_xml_has_no_characters_for_is_no_error(client):
    make_company(name_en="A\x01B", summary_en="<b>\x02")
    assert titles(feed_of(client)) == ["AB"]


def test_list_page_names_its_feed(client):
    page = client.get("/companies/?ownership=domestic").content.decode()
    assert 'type="application/atom+xml"' in page
    assert 'href="/companies/feed/?ownership=domestic"' in page
