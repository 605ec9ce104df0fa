"""The rows of a file, in chunks, so that memory does not grow with their number.

A row is the list of its cells in the order of the columns; what is not known is None or an empty text. While
a chunk is turned into rows and written, a thread reads the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any, TypeVar

from profiles.exports.columns import ExportColumns
from profiles.exports.reading import Chunk, Reader, ReadPlan, Table
from profiles.facts.columns import Cell, Figure, Own, Rows, Term, Terms
from profiles.models import Metric

CHUNK = 2_000
SEPARATOR = "|"
# Before a number that is not exact; imports read them.
SIGNS = {"exact": "", "over": ">", "under": "<", "about": "~", "up_to": "≤"}
SPAN = "/"  # between the first and the last day of a period, as ISO 8601 has it
# Between the sources of a cell. No title and no address has one.
BETWEEN_SOURCES = "\n"
# "1.234" may be a thousand and more, so a file says "1.2340".
LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")

Row = list[Cell]
Item = TypeVar("Item")
Result = TypeVar("Result")


def rows_of_file(cursor: Any, columns: ExportColumns, ids: Sequence[int]) -> Generator[list[Row], None, None]:
    """Rows of the published profiles among `ids`, in this order, CHUNK of them at a time.

    Until it is closed, nobody else may use the cursor.
    """
    reader = Reader(cursor, ReadPlan.of(columns.kind, columns.written))
    maker = _RowBuilder(reader, columns)
    chunks = ([int(pk) for pk in ids[start : start + CHUNK]] for start in range(0, len(ids), CHUNK))
    with closing(one_ahead(reader.read, chunks)) as read:
        for chunk in read:
            yield maker.rows(chunk)


class _RowBuilder:
    """Builds rows from what was read."""

    def __init__(self, reader: Reader, columns: ExportColumns) -> None:
        self.columns = columns
        self.width = len(columns.names)
        cells = list(enumerate(columns.cells))
        plan = ReadPlan.of(columns.kind, columns.written)
        index_of = {name: place for place, name in enumerate(plan.own_columns)}
        self.own_cells = [
            (place, index_of[cell.field], cell.sort) for place, cell in cells if isinstance(cell, Own)
        ]
        self.terms = [
            (place, index_of[f"{cell.field}_id"], self._short_names(reader, plan, cell.field))
            for place, cell in cells
            if isinstance(cell, Term)
        ]
        self.sets = [
            (place, cell.field, self._short_names(reader, plan, cell.field))
            for place, cell in cells
            if isinstance(cell, Terms)
        ]
        self.of_rows: dict[str, _OfRelation] = {
            relation: _OfRelation(relation, row_columns, columns)
            for relation, row_columns in plan.rows.items()
            if relation not in ("figures", "citations")
        }
        self.figures = _Figures(reader, cells)

    def rows(self, chunk: Chunk) -> list[Row]:
        rows: dict[int, Row] = {}
        for pk, *values in chunk.profiles:
            row = rows[pk] = [None] * self.width
            for place, index, sort in self.own_cells:
                value = values[index]
                row[place] = value if sort == "text" else _converted(sort, value)
            for place, index, names in self.terms:
                row[place] = names.get(values[index])
        for place, field, names in self.sets:
            join(rows, place, ((pk, names[term]) for pk, term in chunk.sets[field]))
        sources = CellSources(self.columns)
        for relation, relation_cells in self.of_rows.items():
            relation_cells.fill(rows, chunk.rows[relation], sources)
        self.figures.fill(rows, chunk.rows.get("figures", []), sources)
        sources.fill(rows, chunk)
        return [rows[pk] for pk in chunk.pks if pk in rows]

    @staticmethod
    def _short_names(reader: Reader, plan: ReadPlan, field: str) -> dict[int, str]:
        model = plan.model._meta.get_field(field).related_model
        return reader.all(model, model.SHORT_NAME)


class _OfRelation:
    """The cells that are filled from the rows of a relation, by the value of one of their columns."""

    def __init__(self, relation: str, row_columns: list[str], columns: ExportColumns) -> None:
        cells = [
            (place, cell)
            for place, cell in enumerate(columns.cells)
            if isinstance(cell, Rows) and cell.relation == relation
        ]
        by = {name for _place, cell in cells for name in cell.where}
        if len(by) > 1:
            raise ValueError(f"The cells of {relation} go by several of its columns: {sorted(by)}")
        self.by = row_columns.index(by.pop()) if by else None
        self.of_all: list[tuple[int, int, Rows]] = []
        self.of_value: dict[Any, list[tuple[int, int, Rows]]] = {}
        for place, cell in cells:
            entry = (place, row_columns.index(cell.value), cell)
            for values in cell.where.values():
                for value in values:
                    self.of_value.setdefault(value, []).append(entry)
            if not cell.where:
                self.of_all.append(entry)

    def fill(self, rows: dict[int, Row], records: Table, sources: CellSources) -> None:
        key_column, of_all = self.by, self.of_all
        for pk, source, *values in records:
            row = rows.get(pk)
            if row is None:
                continue
            key = values[key_column] if key_column is not None else None
            cells = self.of_value.get(key, of_all) if key_column is not None else of_all
            for place, index, cell in cells:
                part = cell.part(key, values[index])
                if part is None:
                    continue
                before = row[place]
                if before is None:
                    row[place] = part
                elif not cell.joined or part in str(before).split(SEPARATOR):
                    continue
                else:
                    row[place] = f"{before}{SEPARATOR}{part}"
                sources.record(pk, place, source)


class _Figures:
    """The cells that are filled from figures."""

    def __init__(self, reader: Reader, cells: Sequence[tuple[int, Any]]) -> None:
        figures = [(place, cell) for place, cell in cells if isinstance(cell, Figure)]
        # (metric, unit, kind of period) -> where its value and its period go.
        self.places: dict[tuple[int, str, str], list[tuple[int, Figure]]] = {}
        # Metric -> the places of its values in the units of the other cells.
        self.values: dict[int, list[int]] = {}
        for pk, code in reader.all(Metric, "code").items() if figures else ():
            for place, cell in figures:
                if cell.metric != code:
                    continue
                if cell.part == "value" and cell.unit:
                    self.values.setdefault(pk, []).append(place)
                for period in cell.periods:
                    for unit in {cell.unit, ""} if cell.part == "period" else {cell.unit}:
                        self.places.setdefault((pk, unit, period), []).append((place, cell))

    def fill(self, rows: dict[int, Row], figures: Table, sources: CellSources) -> None:
        unplaced = []
        for figure in figures:
            pk, _source, metric, kind, _start, _end, _value, unit, *_rest = figure
            if pk not in rows:
                continue
            if places := self.places.get((metric, unit, kind)):
                self._write(rows[pk], places, figure, sources)
            else:
                unplaced.append(figure)
        for figure in unplaced:
            pk, _source, metric, kind, *_rest = figure
            places = self.places.get((metric, "", kind), [])
            has_value = any(rows[pk][place] is not None for place in self.values.get(metric, ()))
            if not has_value and any(cell.part == "value" for _place, cell in places):
                self._write(rows[pk], places, figure, sources)

    @staticmethod
    def _write(
        row: Row, places: Iterable[tuple[int, Figure]], figure: Sequence[Any], sources: CellSources
    ) -> None:
        pk, source, _metric, kind, start, end, value, unit, qualifier, words = figure
        for place, cell in places:
            if cell.part == "value":
                row[place] = _amount(number(value), SIGNS[qualifier], "" if cell.unit else unit)
                sources.record(pk, place, source, instead=True)
            elif kind == "undated" and "as_of" in cell.periods:
                row[place] = words or None
            elif end:
                row[place] = f"{start}{SPAN}{end}"
            else:
                row[place] = int(start) if start.isdecimal() else start or None


def _amount(value: Cell, sign: str, unit: str) -> Cell:
    """A number as such, where it is exact and its column says the unit."""
    return value if not (sign or unit) else f"{sign}{spelled(value)} {unit}".strip()


class CellSources:
    """Where the cells of a row are from: one source for the whole row where all rests on it, else one for each cell."""

    def __init__(self, columns: ExportColumns) -> None:
        self.columns = columns
        # Primary key -> place of the cell -> the source of each of its parts, in their order.
        self._sources: dict[int, dict[int, list[int | None]]] = {}

    def record(self, pk: int, place: int, source: int | None, *, instead: bool = False) -> None:
        """A row of the profile that a part of the cell is filled from has this source; with `instead`, the whole cell."""
        cells = self._sources.setdefault(pk, {})
        if instead:
            cells[place] = [source]
        else:
            cells.setdefault(place, []).append(source)

    def fill(self, rows: Mapping[int, Any], chunk: Chunk) -> None:
        cited: dict[int, dict[str, list[int | None]]] = {}
        for pk, source, field in chunk.rows["citations"]:
            cited.setdefault(pk, {}).setdefault(field, []).append(source)
        for pk, row in rows.items():
            cells = self._sources.get(pk, {})
            of_fields = cited.get(pk, {})
            for field, place in self.columns.cited:
                if row[place] not in (None, ""):
                    cells[place] = of_fields.get(field, [None])
            self._write(row, cells, chunk.sources)

    def _write(self, row: Any, cells: Mapping[int, list[int | None]], names: Mapping[int, str]) -> None:
        distinct = {source for sources in cells.values() for source in sources}
        if len(distinct) == 1:
            if (only := distinct.pop()) is not None:
                row[self.columns.source] = names.get(only)
            return
        for place, sources in cells.items():
            if place in self.columns.source_of and any(sources):
                row[self.columns.source_of[place]] = _joined(sources, names)


def _joined(sources: list[int | None], names: Mapping[int, str]) -> str:
    """One name where all parts have the same source, else one a part in their order, with nothing for none."""
    said = [names[source] if source is not None else "" for source in sources]
    return said[0] if len({*said}) == 1 else BETWEEN_SOURCES.join(said)


def join(rows: dict[int, Row], place: int, pairs: Any) -> None:
    """Lists of parts, each part once and in the order in which it was entered."""
    for pk, part in pairs:
        row = rows.get(pk)
        if row is None:
            continue
        before = row[place]
        if before is None:
            row[place] = part
        elif part not in str(before).split(SEPARATOR):
            row[place] = f"{before}{SEPARATOR}{part}"


def _converted(sort: str, value: Any) -> Cell:
    if sort == "boolean":
        return None if value is None else bool(value)
    return number(value)


def number(value: Any) -> Cell:
    """A column of decimals as Python's plain numbers: 5, 39.9075."""
    if value is None or isinstance(value, int):
        return value
    return int(value) if value == int(value) else round(float(value), 6)


def spelled(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, no number that could be read as thousands."""
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    text = repr(cell)
    if "e" in text or text.endswith(".0"):
        text = f"{cell:.6f}".rstrip("0").rstrip(".")
    return f"{text}0" if text[-4:-3] == "." and LIKE_THOUSANDS.fullmatch(text) else text


def one_ahead(make: Callable[[Item], Result], items: Iterable[Item]) -> Generator[Result, None, None]:
    """The result of `make` for each item, in order, computed one ahead. On close it waits for the running call and starts no other."""
    with ThreadPoolExecutor(1, thread_name_prefix="ahead") as thread:
        pending = None
        for item in items:
            ready, pending = pending, thread.submit(make, item)
            if ready is not None:
                yield ready.result()
        if pending is not None:
            yield pending.result()
