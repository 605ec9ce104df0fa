"""Profiles and figures in the texts of stories."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.utils import translation

from companies.models import FormerCompanySlug
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from stories import writing
from stories.related import related_stories, stories_about
from stories.texts.checking import errors_in
from stories.texts.references import with_todays_addresses
from stories.texts.rendering import StoryTexts
from submissions.deciding.unmerging import undo
from tests.factories import make_company, make_figure, make_metric, make_park, make_source, make_user
from tests.stories.factories import make_story
from tests.submissions.merges import merged

pytestmark = pytest.mark.django_db


def html_of(body: str, code: str = "en", **fields) -> str:
    with translation.override(code):
        return StoryTexts(make_story(body_en=body, **fields)).body()


@pytest.fixture
def figure():
    company = make_company(slug="acme", name_en="Acme")
    source = make_source(key="report", title="A report")
    return make_figure(
        company=company, metric=make_metric(), value=33_900_000_000, year="2012", source=source
    )


def test_profile_is_linked_by_its_name_or_the_words_of_the_text():
    make_company(slug="acme", name_en="Acme & Co")
    make_park(slug="east", name_en="East")
    assert html_of("[[company:acme]], [[company:acme|<the maker>]], [[park:east]]") == (
        '<p><a href="/companies/acme/">Acme &amp; Co</a>, <a href="/companies/acme/">&lt;the maker&gt;</a>, '
        '<a href="/partners/east/">East</a></p>\n'
    )


def test_profile_under_a_former_address_is_linked_to_that_of_today():
    company = make_company(slug="newer", name_en="New")
    FormerCompanySlug.objects.create(company=company, slug="old")
    assert html_of("[[company:old]]") == '<p><a href="/companies/newer/">New</a></p>\n'


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_profile_that_is_not_public_is_named_as_the_text_names_it(state):
    company = make_company(published=state == "withdrawn", slug="acme", name_en="Hidden name")
    if state == "withdrawn":
        company.withdraw(by=None)
    assert html_of("[[company:acme|the maker]] [[company:acme]]") == "<p>the maker acme</p>\n"


def test_figure_is_the_directory_s_own_with_its_seal(figure):
    html = html_of("It made [[figure:company:acme:turnover:2012]].")
    assert html == (
        '<p>It made <span class="unbroken"><a class="quoted" href="/figures/?metric=turnover&amp;company=acme" title="Acme: turnover, 2012">'
        '33.9 bn yuan</a> <a class="src src--in" href="#s1" title="Source 1, secondary" '
        'aria-label="Source 1, secondary">1</a></span>.</p>\n'
    )
    type(figure).objects.filter(pk=figure.pk).update(value=40_000_000_000)
    assert "40 bn yuan" in html_of("[[figure:company:acme:turnover:2012]]")


def test_figure_is_told_apart_by_period_coverage_and_source(figure):
    make_figure(
        company=figure.company, metric=figure.metric, value=1, year="2013", source=make_source(key="x")
    )
    make_figure(company=figure.company, metric=figure.metric, value=2, year="2013", coverage="registered")
    texts = {
        "2012": "33.9 bn",
        "2013:x": "1 yuan",
        "2013:registered": "2 yuan",
        "2013:all:x": "1 yuan",
    }
    for signs, value in texts.items():
        assert f">{value}" in html_of(f"[[figure:company:acme:turnover:{signs}]]")
        assert errors_in({"body_en": f"[[figure:company:acme:turnover:{signs}]]"}) == {}


def test_figure_that_is_gone_says_so(figure):
    story = make_story(body_en="[[figure:company:acme:turnover:2012]]")
    figure.delete()
    assert "figure no longer in the directory" in StoryTexts(story).body()


def test_figure_that_another_joined_later_stays_the_first(figure):
    body = "[[figure:company:acme:turnover:2012]]"
    make_figure(company=figure.company, metric=figure.metric, value=5, year="2012", source=make_source())
    assert "33.9 bn" in html_of(body)
    type(figure).objects.exclude(pk=figure.pk).update(rank="preferred")
    assert ">5 yuan" in html_of(body)


def test_story_is_linked_in_a_language_that_it_has():
    make_story(slug="other", title_en="", lead_en="", body_en="", title_fr="Autre", lead_fr="a", body_fr="b")
    assert html_of("[[story:other]]") == (
        '<p><a href="/fr/stories/other/" hreflang="fr"><span lang="fr">Autre</span></a></p>\n'
    )


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("company:nobody", "no published profile has this address"),
        ("company:draft", "no published profile has this address"),
        ("story:nothing", "no published story has this address"),
        ("firm:acme", "is not understood"),
        ("company:acme:x", "is not understood"),
        ("figure:acme:turnover", "is not understood"),
        ("figure:company:acme:turnover|33 billion", "is not understood"),
        ("figure:company:acme:staff:2012", "has no figure of this metric"),
        ("figure:company:acme:turnover:1999", "Those of this metric are: 2012:all:report."),
        ("x", "is not understood"),
    ],
)
def test_reference_that_leads_nowhere_is_refused(figure, reference, said):
    make_company(published=False, slug="draft")
    (error,) = errors_in({"body_en": f"Text [[{reference}]]"})["body_en"]
    assert said in error
    assert f"[[{reference}]]" in error


def test_reference_to_one_of_several_figures_is_refused_with_what_tells_them_apart(figure):
    make_figure(
        company=figure.company, metric=figure.metric, value=5, year="2012", source=make_source(key="b")
    )
    (error,) = errors_in({"body_en": "[[figure:company:acme:turnover:2012]]"})["body_en"]
    assert error.endswith("Add what tells one from the others: 2012:all:report, 2012:all:b.")


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("[x](javascript:alert(1))", True),
        ("[x](example.org)", True),
        ("[x](//example.org)", True),
        ("[x](https://example.org/a_(b))", False),
        ("[x](/companies/)", False),
        ("[x](mailto:a@example.org)", False),
        ("no [link] (here)", False),
    ],
)
def test_link_that_would_stay_text_is_refused(text, is_refused):
    assert bool(errors_in({"body_en": text})) == is_refused


@pytest.mark.parametrize(
    ("line", "is_refused"),
    [
        ("[[company:acme]]", False),
        ("[A page](https://example.org/)", False),
        ("A page", True),
        ("https://example.org/", True),
        ("[[company:acme]] and more", True),
    ],
)
def test_line_of_see_also_is_one_link(figure, line, is_refused):
    assert bool(errors_in({"see_also_en": f"[[company:acme]]\n{line}\n"}, ["see_also_en"])) == is_refused


def test_see_also_is_a_list_of_links(figure):
    story = make_story(see_also_en="[[company:acme|Acme’s profile]]\n\n[Elsewhere](https://example.org/)")
    assert StoryTexts(story).see_also() == [
        '<a href="/companies/acme/">Acme’s profile</a>',
        '<a href="https://example.org/" rel="noopener external">Elsewhere</a>',
    ]


def test_too_many_references_are_refused():
    said = errors_in({"body_en": " ".join(f"[[company:c{number}]]" for number in range(201))})["body_en"]
    assert said[0] == "This text refers to more than 200 records."


def test_queries_do_not_grow_with_the_references(django_assert_num_queries):
    metric = make_metric()
    body = ""
    for number in range(12):
        company = make_company(slug=f"c{number}")
        make_figure(company=company, metric=metric, value=number, source=make_source())
        body += f"[[company:c{number}]] [[figure:company:c{number}:turnover:2012]] "
    story = make_story(body_en=body)
    with django_assert_num_queries(2):  # profiles, figures
        html = StoryTexts(story).body()
    assert len(re.findall('class="quoted"', html)) == 12


def test_profile_that_is_published_again_has_its_stories_again():
    company = make_company(slug="acme")
    story = make_story(body_en="[[company:acme]]")
    company.withdraw(by=None)
    base = document_of(story)
    writing.save(story, base, replace(base, fields={**base.fields, "lead_en": "Another."}), Actor())
    company.publish(by=None)
    other = make_story(body_en="[[company:acme]]")
    assert related_stories(other, StoryTexts(other).all_profiles) == [story]


# --- the profiles that stories name --------------------------------------------------------------


def titles_on(client, path: str) -> list[str]:
    part = re.search(r'id="stories".*?</section>', client.get(path).content.decode(), re.DOTALL)
    return re.findall(r'href="/stories/([^"/]+)/"', part[0]) if part else []


@pytest.mark.parametrize(("kind", "path"), [("company", "/companies/acme/"), ("park", "/partners/acme/")])
def test_profile_shows_the_newest_stories_that_name_it(client, kind, path):
    {"company": make_company, "park": make_park}[kind](slug="acme", name_en="Acme")
    for number in range(6):
        make_story(slug=f"s{number}", body_en=f"[[{kind}:acme]]")
    make_story(slug="hidden", body_en=f"[[{kind}:acme]]", published=False)
    make_story(slug="other", body_en="Acme")
    assert titles_on(client, path) == ["s5", "s4", "s3", "s2"]
    assert titles_on(client, f"/fr{path}") == []


def test_stories_of_a_profile_are_one_query_and_found_by_an_index(django_assert_num_queries):
    company = make_company(slug="acme")
    make_story(body_en="[[company:acme]]")
    with django_assert_num_queries(1):
        assert len(stories_about(company)) == 1


def test_merged_profile_leaves_its_stories_to_the_one_that_was_kept_and_takes_them_back():
    kept, gone = make_company(slug="kept"), make_company(slug="gone")
    story = make_story(body_en="[[company:gone]]")
    about_both = make_story(body_en="[[company:gone]] [[company:kept]]")
    record = merged(kept, gone)
    kept.refresh_from_db()
    assert stories_about(kept) == [about_both, story]
    other = make_story(body_en="[[company:kept]]")
    assert related_stories(other, StoryTexts(other).all_profiles) == [about_both, story]
    assert related_stories(story, StoryTexts(story).all_profiles) == [about_both, other]
    back = undo(record, by=make_user(role="Moderator")).duplicate
    assert (stories_about(back), stories_about(kept)) == ([about_both, story], [other, about_both])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[company:old]] [[company:old|Old]]", "[[company:newer]] [[company:newer|Old]]"),
        ("[[figure:company:old:turnover:2012]]", "[[figure:company:newer:turnover:2012]]"),
        ("[[company: old ]]", "[[company: newer ]]"),
        ("[[company:newer]] [[company:nobody]] [[park:old]] old", None),
    ],
)
def test_former_address_becomes_that_of_today(text, expected):
    company = make_company(slug="newer")
    FormerCompanySlug.objects.create(company=company, slug="old")
    assert with_todays_addresses(text) == (expected or text)


def test_former_address_that_is_the_name_of_its_kind_becomes_that_of_today():
    FormerCompanySlug.objects.create(company=make_company(slug="newer"), slug="company")
    assert with_todays_addresses("[[company:company]]") == "[[company:newer]]"


def test_text_that_would_keep_readers_waiting_is_refused_beside_its_field():
    errors = errors_in({"body_en": "[" * 5_000, "body_fr": "[[company:nobody]]"}, ["see_also_en"])
    assert errors["body_en"] == ["This text has more than 3000 signs of formatting, such as * or [."]
    assert list(errors) == ["body_en", "body_fr"]
