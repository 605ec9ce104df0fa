"""What each column of an opened file was taken for, why, and what is doubtful of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.rows.column_doubts import doubts_of
from profiles.imports.rows.headers import HeaderMatch, Headers, MatchedBy, plain

SAMPLES, MAX_SAMPLE_LENGTH = 3, 80
MIN_DIFFERENT = 2


@dataclass(frozen=True)
class ColumnReport:
    """One column of a file."""

    position: int  # counted from 0
    header: str
    column: str  # what it was taken for; "" where it is left out
    matched_by: MatchedBy
    samples: Sequence[str]
    doubts: Sequence[str]
    cells: Sequence[Any] = ()  # of the first rows


def column_reports(
    headers: Sequence[str],
    rows: Sequence[Sequence[Any]],
    known: Headers,
    doubts: Mapping[int, Sequence[str]] | None = None,
) -> list[ColumnReport]:
    """Of each column; `rows` are the first rows of the file, `doubts` what its reader found."""
    matches = known.matches(list(headers))
    taken = {match.column for match in matches}
    reports = []
    for position, (header, match) in enumerate(zip(headers, matches, strict=True)):
        cells = [row[position] for row in rows if position < len(row)]
        reports.append(
            ColumnReport(
                position,
                header,
                match.column,
                match.matched_by,
                _samples(cells),
                [
                    *(doubts or {}).get(position, ()),
                    *_of_headers(position, headers, matches, known),
                    *doubts_of(
                        match.column,
                        cells,
                        is_money=known.is_money(match.column) and f"{match.column}_currency" not in taken,
                    ),
                    *_of_same_cells(position, headers, rows),
                ],
                cells,
            )
        )
    return reports


def _samples(cells: Sequence[Any]) -> list[str]:
    """The first different values."""
    texts = (
        str(cell).removesuffix(" 00:00:00").strip()[:MAX_SAMPLE_LENGTH] for cell in cells if cell is not None
    )
    return list(dict.fromkeys(filter(None, texts)))[:SAMPLES]


def _of_headers(
    position: int, headers: Sequence[str], matches: Sequence[HeaderMatch], known: Headers
) -> list[str]:
    """Columns that say the same, or are called the same, and what the header alone leaves open."""
    notes = [matches[position].note] if matches[position].note else []
    if matches[position].matched_by == MatchedBy.TWICE:
        column = known.match(headers[position]).column
        taken = next(header for header, match in zip(headers, matches, strict=True) if match.column == column)
        return [_("“%(header)s” says the same and is taken; this column is left out.") % {"header": taken}]
    same = [header for header in headers if plain(header) == plain(headers[position])]
    is_repeated = len(same) > 1 and headers[position]
    return [*notes, *([_("Another column has the same header.")] if is_repeated else [])]


def _of_same_cells(position: int, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[str]:
    """An earlier column that holds the same in all rows; two rows or more, and no blank columns."""
    cells = [row[position] if position < len(row) else None for row in rows]
    if len({str(cell) for cell in cells if cell not in (None, "")}) < MIN_DIFFERENT:
        return []
    for other in range(position):
        if all(other < len(row) and row[other] == cell for row, cell in zip(rows, cells, strict=True)):
            return [_("It holds the same as the column “%(header)s”.") % {"header": headers[other]}]
    return []
