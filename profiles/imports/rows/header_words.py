"""What files call their columns beside what the columns say of themselves, kept as data in profiles/data/header_words.csv.

Also what many files have and the site does not keep: such a header is known, and why it is left out is said.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from django.utils.translation import gettext_lazy

FILE = Path(__file__).parents[2] / "data" / "header_words.csv"

REASONS = {
    "phone": gettext_lazy("Telephone numbers are not kept."),
    "email": gettext_lazy("E-mail addresses are not kept."),
    "person": gettext_lazy("Persons are kept as founders and partners only."),
    "place": gettext_lazy("There is no such column. Where it is a whole address, take it for the address."),
    "country": gettext_lazy("The country of the organisation itself is not kept."),
    "row": gettext_lazy("Numbers of a file tell its rows apart, and say nothing of the profile."),
    "register": gettext_lazy("Numbers of this register are not kept."),
    "ticker": gettext_lazy(
        "A stock code without its exchange is not clear. Write exchange and code, for example HKEX: 0992."
    ),
    "money": gettext_lazy("Of money, only the turnover is kept."),
    "currency": gettext_lazy("If it is the currency of the turnover, take it for that."),
    "status": gettext_lazy("This says something of the record, not of the organisation."),
    "social": gettext_lazy("Pictures and pages on other sites are not taken from files."),
    "code": gettext_lazy("Codes of other lists of industries are not kept."),
    "other": gettext_lazy("The site has no place for this."),
    "note": gettext_lazy("Visitors do not see notes. Take it for the note, if editors should."),
}


@cache
def words_for(kind: str) -> dict[str, list[str]]:
    """Column -> other words for it."""
    found: dict[str, list[str]] = {}
    for row in _rows():
        if row["column"] and row["kind"] in ("", kind):
            found.setdefault(row["column"], []).extend(row["words"].split("|"))
    return found


@cache
def not_kept_in(kind: str) -> dict[str, str]:
    """Header -> the reason why it is not kept, by its key in REASONS."""
    return {
        word: row["not_kept"]
        for row in _rows()
        if row["not_kept"] and row["kind"] in ("", kind)
        for word in row["words"].split("|")
    }


@cache
def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
