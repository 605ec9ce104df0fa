"""Rows looked up and written without models."""

import pytest
from django.db import IntegrityError, connection, transaction

from companies.models import Sector
from kit.sql.fast_rows import DO_NOTHING, FEWEST_AT_ONCE, among, insert
from profiles.models import SearchName
from tests.factories import make_sector

pytestmark = pytest.mark.django_db


def test_rows_among_texts_and_numbers():
    chips, ai = make_sector(slug="chips"), make_sector(slug='a"i')
    make_sector(slug="cloud")
    assert sorted(among(Sector, "slug", ["id", "slug"], {"chips", 'a"i', "none"})) == [
        (chips.pk, "chips"),
        (ai.pk, 'a"i'),
    ]
    assert among(Sector, "id", ["slug"], [ai.pk]) == [('a"i',)]


def test_rows_among_nothing_take_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert among(Sector, "slug", ["id"], []) == []


TEXTS = [
    "",
    "联想",
    "𠮷",
    'quoted "name"',
    "back\\slash",
    "\u2028",
    "tab\tand\nline",
    "0012",
    "null",
    "[1]",
    "\\u0041",
]


@pytest.mark.parametrize("count", [1, FEWEST_AT_ONCE - 1, FEWEST_AT_ONCE, 20_001])
def test_rows_are_written_as_they_are_whatever_their_number(count):
    rows = [(number, TEXTS[number % len(TEXTS)]) for number in range(count)]
    insert(SearchName, ("id", "key"), rows)
    assert list(SearchName.objects.order_by("pk").values_list("pk", "key")) == rows


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL takes no NUL in a text")
def test_nul_does_not_end_a_text():
    rows = [(number, f"a\0{number}") for number in range(FEWEST_AT_ONCE)]
    insert(SearchName, ("id", "key"), rows)
    assert list(SearchName.objects.order_by("pk").values_list("pk", "key")) == rows


@pytest.mark.parametrize("count", [2, FEWEST_AT_ONCE])
def test_rows_that_are_there_stay_where_nothing_is_to_be_done(count):
    insert(SearchName, ("id", "key"), [(1, "first")])
    insert(SearchName, ("id", "key"), [(number, "second") for number in range(count)], DO_NOTHING)
    assert SearchName.objects.get(pk=1).key == "first"
    assert SearchName.objects.count() == count


def test_rows_against_a_rule_are_refused_together():
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(SearchName, ("id", "key"), [(number // 2, "twice") for number in range(FEWEST_AT_ONCE)])
    assert not SearchName.objects.exists()
