"""Stories by words."""

from __future__ import annotations

import pytest
from django.utils import translation

from profiles.content.changes import current_stamp
from stories.search import stories_named, suggested_stories
from tests.stories.factories import make_story

pytestmark = pytest.mark.django_db


def found(words: str, code: str = "en") -> list[str]:
    with translation.override(code):
        stories, total = stories_named(words, current_stamp(), 5)
        assert total == len(stories)
        return [story.slug for story in stories]


@pytest.mark.parametrize(
    ("words", "code", "slugs"),
    [
        ("numbers", "en", ["one"]),
        ("NUMBERS park", "en", ["one"]),
        ("numbers nothing", "en", []),
        ("park", "en", ["two", "one"]),
        ("park -numbers", "en", ["two"]),
        ("écoles", "fr", ["one"]),
        ("ecoles", "fr", ["one"]),
        ("ecoles", "en", []),
        ("中关村", "zh-hans", ["one"]),
        ("关村数字", "zh-hans", []),
        ("", "en", []),
        ("   ", "en", []),
    ],
)
def test_story_is_found_by_words_of_its_title_and_introduction(words, code, slugs):
    make_story(
        slug="one",
        title_en="A park in numbers",
        title_fr="Les écoles",
        lead_fr="Chapeau",
        body_fr="Texte",
        title_zh="中关村的数字",
        lead_zh="导语",
        body_zh="正文",
    )
    make_story(slug="two", title_en="Out", lead_en="How the park grew.")
    make_story(slug="draft", title_en="Park numbers", published=False)
    assert found(words, code) == slugs


def test_as_many_as_asked_for_are_returned_and_all_are_counted():
    for _number in range(7):
        make_story(title_en="The same park")
    stories, total = stories_named("park", current_stamp(), 5)
    assert (len(stories), total) == (5, 7)


def test_story_that_was_withdrawn_is_found_no_more():
    story = make_story(slug="one", title_en="Park")
    assert found("park") == ["one"]
    story.withdraw(by=None)
    assert found("park") == []


def test_story_is_found_with_all_of_the_site_and_while_somebody_types(client):
    make_story(slug="one", title_en="Chips and people")
    page = client.get("/search/?q=chips").content.decode()
    assert 'id="found-stories"' in page
    assert 'href="/stories/one/"' in page
    with translation.override("en"):
        (suggestion,) = suggested_stories("chip", current_stamp())
    assert (suggestion.name, suggestion.url, suggestion.lang) == ("Chips and people", "/stories/one/", "en")
