"""Dates known to the year, the month or the day, kept as precisely as they are known.

Written as in ISO 8601 with reduced precision: "1984", "1984-11", "1984-11-01". The text
sorts by time, and 2004 is never turned into 1 January 2004 on the way.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit import written_dates
from kit.form_fields import PartialDateField as PartialDateFormField
from kit.partial_date import PartialDate

__all__ = ["PartialDate", "PartialDateField", "partial_date_constraint", "validate_partial_date"]


def validate_partial_date(value: str) -> None:
    try:
        PartialDate(value)
    except ValueError:
        raise ValidationError(_why_not(value), code="partial_date") from None


def _why_not(value: str) -> str:
    """Two readings, no such day, ...; a date in another spelling comes here only past the field."""
    try:
        written_dates.partial_date(value)
    except written_dates.DateUnread as error:
        return str(error)
    return str(_("Write a date as YYYY, YYYY-MM or YYYY-MM-DD, for example 1984 or 1984-11."))


MAX_WRITTEN = 60  # characters in a form: "the 1st of November 1984"


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
        """A date in any usual spelling as a PartialDate; what is none is left to the validators."""
        text = super().to_python(value)
        if not text:
            return text
        try:
            return PartialDate(text)
        except ValueError:
            return written_dates.read(text)

    def get_prep_value(self, value: Any) -> Any:
        """Values of look-ups, such as the beginning of a date, stay as they are given."""
        return value if isinstance(value, str) else super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        defaults = {"form_class": PartialDateFormField, "max_length": MAX_WRITTEN}
        return super().formfield(**{**defaults, **kwargs})


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
