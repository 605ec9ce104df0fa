"""The result says which name or text matched, where the line itself does not."""

from __future__ import annotations

import pytest

from companies.models import Company, CompanyName, Identifier
from profiles.search import reindex
from profiles.templatetags.profile_tags import excerpt
from tests.factories import make_company, make_park, make_sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def lenovo():
    company = make_company(
        slug="lenovo",
        name_en="Lenovo",
        name_zh="联想",
        name_fr="Lenovo France",
        legal_name="北京联想科技有限公司",
        summary_en="Maker of computers",
        summary_fr="Ordinateurs",
        description_en="A long story. " * 20 + "They make <b>servers</b> as well. " + "And so on. " * 30,
        sectors=(make_sector(slug="it", name_en="Electronics"),),
    )
    CompanyName.objects.create(company=company, name="Legend", kind="former")
    CompanyName.objects.create(company=company, name="聯想傳奇", kind="brand")
    Identifier.objects.create(company=company, scheme="lei", value="300300NIFA1100044282")
    company.milestones.create(on="2005", text_en="Bought a division", text_fr="Rachat")
    reindex(company)
    return Company.objects.get(pk=company.pk)


def why(client, query, path="/companies/"):
    html = client.get(path, {"q": query}).content.decode()
    lines = html.split('<p class="res__why">')[1:]
    return [line.split("</p>")[0].strip() for line in lines]


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        *(
            (shown, [])
            for shown in ("lenovo", "联想", "lianxiang", "lx", "computers", "electronics", "lenovo 联想")
        ),
        ("legend", ["Former name: <bdi><mark>Legend</mark></bdi>"]),
        ("chuanqi", ["Brand: <bdi>聯想<mark>傳奇</mark></bdi>"]),
        ("北京", ["Legal name: <bdi><mark>北京</mark>联想科技有限公司</bdi>"]),
        ("france", ['Also called: <bdi lang="fr">Lenovo <mark>France</mark></bdi>']),
        (
            "300300nifa1100044282",
            ["Legal Entity Identifier (LEI): <bdi><mark>300300NIFA1100044282</mark></bdi>"],
        ),
        ("ordinateurs", ['Summary: <bdi lang="fr"><mark>Ordinateurs</mark></bdi>']),
        ("division", ['Milestone: <bdi lang="en">Bought a <mark>division</mark></bdi>']),
        (
            "legend lenovo rachat",
            [
                "Former name: <bdi><mark>Legend</mark></bdi>",
                'Milestone: <bdi lang="fr"><mark>Rachat</mark></bdi>',
            ],
        ),
    ],
)
def test_line_says_what_matched(client, lenovo, query, lines):
    assert why(client, query) == lines


def test_long_text_is_cut_around_the_match_and_escaped(client, lenovo):
    (line,) = why(client, "servers")
    assert line.startswith('Description: <bdi lang="en">… ')
    assert line.endswith(" …</bdi>")
    assert "&lt;b&gt;<mark>servers</mark>&lt;/b&gt; as well." in line
    assert len(line) < 300


def test_excerpt_of_a_text_without_blanks():
    assert "<mark>服务器</mark>" in excerpt("联" * 300 + "服务器" + "想" * 300, "服务器")


def test_park_says_what_matched(client):
    park = make_park(name_en="Adlershof", city="Berlin", country="DE")
    park.other_names.create(name="WISTA", kind="former")
    reindex(park)
    assert why(client, "berlin", "/partners/") == []
    assert why(client, "wista", "/partners/") == ["Former name: <bdi><mark>WISTA</mark></bdi>"]


def test_number_of_queries(client, lenovo, django_assert_max_num_queries):
    client.get("/companies/?q=legend")
    with django_assert_max_num_queries(9):
        client.get("/companies/?q=legend")
