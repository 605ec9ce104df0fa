"""Which row of a table holds its headers, and what they are; never a row of data that happens to hold a known word.

A row of headers names several columns, each once, and holds no numbers, dates or addresses. Titles may stand above it. Its
texts may stand in two rows: groups over what they consist of, or the same in two languages.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from profiles.imports.tables.descriptions import Row
from profiles.imports.tables.options import Recogniser

MAX_TITLE_ROWS = 30
MAX_LENGTH = 80
NO_HEADER = re.compile(r"[-+\d\s.,:/%€$£¥()]*\d[-+\d\s.,:/%€$£¥()]*|.*(?:://|@|\bwww\.).*", re.DOTALL)
# A word of two letters (CA) is also what a cell may hold; alone it is no evidence.
SHORT = 2
EVIDENCE_OF_SHORT = 0.4
ON_ITS_SIDE = 3  # names of columns
# A second row that says the unit or the other language of what stands above belongs to the headers; one that is filled up
# from the row above has to be better than it is alone.
SAYS_MORE, IS_FILLED = 0.25, -0.25


@dataclass(frozen=True)
class HeaderRow:
    """The headers of a table, the first and the last row that they stand in, and how many of them are known."""

    row: int
    last_row: int
    headers: list[str]
    score: float = 0


def find_headers(rows: Sequence[Row], recognise: Recogniser) -> HeaderRow | None:
    """The row with the most columns that are known, the first of equals; None where none has enough evidence."""
    rows = rows[:MAX_TITLE_ROWS]
    best: HeaderRow | None = None
    for number, (line, _cells) in enumerate(rows):
        for last_line, texts, cells_of_it, more in _readings(rows, number, recognise):
            score = _score(texts, cells_of_it, recognise) + more
            if score >= 1 and (best is None or score > best.score):
                best = HeaderRow(line, last_line, texts, score)
    return None if best and _is_data(best, rows) else best


def certain_headers(rows: Sequence[Row]) -> HeaderRow | None:
    """The names of a file that has them apart from its rows, above its first line; None where they stand in a row."""
    if len(rows) <= 2 or rows[0][0] > 0:  # one object alone may be anything
        return None
    line, cells = rows[0]
    return HeaderRow(line, line, texts_of(cells))


def chosen_headers(rows: Sequence[Row], row: int, recognise: Recogniser) -> HeaderRow | None:
    """The headers in the row that the importer chose; None where there is no such row."""
    for number, (line, _cells) in enumerate(rows):
        if line == row:
            readings = [
                HeaderRow(line, last, texts, _score(texts, cells, recognise) + more)
                for last, texts, cells, more in _readings(rows, number, recognise)
            ]
            return max(readings, key=lambda reading: reading.score, default=None)
    return None


def likely_row(rows: Sequence[Row]) -> int:
    """The first row that could be one of headers: as wide as those below it, and of texts alone."""
    rows = rows[:MAX_TITLE_ROWS]
    widths = sorted(sum(map(bool, texts_of(cells))) for _line, cells in rows)
    usual = widths[len(widths) // 2] if widths else 0
    for line, cells in rows:
        texts = [text for text in texts_of(cells) if text]
        if len(texts) >= max(usual, 1) and not _strangers(cells):
            return line
    return rows[0][0] if rows else 0


def lies_on_its_side(rows: Sequence[Row], score: float, recognise: Recogniser) -> bool:
    """Whether names of columns stand below each other in the first column, and more of them than beside each other."""
    first = [cells[0] for _line, cells in rows[:MAX_TITLE_ROWS] if cells and isinstance(cells[0], str)]
    known = {column for column in recognise(texts_of(first)) if column}
    return len(known) >= ON_ITS_SIDE and len(known) > score and len(known) * 2 > len(first)


def texts_of(cells: Sequence[Any]) -> list[str]:
    """The cells as headers, each on one line."""
    return [" ".join(str("" if cell is None else cell).lstrip("\ufeff").split()) for cell in cells]


def _readings(
    rows: Sequence[Row], number: int, recognise: Recogniser
) -> Iterator[tuple[int, list[str], list[Any], float]]:
    """What a row says as headers, alone and together with the row below: its last row, texts, cells, and what speaks for it."""
    line, cells = rows[number]
    texts = texts_of(cells)
    if not any(texts):
        return
    yield line, texts, list(cells), 0
    if number + 1 == len(rows):
        return
    next_line, next_cells = rows[number + 1]
    lower = texts_of(next_cells)
    width = max(len(texts), len(lower))
    upper, lower = (row + [""] * (width - len(row)) for row in (texts, lower))
    both = [*cells, *next_cells]
    if together := _together(upper, lower):
        yield next_line, together, both, 0
    if (doubled := _doubled(upper, lower)) and all(recognise(doubled)):
        texts = [
            f"{above} / {below}" if above and below else above
            for above, below in zip(upper, lower, strict=True)
        ]
        yield next_line, texts, both, SAYS_MORE
    # What groups are called may be unknown, and then says least.
    rest = [above for above, below in zip(upper, lower, strict=True) if above and not below]
    if any(recognise(rest)) and any(recognise(lower)):
        filled = [below or above for above, below in zip(upper, lower, strict=True)]
        yield next_line, filled, both, IS_FILLED


def _doubled(upper: list[str], lower: list[str]) -> list[str]:
    """The headers that stand in both rows, if all of the lower row do."""
    pairs = [(above, below) for above, below in zip(upper, lower, strict=True) if below]
    return [f"{above} / {below}" for above, below in pairs] if all(above for above, _below in pairs) else []


def _together(upper: list[str], lower: list[str]) -> list[str]:
    """Groups over what they consist of as one row of headers; [] where the rows do not stand to each other like that."""
    has_groups = any(below and not above for above, below in zip(upper, lower, strict=True))
    has_others = any(above and not below for above, below in zip(upper, lower, strict=True))
    if not any(lower) or not (has_groups or has_others):
        return []
    groups: list[str] = []
    for above in upper:
        groups.append(above or (groups[-1] if groups else ""))
    return [
        f"{group} / {below}" if group and below else group if not below and above else below
        for above, below, group in zip(upper, lower, groups, strict=True)
    ]


def _score(texts: list[str], cells: Sequence[Any], recognise: Recogniser) -> float:
    columns = recognise(texts)
    known: dict[str, float] = {}
    for text, column in zip(texts, columns, strict=True):
        if column:
            is_short = text.isascii() and len(text) <= SHORT
            known[column] = max(known.get(column, 0), EVIDENCE_OF_SHORT if is_short else 1)
    repeated = sum(map(bool, columns)) - len(known)
    return sum(known.values()) - (repeated + _strangers(cells)) / 2


def _strangers(cells: Sequence[Any]) -> int:
    """Cells that no header is: numbers, dates, addresses, long texts."""
    return sum(map(_is_stranger, cells))


def _is_stranger(cell: Any) -> bool:
    if isinstance(cell, str):
        return len(cell) > MAX_LENGTH or NO_HEADER.fullmatch(cell.strip()) is not None
    return isinstance(cell, bool | int | float | datetime.date | datetime.time)


def _is_data(best: HeaderRow, rows: Sequence[Row]) -> bool:
    """Whether one known word may be a cell of data: a row above is as wide, and of texts alone."""
    width = sum(map(bool, best.headers))
    if best.score >= 2 or width < 2:
        return False
    above = [cells for line, cells in rows if line < best.row]
    return any(sum(map(bool, texts_of(cells))) >= width and not _strangers(cells) for cells in above)
