from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from companies.models import Company, Presence
from kit.languages import Text
from kit.pictures.marks import strip
from profiles.models.source import Cited
from profiles.pages.source_list import SourceList
from profiles.templatetags.profile_tags import mark, mark_name
from tests.factories import make_company, make_picture, make_source


def render(source: str, **context) -> str:
    return Template("{% load profile_tags %}" + source).render(Context({"sources": SourceList(), **context}))


@pytest.mark.django_db
def test_seal_leads_to_the_source():
    use = Cited(make_source())
    label = "Source 1, secondary"
    link = f'<a class="src src--in" href="#s1" title="{label}" aria-label="{label}">1</a>'
    assert render("{% source_badge one %}{% source_badge one 'Area' %}", one=use) == link * 2


@pytest.mark.django_db
@pytest.mark.parametrize(("evidence", "words"), [("", "secondary"), ("primary", "primary")])
def test_seal_says_in_words_what_the_source_is_worth_here(evidence, words):
    company = make_company()
    row = company.milestones.create(on="2001", text_en="Moved", source=make_source(), evidence=evidence)
    assert f'aria-label="Source 1, {words}"' in render("{% source_badge one %}", one=row)
    assert render("{% source_badge one in_words=True %}", one=row).endswith(
        f'</a> <span class="seal-level">{words}</span>'
    )


@pytest.mark.django_db
def test_seal_of_a_use_that_is_to_be_checked_always_says_so():
    company = make_company()
    row = company.milestones.create(on="2001", text_en="Moved", source=make_source(), evidence="to_check")
    assert render("{% source_badge one in_words=True %}", one=row).endswith(
        'aria-label="Source 1, to check">1<span class="seal-check">?</span></a>'
    )


@pytest.mark.django_db
def test_seal_says_where_a_source_is_missing_or_doubtful():
    assert render("{% source_badge one %}", one=None) == (
        '<span class="seal-none" title="Unsourced"><span aria-hidden="true">?</span><span class="vh">Unsourced</span></span>'
    )
    doubtful = Cited(make_source(evidence="to_check"))
    assert 'aria-label="Source 1, to check"' in render("{% source_badge one %}", one=doubtful)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("levels", "said"),
    [(["primary"], []), (["to_check"], ["Source to check:"]), ([None], ["Unsourced:"]),
     (["to_check", "to_check", None, None], ["Source to check:", "Unsourced:"])],
)  # fmt: skip
def test_list_says_once_what_the_marks_of_the_page_mean(levels, said):
    uses = [Cited(make_source(evidence=level)) if level else None for level in levels]
    html = render(
        "{% for one in uses %}{% source_badge one %}{% endfor %}{% include 'includes/source_list.html' %}",
        uses=uses,
    )
    marks = html.split("<ol")[0]
    assert [words for words in ("Source to check:", "Unsourced:") if marks.count(words) == 1] == said


@pytest.mark.parametrize(
    ("value", "html"),
    [
        (Text("Baidu", "en"), "Baidu"),
        (Text("百度", "zh-Hans"), '<span lang="zh-Hans">百度</span>'),
        (Text("<b>", "fr"), '<span lang="fr">&lt;b&gt;</span>'),
        (Text("", "fr"), ""),
        ("<b>", "&lt;b&gt;"),
        (None, "None"),
    ],
)
def test_text_is_escaped_and_marked_up_with_its_language(value, html):
    with translation.override("en"):
        assert render("{% text value %}", value=value) == html


@pytest.mark.parametrize(
    ("text", "query", "html"),
    [
        ("Échographes portables", "echographes", "<mark>Échographes</mark> portables"),
        ("E\u0301chographes", "echographes", "<mark>E\u0301chographes</mark>"),
        ("清河光学", "清河", "<mark>清河</mark>光学"),
        ("聯想", "联想", "<mark>聯想</mark>"),
        ("ＡＢＣ", "abc", "<mark>ＡＢＣ</mark>"),
        ("서울 테크", "서울", "<mark>서울</mark> 테크"),
        ("Straße", "strasse", "<mark>Straße</mark>"),
        ("a & <b> a", "a", "<mark>a</mark> &amp; &lt;b&gt; <mark>a</mark>"),
        ("<script>", "script", "&lt;<mark>script</mark>&gt;"),
        ("a.c abc", "a.c", "<mark>a</mark>.<mark>c</mark> abc"),
        ("nothing", "", "nothing"),
        ("", "a", ""),
    ],
)
def test_mark_finds_words_whatever_their_writing(text, query, html):
    assert mark(text, query) == html


@pytest.mark.django_db
def test_company_without_logo_gets_a_mark_of_its_own():
    html = render("{% logo company %}", company=make_company(name_en="Baidu", slug="baidu"))
    assert html == (
        '<span class="logo monogram" aria-hidden="true">B<svg viewBox="0 0 56 6" preserveAspectRatio="none">'
        f'<path d="{strip("baidu")}"/></svg></span>'
    )


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.0042", "0.0042%"), ("0.00424242", "0.00424%"), ("33.333333", "33.33%"), ("0", "0%")],
)
def test_small_shares_keep_three_digits(value, text):
    from kit.numbers import format_value

    assert format_value(Decimal(value), "percent", language="en") == text


@pytest.mark.parametrize(
    ("name", "query", "html"),
    [
        ("联想集团", "lianxiang", "<mark>联想</mark>集团"),
        ("联想集团", "LX", "<mark>联想</mark>集团"),
        ("聯想 Group", "lianxiang", "<mark>聯想</mark> Group"),
        ("ABC联想", "xiang", "ABC联<mark>想</mark>"),
        ("联想", "lianxi", "联想"),
        ("Lenovo", "lianxiang", "Lenovo"),
        ("<联>", "lian", "&lt;<mark>联</mark>&gt;"),
    ],
)
def test_name_is_marked_by_its_sound(name, query, html):
    assert mark_name(name, query) == html


@pytest.mark.parametrize(
    ("language", "values", "html"),
    [
        ("en", {"city": "Tokio", "kind": "plant"}, "<bdi>Tokio</bdi>, plant"),
        ("fr", {"city": "Munich"}, "<bdi>Munich</bdi>"),
        ("zh-hans", {"city": "Munich"}, "<bdi>慕尼黑</bdi>"),
        ("en", {"city": "<b>%(kind)s{kind}", "kind": "plant"}, "<bdi>&lt;b&gt;%(kind)s{kind}</bdi>, plant"),
        ("en", {"kind": "plant"}, "Plant"),
    ],
)
def test_presence_says_where_and_as_what(language, values, html):
    with translation.override(language):
        assert render("{% present one %}", one=Presence(country="DE", **values)) == html


@pytest.mark.django_db
def test_cover_is_the_picture_or_else_a_pattern():
    company = make_company(slug="one", founded="1984-11")
    drawn = render("{% cover one %}", one=company)
    assert drawn.startswith('<svg class="pattern" viewBox="0 0 960 96"')
    assert drawn == render("{% cover one 'card' %}", one=company)
    assert drawn != render("{% cover one %}", one=make_company(slug="two", founded="1984-11"))
    company.cover = make_picture("cover")
    assert render("{% cover one %}", one=company).startswith('<img class="cover"')
    assert 'sizes="(min-width: 40rem) 26rem, 100vw"' in render("{% cover one 'card' %}", one=company)


@pytest.mark.django_db
def test_pattern_is_drawn_without_a_year_as_well():
    company = make_company(slug="one")
    assert render("{% cover one %}", one=company) != render(
        "{% cover one %}", one=Company(slug="one", founded="1896")
    )
