"""What a query finds, on small sets and against a search by brute force."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from companies.models import Company, CompanyName, Identifier
from kit.text import one_line
from profiles.models import SearchEntry
from profiles.search import find, matching, reindex
from profiles.search.postings import holds_any
from profiles.search.words.analyser import is_run, pieces
from profiles.search.words.query import parse
from tests.factories import make_company, make_park, make_sector, make_zone

HOSTILE = [
    *('"', '""', '"""', "'", "\x00", "a\x00b", "NEAR(", "NEAR(a b, 5)", "a AND", "OR", "NOT", "a OR b NOT"),
    *("%", "%s", "%%s %(x)s", "_", "\\", "-", "--", "- -", '-"', "*", "a*", "*a", "^", "^a", "=", "~", "|"),
    *("names:", "names : a", "{names}:a", "col:*", "(", ")", "a)(b", "&", "!", "a & !b", "<->", ":*", "a:*"),
    *(
        ";DROP TABLE x",
        "\ud800",
        "\udfff联",
        "。，",
        "，",
        "🙂",
        "\u202eabc",
        "\u0301",
        "e\u0301",
        "ﬀ",
        "a" * 5000,
    ),
    *(
        "“",
        "”x",
        "«»",
        "-“联想",
        "联" * 300,
        "-联想",
        "1e999",
        "0x1",
        "\t\n",
        "\u3000",
        "١٢٣",
        "नमस्ते",
        "สวัสดี",
    ),
]


@pytest.fixture
def lenovo(db):
    above = make_sector(slug="it", name_en="Information technology", name_zh="信息技术")
    sector = make_sector(slug="pcs", name_en="Computers", name_zh="电子计算机", parent=above)
    company = make_company(
        name_en="Lenovo",
        name_zh="联想",
        legal_name="联想（北京）有限公司",
        summary_en="Maker of the PC, since 1984",
        description_fr="Échographes et cœur de métier",
        website="https://www.lenovo.com.cn/about",
        sectors=(sector,),
        zone=make_zone(slug="haidian"),
    )
    company.milestones.create(on="2005", text_en="Bought a division of Bigblue")
    CompanyName.objects.create(company=company, name="Legend", kind="former")
    Identifier.objects.create(company=company, scheme="hkex", value="0992")
    Identifier.objects.create(company=company, scheme="lei", value="300300NIFA1100044282")
    make_company(name_en="Baidu", name_zh="百度", summary_zh="搜索引擎")
    for row in Company.objects.all():
        reindex(row)
    return company


@pytest.mark.parametrize(
    "query",
    [
        *("联想", "聯想", "lianxiang", "lian xiang", "LianXiang", "lx", "Lenovo", "LENOVO", "ＬＥＮＯＶＯ"),
        *("legend", "0992", "992", "HKEX: 0992", "0992.HK", "hkex 0992", "300300nifa1100044282", "lenovo pc"),
        *("联想 pc", "联想（北京）", "北京", "京", "联", "想", "限公司", "有限公司", "lxbj", '"有限公司"'),
        *(
            "echographes",
            "Échographes",
            "échographes",
            "coeur",
            "cœur",
            "lenovo.com",
            "https://www.lenovo.com.cn/",
        ),
        *(
            "information technology",
            "computers",
            "计算机",
            "電子計算機",
            "haidian",
            "bigblue",
            "lenovo -baidu",
        ),
        *('"maker of the pc"', "of-the-pc", "lenovo -", "- lenovo", '"lenovo', "lenovo ，。", "beijing"),
    ],
)
def test_company_is_found_by(lenovo, query):
    assert list(find("company", query).ids) == [lenovo.pk]


@pytest.mark.parametrize(
    "query",
    [
        *(
            "Lenovo Group Limited",
            "Lenovo Ltd.",
            "lenovo co., ltd",
            "联想集团有限公司",
            "北京联想股份有限公司",
            "Lenovo’s PC",
        ),
        *(
            "leno vo",
            "le novo pc",
            "pcs",
            "LENOVO’S",
            "l’échographe",
            "3003 00NI FA11 0004 4282",
            "lei 3003 00NI FA11 0004 4282",
        ),
        "computer",
    ],
)
def test_company_is_found_however_it_is_written(lenovo, query):
    assert list(find("company", query).ids) == [lenovo.pk]


