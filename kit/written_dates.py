"""Dates in the usual spellings, as precise as they are written; never guessed."""

from __future__ import annotations

import datetime
import re
import unicodedata
from functools import lru_cache
from typing import Any, Literal

from django.utils.translation import gettext as _

from kit.partial_date import PartialDate

YEAR_FIRST = re.compile(
    r"(\d{4})(?:\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{1,2}))?)?(?:\.|[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[-+]\d{2}:?\d{2})?)?"
)
CHINESE = re.compile(r"(\d{4})\s*年(?:\s*(\d{1,2})\s*月(?:份|\s*(\d{1,2})\s*[日号])?)?")
KOREAN = re.compile(r"(\d{4})\s*년(?:\s*(\d{1,2})\s*월(?:\s*(\d{1,2})\s*일)?)?")
# Years of an emperor or of the republic, the year before the first and the last one: 平成16年 is 2004.
OPEN = 999
ERAS = {
    "明治": (1867, 45),
    "大正": (1911, 15),
    "昭和": (1925, 64),
    "平成": (1988, 31),
    "令和": (2018, OPEN),
    "民國": (1911, OPEN),
    "民国": (1911, OPEN),
    "中華民國": (1911, OPEN),
}
OF_AN_ERA = re.compile(rf"({'|'.join(ERAS)})\s*(\d{{1,3}}|元)\s*年(.*)")
WEEKDAY = re.compile(r"\s*[(（](?:星期|周|週)?[一二三四五六日天月火水木金土][)）]$")
COMPACT = re.compile(r"([12]\d{3})(\d{2})(\d{2})")
YEAR_LAST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
MONTH_YEAR = re.compile(r"(\d{1,2})[/.-](\d{4})")
DAY_WORD = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th|er|o|\.|°)?[\s-]+(?:of |de )?)?([^\W\d_]+)\.?,?[\s-]+(?:de[l]? )?(\d{4})(?:\s*(?:г|год|года)\.?)?"
)
WORD_DAY = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
APPROXIMATE = re.compile(
    r"(?:^|\b)(?:c|ca|circa|about|around|approx|environ|env|vers|before|after|avant|apres)\b.*\d|[~≈<>?]|约|前后|左右|以前|之前|以后|之后"
)


def _plain(text: str) -> str:
    """Without capitals and accents: й is и, and º is o."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


CHINESE_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
MONTHS = {
    _plain(name): number
    for number, names in enumerate(
        (
            "january jan janvier janv 一月 januar enero ene gennaio gen janeiro январь января",
            "february feb fevrier fevr 二月 februar febrero febbraio fevereiro февраль февраля",
            "march mar mars 三月 marz marzo marco март марта",
            "april apr avril avr 四月 abril abr aprile апрель апреля",
            "may mai 五月 mayo maggio maio май мая",
            "june jun juin 六月 juni junio giugno junho июнь июня",
            "july jul juillet juil 七月 juli julio luglio julho июль июля",
            "august aug aout 八月 agosto август августа",
            "september sep sept septembre 九月 septiembre settembre setembro сентябрь сентября",
            "october oct octobre 十月 oktober okt octubre ottobre outubro октябрь октября",
            "november nov novembre 十一月 noviembre novembro ноябрь ноября",
            "december dec decembre 十二月 dezember dez diciembre dic dicembre dezembro декабрь декабря",
        ),
        1,
    )
    for name in names.split()
}


class DateUnread(ValueError):
    """A text that is no date, or could be two; the message says why, for people."""


def partial_date(cell: Any) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD. DateUnread where it is none, or could be two."""
    if isinstance(cell, datetime.datetime | datetime.date):
        return _valid_date(cell.year, cell.month, cell.day)
    if isinstance(cell, bool):
        raise DateUnread(_not_a_date())
    if isinstance(cell, int | float):
        return _parse_number(cell)
    return _parse_text(str(cell))


