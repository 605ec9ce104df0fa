"""The company list and profile as visitors get them."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company, Presence, Stakeholder
from profiles.search import reindex
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source, make_zone
from tests.page_form import page_form

LIST_QUERIES = 6
PROFILE_QUERIES = 12


def names(response) -> list[str]:
    return re.findall(r'<h3><a href="/companies/([\w-]+)/">', response.content.decode())


@pytest.fixture
def park(db):
    """Four published companies and a draft that could leak."""
    software, chips = make_sector(slug="software"), make_sector(slug="chips")
    memory = make_sector(slug="memory", parent=chips)
    haidian = make_zone(slug="haidian")
    one = make_company(slug="one", name_en="One", sectors=(software,), zone=haidian, founded="1998")
    two = make_company(slug="two", name_en="Two", sectors=(memory,), founded="2005-06", ownership="domestic")
    three = make_company(slug="three", name_en="Three", sectors=(software, memory), returnee_founded=True)
    make_company(slug="four", name_en="Four", founded="2005")
    make_company(slug="draft", name_en="Draft", sectors=(software,), zone=haidian, published=False)
    Stakeholder.objects.create(company=two, name="A founder", country="US")
    Presence.objects.create(company=one, country="FR", city="Paris")
    Presence.objects.create(company=three, country="FR", closed="2010")
    metric = make_metric(code="employees", kind="count", unit="count")
    make_figure(company=one, metric=metric, value=5000, year="2010")
    make_figure(company=one, metric=metric, value=40, year="2020")
    for company in Company.objects.all():
        reindex(company)
    return {"one": one, "two": two, "three": three}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"one", "two", "three", "four"}),
        ("sector=software", {"one", "three"}),
        ("sector=chips", {"two", "three"}),
        ("sector=software&sector=memory", {"one", "two", "three"}),
        ("sector=software&zone=haidian", {"one"}),
        ("returnee=true", {"two", "three"}),
        ("country=FR", {"one"}),
        ("size=1-49", {"one"}),
        ("size=1000-9999", set()),
        ("ownership=domestic", {"two"}),
        ("founded_min=2005", {"two", "four"}),
        ("founded_max=2005", {"one", "two", "four"}),
        ("q=three", {"three"}),
        ("q=draft", set()),
        ("sector=software&sector=nonsense", {"one", "three"}),
        ("returnee=nonsense&returnee=true", {"two", "three"}),
        ("sector=nonsense&zone=haidian", set()),
        ("founded_min=soon&returnee=true", set()),
        ("sector=&zone=+&founded_min=&order=&page=", {"one", "two", "three", "four"}),
        ("utm_source=mail&sectr=chips", {"one", "two", "three", "four"}),
    ],
)
def test_list_filters(client, park, query, found):
    assert set(names(client.get(f"/companies/?{query}"))) == found


UNKNOWN = {
    "q": "...",
    "sector": "nope",
    "zone": "nope",
    "ownership": "Domestic",
    "returnee": "false",
    "country": "fr",
    "size": "1-50",
    "turnover": "nope",
    "certificate": "nope",
    "founded_min": "abc",
    "founded_max": "20055",
}


@pytest.mark.parametrize("name", UNKNOWN)
def test_unknown_value_finds_nobody_and_names_itself_and_the_way_out(client, park, name):
    response = client.get(
        "/companies/", {name: UNKNOWN[name], "zone": "haidian"} if name != "zone" else {name: "nope"}
    )
    state, html = response.context["state"], response.content.decode()
    assert (response.status_code, names(response), list(state.errors)) == (200, [], [name])
    assert "<title>Error:" in html
    assert f'<a href="#{name}">' in html  # the list of what is wrong leads to its filter
    assert [(chip.value, chip.url) for chip in state.chips if chip.value == UNKNOWN[name]] == [
        (UNKNOWN[name], "?zone=haidian" if name != "zone" else "?")
    ]
    assert [way.url for way in state.ways_out] == ["?zone=haidian" if name != "zone" else "?"]
    assert "/companies/export." not in html


def test_unknown_value_beside_known_ones_is_named_and_they_hold(client, park):
    response = client.get("/companies/?sector=software&sector=nope&sector=" + "x" * 99)
    html = response.content.decode()
    assert set(names(response)) == {"one", "three"}
    assert html.count("“nope” is not in this list.") == 2  # on top of the page, and beside the filter
    assert f"“{'x' * 40}…” is not in this list." in html
    assert [(chip.value, chip.url) for chip in response.context["state"].chips] == [("software", "?")]
    assert 'href="/companies/export.csv?sector=software"' in html


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("", "“nope” is not in this list."),
        ("/zh-hans", "“nope”不在此列表中。"),
        ("/fr", "« nope » ne figure pas dans cette liste."),
    ],
)
def test_unknown_value_is_named_in_the_language_of_the_page(client, park, language, text):
    assert text in client.get(f"{language}/companies/?sector=nope").content.decode().replace("\u00a0", " ")


def test_links_of_a_list_that_nobody_fits_keep_to_it(client, park):
    address = "/companies/?sector=nope&sector=&zone=haidian&ownership=domestic"
    state = client.get(address).context["state"]
    urls = {chip.label: chip.url for chip in state.chips}
    assert urls["Zone of the park"] == "?ownership=domestic&sector=nope"
    assert client.get(f"/companies/{urls['Zone of the park']}").context["state"].total == 0


def test_order_and_page_that_are_unknown_are_named_and_change_nothing(client, park):
    for query in ("order=nope", "page=nope", "page=0", "page=-1", "page=1.5"):
        response = client.get(f"/companies/?{query}")
        assert len(names(response)) == 4
        assert list(response.context["state"].errors) == [query.partition("=")[0]]
        assert "There is a problem" in response.content.decode()
    assert names(client.get("/companies/?page=2")) == names(client.get("/companies/"))


@pytest.mark.parametrize("path", ["export.csv", "export.xlsx", "export.json", "feed/"])
@pytest.mark.parametrize("name", [*UNKNOWN, "order", "page"])
def test_program_is_told_what_was_not_understood(client, park, path, name):
    value = UNKNOWN.get(name, "nope")
    response = client.get(
        f"/companies/{path}", {name: value, "ownership" if name != "ownership" else "zone": "haidian"}
    )
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert f"{name}={value}: " in response.content.decode()


@pytest.mark.parametrize("path", ["export.csv", "export.json", "feed/"])
def test_program_is_told_of_an_unknown_value_beside_known_ones(client, park, path):
    response = client.get(f"/companies/{path}?sector=software&sector=nope&founded_min=abc")
    assert response.content.decode() == (
        "sector=nope: “nope” is not in this list.\n"
        "founded_min=abc: Write a year of four digits, for example 1984.\n"
    )


@pytest.mark.parametrize("path", ["export.csv", "export.json", "feed/"])
def test_parameters_that_nothing_reads_are_no_mistake(client, park, path):
    response = client.get(f"/companies/{path}?sector=software&utm_source=mail&zone=")
    assert response.status_code == 200
    response.close()  # the place of a download is free again


@pytest.mark.parametrize(
    ("query", "slugs", "chosen"),
    [
        ("q=robot", ["robot", "arms"], "Best match"),
        ("q=robot&order=", ["robot", "arms"], "Best match"),
        ("q=robot&order=relevance", ["robot", "arms"], "Best match"),
        ("q=robot&order=name", ["arms", "robot"], "Name"),
        ("order=name", ["arms", "robot"], "Name"),
        ("order=relevance", ["arms", "robot"], "Name"),
        ("", ["arms", "robot"], "Name"),
    ],
)
@pytest.mark.django_db
def test_words_are_answered_by_best_match_unless_another_order_is_asked_for(client, query, slugs, chosen):
    make_company(slug="arms", name_en="Arms", description_en="Something about a robot")
    make_company(slug="robot", name_en="Robot")
    for company in Company.objects.all():
        reindex(company)
    response = client.get(f"/companies/?{query}")
    assert names(response) == slugs
    assert re.findall(r'<option value="[^"]*" selected>(.*?)</option>', response.content.decode()) == [chosen]


@pytest.mark.django_db
@pytest.mark.parametrize("start", ["", "?order=name", "?order=relevance"])
def test_form_of_the_list_asks_for_the_best_match_when_words_are_typed(client, start):
    make_company(slug="arms", name_en="Arms", description_en="Something about a robot")
    make_company(slug="robot", name_en="Robot")
    for company in Company.objects.all():
        reindex(company)
    form = page_form(client.get(f"/companies/{start}"), "dirform")
    assert form["order"] == [""]
    assert names(client.get("/companies/", {**form, "q": "robot"})) == ["robot", "arms"]
    form = page_form(client.get("/companies/?order=-founded"), "dirform")
    assert form["order"] == ["-founded"]


def test_words_that_were_not_understood_stay_to_be_put_right(client, park):
    page = page_form(client.get("/companies/", {"q": "x" * 201}), "dirform")
    assert page["q"] == ["x" * 200]


def test_facet_count_ignores_its_own_choice(client, park):
    state = client.get("/companies/?sector=software&returnee=true").context["state"]
    counts = {option.value: option.count for facet in state.facets for option in facet.options}
    assert (counts["software"], counts["memory"], counts["true"]) == (1, 2, 1)


@pytest.mark.django_db
def test_narrow_sectors_are_folded_below_their_own_broad_one(client):
    first, second = make_sector(slug="first", order=1), make_sector(slug="second", order=2)
    make_sector(slug="of-second", parent=second, order=3)
    make_sector(slug="of-first", parent=first, order=4)
    facet = client.get("/companies/").context["state"].facets[0]
    assert [option.value for option in facet.shown] == ["first", "second"]
    assert [(option.group, option.value) for option in facet.folded] == [
        ("first", "of-first"),
        ("second", "of-second"),
    ]


def test_zero_option_stays_disabled(client, park):
    html = client.get("/companies/?zone=haidian").content.decode()
    assert re.search(r'name="ownership"\s+value="domestic"\s+disabled', html)


def test_bad_value_gets_a_message_beside_its_filter(client, park):
    response = client.get("/companies/?founded_min=%3Cscript%3E")
    html = response.content.decode()
    assert "Write a year of four digits" in html
    assert "<script>" not in html.replace('<script src="', "")


def test_no_result_names_the_filter_to_drop(client, park):
    response = client.get("/companies/?zone=haidian&ownership=domestic")
    ways = response.context["state"].ways_out
    assert [(way.label, way.count, way.url) for way in ways] == [
        ("Zone of the park: haidian", 1, "?ownership=domestic"),
        ("Ownership: Domestic", 1, "?zone=haidian"),
    ]
    assert "Without “Ownership: Domestic”" in response.content.decode()


@pytest.mark.parametrize(
    ("order", "slugs"),
    [
        ("name", ["four", "one", "three", "two"]),
        ("founded", ["one", "four", "two", "three"]),
        ("-founded", ["two", "four", "one", "three"]),
    ],
)
def test_list_is_sorted(client, park, order, slugs):
    assert names(client.get(f"/companies/?order={order}")) == slugs


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_queries(client, number):
    for _company in range(number):
        company = make_company(sectors=(make_sector(),))
        Presence.objects.create(company=company, country="FR")
    client.get("/companies/")
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/companies/?q=company").status_code == 200
    assert len(queries) <= LIST_QUERIES


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 30])
def test_profile_takes_a_constant_number_of_queries(client, number):
    company = make_company(slug="full", sectors=(make_sector(),))
    metric = make_metric()
    for place in range(number):
        source = make_source()
        make_figure(company=company, metric=metric, value=place, year=str(1990 + place), source=source)
        company.milestones.create(on="2001", text_en="Something happened", source=source)
        company.presences.create(country="FR", source=source)
        company.other_names.create(name=f"Name {place}", source=source)
        company.citations.create(field="founded", source=source)
        company.stakeholders.create(name=f"Founder {place}", source=source)
        company.certificates.create(kind="high_tech", issued=f"{1990 + place}", source=source)
        company.identifiers.create(scheme="hkex", value=str(place), source=source)
    client.get("/companies/")  # what a worker keeps of all companies is there
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/companies/full/").status_code == 200
    assert len(queries) <= PROFILE_QUERIES


@pytest.mark.django_db
def test_former_address_redirects(client):
    company = make_company(slug="new-name")
    company.former_slugs.create(slug="old-name")
    response = client.get("/companies/old-name/")
    assert (response.status_code, response["Location"]) == (301, "/companies/new-name/")


@pytest.mark.django_db
def test_former_address_of_a_hidden_company_is_gone(client):
    company = make_company(slug="new-name", published=False)
    company.former_slugs.create(slug="old-name")
    assert client.get("/companies/old-name/").status_code == 404


@pytest.mark.django_db
def test_unsourced_and_doubtful_facts_say_so(client):
    company = make_company(slug="doubtful")
    company.other_names.create(name="Nobody knows")
    company.other_names.create(name="Somebody says", source=make_source(needs_check=True))
    html = client.get("/companies/doubtful/").content.decode()
    assert (html.count("Unsourced"), html.count("Source to check")) == (1, 1)


@pytest.mark.django_db
def test_related_company_names_a_sector_that_both_have(client):
    own, both = make_sector(slug="own", order=1), make_sector(slug="both", order=2)
    make_company(slug="this", sectors=(own, both))
    make_company(slug="other", sectors=(both,))
    [related] = client.get("/companies/this/").context["profile"].related
    assert related.why == "Also in both"


@pytest.mark.django_db
@pytest.mark.parametrize(("published_on", "year"), [("2014-05", "2014"), ("", "undated")])
def test_number_of_countries_has_a_year_or_says_undated(client, published_on, year):
    company = make_company(slug="abroad")
    company.presences.create(country="FR", source=make_source(published_on=published_on))
    facts = client.get("/companies/abroad/").context["profile"].sheet.facts
    assert [value.year for fact in facts for value in fact.values if fact.label == "Present abroad"] == [year]


@pytest.mark.django_db
def test_sources_of_a_profile_say_what_they_support(client):
    company = make_company(slug="sourced", founded="1984")
    source = make_source()
    company.citations.create(field="founded", source=source)
    company.milestones.create(on="2001", text_en="Moved", source=source)
    sources = list(client.get("/companies/sourced/").context["profile"].sources)
    assert [supported for _number, _source, supported in sources] == [["Founded", "History"]]


def test_line_is_marked_for_the_words_of_each_question(client, park):
    pages = [client.get("/companies/", {"q": words}).content.decode() for words in ("one", "", "two", "one")]
    assert [re.findall("<mark>(.*?)</mark>", page) for page in pages] == [["One"], [], ["Two"], ["One"]]


def test_filters_are_of_their_question_whatever_the_page_and_order(client, park):
    questions = ({}, {"order": "-founded"}, {"sector": "software"}, {"sector": "software", "order": "name"})
    found = [client.get("/companies/", question).content.decode() for question in questions]
    shown = [
        re.search(r'<div class="facets" id="filters">.*?<div id="results">', page, re.S)[0] for page in found
    ]
    assert (shown[0], shown[2]) == (shown[1], shown[3])
    assert shown[0] != shown[2]


def test_filters_show_what_was_typed_beside_its_message(client, park):
    page = client.get("/companies/", {"founded_min": "19x4", "sector": "software"}).content.decode()
    assert 'value="19x4" aria-invalid="true"' in page
    assert 'value="19x4"' not in client.get("/companies/", {"sector": "software"}).content.decode()


def test_filters_follow_a_publication(client, park):
    before = client.get("/companies/", {"sector": "software"}).content.decode()
    make_company(name_en="Five", sectors=park["one"].sectors.all())
    after = client.get("/companies/", {"sector": "software"}).content.decode()
    assert [re.findall(r"Show (\d+) companies", page) for page in (before, after)] == [["2"], ["3"]]
