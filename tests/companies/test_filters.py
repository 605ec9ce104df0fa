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
    assert 'href="/companies/export.' not in html


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


def test_order_that_is_unknown_is_named_and_changes_nothing(client, park):
    response = client.get("/companies/?order=nope")
    assert len(names(response)) == 4
    assert list(response.context["state"].errors) == ["order"]
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize("page", ["nope", "0", "-1", "1.5", "01", "2", "9" * 30, "%00", "²"])
def test_page_that_there_is_not_leads_to_one_that_there_is(client, park, page):
    response = client.get(f"/companies/?zone=haidian&page={page}&order=-updated")
    assert (response.status_code, response["Location"]) == (302, "/companies/?zone=haidian&order=-updated")


def test_page_beyond_the_last_leads_to_the_last(client, park):
    for number in range(12):
        make_company(slug=f"more-{number}")
    assert client.get("/companies/?page=7")["Location"] == "/companies/?page=2"
    assert client.get("/companies/?page=2").status_code == 200


def test_what_was_not_understood_is_still_named_on_the_page_that_there_is(client, park):
    response = client.get("/companies/?order=nope&page=7", follow=True)
    assert response.redirect_chain == [("/companies/?order=nope", 302)]
    assert list(response.context["state"].errors) == ["order"]


def test_filter_that_the_list_does_not_have_is_named(client, park):
    page = client.get("/companies/?zones=haidian&<b>=1&sector=software").content.decode()
    assert "filters that this list does not have: zones, &lt;b&gt;. They were left out." in page
    page = client.get("/companies/?zones=haidian").content.decode()
    assert "a filter that this list does not have: zones. It was left out." in page


@pytest.mark.parametrize("query", ["utm_source=mail", "fbclid=x", "spm=a.b", "zones=", "headers=labels"])
def test_what_others_hang_on_an_address_is_not_named(client, park, query):
    assert "this list does not have" not in client.get(f"/companies/?{query}").content.decode()


@pytest.mark.parametrize("path", ["export.csv", "export.json", "facts.csv", "feed/"])
def test_program_is_told_of_a_filter_that_the_list_does_not_have(client, park, path):
    response = client.get(f"/companies/{path}?zones=haidian&sector=software")
    assert (response.status_code, response.content.decode()) == (
        400,
        "zones: There is no filter of this name.\n",
    )


def test_title_names_the_filters_and_the_page(client, park):
    for number in range(13):
        make_company(slug=f"more-{number}", zone=park["one"].zone)
    page = client.get("/companies/?zone=haidian&page=2").content.decode()
    title = re.search("<title>(.*?)</title>", page)[1]
    total = client.get("/companies/?zone=haidian").context["state"].total
    assert title == f"{total} companies · Zone of the park: haidian · Page 2 · Companies in the park"
    description = re.search('<meta name="description" content="([^"]*)"', page)[1]
    assert description.split(".")[0].strip() == f"{total} companies · Zone of the park: haidian · Page 2"


def test_canonical_address_has_what_was_understood_and_no_order(client, park, settings):
    settings.SITE_URL = "https://park.example"
    page = client.get("/companies/?order=-updated&sector=software&sector=nope&x=1&zone=").content.decode()
    assert (
        re.search(r'rel="canonical"\s+href="(.*?)"', page)[1]
        == "https://park.example/companies/?sector=software"
    )
    french = client.get("/fr/companies/").content.decode()
    assert re.search(r'rel="canonical"\s+href="(.*?)"', french)[1] == "https://park.example/fr/companies/"


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


@pytest.mark.parametrize("name", ["from", "ref", "isappinstalled"])
def test_name_that_messengers_hang_on_pages_is_refused_of_a_file_alone(client, park, name):
    assert client.get("/companies/", {name: "2010"}).status_code == 200
    response = client.get("/companies/export.csv", {name: "2010"})
    assert (response.status_code, response.content.decode()) == (
        400,
        f"{name}: There is no filter of this name.\n",
    )


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
    make_company(sectors=(first,))
    facet = client.get("/companies/").context["state"].facets[0]
    assert [option.value for option in facet.shown] == ["first", "second"]
    assert [(option.group, option.value) for option in facet.folded] == [
        ("first", "of-first"),
        ("second", "of-second"),
    ]


def test_facet_of_which_nobody_has_a_value_is_left_out_until_somebody_has(client, park):
    def shown():
        return [facet.name for facet in client.get("/companies/?zone=haidian").context["state"].facets]

    before = shown()
    other = make_company(published=False)
    other.certificates.create(kind="high_tech", issued="2024")
    other.publish(by=None)
    assert ("certificate" in before, "certificate" in shown()) == (False, True)


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
