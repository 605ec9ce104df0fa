"""Frequent phrases are read ahead, and answer as the engine does."""

from __future__ import annotations

import pytest
from django.db import InterfaceError, OperationalError

from profiles.content.changes import current_stamp
from profiles.models.registry import profile_kind
from profiles.search import frequent
from profiles.search.frequent import frequent_phrases, read_ahead
from profiles.search.postings import Postings
from profiles.search.words.query import Phrase, parse
from tests.factories import make_company
from tests.profiles.edits import edit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(frequent, "MANY", 1)
    return Postings("company")


def companies(*names):
    made = [make_company(name_en=f"Number{number}") for number, _name in enumerate(names)]
    for company, name in zip(made, names, strict=True):
        edit(company, name_en=name, name_zh="北京联想")
    return made


def read(cache, word):
    phrases = parse(word).terms[0].phrases
    return list(cache.reader(current_stamp())([phrases])[phrases])


def test_frequent_phrases_are_those_of_queries(cache, monkeypatch):
    companies("Lenovo", "Lenovo")
    everybody = cache.reader()([()])[()]
    phrases = set(frequent_phrases("company", everybody))
    assert {
        Phrase(("lenovo",)),
        Phrase(("^lenovo",), names_only=True),
        Phrase(("北京", "京联", "联想")),
        Phrase(("~lian", "~xiang"), names_only=True),
        Phrase(("^~bei", "~bei", "~jing"), names_only=True),
    } <= phrases
    assert not any("|" in phrase.tokens for phrase in phrases)
    assert not any(
        phrase.tokens[0].startswith(("^", "~", "=")) for phrase in phrases if not phrase.names_only
    )


def test_phrase_of_one_profile_is_not_frequent(cache):
    companies("Lenovo", "Baidu")
    everybody = cache.reader()([()])[()]
    assert Phrase(("baidu",)) not in frequent_phrases("company", everybody)


def test_frequent_word_that_was_read_ahead_needs_no_query(cache, django_assert_num_queries):
    made = companies("Lenovo", "Lenovo")
    read_ahead(cache)
    reader = cache.reader()
    with django_assert_num_queries(0):
        found = reader([(Phrase(("lenovo",)),)])
    assert list(found[(Phrase(("lenovo",)),)]) == [company.pk for company in made]


def test_words_that_were_read_ahead_follow_saves(cache):
    first, second = companies("Lenovo", "Lenovo")
    read_ahead(cache)
    edit(first, name_en="Other", name_zh="百度")
    assert [read(cache, word) for word in ("lenovo", "北京联想", "lianxiang", "北")] == [[second.pk]] * 4
    assert read(cache, "other") == [first.pk]


def test_few_profiles_are_left_to_the_engine(cache, monkeypatch):
    companies("Lenovo", "Lenovo")
    monkeypatch.setattr(frequent, "MANY", 3)
    read_ahead(cache)
    assert [*cache.cached] == [()]


def test_half_of_the_memory_is_left_for_what_is_asked(cache):
    companies("Lenovo", "Lenovo")
    cache.max_bytes = 0
    read_ahead(cache)
    assert cache.cached == {}


def test_slow_database_is_not_kept_busy(cache, monkeypatch):
    companies("Lenovo", "Lenovo")
    monkeypatch.setattr(frequent, "MAX_SECONDS", -1)
    read_ahead(cache)
    assert [*cache.cached] == [()]


def test_emptied_cache_is_told_from_the_one_that_was_read_ahead(cache):
    companies("Lenovo", "Lenovo")
    seen = read_ahead(cache)
    assert cache.times_emptied == seen
    cache.forget()
    assert cache.times_emptied != seen


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_reading_that_failed_is_tried_again_at_the_next_look(monkeypatch, error):
    begun, looks = [], iter(range(3))

    def read(cache):
        begun.append(cache.kind)
        if len(begun) == 1:
            raise error("the connection is gone")
        return cache.times_emptied

    def sleep(_seconds):
        if next(looks) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(frequent, "read_ahead", read)
    monkeypatch.setattr(frequent, "profile_kinds", lambda: [profile_kind("company")])
    monkeypatch.setattr(frequent, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        frequent._keep_reading_ahead()
    assert begun == ["company", "company"]
