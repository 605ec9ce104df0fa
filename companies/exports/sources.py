"""The one source of a row, where all that the row says rests on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from companies.file_columns import COLUMNS
from companies.models import CompanyCitation
from profiles.models import Source

# Fields for which an import writes down the source, and where they stand in a row; see companies/imports.py.
CITED = tuple(
    (field, COLUMNS.index(column))
    for field, column in (
        ("legal_name", "legal_name"),
        ("sectors", "sector"),
        ("zone", "zone"),
        ("founded", "founded"),
        ("ownership", "ownership"),
        ("returnee_founded", "returnee_founded"),
        ("address", "address"),
    )
)
PLACE = COLUMNS.index("source")
SEVERAL = -1  # what several sources support
NO_FACTS = -2
MOST_REMEMBERED = 50_000
NOTHING: dict[str, int] = {}


class Sources:
    """A company file names one source for a whole row; where facts have several, it names none."""

    def __init__(self, all_rows: Callable[[str], list[tuple]], of: Callable[..., list[tuple]]) -> None:
        self._all, self._of = all_rows, of
        self._names: dict[int, str] = {}
        self._seen: dict[int, int | None] = {}
        self._cited: dict[int, dict[str, int]] = {}

    def begin(self) -> None:
        """Forget the companies before."""
        self._seen = {}

    def add(self, facts: Iterable[tuple]) -> None:
        """Facts that the file says, each beginning with its company and its source."""
        seen = self._seen
        for pk, source, *_rest in facts:
            if seen.setdefault(pk, source) != source:
                seen[pk] = SEVERAL

    def fill(self, rows: dict[int, Any], where: str) -> None:
        self._read_citations(where)
        found = {pk: source for pk, row in rows.items() if (source := self._of_all(pk, row))}
        self._read_names(set(found.values()))
        for pk, source in found.items():
            rows[pk][PLACE] = self._names.get(source)

    def _of_all(self, pk: int, row: list[Any]) -> int | None:
        """The source of every fact; None where one has another or none."""
        source = self._seen.get(pk, NO_FACTS)
        cited = self._cited.get(pk, NOTHING)
        for field, place in CITED:
            if source is None or source == SEVERAL:
                return None
            if row[place] not in (None, ""):
                own = cited.get(field)
                source = own if source in (own, NO_FACTS) else SEVERAL
        return source if source and source > 0 else None

    def _read_citations(self, where: str) -> None:
        self._cited = {}
        for pk, source, field in self._of(CompanyCitation, "field", where, "AND says = ''", order=""):
            cited = self._cited.setdefault(pk, {})
            cited[field] = source if cited.get(field, source) == source else SEVERAL

    def _read_names(self, used: set[int]) -> None:
        if len(self._names) > MOST_REMEMBERED:
            self._names = {}
        new = used - self._names.keys()
        if new:
            where = ", ".join(map(str, new))
            for pk, title, url in self._all(
                f"SELECT id, title, url FROM {Source._meta.db_table} WHERE id IN ({where})"  # noqa: S608
            ):
                self._names[pk] = url or title
