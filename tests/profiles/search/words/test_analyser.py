from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.names.folding import fold
from profiles.search.words.analyser import MAX_TOKEN_LENGTH, name_tokens, tokens
from profiles.search.words.pinyin import readings, syllables_of
from profiles.search.words.query import parse


@given(st.text(max_size=60))
def test_folding_is_stable(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Lenovo Group", ["lenovo", "group"]),
        ("中关村", ["中关", "关村", "村"]),
        ("聯想PC", ["联想", "想", "pc"]),
        ("Ｌ'Énergie, cœur", ["l", "energie", "coeur"]),
        ("a_b|c^d=e~f", ["a", "b", "c", "d", "e", "f"]),
        ("カタカナ", ["カタ", "タカ", "カナ", "ナ"]),
        ("。，", []),
    ],
)
def test_tokens_of_a_text(text, found):
    assert tokens(text) == found


@given(st.text(max_size=200))
def test_any_text_is_cut_into_bare_short_tokens(text):
    for token in [*tokens(text), *(part for unit in parse(text).terms for part in unit.pieces)]:
        assert token
        assert not set(token) & set(" ^=~|\"'\x00")
    assert all(len(token) <= MAX_TOKEN_LENGTH for token in tokens(text))
    name_tokens(text)


def test_name_has_its_sound():
    assert name_tokens("联想") == [
        "^联想",
        "联想",
        "想",
        "=联想",
        "^~lian",
        "~lian",
        "~xiang",
        "=lianxiang",
        "lx",
    ]


def test_initials_leave_out_the_place():
    assert {"bj", "bjlx", "lx", "lxkj"} <= set(name_tokens("北京联想科技"))


@pytest.mark.parametrize(
    ("name", "sound"), [("重庆长安", "chong qing chang an"), ("厦门银行", "xia men yin hang"), ("吕", "lv")]
)
def test_sound_depends_on_the_phrase(name, sound):
    assert syllables_of(name) == sound.split()


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("lianxiang", ("lian", "xiang")),
        ("zhongguancun", ("zhong", "guan", "cun")),
        ("lenovo", None),
        ("a" * 40 + "z", None),
        ("lianxiangv" * 4, None),
    ],
)
def test_readings(word, found):
    assert next(iter(readings(word)), None) == found


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ('a "b c" -d', [("a",), ("b", "c")], [("d",)]),
        ("“联 想” -“x y", [("联", "想")], [("x", "y")]),
        ("semi-conductor - a", [("semi", "conductor"), ("a",)], []),
        ('a"b c"d', [("a",), ("b",), ("c",), ("d",)], []),
        ("a b c d e f g h i j", [(letter,) for letter in "abcdefgh"], []),
    ],
)
def test_units_of_a_query(text, wanted, unwanted):
    query = parse(text)
    assert [unit.pieces for unit in query.wanted] == wanted
    assert [unit.pieces for unit in query.unwanted] == unwanted
