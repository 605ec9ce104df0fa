"""The rows of a company file, in chunks, so that memory does not grow with their number.

Plain queries by primary key, one for each table and chunk: models would take ten times as long.
A row is the list of its cells in the order of COLUMNS; what is not known is None or an empty text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from companies.exports.sources import Sources
from companies.file_columns import COLUMNS
from companies.identifiers import LISTINGS
from companies.models import Company, CompanyFigure, CompanyName, Identifier, Presence, Sector, Zone
from profiles.models import Metric

CHUNK = 2_000
NUMBERS = frozenset(
    ("employees", "turnover_cny", "turnover_year", "patents", "latitude", "longitude", "returnee_founded")
)
OWN = [
    "slug",
    "name_en",
    "name_zh",
    "name_fr",
    "legal_name",
    "ownership",
    "founded",
    "website",
    "address",
    "summary_en",
    "summary_zh",
    "summary_fr",
]
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
# A row as its company's table knows it; other tables fill in the rest.
SELECTED = ", ".join(
    column if column in (*OWN, "returnee_founded", "latitude", "longitude") else "NULL" for column in COLUMNS
)


def company_rows(cursor: Any, ids: Sequence[int]) -> Iterator[list[Row]]:
    """Rows of the published companies among `ids`, in this order, CHUNK of them at a time."""
    reader = _Reader(cursor)
    for start in range(0, len(ids), CHUNK):
        yield reader.rows([int(pk) for pk in ids[start : start + CHUNK]])


class _Reader:
    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        metrics = self._all(f"SELECT id, code FROM {_table(Metric)}")  # noqa: S608
        self.figures = {
            (pk, unit, kind): PLACES[column]
            for pk, code in metrics
            for (metric, unit, kind), column in FIGURES.items()
            if metric == code
        }
        self.zones = dict(self._all(f"SELECT id, slug FROM {_table(Zone)}"))  # noqa: S608
        self.sectors = dict(self._all(f"SELECT id, slug FROM {_table(Sector)}"))  # noqa: S608
        self.sources = Sources(self._all, self._of)

    def rows(self, pks: list[int]) -> list[Row]:
        where = ", ".join(map(str, pks))
        found = self._all(
            f"SELECT id, zone_id, {SELECTED} FROM {_table(Company)}"  # noqa: S608
            f" WHERE state = 'published' AND id IN ({where})"
        )
        rows = {pk: self._own(zone, cells) for pk, zone, *cells in found}
        self.sources.begin()
        self._lists(rows, where)
        self._figures(rows, where)
        self._identifiers(rows, where)
        self.sources.fill(rows, where)
        return [rows[pk] for pk in pks if pk in rows]

    def _own(self, zone: int | None, row: Row) -> Row:
        row[ZONE] = self.zones.get(zone)
        if row[RETURNEE] is not None:
            row[RETURNEE] = bool(row[RETURNEE])
        row[LATITUDE], row[LONGITUDE] = number(row[LATITUDE]), number(row[LONGITUDE])
        return row

    def _lists(self, rows: dict[int, Row], where: str) -> None:
        through = _table(Company.sectors.through)
        sectors = self._all(
            f"SELECT company_id, sector_id FROM {through} WHERE company_id IN ({where}) ORDER BY company_id, id"  # noqa: S608
        )
        _join(rows, "sector", ((pk, self.sectors[sector]) for pk, sector in sectors))
        names = self._of(CompanyName, "name", where)
        _join(rows, "aliases", ((pk, _alias(name)) for pk, _source, name in names))
        places = self._of(Presence, "country", where, "AND closed = ''")
        _join(rows, "overseas", ((pk, country) for pk, _source, country in places))
        self.sources.add(names)
        self.sources.add(places)

    def _figures(self, rows: dict[int, Row], where: str) -> None:
        """Only figures that a company file can say in full, so that reading it back adds none; the newest of each."""
        figures = self._of(
            CompanyFigure,
            "metric_id, period_kind, period_start, value, unit",
            where,
            "AND coverage = 'all' AND rank <> 'disputed'",
            order="period_start, CASE rank WHEN 'preferred' THEN 1 ELSE 0 END, key",
        )
        for pk, _source, metric, kind, start, value, unit in figures:
            place = self.figures.get((metric, unit, kind))
            if place is not None and (row := rows.get(pk)):
                row[place] = number(value)
                if place == TURNOVER:
                    row[YEAR] = int(start) if start else None
        self.sources.add(figures)

    def _identifiers(self, rows: dict[int, Row], where: str) -> None:
        identifiers = self._of(Identifier, "scheme, value, until", where)
        listings = []
        for pk, _source, scheme, value, until in identifiers:
            if scheme in ("uscc", "lei"):
                if (row := rows.get(pk)) and not row[PLACES[scheme]]:
                    row[PLACES[scheme]] = value
            elif scheme in LISTINGS and not until:
                listings.append((pk, f"{scheme.upper()}: {value}"))
        _join(rows, "listed_on", listings)
        self.sources.add(identifiers)

    def _of(self, model: Any, columns: str, where: str, more: str = "", order: str = "key") -> list[tuple]:
        """(company, source, …) of the rows of these companies.

        Only the order within a company matters, and with keys alone SQLite would walk the whole table by them.
        """
        sql = f"SELECT company_id, source_id, {columns} FROM {_table(model)} WHERE company_id IN ({where}) {more}"  # noqa: S608
        return self._all(f"{sql} ORDER BY company_id, {order}" if order else sql)

    def _all(self, sql: str) -> list[tuple]:
        self.cursor.execute(sql)
        return self.cursor.fetchall()


# (metric, unit, kind of period) -> column.
FIGURES = {
    ("employees", "count", "undated"): "employees",
    ("turnover", "CNY", "year"): "turnover_cny",
    ("turnover", "CNY", "undated"): "turnover_cny",
    ("patents_granted", "count", "undated"): "patents",
}
Query = Callable[[str], list[tuple]]


def _table(model: Any) -> str:
    return model._meta.db_table


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
