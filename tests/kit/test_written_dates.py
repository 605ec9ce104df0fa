import contextlib
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.written_dates import DateUnread, in_order, order_of, partial_date
from profiles.imports.cells.dates import past_date
from profiles.imports.cells.problems import BadValue


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("1984", "1984"),
        (" 1984 ", "1984"),
        ("１９８４", "1984"),
        (1984, "1984"),
        (1984.0, "1984"),
        ("1984-11", "1984-11"),
        ("1984/11", "1984-11"),
        ("1984.11", "1984-11"),
        ("11/1984", "1984-11"),
        ("1984-11-01", "1984-11-01"),
        ("1984/11/1", "1984-11-01"),
        ("1984.11.01", "1984-11-01"),
        ("19841101", "1984-11-01"),
        ("1984-11-01T00:00:00", "1984-11-01"),
        ("1984-11-01 00:00:00", "1984-11-01"),
        ("1984年", "1984"),
        ("1984年11月", "1984-11"),
        ("1984年11月1日", "1984-11-01"),
        ("1984 年 11 月 1 日", "1984-11-01"),
        ("一九八四年", "1984"),
        ("二〇〇四年5月", "2004-05"),
        ("25/11/1984", "1984-11-25"),
        ("11/25/1984", "1984-11-25"),
        ("05/05/1984", "1984-05-05"),
        ("1 November 1984", "1984-11-01"),
        ("Nov 1, 1984", "1984-11-01"),
        ("November 1984", "1984-11"),
        ("1er novembre 1984", "1984-11-01"),
        ("12 août 1984", "1984-08-12"),
        ("février 1984", "1984-02"),
        ("29 February 2012", "2012-02-29"),
        ("民国73年", "1984"),
        ("昭和59年11月1日", "1984-11-01"),
        ("平成元年", "1989"),
        ("1984년 11월 1일", "1984-11-01"),
        ("1. November 1984", "1984-11-01"),
        ("12. März 1984", "1984-03-12"),
        ("5 de mayo de 1984", "1984-05-05"),
        ("5 мая 1984 г.", "1984-05-05"),
        ("май 1984", "1984-05"),
        ("1º de enero de 1984", "1984-01-01"),
        ("1o de mayo de 1984", "1984-05-01"),
        ("昭和64年1月7日", "1989-01-07"),
        ("明治45年", "1912"),
        ("民国元年", "1912"),
        ("1984.11.", "1984-11"),
        ("1984年11月1日（周四）", "1984-11-01"),
        ("1984-11-01T08:00:00+08:00", "1984-11-01"),
        (datetime.date(1984, 11, 1), "1984-11-01"),
        (datetime.datetime(1984, 11, 1, 0, 0), "1984-11-01"),
    ],
)
def test_date_keeps_its_precision(cell, date):
    assert partial_date(cell) == date


@pytest.mark.parametrize(
    "cell",
    [
        *("01/11/1984", "1.11.1984", "01-11-1984"),
        *("01/11/84", "84", "'84", "0984", "3000", "999", 30682, 1984.5, True),
        *(
            "2013-02-30",
            "2013-02-29",
            "1984-13",
            "1984-00",
            "1984-11-00",
            "1984-11-31",
            "32/12/1984",
            "2013年2月30日",
        ),
        *(
            "1984-1985",
            "c. 1984",
            "about 1984",
            "1984?",
            "Q3 1984",
            "1984-W10",
            "198411",
            "yesterday",
            "-",
            *("昭和70年", "昭和0年", "平成32年", "大正16年", "明治46年"),
        ),
    ],
)
def test_date_is_refused_rather_than_guessed(cell):
    with pytest.raises(DateUnread):
        partial_date(cell)


def test_unclear_date_says_both_readings():
    with pytest.raises(DateUnread, match="1984-01-11 or 1984-11-01"):
        partial_date("01/11/1984")


def test_founding_cannot_be_to_come():
    with pytest.raises(BadValue):
        past_date("2999")


@given(st.dates(min_value=datetime.date(1000, 1, 1), max_value=datetime.date(2999, 12, 31)))
def test_every_day_is_read_in_every_clear_spelling(day):
    for text in (
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert partial_date(text) == day.isoformat()


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_refused(text):
    with contextlib.suppress(DateUnread):
        assert partial_date(text)[:1] in "12"


@pytest.mark.parametrize(
    "cell", ["c. 1951", "1951?", "circa 1951", "约1951年", "1951年前后", "~1951", "vers 1951", "before 1951"]
)
def test_date_that_is_only_approximate_is_left_out_with_the_reason(cell):
    with pytest.raises(DateUnread, match="only known about"):
        partial_date(cell)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("13/02/2012", "day"),
        ("02/13/2012", "month"),
        ("01/02/2012", None),
        ("13/13/2012", None),
        ("2012-13-02", None),
    ],
)
def test_order_is_proved_only_where_one_of_two_can_be_the_month(text, order):
    assert order_of(text) == order


@pytest.mark.parametrize(
    ("text", "order", "date"),
    [
        ("01/02/2012", "day", "2012-02-01"),
        ("01/02/2012", "month", "2012-01-02"),
        ("13/02/2012", "month", "13/02/2012"),
        ("1984", "day", "1984"),
    ],
)
def test_order_of_a_column_decides_where_both_can_be(text, order, date):
    assert in_order(text, order) == date
