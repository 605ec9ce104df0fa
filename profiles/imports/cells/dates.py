"""Dates of cells: read as everywhere, see kit/written_dates.py."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.translation import gettext as _

from kit import written_dates
from profiles.imports.cells.problems import BadValue


def partial_date(cell: Any) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD. BadValue where it is none, or could be two."""
    try:
        return written_dates.partial_date(cell)
    except written_dates.DateUnread as error:
        raise BadValue(str(error)) from None


def past_date(cell: Any) -> str:
    """A date that is not in the future."""
    date = partial_date(cell)
    if date > datetime.date.today().isoformat():
        raise BadValue(_("%(date)s has not come yet.") % {"date": date})
    return date
