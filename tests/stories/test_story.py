"""States of a story, and the languages that it is in."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from profiles.models import ContentVersion, WrongState
from stories.models import NotWhole, Story
from tests.at_once import in_threads
from tests.factories import make_picture, make_user
from tests.stories.factories import IN_ALL, make_story

pytestmark = pytest.mark.django_db


def test_story_is_published_and_withdrawn_with_a_version_each():
    story, user, before = make_story(published=False), make_user(), ContentVersion.current()
    story.publish(by=user)
    first_at = story.published_at
    story.withdraw(by=user, why="a mistake")
    story.publish(by=user)
    assert [(one.number, one.what, one.why) for one in story.versions.all()] == [
        (4, "published", ""),
        (3, "withdrawn", "a mistake"),
        (2, "published", ""),
        (1, "created", ""),
    ]
    assert (story.state, story.published_at) == ("published", first_at)
    assert ContentVersion.current() == before + 3


@pytest.mark.parametrize("state", ["published", "draft"])
def test_step_from_another_state_is_refused(state):
    story = make_story(published=state == "published")
    with pytest.raises(WrongState):
        story.publish(by=None) if state == "published" else story.withdraw(by=None)


def test_story_without_a_whole_language_is_not_published():
    story = make_story(published=False, lead_en="", title_fr="Titre", lead_fr="Chapeau")
    with pytest.raises(NotWhole):
        story.publish(by=None)
    story.refresh_from_db()
    assert story.state == "draft"
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(state="published", published_at=story.created_at)


def test_published_story_keeps_a_whole_language():
    story = make_story()
    story.body_en = ""
    with pytest.raises(ValidationError):
        story.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=story.pk).update(body_en="")


@pytest.mark.parametrize(("code", "found"), [("en", ["both", "english"]), ("fr", ["both"]), ("zh-hans", [])])
def test_story_is_listed_in_its_languages(code, found):
    make_story(slug="english")
    make_story(slug="both", title_fr="Titre", lead_fr="Chapeau", body_fr="Texte", title_zh="标题")
    make_story(slug="draft", published=False, **IN_ALL)
    with translation.override(code):
        assert [story.slug for story in Story.objects.published().in_language().newest_first()] == found


def test_picture_of_a_language_needs_words_for_those_who_do_not_see_it():
    story = make_story(published=False, title_fr="Titre")
    story.cover = make_picture("cover")
    with pytest.raises(ValidationError) as raised:
        story.full_clean()
    assert list(raised.value.message_dict) == ["alt_en"]
    story.alt_en = "A street"
    story.full_clean()


@pytest.mark.parametrize("slug", ["feed", "authors"])
def test_address_of_a_page_is_no_address_of_a_story(slug):
    with pytest.raises(ValidationError):
        Story(slug=slug).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.create(slug=slug)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_does():
    story, said = make_story(published=False), []

    def publish():
        try:
            Story.objects.get(pk=story.pk).publish(by=None)
            said.append(True)
        except WrongState:
            said.append(False)

    in_threads(publish, publish)
    assert sorted(said) == [False, True]
    assert story.versions.filter(what="published").count() == 1
