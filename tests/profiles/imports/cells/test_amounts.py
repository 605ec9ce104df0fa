import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.imports.cells import amounts
from profiles.imports.cells.problems import BadValue


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1234", "1234"),
        ("1234.5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.56", "1234.56"),
        ("1.234,56", "1234.56"),
        ("1 234 567", "1234567"),
        ("1\u202f234,5", "1234.5"),
        ("1’234’567", "1234567"),
        ("０．５", "0.5"),
        ("0.125", "0.125"),
        ("33900000000", "33900000000"),
        (33.9, "33.9"),
        (12, "12"),
        ("-3", "-3"),
    ],
)
def test_number_is_read(cell, number):
    assert amounts.decimal(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell",
    [
        "1,234",
        "1.234",
        "3.39E+10",
        "1,23,456",
        "about 5",
        "5%",
        "",
        "1..2",
        "--1",
        "∞",
        "NaN",
        "inf",
        "1e400",
        True,
        "٣",
    ],
)
def test_number_is_refused_rather_than_guessed(cell):
    with pytest.raises(BadValue):
        amounts.decimal(cell)


def test_unclear_number_says_both_readings():
    with pytest.raises(BadValue, match=r"1234 or as 1\.234"):
        amounts.decimal("1,234")


@pytest.mark.parametrize(("cell", "number"), [("1,234", 1234), ("1 234", 1234), ("12", 12), (12.0, 12)])
def test_count_has_one_reading(cell, number):
    assert amounts.whole(cell) == number


@pytest.mark.parametrize("cell", ["12.5", "-1", "1.234", 0.5])
def test_count_is_whole_and_not_negative(cell):
    with pytest.raises(BadValue):
        amounts.whole(cell)


@pytest.mark.parametrize(("cell", "number"), [("39,984", "39.984"), ("-116.31", "-116.31"), (39.9, "39.9")])
def test_degrees_have_one_reading(cell, number):
    assert amounts.degrees(cell) == Decimal(number)


@given(st.decimals(min_value=0, max_value=10**12, places=2))
def test_english_and_french_spellings_agree(number):
    english = f"{number:,.2f}"
    french = english.replace(",", "\u202f").replace(".", ",")
    assert amounts.decimal(english) == amounts.decimal(french) == number


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_refused(text):
    with contextlib.suppress(BadValue):
        assert amounts.decimal(text).is_finite()
