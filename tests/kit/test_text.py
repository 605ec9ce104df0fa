"""What is kept of a text, and what is not."""

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kit import text
from kit.form_fields import LineField, NameField, PlainTextField, ProseField

TEXTS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "a é一 \n\r\t\x00\x1f\x85\u00a0\u00ad\u0301\u0627\u0915\u094d\u200b\u200c\u200d\u202e"
        ),
        st.sampled_from(
            "\u2028\u3000\u3164\ufe0f\ufeff\U0001f600\u2764\U0001f525\u180b\u180e\u1820\U000e0100"
        ),
    )
)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Zero\u200bWidth", "ZeroWidth"),
        ("No\u00a0Break", "No Break"),
        ("Soft\u00adHyphen", "SoftHyphen"),
        ("BOM\ufeffInside", "BOMInside"),
        ("Tab\tInside", "Tab Inside"),
        ("Line\r\nBreak", "Line Break"),
        ("  Padded  ", "Padded"),
        ("\u3000全角\u3000\u3000空格\u3000", "全角 空格"),
        ("e\u0301 (NFD)", "é (NFD)"),
        ("Null\x00Byte", "NullByte"),
        ("Half\x85Line\x1f", "Half Line"),
        ("\u202eRTL\u202c", "RTL"),
        ("\u2066isolated\u2069", "isolated"),
        ("Private\ue000\U000f0000", "Private"),
        ("None\ufdd0\uffff\U0001ffff", "None"),
        ("Half\ud800", "Half"),
        ("Hangul\u3164filler\uffa0", "Hangulfiller"),
        ("Tag\U000e0041", "Tag"),
        ("Object\ufffc", "Object"),
        ("\U00020bb7野", "\U00020bb7野"),
        ("Ｆｕｌｌ　Ｗｉｄｔｈ", "Ｆｕｌｌ Ｗｉｄｔｈ"),
        ("\ufb01 ligature", "\ufb01 ligature"),
        ("مؤسسة", "مؤسسة"),
    ],
)
def test_name_is_what_is_seen(given, kept):
    assert text.name(given) == kept


@pytest.mark.parametrize(
    "kept",
    [
        "می\u200cخواهم",  # Persian
        "ශ්\u200dරී ලංකා",  # Sinhala
        "क्\u200dष",  # Devanagari
        "അവന്\u200d",  # Malayalam, at the end of a word
        "ភាសា\u200cខ្មែរ",  # Khmer
        "\U0001f469\u200d\U0001f4bb Studio",  # an emoji of two
        "\u2764\ufe0f\u200d\U0001f525 Labs",
        "葛\U000e0100城",  # a variant of a character
        "1\ufe0f\u20e3 One",
        "ᠮᠣᠩᠭᠣ\u180bᠯ",
    ],
)
def test_joiner_stays_where_it_is_needed(kept):
    assert text.name(kept) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\u200db", "ab"),
        ("北\u200c京", "北京"),
        ("\u200dA", "A"),
        ("A\u200d", "A"),
        ("می\u200c\u200c\u200dخواهم", "می\u200cخواهم"),
        ("مؤسسة\u200c", "مؤسسة"),
        ("\ufe0fA", "A"),
        ("A \ufe0fB", "A B"),
        ("\u2764\ufe0f\ufe0f", "\u2764\ufe0f"),
        ("A\u180bB", "AB"),
        ("e\u200d\u0301", "é"),
    ],
)
def test_joiner_goes_where_it_is_not(given, kept):
    assert text.name(given) == kept


def test_no_break_space_stays_within_a_sentence():
    assert (
        text.one_line("Fondée en\u00a01984\u202f; \u00a0à Pékin\u00a0")
        == "Fondée en\u00a01984\u202f; à Pékin"
    )


def test_prose_keeps_its_lines():
    given = " One\r\n\r\n\tTwo\rThree\u2028Four\v\u200b  Five\x07 "
    assert text.prose(given) == "One\n\n\tTwo\nThree\nFour\n  Five"


@pytest.mark.parametrize(
    "name", ["-", "—", "...", "/", "?", "！！", "\U0001f680", "\u2800", "()", "'", "$", "\u0301"]
)
def test_signs_are_no_name(name):
    for check in (text.refuse_nameless, NameField().clean):
        with pytest.raises(ValidationError, match="A name needs at least one letter or digit"):
            check(name)


@pytest.mark.parametrize(
    "name", ["A", "李", "0", "3M", "C++", "@handle", "'t Hart", "無", "无", "مؤسسة", "½", "Ⅷ", "٣"]
)
def test_a_letter_or_a_digit_is_a_name(name):
    assert NameField().clean(name) == name


@pytest.mark.parametrize(
    "unseen", ["\u200b", "\u2060\u200d", "\u3164", "\u00ad", "\u200e\u200f", "\x01", "\u00a0\u3000"]
)
def test_what_is_not_seen_is_nothing(unseen):
    assert [NameField(required=False).clean(unseen), LineField(required=False).clean(unseen)] == ["", ""]
    with pytest.raises(ValidationError, match="required"):
        NameField().clean(unseen)


def test_lost_characters_are_refused_with_a_message():
    for field in (NameField(), LineField(), ProseField()):
        with pytest.raises(ValidationError, match="Characters were lost"):
            field.clean("Qingh\ufffd")


def test_length_is_that_of_what_is_kept():
    assert LineField(max_length=3).clean("\u200ba \u200b  b") == "a b"


@pytest.mark.parametrize("typed", ["\x00", "a\x00b", "\u200b", "\ud800"])
def test_nothing_is_searched_for_that_is_not_seen(typed):
    with pytest.raises(ValidationError, match="cannot be searched for"):
        PlainTextField(required=False).clean(typed)


@given(TEXTS)
def test_cleaning_twice_is_cleaning_once(given):
    for clean in (text.name, text.one_line, text.prose):
        kept = clean(given)
        assert clean(kept) == kept
        assert unicodedata.is_normalized("NFC", kept)
        assert kept == kept.strip()
        assert {unicodedata.category(char) for char in kept} & {"Cs", "Co"} == set()
        assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in kept)


@given(TEXTS)
def test_name_holds_no_white_space_but_single_blanks(given):
    kept = text.name(given)
    assert [char for char in kept if char.isspace() and char != " "] == []
    assert "  " not in kept


@given(TEXTS)
def test_text_that_is_surely_clean_stays_as_it_is(given):
    if given and text.is_surely_clean(given):
        assert text.name(given) == text.one_line(given) == text.prose(given) == given
        assert text.is_name(given)
