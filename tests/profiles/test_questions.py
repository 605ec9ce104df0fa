"""Questions in three languages become filters; what they mean is read from facets, terms and synonyms."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from companies.catalogue import current
from companies.facets import LISTING
from companies.models import Company, Identifier, Synonym, Zone
from partners.facets import LISTING as PARKS
from profiles.catalogue import current as current_of
from profiles.lists.answers import WordsAnswer
from profiles.lists.lexicon import Lexicon, Meaning, WordRole, lexicon_of
from profiles.lists.questions import MAX_WORDS, YearsMeant, read_question
from profiles.search import reindex
from tests.factories import make_company, make_sector


@pytest.fixture
def directory(db):
    software = make_sector(slug="software-internet", name_en="Software and internet", name_zh="软件与互联网")
    ai = make_sector(
        slug="ai",
        name_en="Artificial intelligence",
        name_zh="人工智能",
        name_fr="Intelligence artificielle",
        parent=software,
    )
    pharma = make_sector(slug="pharma", name_en="Biotechnology & pharmaceuticals", name_zh="生物技术与制药")
    haidian = Zone.objects.create(slug="haidian", name_en="Haidian", name_zh="海淀园", name_fr="Haidian")
    Zone.objects.create(slug="fengtai", name_en="Fengtai", name_zh="丰台园", name_fr="Fengtai")
    Synonym.objects.create(
        slug="ai", words_en="AI|machine learning", words_fr="IA", sector=ai, is_sector=True
    )
    Synonym.objects.create(
        slug="vaccines", words_en="vaccine", words_zh="疫苗", words_fr="vaccin", sector=pharma
    )
    Synonym.objects.create(
        slug="driving", words_en="self-driving", words_zh="无人驾驶", words_fr="conduite autonome"
    )
    Synonym.objects.create(slug="drones", words_en="drone", words_zh="无人机")
    Synonym.objects.create(slug="returnees", words_en="returnee", words_zh="海归", filter="returnee=true")
    make_company(
        slug="young", name_en="Young", sectors=(ai,), zone=haidian, founded="2016", returnee_founded=True
    )
    make_company(
        slug="old",
        name_en="Old",
        sectors=(ai,),
        zone=haidian,
        founded="2015-03",
        summary_fr="Conduite autonome",
    )
    make_company(slug="far", name_en="Far", sectors=(ai,), founded="2020")
    make_company(slug="drugs", name_en="Drugs", sectors=(pharma,), founded="1998", summary_zh="疫苗")
    make_company(
        slug="labs", name_en="Labs", sectors=(pharma,), zone=haidian, summary_en="Learns of vaccine and AI"
    )
    make_company(
        slug="draft", name_en="Draft AI", sectors=(ai,), zone=haidian, founded="2020", published=False
    )
    listed = Company.objects.get(slug="drugs")
    Identifier.objects.create(company=listed, scheme="nasdaq", value="DRG")
    listed.presences.create(country="JP", city="Tokyo")
    for company in Company.objects.all():
        reindex(company)


def answer(text: str) -> WordsAnswer:
    return WordsAnswer("company", text, current())


def slugs(text: str) -> list[str]:
    """In the order of their tiers; those of one tier by name."""
    found, seen = answer(text), []
    by_pk = dict(Company.objects.values_list("pk", "slug"))
    for tier in found.tiers:
        seen += sorted(by_pk[pk] for pk in tier if by_pk[pk] not in seen)
    return seen


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("AI companies in Haidian founded after 2015", ["young"]),
        ("AI companies in Haidian founded since 2015", ["old", "young"]),
        ("artificial intelligence firms established before 2016", ["old"]),
        ("companies founded in 1998", ["drugs"]),
        ("companies founded between 2015 and 2016", ["old", "young"]),
        ("entreprises d’intelligence artificielle fondées après 2015", ["far", "young"]),
        ("entreprises fondées en 1998", ["drugs"]),
        ("2015年以后成立的人工智能公司", ["far", "young"]),
        ("1998年成立的企业", ["drugs"]),
        ("海淀的人工智能公司", ["old", "young"]),
        ("海归创办的公司", ["young"]),
        ("founded by returnees", ["young"]),
        ("companies listed on NASDAQ", ["drugs"]),
        ("who makes vaccines in Haidian", ["labs"]),
        ("companies with offices in Japan", ["drugs"]),
        ("日本设有办事处的企业", ["drugs"]),
        ("vaccines in Tokyo", ["drugs"]),
    ],
)
def test_question_gives(directory, text, found):
    assert slugs(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # The whole sector, then who has the words besides.
        ("AI", ["far", "old", "young", "labs"]),
        ("machine learning", ["far", "old", "young", "labs"]),
        ("artificial intelligence", ["far", "old", "young"]),
        ("pharmaceuticals", ["drugs", "labs"]),
        # The words in any language, and no more of the sector.
        ("vaccins", ["drugs", "labs"]),
        ("无人驾驶", ["old"]),
        ("self-driving", ["old"]),
        ("conduites autonomes", ["old"]),
        ("无人机", []),
        # In quotes for itself.
        ('"AI"', ["labs"]),
        ('"vaccine"', ["labs"]),
        # Names before anything else.
        ("old", ["old"]),
        ("labs AI", ["labs"]),
    ],
)
def test_one_thing_gives_its_sector_or_its_words(directory, text, found):
    assert slugs(text) == found


def test_companies_of_a_sector_come_before_others_whose_names_hold_its_words(directory):
    for slug, name in (
        ("whole", "Machine learning"),
        ("begins", "Machine learning museum"),
        ("holds", "Museum of AI"),
    ):
        reindex(make_company(slug=slug, name_en=name))
    reindex(
        make_company(
            slug="named",
            name_en="Machine learning works",
            sectors=(Company.objects.get(slug="far").sectors.get(),),
        )
    )
    expected = ["whole", "named", "far", "old", "young"]
    found = slugs("machine learning")
    assert (found[:5], sorted(found[5:])) == (expected, ["begins", "holds", "labs"])


def test_most_of_what_was_understood_where_nobody_meets_all(directory):
    found = answer("AI companies in Fengtai founded after 2015")
    assert found.has_most
    assert slugs("AI companies in Fengtai founded after 2015") == ["far", "young"]


def test_nothing_is_understood_of_words_that_are_found_as_names(directory):
    reindex(make_company(slug="haidian-ai", name_en="Haidian AI"))
    assert (slugs("haidian ai")[0], answer("haidian ai").understood) == ("haidian-ai", [])


def chips(html: str) -> list[tuple[str, str]]:
    """The words of each chip, and the query that its link asks."""
    found = re.findall(r'<a class="chip" href="([^"]*)">(.*?)</a>', html, re.DOTALL)
    cut = [(unescape(url), " ".join(re.sub("<[^>]*>", " ", unescape(text)).split())) for url, text in found]
    return [(text, parse_qs(urlsplit(url).query).get("q", [""])[0]) for url, text in cut]


def test_what_was_understood_is_shown_as_chips_that_put_the_words_back(client, directory):
    typed = "AI companies in Haidian founded after 2015"
    html = client.get("/companies/", {"q": typed}).content.decode()
    assert chips(html) == [
        (f"Remove filter Words: {typed}", ""),
        ("Remove filter Sector: Artificial intelligence", '"AI" companies in Haidian founded after 2015'),
        ("Remove filter Zone of the park: Haidian", 'AI companies in "Haidian" founded after 2015'),
        ("Remove filter Founded: from 2016", 'AI companies in Haidian founded after "2015"'),
    ]
    chinese = client.get("/zh-hans/companies/", {"q": "海淀的人工智能公司"}).content.decode()
    assert [query for _text, query in chips(chinese)[1:]] == [
        '"海淀" 的人工智能公司',
        '海淀的 "人工智能" 公司',
    ]


@pytest.mark.parametrize(
    ("address", "typed", "said"),
    [
        (
            "/companies/",
            "AI companies in Fengtai founded after 2015",
            "Sector: Artificial intelligence · Zone of the park: Fengtai · Founded: from 2016",
        ),
        ("/zh-hans/companies/", "2015年以后成立的丰台人工智能公司", "人工智能"),
        ("/fr/companies/", "intelligence artificielle à Fengtai", "Intelligence artificielle"),
    ],
)
def test_conditions_that_nobody_meets_together_are_said_and_not_shown_as_filters(
    client, directory, address, typed, said
):
    html = client.get(address, {"q": typed}).content.decode()
    sentences = re.findall(r'<p class="corrected">(.*?)</p>', html, re.DOTALL)
    assert len(chips(html)) == 1
    assert any(said in unescape(sentence) for sentence in sentences)


def test_page_names_the_words_of_the_same_meaning_and_why_each_was_found(client, directory):
    html = client.get("/companies/", {"q": "vaccin"}).content.decode()
    assert "Words of the same meaning were looked for as well: vaccine, 疫苗." in html
    assert "<mark>疫苗</mark>" in html


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"is_sector": True}, "sector"),
        ({"filter": "returnee"}, "filter"),
        ({"filter": "returnee=true\n"}, "filter"),
        ({"words_en": ""}, "__all__"),
    ],
)
def test_synonym_that_means_nothing_is_refused(db, fields, at):
    with pytest.raises(ValidationError) as refused:
        Synonym(**{"slug": "x", "words_en": "word", **fields}).full_clean()
    assert at in refused.value.message_dict


def test_changed_synonym_is_understood_at_once(directory):
    assert slugs("robots") == []
    Synonym.objects.create(slug="robots", words_en="robot", filter="returnee=true")
    assert "young" in _with_new_terms("robots")


def _with_new_terms(text: str) -> list[str]:
    from profiles.models import ContentVersion

    ContentVersion.advance()
    return slugs(text)


def test_filter_whose_value_went_since_is_passed_over(db):
    Synonym.objects.create(slug="x", words_en="word", filter="zone=gone")
    assert ("word",) not in lexicon_of(LISTING, current().terms).entries


LEXICON = Lexicon(
    {
        ("ai",): Meaning("sector", ("ai",)),
        ("海",): Meaning("zone", ("h",)),
        ("founded",): WordRole.FOUNDED,
        ("的",): WordRole.PASSED_OVER,
    }
)


@given(st.text(st.sampled_from([*'ai海的 x"-2015年é']), max_size=60))
def test_nothing_of_a_question_is_lost(text):
    """Each character that can be looked for is in a part, in the rest, or was passed over."""
    question = read_question(text, LEXICON)
    assert all(
        text[part.start : part.stop] == part.text
        for part in question.parts
        if isinstance(part.means, Meaning)
    )
    for part in question.parts:
        again = read_question(question.without(part), LEXICON).parts
        assert part not in again or text.count(part.text) > 1


def test_words_of_a_question_are_bounded():
    question = read_question(" ".join(f"w{number}" for number in range(90)), LEXICON)
    assert len(question.rest.split()) == MAX_WORDS


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("founded 2015", ("2015", "2015")),
        ("2015", None),
        ("founded 20151", None),
        ("founded 2015 2016 2017", None),
        ("founded between 2010 and 2015", ("2010", "2015")),
        ("founded between 2015 and 2010", ("2010", "2015")),
        ("founded from 2010 to 2015", ("2010", "2015")),
        ("founded 2010-2015", ("2010", "2015")),
        ("founded after 2010 and before 2015", ("2011", "2014")),
        ("founded before 2015 and after 2010", ("2011", "2014")),
        ("founded after 2015 or before 2010", None),
        ("founded from 2010 until 2015", ("2010", "2015")),
        ("founded until 2010", ("", "2010")),
        ("founded by 2010", ("", "2010")),
        ("founded by returnees in 2010", ("2010", "2010")),
        ("founded no later than 2010", ("", "2010")),
        ("founded later than 2010", ("2011", "")),
        ("founded no earlier than 2010", ("2010", "")),
        ("founded in or after 2010", ("2010", "")),
        ("founded from 2010 on", ("2010", "")),
        ("founded in 2010 or later", ("2010", "")),
        ("founded in 2010 and after", ("2010", "")),
        ("founded in 2010 from Haidian", ("2010", "2010")),
        ("founded after 2015 with 2000 employees", ("2016", "")),
        ("2000 employees, founded after 2015", ("2016", "")),
        ("founded 2010 AI 2015", ("2010", "2010")),
        ("fondées entre 2010 et 2015", ("2010", "2015")),
        ("fondées de 2010 à 2015", ("2010", "2015")),
        ("fondées jusqu’en 2010", ("", "2010")),
        ("fondées au plus tard en 2010", ("", "2010")),
        ("fondées avant 2010", ("", "2009")),
        ("fondées à partir de 2010", ("2010", "")),
        ("fondées en 2010 ou après", ("2010", "")),
        ("2010年至2015年成立", ("2010", "2015")),
        ("2010到2015年成立", ("2010", "2015")),
        ("2010年及以后成立", ("2010", "")),
        ("2010年及以前成立", ("", "2010")),
        ("2010年之前成立", ("", "2009")),
        ("不晚于2010年成立", ("", "2010")),
        ("2010年以后2015年以前成立", ("2011", "2014")),
    ],
)
def test_years_are_meant_where_something_says_so(db, text, years):
    parts = read_question(text, lexicon_of(LISTING, current().terms)).parts
    meant = [part.means for part in parts if isinstance(part.means, YearsMeant)]
    assert meant == ([YearsMeant(*years)] if years else [])


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("founded between 2010 and 2015", ""),
        ("fondées entre 2010 et 2015", ""),
        ("2010年至2015年成立", ""),
        ("founded after 2015 with 2000 employees", "2000 employees"),
        ("founded 2010 AI 2015", "AI 2015"),
        ("https://www.lenovo.com founded 2015", "www.lenovo.com"),
        ("www.lenovo.com/about, founded 2015", "www.lenovo.com/about"),
        ("www.made-in-ai.com的公司 2015年成立", "www.made-in-ai.com"),
        ("Coca-Cola founded 2015", "Coca-Cola"),
        ("entreprises fondées en 2015 https://www.lenovo.com", "www.lenovo.com"),
        ("2015年成立 https://www.lenovo.com 小米、百度", "www.lenovo.com 小米 百度"),
        ('founded 2015 -https://lenovo.com -"x y"', '-https://lenovo.com -"x y"'),
    ],
)
def test_nothing_but_the_years_is_taken_from_what_is_looked_for(db, text, rest):
    assert read_question(text, lexicon_of(LISTING, current().terms)).rest == rest


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("parks founded after 2000", "2001", ""),
        ("parcs fondés avant 2000", "", "1999"),
        ("2000年以后成立的园区", "2001", ""),
    ],
)
def test_years_narrow_parks_as_well(db, text, first, last):
    question = read_question(text, lexicon_of(PARKS, current_of("park").terms))
    assert ([part.means for part in question.parts], question.rest) == ([YearsMeant(first, last)], "")


@pytest.mark.parametrize(
    "text",
    [
        "AI companies not in Haidian",
        "companies without offices in Japan",
        "companies that left Japan",
        "companies that don't make vaccines in Haidian",
        "entreprises sans bureau au Japon",
        "entreprises qui ne sont pas au Japon",
        "没有日本办事处的公司",
        "不在海淀的公司",
        "离开日本的公司",
    ],
)
def test_words_that_take_something_back_are_no_question(directory, text):
    assert (answer(text).question.parts, answer(text).understood) == ((), [])


def test_no_later_than_takes_nothing_back(directory):
    assert slugs("AI companies founded no later than 2015") == ["old"]


def test_each_year_is_put_back_at_its_own_place():
    question = read_question("founded 2010 and 2015 AI", RANGES)
    years = next(part for part in question.parts if isinstance(part.means, YearsMeant))
    assert question.without(years) == 'founded "2010" and "2015" AI'


RANGES = Lexicon({("founded",): WordRole.FOUNDED, ("and",): WordRole.RANGE})
