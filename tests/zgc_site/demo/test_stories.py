"""The shipped stories, and what a later release makes of them."""

from __future__ import annotations

import re
import shutil

import pytest
from django.core.management import call_command

from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.models import Shipped
from stories import writing
from stories.models import Author, Story
from stories.texts.checking import errors_in
from tests.factories import make_user
from tests.stories.factories import make_author, make_story
from zgc_site.demo import stories
from zgc_site.demo.stories import StoriesRefused, load_stories

TYPED_NUMBER = re.compile(r"\d[\d,. \u202f]*\d{3}|\d+ ?%")


@pytest.fixture
def articles(tmp_path, monkeypatch):
    """A copy of the shipped files, to be changed by a later release."""
    folder = tmp_path / "articles"
    shutil.copytree(stories.ARTICLES, folder)
    monkeypatch.setattr(stories, "ARTICLES", folder)
    return folder


def test_stories_are_in_three_languages_and_each_reference_leads_somewhere(demo):
    found = list(Story.objects.published().newest_first())
    assert [story.slug for story in found] == [
        "portrait-of-2013",
        "how-to-count-a-park",
        "out-into-the-world",
    ]
    for story in found:
        assert story.suffixes == ["en", "zh", "fr"]
        assert [author.slug for author in story.authors.all()] == ["editors"]
        assert errors_in({name: getattr(story, name) for name in writing.TEXTS}) == {}


def test_no_number_of_the_directory_is_typed_into_a_text(demo):
    for story in Story.objects.all():
        for name in ("lead_en", "lead_zh", "lead_fr", *writing.TEXTS):
            text = re.sub(r"\[\[.*?\]\]", "", getattr(story, name))
            typed = [
                number for number in TYPED_NUMBER.findall(text) if not re.fullmatch(r"(19|20)\d\d", number)
            ]
            assert typed == [], f"{story.slug}, {name}"


@pytest.mark.parametrize(
    ("prefix", "numbers"),
    [
        (
            "",
            [
                "2,300",
                "over 3,000",
                "over 300",
                "1,700",
                "70%",
                "over 600",
                "1 a day",
                "33.33%",
                "300",
                "over 50",
            ],
        ),
        ("/fr", ["2\u202f300", "plus de 3\u202f000", "1\u202f700"]),
        ("/zh-hans", ["2300", "70%"]),
    ],
)
def test_story_of_the_article_has_its_figures(demo, client, prefix, numbers):
    page = client.get(f"{prefix}/stories/portrait-of-2013/").content.decode()
    quoted = re.findall(r'<a class="quoted"[^>]*>([^<]+)</a>', page)
    assert set(numbers) <= set(quoted)
    assert len(quoted) == page.count('class="quoted"') == 13
    assert "figure no longer" not in page


def test_second_load_changes_nothing(demo):
    before = {story.slug: (story.version, story.changed_at) for story in Story.objects.all()}
    assert load_stories() == []
    assert {story.slug: (story.version, story.changed_at) for story in Story.objects.all()} == before


def test_later_release_follows_its_files_and_keeps_what_editors_wrote(demo, articles):
    story = Story.objects.get(slug="out-into-the-world")
    base = document_of(story)
    edited = type(base)(base.kind, {**base.fields, "title_en": "Ours", "lead_fr": "Le nôtre"})
    writing.save(story, base, edited, Actor(by=make_user(role="Editor")))
    file = articles / "out-into-the-world.en.md"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("title: Out into", "title: Far into").replace("lead: ", "lead: New. "), encoding="utf-8"
    )
    kept = [
        "story out-into-the-world, title_en: The site says “Ours”, the file “Far into the world”. The site stays as it is."
    ]
    for told in (kept, []):
        assert load_stories() == told
        story.refresh_from_db()
        assert (story.title_en, story.lead_fr, story.lead_en[:4]) == ("Ours", "Le nôtre", "New.")
    assert story.versions.filter(why="shipped", document__isnull=False).count() == 2


def test_story_that_an_editor_withdrew_stays_so(demo):
    Story.objects.get(slug="out-into-the-world").withdraw(by=None)
    load_stories()
    assert Story.objects.get(slug="out-into-the-world").state == "withdrawn"


