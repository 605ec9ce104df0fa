"""Stories in the administration: who may do what, saves that meet, versions that come back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from companies.models import FormerCompanySlug
from stories.models import Author, Story
from tests.at_once import in_threads
from tests.factories import make_company, make_user
from tests.page_form import page_form
from tests.profiles.pictures import encode
from tests.profiles.test_merging_saves import text_of
from tests.stories.factories import make_author, make_story

pytestmark = pytest.mark.django_db


def url_of(story, name: str = "change") -> str:
    return reverse(f"admin:stories_story_{name}", args=[story.pk])


def sign_in(role: str = "Editor") -> Client:
    client = Client()
    client.force_login(make_user(role=role))
    return client


def open_form(client: Client, url: str) -> dict:
    return page_form(client.get(url), "story_form")


@pytest.fixture
def editor(client) -> Client:
    client.force_login(make_user(role="Editor"))
    return client


def test_history_that_is_cut_says_so(editor, monkeypatch):
    monkeypatch.setattr("stories.admin.history.MAX_SHOWN", 1)
    story = make_story()
    history = text_of(editor.get(url_of(story, "history")))
    assert [int(number) for number in re.findall(r"Version (\d+)", history)] == [2]
    assert "1 older version is kept, but not listed here." in history


def test_saved_text_takes_the_addresses_of_today(editor):
    company = make_company(slug="kept")
    FormerCompanySlug.objects.create(company=company, slug="gone")
    story = make_story(body_en="[[company:gone]]", see_also_en="[[company:gone]]")
    editor.post(url_of(story), open_form(editor, url_of(story)) | {"body_en": "More: [[company:gone]]"})
    story.refresh_from_db()
    assert (story.body_en, story.see_also_en) == ("More: [[company:kept]]", "[[company:gone]]")


def test_story_is_written_and_published(editor):
    user = make_user(role="Editor")
    author = make_author(slug="li", user=user)
    editor.force_login(user)
    make_company(slug="acme")
    form = open_form(editor, reverse("admin:stories_story_add"))
    assert form["authors"] == [str(author.pk)] or form["authors"] == str(author.pk)
    texts = {
        "slug": "one",
        "title_en": "One",
        "lead_en": "Lead",
        "body_en": "[[company:acme]]",
        "why": "first",
    }
    response = editor.post(reverse("admin:stories_story_add"), form | texts | {"_publish": "1"}, follow=True)
    assert "Published: visitors see “One” now." in text_of(response)
    story = Story.objects.get()
    assert (story.state, story.version, story.changed_by) == ("published", 2, user)
    assert [(one.what, one.why, one.made_by) for one in story.versions.all()] == [
        ("published", "", user),
        ("created", "first", user),
    ]
    assert list(story.authors.all()) == [author]
    assert story.mentions.count() == 1


def test_story_that_nobody_could_read_is_saved_and_not_published(editor):
    form = open_form(editor, reverse("admin:stories_story_add"))
    response = editor.post(
        reverse("admin:stories_story_add"),
        form | {"slug": "one", "title_en": "One", "_publish": "1"},
        follow=True,
    )
    assert "Saved, but not published." in text_of(response)
    assert Story.objects.get().state == "draft"


def test_reference_that_leads_nowhere_is_named_beside_its_field(editor):
    story = make_story()
    form = open_form(editor, url_of(story)) | {"body_fr": "[[company:nobody]]", "see_also_en": "words"}
    response = editor.post(url_of(story), form)
    errors = response.context["adminform"].form.errors
    assert list(errors) == ["body_fr", "see_also_en"]
    assert Story.objects.get().version == story.version


def test_old_text_whose_profile_has_gone_may_be_saved(editor):
    make_company(slug="acme").withdraw(by=None)
    story = make_story(body_en="[[company:acme]]")
    response = editor.post(url_of(story), open_form(editor, url_of(story)) | {"title_en": "Other"})
    assert response.status_code == 302
    story.refresh_from_db()
    assert story.title_en == "Other"


def test_changes_to_different_texts_are_both_kept_and_said(editor):
    story = make_story()
    stale = open_form(editor, url_of(story)) | {"title_fr": "Mien"}
    other = sign_in()
    assert (
        other.post(url_of(story), open_form(other, url_of(story)) | {"lead_en": "Theirs"}).status_code == 302
    )
    response = editor.post(url_of(story), stale, follow=True)
    assert "theirs changed: Introduction in English." in text_of(response)
    story.refresh_from_db()
    assert (story.lead_en, story.title_fr, story.version) == ("Theirs", "Mien", 4)


@pytest.mark.parametrize(("side", "kept"), [("proposed", "Mine"), ("live", "Theirs")])
def test_changes_to_the_same_text_are_a_question(editor, side, kept):
    story = make_story()
    stale = open_form(editor, url_of(story)) | {"body_en": "Mine"}
    other = sign_in()
    other.post(url_of(story), open_form(other, url_of(story)) | {"body_en": "Theirs"})
    response = editor.post(url_of(story), stale)
    assert response.status_code == 200
    values = dict(re.findall(rf'name="(choose:[^"]+)"\s+value="({side}:[^"]+)"', response.content.decode()))
    assert values
    assert Story.objects.get().body_en == "Theirs"
    assert editor.post(url_of(story), page_form(response, "story_form") | values).status_code == 302
    assert Story.objects.get().body_en == kept


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_once_none_is_lost():
    story = make_story()
    clients = {"title_fr": sign_in(), "title_zh": sign_in()}
    forms = {name: open_form(client, url_of(story)) | {name: "New"} for name, client in clients.items()}
    in_threads(*(lambda name=name: clients[name].post(url_of(story), forms[name]) for name in clients))
    story.refresh_from_db()
    assert (story.title_fr, story.title_zh, story.version) == ("New", "New", 4)
    assert [one.number for one in story.versions.all()] == [4, 3, 2, 1]


def test_version_is_shown_and_comes_back(editor):
    story = make_story(body_en="First text")
    editor.post(
        url_of(story), open_form(editor, url_of(story)) | {"body_en": "Second text", "lead_fr": "Neuf"}
    )
    history = text_of(editor.get(url_of(story, "history")))
    assert [int(number) for number in re.findall(r"Version (\d+)", history)] == [3, 2, 1]
    page = editor.get(reverse("admin:stories_story_version", args=[story.pk, 2]))
    assert "<del>First </del>text" in page.content.decode()
    assert "Introduction in French –" in text_of(page)
    response = editor.post(url_of(story, "restore"), {"number": 2, "seen": 3}, follow=True)
    assert "As in version 2 again." in text_of(response)
    story.refresh_from_db()
    assert (story.body_en, story.lead_fr, story.version) == ("First text", "", 4)
    assert story.versions.first().why == "Back to version 2"


def test_version_does_not_come_back_over_a_save_that_nobody_saw(editor):
    story = make_story(body_en="First")
    for text in ("Second", "Third"):
        editor.post(url_of(story), open_form(editor, url_of(story)) | {"body_en": text})
    response = editor.post(url_of(story, "restore"), {"number": 1, "seen": 3}, follow=True)
    assert "Nothing came back, because somebody saved" in text_of(response)
    assert Story.objects.get().body_en == "Third"


@pytest.mark.parametrize(
    "sent", [{}, {"number": "x", "seen": "1"}, {"number": 10**9, "seen": 1}, {"number": "-1", "seen": 1}]
)
def test_version_that_was_not_chosen_does_not_come_back(editor, sent):
    story = make_story()
    assert editor.post(url_of(story, "restore"), sent).status_code == 302
    assert Story.objects.get().version == 2


@pytest.mark.parametrize("number", [0, 3, 99999])
def test_version_that_is_not_there_is_not_found(editor, number):
    story = make_story()
    assert editor.get(reverse("admin:stories_story_version", args=[story.pk, number])).status_code == 404
    assert editor.post(url_of(story, "restore"), {"number": 1, "seen": 99}).status_code == 404


@pytest.mark.parametrize(("role", "status"), [("Editor", 302), ("Administrator", 302), ("Moderator", 403)])
def test_roles_may_do_what_they_may(role, status):
    story, client = make_story(published=False), sign_in(role)
    assert client.get(url_of(story)).status_code == 200
    assert client.get(url_of(story, "history")).status_code == 200
    form = open_form(client, url_of(story)) if status == 302 else {}
    assert client.post(url_of(story), form).status_code == status
    assert client.post(url_of(story, "restore"), {"number": 1, "seen": 1}).status_code == status
    selected = {"action": "publish_selected", "_selected_action": [story.pk]}
    client.post(reverse("admin:stories_story_changelist"), selected)
    assert Story.objects.get().is_published == (status == 302)


def test_selected_stories_are_published_and_withdrawn_or_named(editor):
    make_story(slug="ready", published=False), make_story(slug="unready", published=False, body_en="")
    chosen = [story.pk for story in Story.objects.all()]
    address = reverse("admin:stories_story_changelist")
    page = text_of(
        editor.post(address, {"action": "publish_selected", "_selected_action": chosen}, follow=True)
    )
    assert "1 story changed." in page
    assert "Unready: A story needs a title" in page
    page = text_of(
        editor.post(address, {"action": "withdraw_selected", "_selected_action": chosen}, follow=True)
    )
    assert "Left as they are" in page
    assert [story.state for story in Story.objects.order_by("slug")] == ["withdrawn", "draft"]


def test_picture_needs_its_words_and_is_kept_meanwhile(editor):
    from django.core.files.uploadedfile import SimpleUploadedFile

    story = make_story()
    picture = SimpleUploadedFile("a.png", encode(size=(640, 320)), "image/png")
    form = open_form(editor, url_of(story)) | {"new_cover": picture}
    response = editor.post(url_of(story), form)
    assert list(response.context["adminform"].form.errors) == ["alt_en"]
    again = page_form(response, "story_form") | {"alt_en": "A street"}
    assert editor.post(url_of(story), again).status_code == 302
    story.refresh_from_db()
    assert story.cover is not None


def test_author_is_kept_with_an_account_that_visitors_do_not_see(editor):
    user = make_user(role="Editor", username="secret-name")
    add = reverse("admin:stories_author_add")
    names = {"slug": "li", "name_en": "Li", "name_zh": "李", "name_fr": "Li", "user": user.pk}
    assert editor.post(add, page_form(editor.get(add), "author_form") | names).status_code == 302
    author = Author.objects.get()
    assert author.user == user
    make_story(slug="one", authors=(author,))
    assert "secret-name" not in text_of(editor.get("/stories/authors/li/"))
    user.delete()
    author.refresh_from_db()
    assert author.user is None


def test_author_of_a_story_is_not_deleted(client):
    client.force_login(make_user(role="Administrator"))
    author = make_author()
    make_story(authors=(author,))
    address = reverse("admin:stories_author_delete", args=[author.pk])
    client.post(address, {"post": "yes"})
    assert Author.objects.exists()
