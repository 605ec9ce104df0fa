"""Which profiles an address of a comparison names, and what is said of the others."""

import re

import pytest
from django.http import QueryDict

from companies.models import FormerCompanySlug
from profiles.comparing.chosen import Chosen
from profiles.pages.definitions import MOST
from profiles.search import reindex
from tests.factories import make_company, make_park

PATH = "/companies/compare/"


@pytest.fixture
def companies(db):
    return [make_company(slug=f"c{number}", name_en=f"Company {number}") for number in range(6)]


def chosen(query):
    return Chosen("company", QueryDict(query))


def slugs(query):
    return [profile.slug for profile in chosen(query).profiles]


def test_profiles_stand_in_the_order_of_the_address(companies):
    assert slugs("c=c2&c=c0&c=c1") == ["c2", "c0", "c1"]


@pytest.mark.parametrize(
    ("query", "status", "profiles"),
    [
        ("", 200, 0),
        ("c=c1", 200, 1),
        ("c=c1&c=c2", 200, 2),
        ("c=c1&c=c2&c=c3&c=c4&c=c5", 200, 5),
        ("c=c0&c=c1&c=c2&c=c3&c=c4&c=c5", 400, 5),
        ("c=c1&c=nobody", 404, 1),
        ("c=nobody", 404, 0),
        ("c=c1&c=c2&c=nobody", 200, 2),
    ],
)
def test_status_says_whether_it_can_be_compared(client, companies, query, status, profiles):
    assert (client.get(f"{PATH}?{query}").status_code, len(slugs(query))) == (status, profiles)


@pytest.mark.parametrize("query", ["c=c1&c=c1", "c=c1&c=&c=c1", "c=c1&sector=x&q=y&page=2"])
def test_address_that_says_more_than_needed_leads_to_the_clean_one(client, companies, query):
    response = client.get(f"{PATH}?{query}")
    assert (response.status_code, response["Location"]) == (302, f"{PATH}?c=c1")


@pytest.mark.parametrize("query", ["c=&find=lenovo+group", "find=lenovo+group&page=2"])
def test_words_to_look_for_survive_the_way_to_the_clean_address(client, companies, query):
    response = client.get(f"{PATH}?{query}")
    assert (response.status_code, response["Location"]) == (302, f"{PATH}?find=lenovo+group")
    response = client.get(f"{PATH}?c=c1&{query}")
    assert (response.status_code, response["Location"]) == (302, f"{PATH}?c=c1&find=lenovo+group")


def test_former_address_leads_to_todays(client, companies):
    FormerCompanySlug.objects.create(company=companies[0], slug="once")
    response = client.get(f"{PATH}?c=c1&c=once")
    assert (response.status_code, response["Location"]) == (302, f"{PATH}?c=c1&c=c0")


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_profile_that_is_not_public_is_not_found_and_not_named(client, companies, state):
    hidden = make_company(slug="hidden", name_en="Secretname", published=state != "draft")
    if state == "withdrawn":
        hidden.withdraw(by=None)
    response = client.get(f"{PATH}?c=c1&c=c2&c=hidden")
    html = response.content.decode()
    assert response.status_code == 200
    assert "Not found: hidden" in html
    assert "Secretname" not in html


def test_unknown_profiles_are_named_and_the_others_compared(client, companies):
    html = client.get(f"{PATH}?c=c1&c=c2&c=nobody").content.decode()
    assert "Not found: nobody" in html
    assert html.count('<th scope="col">') == 3


def test_too_many_are_said_with_who_is_left_out(client, companies):
    html = client.get(f"{PATH}?" + "&".join(f"c=c{number}" for number in range(6))).content.decode()
    assert "At most 5 can be compared at once. Left out: Company 5" in html


@pytest.mark.parametrize(
    "query",
    [
        "c=%00&c=c1",
        "c=" + "x" * 500,
        "c=..%2f",
        "c=c1&find=%00",
        "c=" + "&c=".join(map(str, range(500))),
        "c=%ff",
        "c=<script>",
    ],
)
def test_hostile_addresses_get_a_page(client, companies, query):
    response = client.get(f"{PATH}?{query}", follow=True)
    assert response.status_code in (200, 400, 404)
    assert "<script>" not in response.content.decode().split("</head>")[1]
    assert len(response.content) < 60_000


def test_search_finds_others_to_add_and_keeps_who_is_chosen(client, companies):
    for company in companies:
        reindex(company)
    html = client.get(f"{PATH}?c=c1&find=company").content.decode()
    assert f'href="{PATH}?c=c1&amp;c=c2"' in html
    assert f'href="{PATH}?c=c1&amp;c=c1"' not in html


def test_search_that_finds_nothing_says_so(client, companies):
    assert "Nothing found for “zzz”" in client.get(f"{PATH}?c=c1&find=zzz").content.decode()


def test_page_and_scripts_learn_the_same_limit(client, companies):
    assert "2 to 5 side by side" in client.get(PATH).content.decode()
    html = client.get("/companies/").content.decode()
    assert f'data-most="{MOST}"' in html
    assert f'data-full="At most {MOST} can be compared at once."' in html


def test_one_address_stands_for_all_orders(client, companies):
    for query in ("c=c1&c=c2", "c=c2&c=c1"):
        head = client.get(f"{PATH}?{query}").content.decode().split("</head>")[0]
        [address] = re.findall(r'rel="canonical"\s+href="([^"]+)"', head)
        assert address.endswith(f"{PATH}?c=c1&amp;c=c2")


def test_parks_are_compared_by_the_same_code_the_host_park_included(client, db):
    make_park(slug="here", is_host=True)
    make_park(slug="there")
    assert client.get("/partners/compare/?c=here&c=there").status_code == 200
    assert client.get("/partners/compare/?c=here&c=nobody").status_code == 404
