"""A release brings newer texts to a site whose staff changed some."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from kit.languages import columns
from pages import texts
from pages.models import Page
from profiles.documents import records
from profiles.documents.reading import document_of
from profiles.models import Shipped

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(monkeypatch):
    """Lets the product say something else on the page “about”."""

    def say(**said):
        before = texts.shipped("about")
        monkeypatch.setattr(
            texts, "shipped", lambda key: (before | said) if key == "about" else _shipped(key)
        )

    _shipped = texts.shipped
    return say


def edit(**fields):
    page = Page.objects.get(key="about")
    base = document_of(page)
    for name, value in fields.items():
        setattr(page, name, value)
    records.save(page, base, document_of(page))


def about():
    return Page.objects.get(key="about")


def test_every_page_has_a_title_and_a_text_in_each_language():
    for key in Page.Key.values:
        said = texts.shipped(key)
        assert {name for name, text in said.items() if text} == {*columns("title"), *columns("body")}


def test_loading_twice_changes_nothing():
    assert texts.load_pages() == []
    before = list(Page.objects.values()), list(Shipped.objects.values())
    assert texts.load_pages() == []
    assert (list(Page.objects.values()), list(Shipped.objects.values())) == before
    assert Page.objects.count() == len(Page.Key.values)


def test_newer_text_comes_where_staff_changed_another_one(release):
    texts.load_pages()
    edit(title_en="Ours", body_fr="À nous.")
    release(body_en="Newer.", title_fr="Plus récent")
    assert texts.load_pages() == []
    page = about()
    assert (page.title_en, page.body_fr) == ("Ours", "À nous.")
    assert (page.body_en, page.title_fr) == ("Newer.", "Plus récent")


def test_text_that_staff_changed_stays_and_is_named(release):
    texts.load_pages()
    edit(body_en="Ours.")
    release(body_en="Newer.", body_zh="更新。")
    assert texts.load_pages() == [
        "page about, body_en: The site says “Ours.”, the file “Newer.”. The site stays as it is."
    ]
    assert (about().body_en, about().body_zh) == ("Ours.", "更新。")
    assert texts.load_pages() == []


def test_page_that_was_there_before_its_text_was_remembered_stays(release):
    Page.objects.create(key="about", title_en="Ours", body_en="Ours.")
    assert texts.load_pages() == []
    assert about().body_en == "Ours."
    release(body_en="Newer.")
    assert len(texts.load_pages()) == 1
    assert about().body_en == "Ours."


@pytest.mark.parametrize("newer", [{}, {"title_fr": "Plus récent"}])
def test_page_that_was_deleted_past_the_site_comes_back(release, newer):
    """It would be shown anyway, and the administration lets nobody add it."""
    texts.load_pages()
    about().delete()
    release(**newer)
    assert texts.load_pages() == []
    assert about().title_fr == texts.shipped("about")["title_fr"]
    assert Shipped.objects.get(kind="page", key="about").object_id == about().pk
    edit(title_en="Ours")
    assert texts.load_pages() == []
    assert about().title_en == "Ours"


def test_page_that_was_deleted_and_made_again_by_hand_stays_and_follows(release):
    texts.load_pages()
    about().delete()
    Page.objects.create(pk=10**6, key="about", **texts.shipped("about") | {"title_en": "Ours"})
    release(title_fr="Plus récent")
    assert texts.load_pages() == []
    assert (about().title_en, about().title_fr) == ("Ours", "Plus récent")


@pytest.mark.django_db(transaction=True)
def test_two_editors_of_different_texts_at_once_both_keep_theirs():
    texts.load_pages()
    page, start, failed = about(), threading.Barrier(2), []
    base = document_of(page)

    def save(name):
        mine = Page(pk=page.pk, key=page.key, **{one: getattr(page, one) for one in texts.shipped("about")})
        setattr(mine, name, f"Of {name}.")
        start.wait()
        try:
            records.save(page, base, document_of(mine))
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=[name]) for name in ("body_en", "body_fr")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (about().body_en, about().body_fr) == ("Of body_en.", "Of body_fr.")
