"""Pages of stories: list, story, author, feed, sitemap, preview."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from tests.factories import make_company, make_picture, make_user
from tests.stories.factories import IN_ALL, make_author, make_story

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def text_of(response) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_story_is_shown_and_listed_in_each_of_its_languages(client, settings, prefix):
    suffix = {"": "en", "/zh-hans": "zh", "/fr": "fr"}[prefix]
    make_story(slug="one", authors=(make_author(slug="li", name_en="Li"),), **IN_ALL)
    page = text_of(client.get(f"{prefix}/stories/one/"))
    assert f'<h1 id="story-title">title {suffix}</h1>' in page
    assert f"<p>body {suffix}</p>" in page
    assert f'href="{prefix}/stories/authors/li/"' in page
    assert f"title {suffix}</a></h2>" in text_of(client.get(f"{prefix}/stories/"))
    assert re.findall(rf'rel="alternate" hreflang="([^"]+)" href="{settings.SITE_URL}([^"]+)"', page) == [
        ("en", "/stories/one/"),
        ("zh-Hans", "/zh-hans/stories/one/"),
        ("fr", "/fr/stories/one/"),
        ("x-default", "/stories/one/"),
    ]


def test_story_in_another_language_says_in_which(client):
    make_story(slug="one", title_fr="Titre", lead_fr="Chapeau", body_fr="Texte", title_en="", body_en="")
    response = client.get("/stories/one/")
    assert response.status_code == 404
    assert '<a href="/fr/stories/one/" lang="fr" hreflang="fr">Français: Titre</a>' in text_of(response)
    assert "Titre" not in text_of(client.get("/stories/"))
    assert client.get("/fr/stories/one/").status_code == 200


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_hidden_story_leaks_nowhere(client, state):
    author = make_author(slug="li", logo=make_picture("logo"))
    story = make_story(
        slug="hidden",
        title_en="Hiddentitle",
        alt_en="x",
        cover=None,
        published=state == "withdrawn",
        authors=(author,),
    )
    if state == "withdrawn":
        story.withdraw(by=None)
    for path in ("/stories/", "/stories/feed/", "/sitemap.xml", "/"):
        page = text_of(client.get(path))
        assert "Hiddentitle" not in page
        assert "stories/hidden/" not in page
    assert client.get("/stories/hidden/").status_code == 404
    assert client.get("/stories/hidden/preview/").status_code == 302
    assert client.get("/stories/authors/li/").status_code == 404
    assert client.get(f"/media/{author.logo.largest['name']}").status_code == 404


def test_picture_is_served_while_a_story_shows_it(client):
    author = make_author(slug="li", logo=make_picture("logo"))
    cover = make_picture("cover")
    story = make_story(slug="one", alt_en="A street", credit="Li", cover=cover, authors=(author,))
    page = text_of(client.get("/stories/one/"))
    assert 'alt="A street"' in page
    names = [cover.largest["name"], author.logo.largest["name"]]
    assert [client.get(f"/media/{name}").status_code for name in names] == [200, 200]
    story.withdraw(by=None)
    assert [client.get(f"/media/{name}").status_code for name in names] == [404, 404]


def test_preview_shows_a_draft_to_staff_alone(client):
    make_story(slug="one", published=False)
    client.force_login(make_user())
    assert client.get("/stories/one/preview/").status_code == 403
    client.force_login(make_user(role="Moderator"))
    response = client.get("/stories/one/preview/")
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert 'name="robots" content="noindex"' in text_of(response)


def test_preview_of_a_story_in_another_language_leads_there(client):
    make_story(slug="one", published=False, body_en="", title_fr="a", lead_fr="b", body_fr="c")
    client.force_login(make_user(role="Editor"))
    assert client.get("/stories/one/preview/")["Location"] == "/fr/stories/one/preview/"


def test_related_stories_are_those_chosen_and_those_about_the_same(client):
    make_company(slug="acme", name_en="Acme")
    chosen = make_story(slug="chosen")
    make_story(slug="same", body_en="[[company:acme]]")
    make_story(slug="other")
    story = make_story(slug="one", body_en="About [[company:acme]].")
    story.related.add(chosen)
    page = text_of(client.get("/stories/one/"))
    assert re.findall(r'<h3 class="card__title"><a href="/stories/([^/]+)/"', page) == ["chosen", "same"]


def test_author_has_a_page_with_the_stories(client):
    author = make_author(slug="li", name_en="Li Wen", biography_en="Writes about chips.")
    make_story(slug="one", authors=(author,))
    make_story(slug="two")
    page = text_of(client.get("/stories/authors/li/"))
    assert "<h1>Li Wen</h1>" in page
    assert "Writes about chips." in page
    assert re.findall(r'<h2 class="card__title"><a href="/stories/([^/]+)/"', page) == ["one"]


@pytest.mark.parametrize("query", ["?page=0", "?page=2", "?page=x", "?page=99999999999999999999", "?page=-1"])
def test_page_that_is_not_there_is_not_found(client, query):
    assert client.get(f"/stories/{query}").status_code == 404


def test_long_list_has_pages(client):
    for _number in range(13):
        make_story()
    assert text_of(client.get("/stories/")).count('class="card__title"') == 12
    assert text_of(client.get("/stories/?page=2")).count('class="card__title"') == 1


def test_feed_follows_the_rules_of_atom(client):
    make_story(slug="old", authors=(make_author(slug="li", name_en="Li & Co"), make_author(slug="wu")))
    make_story(slug="new", title_en="A < B", title_fr="Titre", lead_fr="Chapeau", body_fr="Texte")
    response = client.get("/stories/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "en"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/stories/", "self": "http://testserver/stories/feed/"}
    assert feed.findtext(f"{ATOM}id") == "http://testserver/stories/feed/"
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["A < B", "old"]
    assert [len(entry.findall(f"{ATOM}author")) for entry in entries] == [0, 2]
    assert feed.find(f"{ATOM}author/{ATOM}name").text
    assert feed.findtext(f"{ATOM}updated") == max(entry.findtext(f"{ATOM}updated") for entry in entries)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len({*ids}) == 2
    assert all(re.fullmatch(r"tag:testserver,\d{4}-\d\d-\d\d:story-\d+-en", one) for one in ids)
    french = ET.fromstring(client.get("/fr/stories/feed/").content)
    assert [entry.findtext(f"{ATOM}title") for entry in french.findall(f"{ATOM}entry")] == ["Titre"]


def test_empty_feed_is_one_and_does_not_change(client):
    first, second = client.get("/stories/feed/").content, client.get("/stories/feed/").content
    assert first == second
    assert ET.fromstring(first).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00+00:00"


def test_sitemap_names_a_story_in_its_languages(client):
    make_story(slug="one", title_fr="Titre", lead_fr="Chapeau", body_fr="Texte", body_en="")
    page = client.get("/sitemap.xml").content.decode()
    assert re.findall(r"<loc>(http://testserver[^<]*/stories/one/)</loc>", page) == [
        "http://testserver/fr/stories/one/"
    ]
    assert 'hreflang="x-default" href="http://testserver/fr/stories/one/"' in page


def test_queries_of_a_story_do_not_grow(client, django_assert_max_num_queries):
    authors = [make_author() for _number in range(3)]
    for number in range(6):
        make_company(slug=f"c{number}")
    body = " ".join(f"[[company:c{number}]]" for number in range(6))
    for _number in range(5):
        make_story(body_en=body, authors=tuple(authors))
    make_story(slug="one", body_en=body, authors=tuple(authors))
    client.get("/stories/one/")
    with django_assert_max_num_queries(10):
        client.get("/stories/one/")
