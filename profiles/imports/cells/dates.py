"""Dates of cells: read as everywhere, see kit/written_dates.py."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.utils.translation import gettext as _

from kit import written_dates
from profiles.imports.cells.problems import BadValue

# Wikidata writes a year that it knows no more of as the first instant of it.
YEAR_ALONE = re.compile(r"(\d{4})-01-01T00:00:00(?:\.0+)?(?:Z|\+00:?00)?")
# The first days of the calendars of spreadsheets, databases and Unix.
UNKNOWN = frozenset(("1899-12-30", "1899-12-31", "1900-01-01", "1904-01-01", "1970-01-01"))


def partial_date(cell: Any) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD. BadValue where it is none, or could be two."""
    if isinstance(cell, str) and (year := YEAR_ALONE.fullmatch(cell.strip())):
        return year[1]
    try:
        return written_dates.partial_date(cell)
    except written_dates.DateUnread as error:
        raise BadValue(str(error)) from None


def past_date(cell: Any) -> str:
    """A date that is not in the future, and not what programs write where none is known."""
    date = partial_date(cell)
    if date in UNKNOWN:
        raise BadValue(_("%(date)s is what programs write where no date is known.") % {"date": date})
    if date > datetime.date.today().isoformat():
        raise BadValue(_("%(date)s has not come yet.") % {"date": date})
    return date
