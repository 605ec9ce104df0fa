"""Small CSV files: for spreadsheets and for programs."""

from decimal import Decimal

import pytest

from kit.csv_file import MARK, csv_bytes


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
