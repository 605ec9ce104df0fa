"""What migrations of stories write that are there already."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from stories.models import Mention
from tests.stories.factories import make_story

pytestmark = pytest.mark.django_db
migration = import_module("stories.migrations.0003_mentions_by_address")

BODY = (
    "[[company:lenovo]] and [[company:lenovo|its maker]] near [[ park : tsinghua ]], not `[[park:in-code]]`; "
    "[[figure:company:baidu:workforce:2013]], [[figure:company:none]], [[story:other]], [[nothing]], [[:]]"
)
NAMED = ["company:baidu", "company:lenovo", "park:kista", "park:tsinghua"]


@pytest.fixture
def historical():
    """The models of the release in which mentions were by number."""
    return MigrationLoader(connection).project_state(("stories", "0002_newest_stories")).apps


def test_mentions_are_written_by_address_from_texts_in_the_languages_of_then(historical):
    story = make_story(body_en=BODY, see_also_fr="[[park:kista]]")
    assert sorted(story.mentions.values_list("profile", flat=True)) == NAMED
    story.mentions.all().delete()
    Mention.objects.create(story=story, profile="company:17")
    migration.write_anew(historical, None)
    assert sorted(story.mentions.values_list("profile", flat=True)) == NAMED


def test_language_that_has_no_columns_yet_does_not_stop_the_migration(historical, monkeypatch):
    """A park named it in its settings before it upgraded."""
    monkeypatch.setattr("stories.writing.TEXTS", ("body_en", "body_de"))
    stories = historical.get_model("stories", "Story").objects
    story = stories.create(slug="old", body_zh="[[company:lenovo]]")
    migration.write_anew(historical, None)
    assert list(story.mentions.values_list("profile", flat=True)) == ["company:lenovo"]


def test_address_longer_than_any_stops_nothing(historical):
    story = make_story(body_en="A text.")
    historical.get_model("stories", "Story").objects.update(body_en=f"[[company:{'x' * 200}]] [[park:kista]]")
    migration.write_anew(historical, None)
    assert list(story.mentions.values_list("profile", flat=True)) == ["park:kista"]
