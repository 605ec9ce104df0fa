"""The one source of a row, where all that the row says rests on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from companies.exports.reading import Rows
from companies.facts import FACTS
from companies.file_columns import COLUMNS
from profiles.facts import cited_columns

# Fields for which an import writes down the source, and where they stand in a row.
NAMED = {"sectors": "sector"}  # columns that are not called like their field
CITED = tuple((field, COLUMNS.index(NAMED.get(field, field))) for field in cited_columns(FACTS))
PLACE = COLUMNS.index("source")
SEVERAL = -1  # what several sources support
NO_FACTS = -2
NOTHING: dict[str, int] = {}


class Sources:
    """A company file names one source for a whole row; where facts have several, it names none."""

    def __init__(self) -> None:
        self._seen: dict[int, int | None] = {}
        self._cited: dict[int, dict[str, int]] = {}

    def add(self, facts: Rows) -> None:
        """Facts that the file says."""
        seen = self._seen
        for pk, source, *_rest in facts:
            if seen.setdefault(pk, source) != source:
                seen[pk] = SEVERAL

    def fill(self, rows: dict[int, Any], citations: Rows, names: Mapping[int, str]) -> None:
        for pk, source, field in citations:
            cited = self._cited.setdefault(pk, {})
            cited[field] = source if cited.get(field, source) == source else SEVERAL
        for pk, row in rows.items():
            if source := self._of_all(pk, row):
                row[PLACE] = names.get(source)

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