def test_story_of_the_park_s_own_at_the_address_stays_as_it_is(demo):
    Story.objects.all().delete()
    Shipped.objects.all().delete()
    make_story(slug="out-into-the-world", title_en="Ours")
    assert load_stories() == ["story out-into-the-world: its address is that of a story of your own."]
    assert Story.objects.get(slug="out-into-the-world").title_en == "Ours"


@pytest.fixture
def unresolved(demo, articles):
    """No stories yet, and a file that names what the shipped content does not have."""
    Story.objects.all().delete()
    Shipped.objects.all().delete()
    file = articles / "out-into-the-world.en.md"
    file.write_text(file.read_text(encoding="utf-8") + "\n[[company:nobody]]\n", encoding="utf-8")
    return "story out-into-the-world, body_en: “[[company:nobody]]”: no published profile has this address."


def test_file_that_names_what_a_new_site_does_not_have_is_refused(unresolved):
    with pytest.raises(StoriesRefused) as refused:
        load_stories(is_site_new=True)
    assert str(refused.value) == unresolved


def test_story_that_names_what_editors_have_withdrawn_comes_in_and_it_is_told(unresolved, client):
    assert load_stories() == [unresolved]
    assert load_stories() == []  # once, and not at each start
    assert client.get("/stories/out-into-the-world/").status_code == 200


def test_story_and_author_that_an_administrator_deleted_stay_away_and_it_is_told(demo, articles, capsys):
    Story.objects.get(slug="out-into-the-world").delete()
    Author.objects.all().delete()
    file = articles / "how-to-count-a-park.en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("lead: ", "lead: New. "), encoding="utf-8")
    call_command("load_demo")
    told = [line.strip() for line in capsys.readouterr().out.splitlines() if "does not come back" in line]
    assert told == [
        "author editors: staff deleted it, so it does not come back.",
        "story out-into-the-world: staff deleted it, so it does not come back.",
    ]
    assert [story.slug for story in Story.objects.newest_first()] == [
        "portrait-of-2013",
        "how-to-count-a-park",
    ]
    assert (Author.objects.count(), Story.objects.get(slug="how-to-count-a-park").lead_en[:4]) == (0, "New.")


def test_story_of_a_site_from_before_loads_were_remembered_follows_its_files(demo, articles):
    Shipped.objects.filter(kind="story").delete()
    file = articles / "out-into-the-world.en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("lead: ", "lead: New. "), encoding="utf-8")
    assert load_stories() == []
    assert Story.objects.get(slug="out-into-the-world").lead_en[:4] == "New."


def test_author_that_an_editor_renamed_stays_so(demo):
    Author.objects.update(name_en="The newsroom")
    call_command("load_demo", verbosity=0)
    assert Author.objects.get().name_en == "The newsroom"


@pytest.mark.parametrize("is_there", [True, False])
def test_story_is_by_its_author_whose_address_staff_changed(demo, articles, is_there):
    """One that this release brings, and one that it corrects."""
    Author.objects.update(slug="newsroom")
    if not is_there:
        Story.objects.filter(slug="out-into-the-world").delete()
        Shipped.objects.filter(kind="story", key="out-into-the-world").delete()
    file = articles / "out-into-the-world.en.md"
    file.write_text(file.read_text(encoding="utf-8").replace("lead: ", "lead: New. "), encoding="utf-8")
    assert load_stories() == []
    story = Story.objects.get(slug="out-into-the-world")
    assert (story.lead_en[:4], [author.slug for author in story.authors.all()]) == ("New.", ["newsroom"])


def test_author_of_the_park_s_own_at_the_address_of_a_deleted_one_wrote_no_shipped_story(demo, articles):
    Author.objects.get().delete()
    make_author(slug="editors")
    Story.objects.filter(slug="out-into-the-world").delete()
    Shipped.objects.filter(kind="story", key="out-into-the-world").delete()
    load_stories()
    assert not Story.objects.get(slug="out-into-the-world").authors.exists()
