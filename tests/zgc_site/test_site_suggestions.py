"""What the search of the head offers while somebody types, of the whole site."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from profiles.lists import groups
from profiles.lists.groups import FoundLine, GroupResults, SearchGroup, Suggestion
from profiles.search import reindex
from tests.factories import make_company, make_metric, make_park, make_sector
from zgc_site.parts import found

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    make_sector(slug="lasers", name_en="Laser optics", name_zh="激光", name_fr="Lasers")
    company = make_company(
        slug="lenovo", name_en="Lenovo", name_zh="联想", summary_en="Maker of foldable computers"
    )
    company.stakeholders.create(kind="founder", name="Liu Chuanzhi", name_zh="柳传志")
    park = make_park(slug="leiden", name_en="Leiden Bio Science Park", city="Leiden", country="NL")
    for profile in (company, park):
        reindex(profile)
    make_metric(name_en="Turnover", name_zh="营业收入")
    return company


def offers(client, text, language=""):
    answer = client.get(f"{language}/search/suggest/", {"q": text})
    assert answer.status_code == 200
    return {
        group["key"]: [(one["name"], one["url"]) for one in group["items"]]
        for group in answer.json()["groups"]
    }


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("leno", {"company": [("Lenovo", "/companies/lenovo/")]}),
        ("leiden", {"park": [("Leiden Bio Science Park", "/partners/leiden/")]}),
        ("las", {"sectors": [("Laser optics", "/companies/?sector=lasers")]}),
        ("chuanzhi", {"people": [("Liu Chuanzhi 柳传志", "/companies/lenovo/")]}),
        ("turnov", {"figures": [("Turnover", "/figures/?metric=turnover")]}),
        ("foldable comp", {"company": [("Lenovo", "/companies/lenovo/")]}),
        ("fo", {}),
        ("zzz", {}),
        ("", {}),
        ("%", {}),
    ],
)
def test_groups_offer(client, site, text, offered):
    assert offers(client, text) == offered


def test_groups_have_names_in_the_language_of_the_page(client, site):
    answer = client.get("/zh-hans/search/suggest/", {"q": "liu"}).json()
    assert answer == {
        "query": "liu",
        "groups": [
            {
                "key": "people",
                "label": "人物",
                "items": [
                    {
                        "name": "Liu Chuanzhi 柳传志",
                        "url": "/zh-hans/companies/lenovo/",
                        "lang": "",
                        "second": "联想",
                        "second_lang": "zh-Hans",
                        "matched": "",
                    }
                ],
            }
        ],
        "status": "1条建议",
    }


def test_drafts_are_not_offered(client, site):
    site.withdraw(by=None)
    assert offers(client, "leno") == offers(client, "chuanzhi") == offers(client, "foldable") == {}


@pytest.mark.parametrize("text", ["\x00", "a\x07", "a" * 201])
def test_what_cannot_be_asked_for_is_refused(client, site, text):
    answer = client.get("/search/suggest/", {"q": text})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["q"])


def test_number_of_queries(client, site, django_assert_max_num_queries):
    offers(client, "liu")
    # Stamp; names and rows of companies, the same for people as inside a transaction nothing is kept, and of parks; metrics.
    with django_assert_max_num_queries(9):
        offers(client, "liu")


def test_group_that_an_app_adds_is_offered_and_found(client, site, monkeypatch):
    monkeypatch.setattr(groups, "_groups", dict(groups._groups))
    found.all_groups.cache_clear()
    groups.add_group(
        SearchGroup(
            "tales",
            "Tales",
            80,
            lambda text, stamp: GroupResults([FoundLine("/tale/", f"Tale of {text}")], 1),
            lambda text, stamp: [Suggestion(f"Tale of {text}", "/tale/")],
        )
    )
    try:
        assert offers(client, "leno") == {
            "company": [("Lenovo", "/companies/lenovo/")],
            "tales": [("Tale of leno", "/tale/")],
        }
        with override("en"):
            html = client.get("/search/", {"q": "lenovo"}).content.decode()
        assert html.index('id="found-company"') < html.index('id="found-tales"')
        assert "Tale of lenovo" in html
    finally:
        found.all_groups.cache_clear()
