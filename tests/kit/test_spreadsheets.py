from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.spreadsheets import MARK, begins_formula, csv_bytes, harmless, original


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("-5", "'-5"),
        ("@home", "'@home"),
        ("\t=1", "'\t=1"),
        ("\rA", "'\rA"),
        ("＝1", "'＝1"),
        ("＠家", "'＠家"),
        ("  =1", "'  =1"),
        ("'=1", "''=1"),
        ("' -1", "'' -1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'", "'"),
        ("a=1", "a=1"),
        ("联想", "联想"),
        ("", ""),
    ],
)
def test_formula_is_written_as_text_and_read_as_it_was(text, written):
    assert harmless(text) == written
    assert original(written) == text


@given(st.text(st.sampled_from("'=+-@＝＋ \t\r\nab\u3000"), max_size=6) | st.text(max_size=20))
def test_any_text_is_read_as_it_was(text):
    assert original(harmless(text)) == text
    assert not begins_formula(harmless(text)) or harmless(text).startswith("'")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (None, ""),
        ("=1+1", "'=1+1"),
        (Decimal("12.500000"), "12.5"),
        (Decimal("1200"), "1200"),
        (Decimal("0.000001"), "0.000001"),
        ("联想", "联想"),
        ('a"b', '"a""b"'),
    ],
)
def test_cell_is_written_so_that_it_reads_back(cell, written):
    assert csv_bytes([["x", cell]]) == MARK + f"x,{written}\r\n".encode()