@pytest.mark.parametrize("query", ['"divisions"', '"leno" "vo"', "group limited", "集团股份公司"])
def test_words_in_quotes_and_legal_forms_alone_stand_for_themselves(lenovo, query):
    assert list(find("company", query).ids) == []


def test_name_with_the_legal_form_comes_before_one_without(db):
    bare, holding = make_company(name_en="Legend"), make_company(name_en="Legend Holdings")
    for company in (bare, holding):
        reindex(company)
    found = find("company", "Legend Holdings")
    assert [list(tier) for tier in found.tiers if tier] == [[holding.pk], [bare.pk]]


@pytest.fixture
def xiaomi(db):
    company = make_company(
        name_en="Xiaomi", name_zh="小米", address="北京市海淀区知春路甲48号", postcode="100085"
    )
    company.stakeholders.create(kind="founder", name="Lei Jun", name_zh="雷军", role="Chairman")
    company.stakeholders.create(kind="founder", name="Liu De (Dennis Liu)")
    company.stakeholders.create(kind="foreign_partner", name="Flextronics", country="SG")
    company.presences.create(country="ES", city="Madrid", kind="office")
    company.presences.create(country="FR", city="Lyon", closed="2020")
    company.ties.create(kind="parent", name="Millet Group", name_zh="粟米集团")
    Identifier.objects.create(company=company, scheme="hkex", value="1810")
    Identifier.objects.create(company=company, scheme="szse", value="002151")
    reindex(company)
    reindex(make_company(name_en="Other"))
    return company


@pytest.mark.parametrize(
    "query",
    [
        *(
            "Lei Jun",
            "Jun Lei",
            "雷军",
            "雷軍",
            "leijun",
            "lei jun",
            "junlei",
            "Dennis Liu",
            "De Liu",
            "xiaomi chairman",
        ),
        *("founder xiaomi", "创办人 小米", "fondateur xiaomi", "flextronics", "millet group", "粟米集团"),
        *("知春路", "知春路甲48号", "zhichun road", "Zhichun Lu", "zhichunlu", "haidian district", "100085"),
        *("Spain", "Espagne", "西班牙", "Madrid", "马德里", "office spain", "xiaomi bureau"),
        *(
            "1810",
            "01810",
            "HKEX 1810",
            "HKEX:01810",
            "hk1810",
            "hk01810",
            "1810.HK",
            "01810.HK",
            "sehk 1810",
        ),
        *("sz002151", "SZ 002151", "002151.SZ", "SZSE: 002151"),
    ],
)
def test_company_is_found_by_what_belongs_to_it(xiaomi, query):
    assert list(find("company", query).ids) == [xiaomi.pk]


@pytest.mark.parametrize("query", ["france", "lyon", "lj", "lei dennis jun flextronicz", "2151"])
def test_company_is_not_found_by_what_it_has_no_more(xiaomi, query):
    assert list(find("company", query).ids) == []


def test_person_is_a_name_and_a_parent_is_none(xiaomi):
    whole, _beginning, _named = find("company", "lei jun").tiers
    assert list(whole) == [xiaomi.pk]
    assert not any(find("company", "millet group").tiers)


@pytest.mark.parametrize(
    "query",
    [
        *("lenovo -pc", '"pc the"', "联京", "想北", "lian", "992 baidu", "-联想 -百度", "lenovo nothing"),
        *("legend 想联", '"lenovo 联想"', "leno", '"legend lenovo"', "novo", "lenovo -“the pc”"),
    ],
)
def test_company_is_not_found_by(lenovo, query):
    assert list(find("company", query).ids) == []


@pytest.mark.parametrize("query", ["", " ", '"', "-", "--", "。，", '-""', "\x00", "^=~|", "🙂"])
def test_nothing_to_look_for(lenovo, query):
    assert find("company", query) is None
    assert matching(Company.objects.all(), query).count() == 2


