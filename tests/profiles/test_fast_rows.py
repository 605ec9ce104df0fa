"""Rows looked up and written without models."""

import pytest

from companies.models import Sector
from profiles.fast_rows import among
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
