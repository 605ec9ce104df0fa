"""What a number in a sheet is shown as: a date as precise as its format, leading zeros, a share in percent."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache
from typing import Any

BUILTIN = {
    **{9: "0%", 10: "0.00%", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy"},
    **{18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 45: "mm:ss", 47: "mm:ss"},
    **dict.fromkeys((27, 36, 50, 52, 57), "yyyy年m月"),
    **dict.fromkeys((28, 29, 51, 53, 54, 56, 58), "m月d日"),
    **{30: "m-d-yy", 31: "yyyy年m月d日", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss", 55: "h:mm"},
}
NOT_LETTERS = re.compile(
    r"\"[^\"]*\"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|general|a/p|am/pm|上午/下午", re.IGNORECASE
)
MINUTES = re.compile(r"(?<=h)[^a-z]*m+|m+(?=[^a-z]*s)", re.IGNORECASE)
LEADING_ZEROS = re.compile(r"0{2,40}")
DAY, MONTH, YEAR, TIME, PERCENT, ZEROS = "day", "month", "year", "time", "percent", "zeros"
LAST_SERIAL = 2_958_466  # 9999-12-31
EPOCH, EPOCH_1904 = datetime.datetime(1899, 12, 30), datetime.datetime(1904, 1, 1)


@lru_cache(maxsize=1_000)
def kind_of(code: str) -> str:
    """DAY, MONTH, YEAR, TIME, PERCENT or ZEROS; "" for a number as it is."""
    first = code.partition(";")[0]
    if LEADING_ZEROS.fullmatch(first):
        return ZEROS
    text = NOT_LETTERS.sub("", first).lower()
    if "%" in text:
        return PERCENT
    if (
        "[" in text
        or not re.search("[ymdhse]", text)
        or re.search("[0#?]", text.replace(".0", "").replace(".00", ""))
    ):
        return ""
    dates = MINUTES.sub("", text)
    has_year, has_month, has_day = ("y" in dates or "e" in dates), "m" in dates, "d" in dates
    if has_year and not has_day:
        return MONTH if has_month else YEAR
    return DAY if has_day or has_month else TIME


def shown(value: int | float, code: str, is_1904: bool) -> Any:
    """A number as it is shown: a date or a part of one, a text, or the number."""
    kind = kind_of(code)
    if not kind:
        return value
    if kind == PERCENT:
        return f"{value * 100:.10g}%"
    if kind == ZEROS:
        return str(int(value)).zfill(len(code.partition(";")[0])) if value == int(value) >= 0 else value
    return _date(value, kind, is_1904)


def _date(value: int | float, kind: str, is_1904: bool) -> Any:
    if not 0 <= value < LAST_SERIAL:
        return value
    if kind == TIME and value < 1:
        return str((EPOCH + datetime.timedelta(seconds=round(value * 86400))).time())
    days = value if is_1904 or value >= 60 else value + 1  # 1900 had no 29 February
    date = (EPOCH_1904 if is_1904 else EPOCH) + datetime.timedelta(seconds=round(days * 86400))
    return {YEAR: f"{date.year:04}", MONTH: f"{date.year:04}-{date.month:02}"}.get(kind, date)
