"""The rows of a file, in chunks, so that memory does not grow with their number.

A row is the list of its cells in the order of the columns; what is not known is None or an empty text. While
a chunk is turned into rows and written, a thread reads the next one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

from kit.model_fields import rows_of_model
from profiles.exports.cell_sources import CellSources
from profiles.exports.columns import ExportColumns
from profiles.exports.reading import ChunkReader, ExportChunk, ReadPlan, Table
from profiles.facts.columns import Cell, Derived, FromField, FromFigure, FromRows, FromTerm, FromTerms
from profiles.models import Metric
from profiles.models.registry import profile_kind

CHUNK = 2_000
SEPARATOR = "|"
# Before a number that is not exact; imports read them.
SIGNS = {"exact": "", "over": ">", "under": "<", "about": "~", "up_to": "≤"}
SPAN = "/"  # between the first and the last day of a period, as ISO 8601 has it
# "1.234" may be a thousand and more, so a file says "1.2340".
LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")

Row = list[Cell]
Item = TypeVar("Item")
Result = TypeVar("Result")


def rows_of_file(cursor: Any, columns: ExportColumns, ids: Sequence[int]) -> Generator[list[Row], None, None]:
    """Rows of the published profiles among `ids`, in this order, CHUNK of them at a time.

    Until it is closed, nobody else may use the cursor.
    """
    reader = ChunkReader(cursor, ReadPlan.of(columns.kind, columns.written))
    maker = _RowBuilder(reader, columns)
    chunks = ([int(pk) for pk in ids[start : start + CHUNK]] for start in range(0, len(ids), CHUNK))
    with closing(one_ahead(reader.read, chunks)) as read:
        for chunk in read:
            yield maker.rows(chunk)


class _RowBuilder:
    """Builds rows from what was read."""

    def __init__(self, reader: ChunkReader, columns: ExportColumns) -> None:
        self.columns = columns
        self.width = len(columns.names)
        cells = list(enumerate(columns.cells))
        plan = ReadPlan.of(columns.kind, columns.written)
        self.arranged = itemgetter(*_places_in_record(cells, plan.own_columns, self.width))
        self.converted = [
            (place, cell.sort) for place, cell in cells if isinstance(cell, FromField) and cell.sort != "text"
        ]
        self.terms = [
            (place, self._short_names(reader, plan, cell.field))
            for place, cell in cells
            if isinstance(cell, FromTerm)
        ]
        self.sets = [
            (place, cell.field, self._short_names(reader, plan, cell.field))
            for place, cell in cells
            if isinstance(cell, FromTerms)
        ]
        self.of_rows: dict[str, _OfRelation] = {
            relation: _OfRelation(relation, row_columns, columns)
            for relation, row_columns in plan.rows.items()
            if relation not in ("figures", "citations")
        }
        self.derived = [
            (
                place,
                cell,
                plan.own_columns.index(cell.field) + 1,
                plan.rows[cell.relation].index(cell.value) + 2,
            )
            for place, cell in cells
            if isinstance(cell, Derived)
        ]
        self.figures = _Figures(reader, cells)

    def rows(self, chunk: ExportChunk) -> list[Row]:
        rows: dict[int, Row] = {}
        arranged, converted, terms = self.arranged, self.converted, self.terms
        for record in chunk.profiles:
            row = rows[record[0]] = list(arranged([*record, None]))
            for place, sort in converted:
                if row[place] is not None:
                    row[place] = _converted(sort, row[place])
            for place, names in terms:
                row[place] = names.get(row[place])
        for place, field, names in self.sets:
            join(rows, place, ((pk, names[term]) for pk, term in chunk.sets[field]))
        sources = CellSources(self.columns, rows)
        for relation, relation_cells in self.of_rows.items():
            relation_cells.fill(rows, chunk.rows[relation], sources)
        self._derive(rows, chunk)
        self.figures.fill(rows, chunk.rows.get("figures", []), sources)
        sources.fill(chunk)
        return [rows[pk] for pk in chunk.pks if pk in rows]

    def _derive(self, rows: dict[int, Row], chunk: ExportChunk) -> None:
        for place, cell, own, value in self.derived:
            values: dict[int, list[Any]] = {pk: [] for pk in rows}
            for record in chunk.rows[cell.relation]:
                if record[0] in values:
                    values[record[0]].append(record[value])
            for record in chunk.profiles:
                rows[record[0]][place] = cell.tell(record[own], values[record[0]])

    @staticmethod
    def _short_names(reader: ChunkReader, plan: ReadPlan, field: str) -> dict[Any, str]:
        model = plan.model._meta.get_field(field).related_model
        return reader.all(model, model.SHORT_NAME)


def _places_in_record(cells: Iterable[tuple[int, Any]], own_columns: list[str], width: int) -> list[int]:
    """Where in the record of a profile, with None after it, the value of each cell of its row stands."""
    nothing = len(own_columns) + 1  # after the primary key and the columns
    places = [nothing] * width
    for place, cell in cells:
        if isinstance(cell, FromField | FromTerm):
            name = cell.field if isinstance(cell, FromField) else f"{cell.field}_id"
            places[place] = own_columns.index(name) + 1
    return places


class _OfRelation:
    """The cells that are filled from the rows of a relation, by the value of one of their columns."""

    def __init__(self, relation: str, row_columns: list[str], columns: ExportColumns) -> None:
        cells = [
            (place, cell)
            for place, cell in enumerate(columns.cells)
            if isinstance(cell, FromRows) and cell.relation == relation
        ]
        by = {name for _place, cell in cells for name in cell.where}
        if len(by) > 1:
            raise ValueError(f"The cells of {relation} go by several of its columns: {sorted(by)}")
        model: Any = rows_of_model(profile_kind(columns.kind).model, relation)[0]
        self.is_sourced = model.is_sourced()
        # After the primary key and the source.
        self.by = row_columns.index(by.pop()) + 2 if by else None
        self.of_all: list[tuple[int, int, FromRows]] = []
        self.of_value: dict[Any, list[tuple[int, int, FromRows]]] = {}
        for place, cell in cells:
            entry = (place, row_columns.index(cell.value) + 2, cell)
            for values in cell.where.values():
                for value in values:
                    self.of_value.setdefault(value, []).append(entry)
            if not cell.where:
                self.of_all.append(entry)

    def fill(self, rows: dict[int, Row], records: Table, sources: CellSources) -> None:
        key_column, of_value, cells = self.by, self.of_value, self.of_all
        for record in records:
            pk = record[0]
            row = rows.get(pk)
            if row is None:
                continue
            key = None
            if key_column is not None:
                key = record[key_column]
                cells = of_value.get(key, self.of_all)
            for place, index, cell in cells:
                part = cell.part(key, record[index])
                if part is None:
                    continue
                before = row[place]
                if before is None:
                    row[place] = part
                    if self.is_sourced:
                        sources.of[pk][place] = record[1]
                elif cell.joined and part not in str(before).split(SEPARATOR):
                    row[place] = f"{before}{SEPARATOR}{part}"
                    sources.add(pk, place, record[1])


@dataclass(frozen=True)
class _FigureCell:
    """A cell that is filled from figures, with what is asked of each of them looked up before."""

    place: int
    is_value: bool  # else their period
    has_unit: bool
    says_words: bool  # of an undated one, as it was published


class _Figures:
    """The cells that are filled from figures."""

    def __init__(self, reader: ChunkReader, cells: Sequence[tuple[int, Any]]) -> None:
        figures = [(place, cell) for place, cell in cells if isinstance(cell, FromFigure)]
        # (metric, unit, kind of period) -> where its value and its period go.
        self.places: dict[tuple[int, str, str], list[_FigureCell]] = {}
        # Metric -> the places of its values in the units of the other cells.
        self.values: dict[int, list[int]] = {}
        for pk, code in reader.all(Metric, "code").items() if figures else ():
            for place, cell in figures:
                if cell.metric == code:
                    self._add(pk, place, cell)
        # (metric, kind of period) -> where a value in a unit that has no cell goes.
        self.in_other_units = {
            (metric, kind): places
            for (metric, unit, kind), places in self.places.items()
            if not unit and any(cell.is_value for cell in places)
        }

    def _add(self, metric: int, place: int, cell: FromFigure) -> None:
        is_value = cell.part == "value"
        if is_value and cell.unit:
            self.values.setdefault(metric, []).append(place)
        for period in cell.periods:
            says_words = period == "undated" and "as_of" in cell.periods
            written = _FigureCell(place, is_value, bool(cell.unit), says_words)
            for unit in {cell.unit} if is_value else {cell.unit, ""}:
                self.places.setdefault((metric, unit, period), []).append(written)

    def fill(self, rows: dict[int, Row], figures: Table, sources: CellSources) -> None:
        unplaced = []
        for figure in figures:
            metric, kind = figure[2], figure[3]
            if places := self.places.get((metric, figure[7], kind)):
                if (row := rows.get(figure[0])) is not None:
                    self._write(row, places, figure, sources)
            elif (metric, kind) in self.in_other_units:
                unplaced.append(figure)
        for figure in unplaced:
            row, metric = rows.get(figure[0]), figure[2]
            if row is not None and all(row[place] is None for place in self.values.get(metric, ())):
                self._write(row, self.in_other_units[metric, figure[3]], figure, sources)

    @staticmethod
    def _write(row: Row, places: Iterable[_FigureCell], figure: Sequence[Any], sources: CellSources) -> None:
        pk, source, _metric, _kind, start, end, value, unit, qualifier, words = figure
        for cell in places:
            if cell.is_value:
                row[cell.place] = _amount(number(value), SIGNS[qualifier], "" if cell.has_unit else unit)
                sources.of[pk][cell.place] = source  # also instead of that of an older figure
            elif cell.says_words:
                row[cell.place] = words or None
            elif end:
                row[cell.place] = f"{start}{SPAN}{end}"
            else:
                row[cell.place] = int(start) if start.isdecimal() else start or None


def _amount(value: Cell, sign: str, unit: str) -> Cell:
    """A number as such, where it is exact and its column says the unit."""
    return value if not (sign or unit) else f"{sign}{spelled(value)} {unit}".strip()


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
    return bool(value) if sort == "boolean" else number(value)


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