@lru_cache(maxsize=10_000)
def _parse_text(cell: str) -> str:
    text = WEEKDAY.sub("", " ".join(unicodedata.normalize("NFKC", cell).split()))
    if match := (
        YEAR_FIRST.fullmatch(text)
        or CHINESE.fullmatch(_western_digits(_in_common_years(text)))
        or KOREAN.fullmatch(text)
        or COMPACT.fullmatch(text)
    ):
        year, *parts = match.groups()
        return _valid_date(int(year), *(int(part) if part else None for part in parts))
    if match := YEAR_LAST.fullmatch(text):
        return _parse_year_last(text, *(int(part) for part in match.groups()))
    if match := MONTH_YEAR.fullmatch(text):
        return _valid_date(int(match[2]), int(match[1]))
    return _parse_words(text)


Order = Literal["day", "month"]  # which of the two comes first


def order_of(text: str) -> Order | None:
    """Which of day and month comes first in a date such as 13/02/2012; None where it is none of these, or both can."""
    if match := YEAR_LAST.fullmatch(text.strip()):
        first, second = int(match[1]), int(match[2])
        if max(first, second) > 12 >= min(first, second):
            return "day" if first > 12 else "month"
    return None


def in_order(text: str, order: Order) -> str:
    """01/02/2012 with the year first, if the order of a whole column says which is the day; other texts stay."""
    match = YEAR_LAST.fullmatch(text.strip())
    if match is None or max(int(match[1]), int(match[2])) > 12:
        return text
    day, month = match.group(1, 2) if order == "day" else match.group(2, 1)
    return f"{match[3]}-{month:0>2}-{day:0>2}"


def read(text: str) -> PartialDate | str:
    """A date in any usual spelling; a text that is none stays."""
    try:
        return PartialDate(partial_date(text))
    except DateUnread:
        return text


def _in_common_years(text: str) -> str:
    """昭和59年 -> 1984年; a year that an era never had stays, and is none."""
    if match := OF_AN_ERA.fullmatch(text):
        before, last = ERAS[match[1]]
        number = 1 if match[2] == "元" else int(match[2])
        return f"{before + number}年{match[3]}" if 1 <= number <= last else text
    return text


def _western_digits(text: str) -> str:
    """一九八四年 -> 1984年; months in words stay, they are not written like this."""
    head, year, rest = text.partition("年")
    return head.translate(CHINESE_DIGITS) + year + rest


def _parse_number(cell: float) -> str:
    if cell == int(cell) and 1000 <= cell < 3000:
        return _valid_date(int(cell))
    raise DateUnread(
        _("%(number)s is no year. If it is a date, give the cell the format of a date.") % {"number": cell}
    )


def _parse_year_last(text: str, first: int, second: int, year: int) -> str:
    if first <= 12 and second <= 12 and first != second:
        month_first, day_first = (
            (PartialDate(f"{year:04}-{m:02}-{d:02}") for m, d in ((first, second), (second, first)))
            if year >= 1000
            else ("", "")
        )
        raise DateUnread(
            _("“%(text)s” can be %(one)s or %(other)s. Write year, month, day: %(one)s.")
            % {"text": text, "one": month_first, "other": day_first}
        )
    month, day = (first, second) if second > 12 else (second, first)
    return _valid_date(year, month, day)


def _parse_words(text: str) -> str:
    plain = _plain(text)
    if (match := DAY_WORD.fullmatch(plain)) and match[2] in MONTHS:
        return _valid_date(int(match[3]), MONTHS[match[2]], int(match[1]) if match[1] else None)
    if (match := WORD_DAY.fullmatch(plain)) and match[1] in MONTHS:
        return _valid_date(int(match[3]), MONTHS[match[1]], int(match[2]))
    if re.search(r"\d{4}", plain) and APPROXIMATE.search(plain):
        raise DateUnread(
            _(
                "This date is only known about (%(text)s), which cannot be kept. Leave the cell empty until it is certain."
            )
            % {"text": text}
        )
    raise DateUnread(_not_a_date())


def _valid_date(year: int, month: int | None = None, day: int | None = None) -> str:
    text = "-".join(f"{part:02}" for part in (year, month, day) if part is not None)
    try:
        return str(PartialDate(text))
    except ValueError:
        pass
    if not 1000 <= year < 3000:
        raise DateUnread(_("The year %(year)s is out of range.") % {"year": year})
    raise DateUnread(_("There is no such date: %(date)s.") % {"date": text})


def _not_a_date() -> str:
    return _("This is no date. Write YYYY, YYYY-MM or YYYY-MM-DD, for example 1984 or 1984-11.")
