"""One page searches companies, people, partner parks and figures."""

from __future__ import annotations

import re

import pytest

from companies.models import Company
from companies.people import people_named
from profiles.catalogue import current
from profiles.metrics import load_metrics
from profiles.search import reindex
from tests.factories import make_company, make_park

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    load_metrics()
    make_park(slug="host", name_en="Host Park", is_host=True)
    company = make_company(slug="xiaomi", name_en="Xiaomi", name_zh="小米", summary_en="Phones of London")
    company.stakeholders.create(kind="founder", name="Lei Jun", name_zh="雷军", role="Chairman")
    company.stakeholders.create(kind="foreign_partner", name="Lei Partners", country="US")
    draft = make_company(slug="draft", name_en="Draft", published=False)
    draft.stakeholders.create(kind="founder", name="Lei Secret")
    for number in range(7):
        make_company(slug=f"alpha-{number}", name_en=f"Alpha {number}")
    for row in Company.objects.all():
        reindex(row)
    reindex(make_park(slug="london", name_en="London Park", city="London", country="GB"))


def groups(client, query: str, prefix: str = "") -> dict[str, list[str]]:
    """Title of each group -> the addresses that its answers lead to."""
    html = client.get(f"{prefix}/search/", {"q": query}).content.decode()
    found = {}
    for section in html.split('aria-labelledby="found-')[1:]:
        title = re.search(r"<h2[^>]*>([^<]*)</h2>", section)[1]
        found[title] = re.findall(r'<h3>\s*<a href="([^"]*)"', section.split("</section>")[0])
    return found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Lei Jun", {"Companies (1)": ["/companies/xiaomi/"], "People (1)": ["/companies/xiaomi/"]}),
        ("leijun", {"Companies (1)": ["/companies/xiaomi/"], "People (1)": ["/companies/xiaomi/"]}),
        ("Jun Lei", {"Companies (1)": ["/companies/xiaomi/"], "People (1)": ["/companies/xiaomi/"]}),
        ("xiaomi", {"Companies (1)": ["/companies/xiaomi/"]}),
        ("secret", {}),
        ("london", {"Companies (1)": ["/companies/xiaomi/"], "Partner parks (1)": ["/partners/london/"]}),
        ("turnover", {"Figures (2)": ["/figures/?metric=turnover"]}),
        ("nobody at all zzqq", {}),
    ],
)
def test_answers_come_in_groups(client, site, query, found):
    from partners.models import Park
    from profiles.models.registry import profile_kind_of

    title = str(profile_kind_of(Park()).pages.title)
    expected = {key.replace("Partner parks", title): urls for key, urls in found.items()}
    assert {key: urls[:1] for key, urls in groups(client, query).items()} == expected


def test_group_shows_the_first_and_leads_to_all(client, site):
    html = client.get("/search/", {"q": "alpha"}).content.decode()
    assert html.count("<h3>") == 5
    assert '<a href="/companies/?q=alpha">' in html


def test_line_says_why_it_was_found(client, site):
    assert "Founder: <bdi><mark>Lei</mark>" in client.get("/search/", {"q": "lei jun"}).content.decode()


def test_group_of_people_says_that_there_are_more(client, site):
    for number in range(6):
        row = make_company(slug=f"many-{number}", name_en=f"Many {number}")
        row.stakeholders.create(kind="founder", name=f"Zhang Wei {number}")
        reindex(row)
    assert len(groups(client, "zhang wei")["People (the first 5)"]) == 5


def test_people_come_in_the_order_of_the_search_for_companies(client, site, monkeypatch):
    """Whoever is called just so comes first, however late the company was added."""
    monkeypatch.setattr("companies.people.MAX_COMPANIES", 2)
    for slug, name in (("a", "Wang Tao Li"), ("b", "Wang Tao Ning"), ("c", "Wang Tao")):
        row = make_company(slug=slug, name_en=f"Company {slug}")
        row.stakeholders.create(kind="founder", name=name)
        reindex(row)
    assert groups(client, "wang tao")["People (2)"][0] == "/companies/c/"


def test_founder_of_a_company_withdrawn_since_the_catalogue_was_read_is_not_shown(client, site):
    catalogue = current("company")
    Company.objects.filter(slug="xiaomi").update(state="draft")
    assert people_named("lei jun", catalogue, 5) == []


def test_signs_alone_are_nothing_to_search_for(client, site):
    response = client.get("/search/", {"q": "🙂 !"})
    assert response.status_code == 200
    assert "Nothing to search for in this" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "\x00",
        "a" * 5000,
        "<script>alert(1)</script>",
        "%s %(x)s",
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_hostile_query_gets_a_page(client, site, query):
    response = client.get("/search/", {"q": query})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_every_head_leads_to_the_search(client, site):
    for path in ("/", "/companies/", "/partners/", "/sources/"):
        assert 'action="/search/"' in client.get(path).content.decode()
    assert 'action="/fr/search/"' in client.get("/fr/").content.decode()


def test_number_of_queries_does_not_grow(client, site, django_assert_max_num_queries):
    client.get("/search/", {"q": "alpha"})
    with django_assert_max_num_queries(16):
        client.get("/search/", {"q": "alpha"})
