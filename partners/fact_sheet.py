"""The facts of a park in words, in the order of partners/facts/__init__.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kit.languages import listed
from kit.partial_dates import PartialDate
from kit.places import city_name
from partners.models import Park, Partnership
from profiles.models.source import cited
from profiles.sheets.sheet import Sheet
from profiles.sheets.value import Value, of_other_name


class ParkSheet(Sheet[Park]):
    pass


def of_partnership(row: Partnership) -> Value:
    until = _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else ""
    return Value(
        str(capfirst(row.get_kind_display())),
        detail=listed([row.get_status_display(), until]),
        year=str(PartialDate(row.since).year) if row.since else "",
        sources=cited([row]),
        row=str(row.pk),
    )


def _city(sheet: ParkSheet) -> list[Value]:
    park = sheet.profile
    return sheet.cited("city", city_name(park.country, park.city) if park.city else "")


# By key: the facts that need a reader of their own.
PARTICULAR: dict[str, Callable[[ParkSheet], list[Value]]] = {"city": _city}
OF_ROWS: dict[str, Callable[[Any], Value]] = {
    "other_names": of_other_name,
    "partnerships": of_partnership,
}
ParkSheet.particular = PARTICULAR
ParkSheet.of_rows = OF_ROWS
