"""The rows of a company file, in chunks, so that memory does not grow with their number.

A row is the list of its cells in the order of COLUMNS; what is not known is None or an empty text. While
a chunk is made into rows and written, a thread reads the next one.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing
from typing import Any

from companies.exports.ahead import one_ahead
from companies.exports.reading import Chunk, Reader, Rows
from companies.exports.sources import Sources
from companies.file_columns import COLUMNS
from companies.identifiers import LISTINGS
from companies.models import Sector, Zone
from profiles.models import Metric

CHUNK = 2_000
NUMBERS = frozenset(
    ("employees", "turnover_cny", "turnover_year", "patents", "latitude", "longitude", "returnee_founded")
)
SEPARATOR = "|"
# "en:Legend" among other names says a language; a name that begins like that gets an empty one.
LIKE_A_LANGUAGE = re.compile(r"[A-Za-z]{0,3}:")
# "1.234" may be a thousand and more, so a file says "1.2340".
LIKE_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.\d{3}")

Cell = str | int | float | bool | None
Row = list[Cell]
PLACES = {column: place for place, column in enumerate(COLUMNS)}
ZONE, RETURNEE, YEAR = PLACES["zone"], PLACES["returnee_founded"], PLACES["turnover_year"]
TURNOVER, LATITUDE, LONGITUDE = PLACES["turnover_cny"], PLACES["latitude"], PLACES["longitude"]


def company_rows(cursor: Any, ids: Sequence[int]) -> Generator[list[Row], None, None]:
    """Rows of the published companies among `ids`, in this order, CHUNK of them at a time.

    Until it is closed, nobody else may use the cursor.
    """
    reader = Reader(cursor)
    maker = _Maker(reader)
    chunks = ([int(pk) for pk in ids[start : start + CHUNK]] for start in range(0, len(ids), CHUNK))
    with closing(one_ahead(reader.read, chunks)) as read:
        for chunk in read:
            yield maker.rows(chunk)


class _Maker:
    """Cells of what was read."""

    def __init__(self, reader: Reader) -> None:
        self.figures = {
            (pk, unit, kind): PLACES[column]
            for pk, code in reader.all(Metric, "code").items()
            for (metric, unit, kind), column in FIGURES.items()
            if metric == code
        }
        self.zones = reader.all(Zone, "slug")
        self.sectors = reader.all(Sector, "slug")

    def rows(self, chunk: Chunk) -> list[Row]:
        rows = {pk: self._own(zone, cells) for pk, zone, *cells in chunk.companies}
        sources = Sources()
        for facts in (chunk.names, chunk.presences, chunk.figures, chunk.identifiers):
            sources.add(facts)
        self._lists(rows, chunk)
        self._figures(rows, chunk.figures)
        self._identifiers(rows, chunk.identifiers)
        sources.fill(rows, chunk.citations, chunk.sources)
        return [rows[pk] for pk in chunk.pks if pk in rows]

    def _own(self, zone: int | None, row: Row) -> Row:
        row[ZONE] = self.zones.get(zone) if zone else None
        if row[RETURNEE] is not None:
            row[RETURNEE] = bool(row[RETURNEE])
        row[LATITUDE], row[LONGITUDE] = number(row[LATITUDE]), number(row[LONGITUDE])
        return row

    def _lists(self, rows: dict[int, Row], chunk: Chunk) -> None:
        _join(rows, "sector", ((pk, self.sectors[sector]) for pk, sector in chunk.sectors))
        _join(rows, "aliases", ((pk, _alias(name)) for pk, _source, name in chunk.names))
        _join(rows, "overseas", ((pk, country) for pk, _source, country in chunk.presences))

    def _figures(self, rows: dict[int, Row], figures: Rows) -> None:
        for pk, _source, metric, kind, start, value, unit in figures:
            place = self.figures.get((metric, unit, kind))
            if place is not None and (row := rows.get(pk)):
                row[place] = number(value)
                if place == TURNOVER:
                    row[YEAR] = int(start) if start else None

    def _identifiers(self, rows: dict[int, Row], identifiers: Rows) -> None:
        listings = []
        for pk, _source, scheme, value, until in identifiers:
            if scheme in ("uscc", "lei"):
                if (row := rows.get(pk)) and not row[PLACES[scheme]]:
                    row[PLACES[scheme]] = value
            elif scheme in LISTINGS and not until:
                listings.append((pk, f"{scheme.upper()}: {value}"))
        _join(rows, "listed_on", listings)


# (metric, unit, kind of period) -> column.
FIGURES = {
    ("employees", "count", "undated"): "employees",
    ("turnover", "CNY", "year"): "turnover_cny",
    ("turnover", "CNY", "undated"): "turnover_cny",
    ("patents_granted", "count", "undated"): "patents",
}


def _join(rows: dict[int, Row], column: str, pairs: Iterable[tuple[int, str]]) -> None:
    """Lists of parts, each part once and in the order in which it was entered."""
    place = PLACES[column]
    for pk, part in pairs:
        row = rows.get(pk)
        if row is None or not part:
            continue
        before = row[place]
        if before is None:
            row[place] = part
        elif part not in str(before).split(SEPARATOR):
            row[place] = f"{before}{SEPARATOR}{part}"


def _alias(name: str) -> str:
    """Another name as a list of names has it; none where it holds the separator."""
    if SEPARATOR in name or "｜" in name:
        return ""
    return f":{name}" if LIKE_A_LANGUAGE.match(name) else name


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
