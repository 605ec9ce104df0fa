"""What the head of a page says to search engines and to sites that show a link to it."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from companies.models import Company
from tests.factories import (
    make_company,
    make_figure,
    make_full_company,
    make_metric,
    make_park,
    make_picture,
    make_sector,
    make_source,
)
from tests.schema_org import strangers
from tests.stories.factories import make_author, make_story

pytestmark = pytest.mark.django_db
SITE = "https://park.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def html_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode().partition("</head>")[0]


def addresses(head):
    """The canonical address, and those in each language."""
    canonical = re.findall(r'<link rel="canonical"\s+href="([^"]*)"', head)
    alternates = re.findall(r'<link rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]*)"', head)
    return canonical, dict(alternates)


def properties(head):
    found = re.findall(r'<meta (?:property|name)="([\w:]+)"\s+content="([^"]*)"', head)
    return {name: unescape(value) for name, value in found}


def nodes(head):
    """What the page says by the types of schema.org, by type."""
    scripts = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    graphs = [json.loads(script) for script in scripts]
    assert all(graph["@context"] == "https://schema.org" for graph in graphs)
    found = [node for graph in graphs for node in graph["@graph"]]
    assert strangers(found) == set()
    return {str(node["@type"]): node for node in found}


@pytest.mark.parametrize(
    ("address", "path"),
    [("/companies/one/", "/companies/one/"), ("/zh-hans/companies/one/?utm=x", "/companies/one/")],
)
def test_addresses_in_all_languages_are_absolute_and_without_what_was_added(client, address, path):
    make_company(slug="one")
    canonical, alternates = addresses(html_of(client, address))
    assert canonical == [SITE + address.partition("?")[0]]
    assert alternates == {
        "en": SITE + path,
        "zh-Hans": f"{SITE}/zh-hans{path}",
        "fr": f"{SITE}/fr{path}",
        "x-default": SITE + path,
    }


def test_addresses_of_a_narrowed_list_keep_what_narrows_it(client):
    make_company(ownership="domestic")
    query = "?ownership=domestic"
    canonical, alternates = addresses(html_of(client, f"/fr/companies/{query}&order=name&utm=x"))
    assert canonical == [f"{SITE}/fr/companies/{query}"]
    assert alternates["x-default"] == f"{SITE}/companies/{query}"
    assert alternates["zh-Hans"] == f"{SITE}/zh-hans/companies/{query}"


def test_list_from_the_cache_of_fragments_has_its_own_addresses(client):
    make_park(is_host=True)
    make_company(ownership="domestic")
    for query in ("", "?ownership=domestic", ""):
        head = html_of(client, f"/companies/{query}")
        assert addresses(head)[0] == [f"{SITE}/companies/{query}"]
        assert properties(head)["og:url"] == f"{SITE}/companies/{query}"


@pytest.mark.parametrize("address", ["/companies/one/history/1/", "/companies/nowhere/"])
def test_page_that_is_not_to_be_found_says_nothing_of_itself(client, address):
    make_company(slug="one")
    head = client.get(address).content.decode().partition("</head>")[0]
    assert "og:title" not in head
    assert "ld+json" not in head


def test_link_to_a_profile_is_shown_with_its_name_text_and_card(client):
    make_park(is_host=True, name_en="The Park")
    make_company(slug="one", name_en='One & "Only"', summary_en="Makes <b>things</b>.")
    said = properties(html_of(client, "/companies/one/"))
    assert said["og:title"] == 'One & "Only" · The Park'
    assert said["og:description"] == said["description"] == "Makes <b>things</b>."
    assert (said["og:site_name"], said["og:locale"]) == ("The Park", "en_GB")
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert re.fullmatch(rf"{SITE}/cards/company/one/[0-9a-f]{{16}}\.png", said["og:image"])


def test_other_pages_are_shown_with_the_card_of_the_park(client):
    make_park(is_host=True, slug="host")
    for address in ("/", "/companies/", "/figures/", "/privacy/"):
        assert properties(html_of(client, address))["og:image"].startswith(f"{SITE}/cards/park/host/")


@pytest.mark.parametrize("address", ["/", "/companies/"])
def test_site_without_a_park_has_no_card(client, address):
    assert "og:image" not in properties(html_of(client, address))


def test_profile_without_a_summary_is_described_all_the_same(client):
    make_company(slug="one", name_en="One")
    assert "One" in properties(html_of(client, "/companies/one/"))["description"]


def test_company_says_what_it_is_to_search_engines(client):
    company = make_company(
        slug="one",
        name_en="One",
        name_zh="一",
        legal_name="One Ltd.",
        founded="1984-11",
        website="https://one.example/",
        summary_en="Makes things.",
        logo=make_picture("logo"),
        sectors=(make_sector(name_en="Chips", isic="26|62"),),
    )
    source = make_source()
    company.identifiers.create(scheme="wikidata", value="Q1", source=source)
    company.stakeholders.create(name="Ada", role="Founder", source=source)
    company.links.create(kind="social", url="https://social.example/one")
    company.ties.create(name="Parent", kind="parent", slug="parent", source=source)
    make_company(slug="parent")
    found = nodes(html_of(client, "/fr/companies/one/"))
    about = found["Organization"]
    assert about["@id"] == f"{SITE}/companies/one/#profile"
    assert (about["name"], about["alternateName"]) == ("One", ["一"])
    assert (about["legalName"], about["foundingDate"]) == ("One Ltd.", "1984-11")
    assert about["sameAs"] == ["https://social.example/one", "https://www.wikidata.org/wiki/Q1"]
    assert about["founder"] == [{"@type": "Person", "name": "Ada", "jobTitle": "Founder"}]
    assert about["isicV4"] == ["26", "62"]
    assert about["parentOrganization"][0]["@id"] == f"{SITE}/companies/parent/#profile"
    assert about["logo"]["url"].startswith(f"{SITE}/media/")
    assert found["ProfilePage"]["mainEntity"] == {"@id": about["@id"]}
    assert [step["item"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        f"{SITE}/fr/",
        f"{SITE}/fr/companies/",
        f"{SITE}/fr/companies/one/",
    ]


@pytest.mark.parametrize(("until", "kind"), [("", "Corporation"), ("2020", "Organization")])
def test_company_that_is_listed_is_a_corporation(client, until, kind):
    company = make_company(slug="one")
    company.identifiers.create(scheme="hkex", value="0992", until=until, source=make_source())
    assert kind in nodes(html_of(client, "/companies/one/"))


def test_number_of_another_legal_entity_is_not_the_companys_own(client):
    company = make_company(slug="one", legal_name="One Ltd.")
    lei = {"scheme": "lei", "value": "300300NIFA1100044282", "source": make_source()}
    row = company.identifiers.create(**lei, holder="Another Ltd.")
    assert "leiCode" not in nodes(html_of(client, "/companies/one/"))["Organization"]
    row.holder = "One Ltd."
    row.save()
    assert nodes(html_of(client, "/companies/one/"))["Organization"]["leiCode"] == lei["value"]


def test_no_text_ends_the_script(client):
    name = "</script><script>alert(1)</script><!--"
    make_company(slug="one", name_en=name)
    html = client.get("/companies/one/").content.decode()
    assert "<script>alert" not in html
    assert nodes(html)["Organization"]["name"] == name


@pytest.mark.parametrize(
    ("kind", "types"),
    [("science_park", "['Place', 'Organization']"), ("association", "Organization")],
)
def test_park_is_a_place_where_it_has_land(client, kind, types):
    make_park(is_host=True, name_en="Host")
    make_park(slug="two", kind=kind, city="Lyon", country="FR", latitude="45.75", longitude="4.85")
    park = nodes(html_of(client, "/partners/two/"))[types]
    assert park["address"] == {"@type": "PostalAddress", "addressLocality": "Lyon", "addressCountry": "FR"}
    assert ("geo" in park) == (types != "Organization")


def test_home_page_says_whose_site_it_is_and_how_to_search_it(client):
    make_park(is_host=True, slug="host", name_en="Host", name_zh="园")
    found = nodes(html_of(client, "/fr/"))
    assert found["WebSite"]["publisher"] == {"@id": f"{SITE}/#profile"}
    assert found["WebSite"]["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/fr/search/?q={{q}}"
    assert found["['Place', 'Organization']"]["@id"] == f"{SITE}/#profile"


def test_lists_and_figures_are_data(client):
    host = make_park(is_host=True)
    metric = make_metric(code="turnover")
    company = make_company(slug="one", name_en="One")
    for year in ("2011", "2012"):
        make_figure(company=company, metric=metric, value=1, year=year, source=make_source(title="Report"))
    assert {"Dataset", "BreadcrumbList"} == nodes(html_of(client, "/companies/")).keys()
    assert {"Dataset", "BreadcrumbList"} == nodes(html_of(client, "/partners/")).keys()
    data = nodes(html_of(client, "/figures/?metric=turnover&company=one"))["Dataset"]
    assert (data["temporalCoverage"], data["citation"]) == ("2011/2012", ["Report"])
    assert str(host.name) in data["name"]
    file = data["distribution"][0]["contentUrl"].removeprefix(SITE)
    assert client.get(file)["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("address", ["/sources/", "/map/"])
def test_other_pages_say_where_they_stand(client, address):
    steps = nodes(html_of(client, address))["BreadcrumbList"]["itemListElement"]
    assert steps[-1]["item"] == SITE + address
    assert [step["position"] for step in steps] == [*range(1, len(steps) + 1)]


def test_story_says_who_wrote_it_whom_it_names_and_in_which_languages_it_is(client):
    make_company(slug="one")
    story = make_story(
        slug="tale",
        authors=(make_author(slug="ada"),),
        title_fr="Récit",
        lead_fr="De quoi.",
        body_fr="[[company:one]] et la suite.",
        cover=make_picture("cover"),
        alt_en="A house",
        alt_fr="Une maison",
    )
    head = html_of(client, "/fr/stories/tale/")
    said, found = properties(head), nodes(head)
    article = found["Article"]
    assert (said["og:type"], said["og:title"].partition(" · ")[0]) == ("article", "Récit")
    assert said["og:image"] == f"{SITE}/media/{story.cover.largest['name']}" == article["image"]["url"]
    assert "og:image:width" not in said
    assert article["author"] == [{"@type": "Person", "name": "ada", "url": f"{SITE}/fr/stories/authors/ada/"}]
    assert article["mentions"] == [{"@id": f"{SITE}/companies/one/#profile"}]
    assert addresses(head) == (
        [f"{SITE}/fr/stories/tale/"],
        {
            "en": f"{SITE}/stories/tale/",
            "fr": f"{SITE}/fr/stories/tale/",
            "x-default": f"{SITE}/stories/tale/",
        },
    )


def test_company_with_rows_of_each_kind_keeps_to_the_vocabulary(client):
    company = make_full_company(rows=2)
    Company.objects.filter(pk=company.pk).update(
        address="1 Main Street", postcode="100080", latitude="40", longitude="116", founded="1984"
    )
    company.identifiers.create(scheme="uscc", value="91110108700000458B", source=make_source())
    assert nodes(html_of(client, company.get_absolute_url()))["Corporation"]["tickerSymbol"] == [
        "HKEX:0200",
        "HKEX:0201",
    ]
