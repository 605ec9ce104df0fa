"""Where nobody has all of the words, those are shown who have most of them, and the page says so."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from companies.models import Company
from profiles.search import find, having_most, reindex
from profiles.search.most_words import MAX_UNITS, _with_at_least
from tests.factories import make_company

SAID = "No profile has all of these words; these have most of them."


@pytest.fixture
def directory(db):
    texts = {
        "rare": {"name_en": "Megvii", "summary_en": "Vision in Beijing", "summary_zh": "人工智能企业"},
        "other": {
            "name_en": "Loongson Technology",
            "summary_en": "Processors in Beijing",
            "summary_zh": "处理器企业",
        },
        "last": {"name_en": "Beijing Water", "summary_en": "Membranes", "summary_zh": "膜材料企业"},
    }
    for slug, fields in texts.items():
        reindex(make_company(slug=slug, **fields))
    make_company(slug="draft", name_en="Megvii Beijing Technology vaccine", published=False)
    reindex(Company.objects.get(slug="draft"))


def answer(query: str) -> list[str]:
    published = BitMap(Company.objects.published().values_list("pk", flat=True))
    slugs = dict(Company.objects.values_list("pk", "slug"))
    return [slugs[pk] for tier in having_most(find("company", query), published) for pk in sorted(tier)]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("beijing megvii vaccine", ["rare"]),
        ("vision megvii vaccine factories", ["rare"]),
        ("megvii vaccine factories", []),
        ("人工智能处理器", ["rare"]),
        ("人工智能平台", ["rare"]),
        ("beijing loongson -processors vaccine", []),
        ("vaccine", []),
        ('"megvii beijing" vision', ["rare"]),
    ],
)
def test_at_least_half_of_the_words_and_rare_ones_first(directory, query, slugs):
    assert answer(query) == slugs


def test_too_many_to_compare_are_those_with_the_rarest_words(directory, monkeypatch):
    reindex(make_company(slug="solo", name_en="Solomon"))
    monkeypatch.setattr("profiles.search.most_words.MAX_COMPARED", 2)
    assert answer("solomon beijing") == ["solo"]
    assert sorted(answer("vaccine beijing")) == ["last", "other", "rare"]


def test_long_query_has_bounded_units(directory):
    from profiles.search.most_words import _units

    assert (
        len(_units(find("company", "".join(chr(0x4E00 + number) for number in range(150))).query))
        == MAX_UNITS
    )


@given(st.lists(st.sets(st.integers(0, 20)), min_size=1, max_size=8), st.integers(1, 8))
def test_counting_in_sets_is_counting_one_by_one(sets, number):
    number = min(number, len(sets))
    expected = {value for chosen in combinations(sets, number) for value in set.intersection(*chosen)}
    assert set(_with_at_least(number, [BitMap(numbers) for numbers in sets])) == expected


@pytest.mark.parametrize("path", ["/companies/", "/companies/export.csv", "/companies/feed/"])
def test_page_says_so_and_files_hold_the_same(client, directory, path):
    response = client.get(path, {"q": "beijing megvii vaccine"})
    content = b"".join(response.streaming_content) if response.streaming else response.content
    assert b"Megvii" in content
    assert b"Loongson" not in content
    assert (SAID in content.decode()) == (path == "/companies/")


def test_page_says_nothing_where_all_words_are_found(client, directory):
    assert SAID not in client.get("/companies/", {"q": "megvii vision"}).content.decode()
