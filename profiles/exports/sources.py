"""Where the cells of a row are from: one source for the whole row where all rests on it, else one for each cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from profiles.exports.columns import Columns

if TYPE_CHECKING:
    from profiles.exports.reading import Chunk

SEVERAL = -1  # of a list whose parts have several, which one cell cannot say


class Sources:
    """The sources of a chunk of rows."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._said: dict[int, dict[int, int | None]] = {}  # primary key -> place of the cell -> source

    def say(self, pk: int, place: int, source: int | None, *, instead: bool = False) -> None:
        """A row of the profile that the cell says, or now says instead of another one, has this source."""
        cells = self._said.setdefault(pk, {})
        if not instead and cells.get(place, source) != source:
            source = SEVERAL
        cells[place] = source

    def fill(self, rows: Mapping[int, Any], chunk: Chunk) -> None:
        cited: dict[int, dict[str, int]] = {}
        for pk, source, field in chunk.rows["citations"]:
            of_profile = cited.setdefault(pk, {})
            of_profile[field] = source if of_profile.get(field, source) == source else SEVERAL
        for pk, row in rows.items():
            cells = self._said.get(pk, {})
            of_fields = cited.get(pk, {})
            for field, place in self.columns.cited:
                if row[place] not in (None, ""):
                    cells[place] = of_fields.get(field)
            self._write(row, cells, chunk.sources)

    def _write(self, row: Any, cells: Mapping[int, int | None], names: Mapping[int, str]) -> None:
        found = set(cells.values())
        if len(found) == 1 and (source := found.pop()) and source > 0:
            row[self.columns.source] = names.get(source)
            return
        for place, source in cells.items():
            if source and source > 0 and place in self.columns.source_of:
                row[self.columns.source_of[place]] = names.get(source)
