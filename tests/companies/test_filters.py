"""What the list is narrowed to, what each filter counts, and what is said of values that nobody knows."""

import re

import pytest

from tests.companies.lists import names
from tests.factories import make_company, make_sector
from tests.page_form import page_form


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
    assert [way.url for way in state.relaxations] == ["?zone=haidian" if name != "zone" else "?"]
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
@pytest.mark.parametrize("name", [*UNKNOWN, "order"])
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
    ways = response.context["state"].relaxations
    assert [(way.label, way.count, way.url) for way in ways] == [
        ("Zone of the park: haidian", 1, "?ownership=domestic"),
        ("Ownership: Domestic", 1, "?zone=haidian"),
    ]
    assert "Without “Ownership: Domestic”" in response.content.decode()


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
