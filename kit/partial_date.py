"""A date known to the year, the month or the day, as ISO 8601 writes it with reduced precision: "1984", "1984-11"."""

from __future__ import annotations

import calendar
import datetime
import re

from django.utils import formats
from django.utils.translation import pgettext

PATTERN = re.compile(r"([12]\d{3})(?:-(\d{2})(?:-(\d{2}))?)?")


class PartialDate(str):
    """A date known to the year, the month or the day.

    Raises ValueError for anything that is not a date between 1000 and 2999.
    """

    year: int
    month: int | None
    day: int | None

    def __new__(cls, text: str) -> PartialDate:
        match = PATTERN.fullmatch(text)
        if not match:
            raise ValueError(text)
        instance = super().__new__(cls, text)
        year, month, day = match.groups()
        instance.year = int(year)
        instance.month = int(month) if month else None
        instance.day = int(day) if day else None
        instance.first_day()  # ValueError where the calendar has no such day
        return instance

    @property
    def precision(self) -> str:
        return "day" if self.day else "month" if self.month else "year"

    def first_day(self) -> datetime.date:
        month = 1 if self.month is None else self.month
        return datetime.date(self.year, month, 1 if self.day is None else self.day)

    def last_day(self) -> datetime.date:
        month = self.month or 12
        return datetime.date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def localized(self) -> str:
        """The date as a reader writes it, no more precise than it is known."""
        if self.day:
            return in_words(self.first_day())
        if self.month:
            return formats.date_format(self.first_day(), "YEAR_MONTH_FORMAT")
        # Translators: a year by itself.
        return pgettext("a year", "%(year)s") % {"year": self}


def in_words(day: datetime.date) -> str:
    """A day as a reader writes it. The first of a month has a form of its own in some languages: 1er janvier 2035."""
    if day.day == 1:
        month = formats.date_format(day, "YEAR_MONTH_FORMAT")
        return pgettext("the first day of a month", "1 %(month)s") % {"month": month}
    return formats.date_format(day, "DATE_FORMAT")


# A retail year has 52 or 53 weeks.
DAYS_OF_A_YEAR = range(364, 372)


def is_twelve_months(start: PartialDate, end: PartialDate) -> bool:
    """Whether a period is a year: a calendar year, or a financial one."""
    return (end.last_day() - start.first_day()).days + 1 in DAYS_OF_A_YEAR
