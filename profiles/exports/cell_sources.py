"""Where the cells of a row are from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from profiles.exports.columns import ExportColumns
from profiles.exports.reading import ExportChunk
from profiles.facts.columns import Cell

# Between the sources of a cell. No title and no address has one.
BETWEEN_SOURCES = "\n"
# The source of a cell, or of each of its parts: nearly all cells have one part, and lists take time.
OfParts = int | None | tuple[int | None, ...]


class CellSources:
    """Where the cells of a row are from: one source for the whole row where all rests on it, else one for each cell."""

    def __init__(self, columns: ExportColumns, rows: Mapping[int, list[Cell]]) -> None:
        self.columns = columns
        self.rows = rows
        # Primary key -> place of the cell -> its source, or those of its parts in their order.
        self.of: dict[int, dict[int, OfParts]] = {pk: {} for pk in rows}

    def add(self, pk: int, place: int, source: int | None) -> None:
        """One more part of the cell has this source."""
        cells = self.of[pk]
        cells[place] = (*_each(cells[place]), source)

    def fill(self, chunk: ExportChunk) -> None:
        cited = self._cited(chunk)
        for pk, row in self.rows.items():
            cells = self.of[pk]
            if pk in cited:
                of_fields = cited[pk]
                for field, place in self.columns.cited:
                    if row[place] not in (None, ""):
                        cells[place] = of_fields.get(field)
            else:
                for _field, place in self.columns.cited:
                    if row[place] not in (None, ""):
                        cells[place] = None  # one is enough: not all of the row has a source
                        break
            self._write(row, cells, chunk.sources)

    @staticmethod
    def _cited(chunk: ExportChunk) -> dict[int, dict[str, OfParts]]:
        cited: dict[int, dict[str, OfParts]] = {}
        for pk, source, field in chunk.rows["citations"]:
            of_fields = cited.setdefault(pk, {})
            of_fields[field] = (*_each(of_fields[field]), source) if field in of_fields else source
        return cited

    def _write(self, row: list[Cell], cells: Mapping[int, OfParts], names: Mapping[int, str]) -> None:
        distinct: set[Any] = {*cells.values()}
        if len(distinct) > 1 or (distinct and isinstance(next(iter(distinct)), tuple)):
            distinct = {source for sources in distinct for source in _each(sources)}
        if len(distinct) == 1:
            if (only := distinct.pop()) is not None:
                row[self.columns.source] = names.get(only)
            return
        places = self.columns.source_of
        for place, sources in cells.items():
            if sources is not None and place in places:
                row[places[place]] = _named(sources, names)


def _each(sources: OfParts) -> tuple[int | None, ...]:
    return sources if isinstance(sources, tuple) else (sources,)


def _named(sources: int | tuple[int | None, ...], names: Mapping[int, str]) -> str | None:
    """One name where all parts have the same source, else one a part in their order, with nothing for none."""
    if isinstance(sources, int):
        return names[sources]
    titles = [names[source] if source is not None else "" for source in sources]
    if len({*titles}) == 1:
        return titles[0] or None
    return BETWEEN_SOURCES.join(titles)
