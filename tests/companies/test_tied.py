"""The ties of a company, seen from the page of the one that they name."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Tie
from companies.tied import MAX_TIED
from tests.factories import make_company, make_source

pytestmark = pytest.mark.django_db


def tied(name, **fields):
    company = make_company(slug=name.lower(), name_en=name, **fields.pop("company", {}))
    Tie.objects.create(company=company, **{"kind": "parent", "name": "Group", "slug": "group"} | fields)
    return company


def shown(client, path="/companies/group/"):
    """What stands on the page of the other one: name, and what it is to that."""
    html = client.get(path).text
    section = re.search(r'<section class="block" id="tied".*?</section>', html, re.DOTALL)
    found = re.findall(
        r'<a href="([^"]+)">.*?<span class="why">(.*?)</span>', section[0] if section else "", re.DOTALL
    )
    return [(path.strip("/").rpartition("/")[2], what) for path, what in found]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({}, "Subsidiary"),
        ({"since": "2001"}, "Subsidiary (since 2001)"),
        ({"since": "2001", "until": "2010-05"}, "Former subsidiary (until May 2010)"),
        ({"since": "2001", "until": "2999"}, "Subsidiary (since 2001)"),
        ({"kind": "acquirer", "since": "2016"}, "Acquired company (in 2016)"),
        ({"kind": "successor", "since": "2016"}, "Predecessor (until 2016)"),
    ],
)
def test_page_of_a_parent_says_what_others_are_to_it(client, fields, what):
    make_company(slug="group")
    tied("Alpha", **fields)
    assert shown(client) == [("alpha", what)]


def test_those_of_today_come_first_and_then_by_kind_and_name(client):
    make_company(slug="group")
    tied("Delta", until="2010")
    tied("Gamma", kind="acquirer")
    tied("Beta")
    tied("Alpha")
    assert [slug for slug, _what in shown(client)] == ["alpha", "beta", "gamma", "delta"]


def test_only_published_companies_are_shown_and_never_the_company_itself(client):
    group = make_company(slug="group")
    tied("Alpha", company={"published": False})
    tied("Beta", slug="another")
    Tie.objects.create(company=group, name="Group", slug="group")
    assert shown(client) == []
    assert 'href="#tied"' not in client.get("/companies/group/").text


def test_tie_that_names_a_former_address_is_one(client):
    make_company(slug="group").former_slugs.create(slug="old-group")
    tied("Alpha", slug="old-group")
    assert shown(client) == [("alpha", "Subsidiary")]


def test_sources_of_ties_are_among_those_of_the_page(client):
    make_company(slug="group")
    source = make_source(title="The report on ties")
    tied("Alpha", source=source)
    html = client.get("/companies/group/").text
    assert "The report on ties" in html
    assert 'href="#tied"' in html


def test_number_that_is_shown_is_bounded_and_needs_one_query(client):
    make_company(slug="group")
    client.get("/companies/group/")
    with CaptureQueriesContext(connection) as few:
        client.get("/companies/group/")
    for number in range(MAX_TIED + 1):
        tied(f"C{number}")
    client.get("/companies/group/")
    with CaptureQueriesContext(connection) as many:
        page = client.get("/companies/group/").text
    assert len(shown(client)) == MAX_TIED
    assert f"The first {MAX_TIED} are shown." in page
    assert len(many) == len(few)


@pytest.mark.parametrize(
    "fields", [{}, {"until": "2999"}, {"kind": "acquirer"}, {"kind": "successor", "until": "2999-01-01"}]
)
def test_those_of_today_are_shown_however_many_are_over(client, fields):
    make_company(slug="group")
    for number in range(MAX_TIED + 1):
        tied(f"A{number}", until="2010")
    tied("Zeta", **fields)
    found = [slug for slug, _what in shown(client)]
    assert (found[0], len(found)) == ("zeta", MAX_TIED)


def test_first_ones_by_name_are_shown_of_many(client):
    make_company(slug="group")
    names = [f"{letter}{number}" for number in range(5) for letter in "fEdCbA"]
    for name in names:
        tied(name)
    assert [slug for slug, _what in shown(client)] == sorted(name.lower() for name in names)[:MAX_TIED]


@pytest.mark.parametrize(("until", "place"), [("2026-11-29", 1), ("2026-11-30", 1), ("2026-12", 0)])
def test_what_is_over_by_today_follows(client, monkeypatch, until, place):
    monkeypatch.setattr("companies.tied.timezone.localdate", lambda: datetime.date(2026, 11, 30))
    make_company(slug="group")
    tied("Alpha", until=until)
    tied("Beta")
    assert [slug for slug, _what in shown(client)].index("alpha") == place


def test_names_of_others_are_text(client):
    make_company(slug="group")
    make = tied("Alpha")
    type(make).objects.filter(pk=make.pk).update(name_en="<script>x</script>")
    assert "<script>x" not in client.get("/companies/group/").text
