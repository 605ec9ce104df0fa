"""What workers keep in memory is true to the last commit."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from profiles.content.changes import current_stamp
from profiles.documents.writing import Actor, delete
from profiles.models import SearchEntry
from profiles.search.index import reindex_many
from profiles.search.postings import OVERHEAD, Postings
from profiles.search.words.query import Phrase, parse
from tests.factories import make_company, make_sector
from tests.profiles.edits import edit
from tests.profiles.search.test_index import renamed

pytestmark = pytest.mark.django_db(transaction=True)


def phrases(word: str) -> tuple[Phrase, ...]:
    return parse(word).terms[0].phrases


def ask(cache, wanted):
    return cache.reader()([wanted])[wanted]


@pytest.fixture
def cache():
    return Postings("company")


def company(**fields):
    made = make_company(**fields)
    edit(made, legal_name="Indexed")
    return made


def test_kept_set_is_asked_for_once(cache, django_assert_num_queries):
    made = company(name_en="Lenovo")
    assert list(ask(cache, phrases("lenovo"))) == [made.pk]
    with django_assert_num_queries(1):
        assert list(ask(cache, phrases("lenovo"))) == [made.pk]
    with django_assert_num_queries(0):
        cache.reader(cache.stamp)([phrases("lenovo")])


def test_kept_sets_follow_saves_deletions_and_new_profiles(cache):
    first, second = company(name_en="Lenovo"), company(name_en="Baidu")
    words = [phrases(word) for word in ("lenovo", "baidu", '"lenovo baidu"', "联")] + [()]
    [ask(cache, word) for word in words]
    edit(second, name_en="Lenovo Baidu", name_zh="联想")
    first.refresh_from_db()
    delete(first, first.version, Actor())
    third = company(name_en="Lenovo")
    found = [list(ask(cache, word)) for word in words]
    assert found == [[second.pk, third.pk], [second.pk], [second.pk], [second.pk], [second.pk, third.pk]]


def test_set_that_was_handed_out_stays_as_it_is(cache):
    made = company(name_en="Lenovo")
    before = ask(cache, phrases("lenovo"))
    edit(made, name_en="Other")
    assert (list(ask(cache, phrases("lenovo"))), list(before)) == ([], [made.pk])


def test_renamed_sector_is_seen(cache):
    sector = make_sector(slug="semi", name_en="Chips")
    made = company(sectors=(sector,))
    assert [list(ask(cache, phrases(word))) for word in ("chips", "wafers")] == [[made.pk], []]
    renamed(sector, name_en="Wafers")
    assert [list(ask(cache, phrases(word))) for word in ("chips", "wafers")] == [[], [made.pk]]


def test_transaction_sees_its_own_changes_and_leaves_nothing_behind(cache):
    made = company(name_en="Lenovo")
    ask(cache, phrases("lenovo"))
    with transaction.atomic():
        edit(made, name_en="Other")
        assert list(ask(cache, phrases("lenovo"))) == []
        transaction.set_rollback(True)
    assert list(ask(cache, phrases("lenovo"))) == [made.pk]


def test_set_that_was_read_before_a_change_is_not_kept(cache, monkeypatch):
    made = company(name_en="Lenovo")
    reader, own = cache.reader(), cache._query

    def slow(wanted):
        found = own(wanted)
        edit(made, name_en="Other")
        cache.reader()
        return found

    monkeypatch.setattr(cache, "_query", slow)
    assert list(reader([phrases("lenovo")])[phrases("lenovo")]) == [
        made.pk
    ]  # true at the moment it was asked for
    monkeypatch.setattr(cache, "_query", own)
    assert list(ask(cache, phrases("lenovo"))) == []


def test_database_that_was_put_back_is_asked_anew(cache):
    made = company(name_en="Lenovo")
    ask(cache, phrases("lenovo"))
    cache.stamp = cache.stamp._replace(content=cache.stamp.content + 10, version=cache.stamp.version + 10)
    SearchEntry.objects.all().delete()
    assert list(ask(cache, phrases("lenovo"))) == []
    assert cache.stamp == current_stamp()
    reindex_many("company", [made.pk])


def test_memory_is_bounded():
    made = company(name_en="Lenovo")
    cache = Postings("company", max_bytes=5 * OVERHEAD)
    for number in range(50):
        ask(cache, phrases(f"word{number}"))
    assert len(cache.cached) <= 5
    assert cache.bytes <= cache.max_bytes
    assert list(ask(cache, phrases("lenovo"))) == [made.pk]


def test_threads_that_search_while_others_save_see_the_last_commit(cache):
    companies = [company(name_en="Lenovo") for _number in range(4)]
    numbers = random.Random(1)

    def look(_number):
        try:
            for _time in range(20):
                ask(cache, phrases("lenovo"))
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        looking = pool.map(look, range(3))
        for _number in range(10):
            chosen = numbers.choice(companies)
            name = numbers.choice(["Lenovo", "Other"])
            edit(chosen, name_en=name)
            assert (chosen.pk in ask(cache, phrases("lenovo"))) == (name == "Lenovo")
        list(looking)


def test_set_of_several_phrases_follows_a_save_that_brings_any_of_them(cache):
    made = company(name_en="Lenovo")
    either = (Phrase(("baidu",)), Phrase(("legend",)))
    cache.reader()
    assert list(cache.sets([either])[either]) == []
    edit(made, name_en="Legend")
    cache.reader()
    assert list(cache.sets([either])[either]) == [made.pk]