def test_only_minus_leaves_all_others(lenovo):
    assert list(find("company", "-联想").ids) == [Company.objects.get(name_en="Baidu").pk]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_query_raises_nothing(lenovo, query):
    found = find("company", query)
    assert found is None or (len(found.ids) <= 2 and len(found.tiers) == 3)


def test_kinds_are_apart(db):
    company, park = (
        make_company(name_en="Adlershof"),
        make_park(name_en="Adlershof", city="Berlin", country="DE"),
    )
    reindex(company), reindex(park)
    assert (list(find("company", "adlershof").ids), list(find("park", "adlershof").ids)) == (
        [company.pk],
        [park.pk],
    )
    assert list(find("park", "berlin allemagne 德国").ids) == [park.pk]


@pytest.mark.parametrize(
    ("words", "is_found"), [("cologne", True), ("köln", True), ("科隆", True), ("bonn", False)]
)
def test_park_is_found_by_any_name_of_its_city(db, words, is_found):
    park = make_park(name_en="Park", city="Köln", country="DE")
    reindex(park)
    found = find("park", words)
    assert (list(found.ids) if found else []) == ([park.pk] if is_found else [])


def test_tiers_are_whole_name_then_beginning_then_word_in_a_name(db):
    names = ("Lenovo", "Lenovo Group", "Friends of Lenovo", "Elsewhere")
    companies = [make_company(name_en=name, summary_en="Lenovo") for name in names]
    other = make_company(name_en="联想集团")
    for company in (*companies, other):
        reindex(company)
    whole, beginning, word, _text = (company.pk for company in companies)
    found = find("company", "lenovo")
    assert [list(tier) for tier in found.tiers] == [[whole], [beginning], [word]]
    assert len(found.ids) == 4
    assert [list(tier) for tier in find("company", "联想").tiers] == [[], [other.pk], []]
    assert [list(tier) for tier in find("company", "lianxiang").tiers] == [[], [other.pk], []]
    assert [list(tier) for tier in find("company", "联").tiers] == [[], [other.pk], []]
    assert [list(tier) for tier in find("company", "friends lenovo").tiers] == [[], [], [word]]


WORDS = ["alpha", "beta", "gamma", "联想", "想", "科技", "联", "écho", "1984", "x.y", "北京联想", "the", "-"]


def _random_text(random):
    return random.choice(["", " ", ", "]).join(random.choices(WORDS, k=random.randint(0, 9)))


def _random_query(random):
    unit = random.choice(["{}", "{}", '"{}"', "-{}", '-"{}"'])
    return " ".join(unit.format(_random_text(random) or "beta") for _unit in range(random.randint(1, 3)))


def _brute_force(text: str) -> list[int]:
    """By the stored texts of each entry, one after the other."""
    query = parse(text)
    found = []
    for entry in SearchEntry.objects.order_by("pk"):
        texts = (f" {entry.names} ", f" {entry.names} | {entry.terms} | {entry.texts} ")
        wanted = all(holds_any(texts, unit.phrases) for unit in query.wanted)
        if wanted and not any(holds_any(texts, unit.phrases) for unit in query.unwanted):
            found.append(entry.pk >> 4)
    return found


def test_random_queries_find_what_brute_force_finds(db):
    numbers = random.Random(4)
    for _number in range(60):
        names = {"name_en": _random_text(numbers) + " a", "name_zh": _random_text(numbers)}
        reindex(make_company(published=False, **names, summary_en=_random_text(numbers)))
    for _number in range(300):
        query = _random_query(numbers)
        found = find("company", query)
        if found is not None:
            assert list(found.ids) == _brute_force(query), query


class EveryTextIsFound(TestCase):
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=80))
    def test_profile_is_found_by_its_own_words(self, typed):
        text = one_line(typed)  # as the forms of a search take it
        company = make_company(published=False, name_en=f"x {text}"[:80], summary_zh=text)
        reindex(company)
        runs = [run for run in pieces(text) if is_run(run)]
        pairs = [run[place : place + 2] for run in runs for place in range(len(run))]
        for word in (text, *text.split(), *pairs):
            for asked in (word, f'"{word}"'):
                found = find("company", asked)
                if found is not None and found.query.wanted and not found.query.unwanted and '"' not in word:
                    assert company.pk in found.ids, asked
