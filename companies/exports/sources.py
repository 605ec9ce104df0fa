"""The one source of a row, where all that the row says rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from companies.models import CompanyCitation
from profiles.models import Source

# Fields for which an import writes down the source; see companies/imports.py.
CITED = (
    ("legal_name", "legal_name"),
    ("sectors", "sector"),
    ("zone", "zone"),
    ("founded", "founded"),
    ("ownership", "ownership"),
    ("returnee_founded", "returnee_founded"),
    ("address", "address"),
)
SEVERAL = -1  # a field that several sources support
MOST_REMEMBERED = 50_000
NOTHING: dict[str, int] = {}


class Sources:
    """A company file names one source for a whole row; where facts have several, it names none."""

    def __init__(self, all_rows: Callable[[str], list[tuple]], of: Callable[..., list[tuple]]) -> None:
        self._all, self._of = all_rows, of
        self._names: dict[int, str] = {}
        self._facts: dict[int, set[int | None]] = {}
        self._cited: dict[int, dict[str, int]] = {}

    def begin(self, rows: Iterable[int]) -> None:
        """Forget the companies before, and go on with these."""
        self._facts = {pk: set() for pk in rows}

    def add(self, facts: Iterable[tuple]) -> None:
        """Facts that the file says, each beginning with its company and its source."""
        for pk, source, *_rest in facts:
            if pk in self._facts:
                self._facts[pk].add(source)

    def fill(self, rows: dict[int, Any], where: str) -> None:
        self._read_citations(where)
        self._read_names()
        for pk, row in rows.items():
            sources, cited = self._facts[pk], self._cited.get(pk, NOTHING)
            for field, column in CITED:
                if row[column] not in (None, ""):
                    sources.add(cited.get(field))
            if len(sources) == 1:
                row["source"] = self._names.get(sources.pop() or 0)

    def _read_citations(self, where: str) -> None:
        self._cited = {}
        for pk, source, field in self._of(CompanyCitation, "field", where, "AND says = ''"):
            cited = self._cited.setdefault(pk, {})
            cited[field] = source if cited.get(field, source) == source else SEVERAL

    def _read_names(self) -> None:
        used = {source for sources in self._facts.values() for source in sources if source}
        used |= {source for cited in self._cited.values() for source in cited.values()}
        used.discard(SEVERAL)
        if len(self._names) > MOST_REMEMBERED:
            self._names = {}
        new = used - self._names.keys()
        if new:
            where = ", ".join(map(str, new))
            for pk, title, url in self._all(
                f"SELECT id, title, url FROM {Source._meta.db_table} WHERE id IN ({where})"  # noqa: S608
            ):
                self._names[pk] = url or title
