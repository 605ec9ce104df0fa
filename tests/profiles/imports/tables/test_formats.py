"""What a number of a sheet is shown as."""

import datetime

import pytest

from profiles.imports.tables.child.formats import shown

DAY = 30987  # 2 November 1984


@pytest.mark.parametrize(
    ("code", "value", "result"),
    [
        *(("yyyy", DAY, "1984"), ("yyyy\"年\"", DAY, "1984"), ("yy", DAY, "1984"), ("[$-804]yyyy;@", DAY, "1984")),
        *(("mmm-yy", DAY, "1984-11"), ("yyyy-mm", DAY, "1984-11"), ("yyyy\"年\"m\"月\"", DAY, "1984-11")),
        *((code, DAY, datetime.datetime(1984, 11, 1)) for code in ("yyyy-mm-dd", "d.m.yyyy", "[$-409]d-mmm-yy;@", "yyyy年m月d日")),
        ("yyyy-mm-dd hh:mm", DAY + 0.5, datetime.datetime(1984, 11, 1, 12)),
        *(("h:mm", 0.5, "12:00:00"), ("[h]:mm", 1.5, 1.5), ("yyyy-mm-dd", -1, -1), ("yyyy", 5_000_000, 5_000_000)),
        *(("00000", 123, "00123"), ("000000", 123.5, 123.5), ("0", 123, 123), ("0.00", 1.5, 1.5), ("#,##0", 1500, 1500)),
        *(("0%", 0.125, "12.5%"), ("0.00%", 0.125, "12.5%"), ("", 7, 7), ("General", 7, 7), ("#,##0 \"days\"", 7, 7)),
        *(("#,##0.00\\ [$€-407]", 7, 7), ("@", 7, 7), ("[Red]0", 7, 7), ("yyyy", 1, "1900"), ("0.0\" m\"", 7, 7)),
    ],
)  # fmt: skip
def test_number_is_read_as_it_is_shown(code, value, result):
    assert shown(value, code, is_1904=False) == result


def test_workbook_may_count_days_from_1904():
    assert shown(DAY - 1462, "yyyy-mm-dd", is_1904=True) == datetime.datetime(1984, 11, 1)
