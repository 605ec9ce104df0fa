"""What is offered while a visitor types."""

from __future__ import annotations

import pytest

from companies.models import Company, CompanyName, Identifier
from profiles.search import reindex
from tests.factories import make_company, make_park, make_sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def lenovo():
    make_sector(slug="optics", name_en="Lens and laser optics", name_zh="光学", name_fr="Optique")
    company = make_company(
        slug="lenovo", name_en="Lenovo", name_zh="联想集团", legal_name="北京联想科技有限公司"
    )
    CompanyName.objects.create(company=company, name="Legend", kind="former")
    Identifier.objects.create(company=company, scheme="lei", value="300300NIFA1100044282")
    Identifier.objects.create(company=company, scheme="hkex", value="0992")
    company.stakeholders.create(kind="founder", name="Liu Chuanzhi", name_zh="柳传志")
    make_company(name_en="Lenovo Draft", published=False)
    for row in Company.objects.all():
        reindex(row)
    reindex(make_park(name_en="Lenovo Park"))
    return company


def ask(client, text, language=""):
    return client.get(f"{language}/companies/suggest/", {"q": text})


@pytest.mark.parametrize(
    ("text", "matched"),
    [
        *(
            (text, "")
            for text in ("l", "LENO", "lenovo", "联", "聯想", "联想集", "lianx", "lian xi", "lx", "lxj")
        ),
        ("legen", "Legend"),
        ("北京联", "北京联想科技有限公司"),
        ("联想科", "北京联想科技有限公司"),
        ("bjlx", "北京联想科技有限公司"),
        ("300300ni", "Legal Entity Identifier (LEI): 300300NIFA1100044282"),
        *((code, "Hong Kong Exchange: 0992") for code in ("0992", "00992", "hk0992")),
        *((text, "Founder: Liu Chuanzhi 柳传志") for text in ("liu ch", "chuanzhi", "柳传", "liuchuan")),
    ],
)
def test_company_is_offered_for(client, lenovo, text, matched):
    found = ask(client, text).json()
    assert found["companies"] == [
        {
            "name": "Lenovo",
            "lang": "en",
            "second": "联想集团",
            "second_lang": "zh-Hans",
            "matched": matched,
            "url": "/companies/lenovo/",
        }
    ]


def test_sector_is_offered_for_each_of_its_words(client, lenovo):
    sectors = [
        {"name": "Lens and laser optics", "lang": "en", "label": "Sector", "url": "/companies/?sector=optics"}
    ]
    assert ask(client, "las").json()["sectors"] == sectors
    assert ask(client, "光").json()["sectors"] == sectors
    assert ask(client, "zzz").json() == {
        "query": "zzz", "companies": [], "sectors": [], "status": "0 suggestions",
    }  # fmt: skip


def test_answer_is_in_the_language_of_the_page(client, lenovo):
    found = ask(client, "leno", "/zh-hans").json()
    assert (found["companies"][0]["name"], found["companies"][0]["second"]) == ("联想集团", "Lenovo")
    assert found["companies"][0]["url"] == "/zh-hans/companies/lenovo/"


def test_whole_name_comes_first_then_short_ones_and_no_more_than_eight(client, db):
    for number in range(12):
        reindex(make_company(name_en=f"Alpha {'x' * number}".strip()))
    names = [one["name"] for one in ask(client, "alpha").json()["companies"]]
    assert names == [f"Alpha {'x' * number}".strip() for number in range(8)]


@pytest.mark.parametrize("text", ["", " ", '"', "%", "_", "。", "-", "'; --", "a" * 200, "🙂"])
def test_nothing_to_offer(client, lenovo, text):
    response = ask(client, text)
    assert (response.status_code, response.json()["companies"], response.json()["sectors"]) == (200, [], [])


@pytest.mark.parametrize("text", ["\x00", "a\x07", "\U0010ffff", "a" * 201])
def test_what_cannot_be_asked_for_is_refused(client, lenovo, text):
    response = ask(client, text)
    assert (response.status_code, list(response.json()["errors"])) == (400, ["q"])


def test_number_of_queries(client, lenovo, django_assert_max_num_queries):
    ask(client, "leno")
    with django_assert_max_num_queries(3):
        ask(client, "leno")


def test_drafts_and_withdrawn_companies_are_not_offered(client, lenovo):
    lenovo.withdraw(by=None)
    assert ask(client, "leno").json()["companies"] == []


@pytest.mark.django_db(transaction=True)
def test_kept_answer_is_gone_with_its_company(client, lenovo):
    for language in ("", "/zh-hans"):
        assert len(ask(client, "leno", language).json()["companies"]) == 1
    assert ask(client, "leno").content == ask(client, "leno").content
    lenovo.withdraw(by=None)
    for language in ("", "/zh-hans"):
        assert ask(client, "leno", language).json()["companies"] == []
