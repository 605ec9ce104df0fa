"""Dates known to the year, the month or the day, kept as precisely as they are known.

Written as in ISO 8601 with reduced precision: "1984", "1984-11", "1984-11-01". The text
sorts by time, and 2004 is never turned into 1 January 2004 on the way.
"""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.translation import gettext_lazy as _

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
            return formats.date_format(self.first_day(), "DATE_FORMAT")
        if self.month:
            return formats.date_format(self.first_day(), "YEAR_MONTH_FORMAT")
        return str(self)


def validate_partial_date(value: str) -> None:
    try:
        PartialDate(value)
    except ValueError:
        raise ValidationError(
            _("Write a date as YYYY, YYYY-MM or YYYY-MM-DD, for example 1984 or 1984-11."),
            code="partial_date",
        ) from None


class PartialDateField(models.CharField):
    """A column of PartialDate; empty where no date is known."""

    description = _("Date known to the year, month or day")
    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *args: Any) -> PartialDate | str | None:
        return PartialDate(value) if value else value

    def to_python(self, value: Any) -> Any:
        """Turn a date written with spaces around it into a PartialDate; leave the rest to validators."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return PartialDate(text.strip())
        except ValueError:
            return text


@PartialDateField.register_lookup
class IsPartialDate(models.Lookup):
    """`field__is_partial_date=True`: empty, or a date of the right shape, checked by the database."""

    lookup_name = "is_partial_date"
    prepare_rhs = False

    # GLOB, date() and ~ are built in; a CHECK that needs a function of Django's would stop other
    # programs from writing to the file.
    year = "[12][0-9][0-9][0-9]"
    globs = ("", year, f"{year}-0[1-9]", f"{year}-1[0-2]")
    leap_year = "([12][0-9](0[48]|[2468][048]|[13579][26])|(12|16|20|24|28)00)"
    regex = (
        r"^([12][0-9]{3}(-(0[1-9]|1[0-2]))?"
        r"|[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])"
        r"|[12][0-9]{3}-(0[13-9]|1[0-2])-(29|30)"
        r"|[12][0-9]{3}-(0[13578]|1[02])-31"
        rf"|{leap_year}-02-29)?$"
    )

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        shapes = [f"{column} GLOB '{shape}'" for shape in self.globs]
        # date() turns 31 February into 3 March, but only when it has something to add.
        day = f"{column} GLOB '{self.year}-[01][0-9]-[0-3][0-9]' AND date({column}, '+0 days') IS {column}"
        return f"({' OR '.join([*shapes, day])})", [*params] * (len(shapes) + 3)

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"({column} ~ '{self.regex}')", [*params]


def partial_date_constraint(*fields: str) -> models.CheckConstraint:
    """The database's half of the rule; `%(class)s` is filled in for abstract models."""
    condition = models.Q()
    for field in fields:
        condition &= models.Q(**{f"{field}__is_partial_date": True})
    return models.CheckConstraint(condition=condition, name="%(app_label)s_%(class)s_dates")
