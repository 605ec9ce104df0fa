"""Small tables as a CSV file: UTF-8 with a mark at the beginning, without which Excel garbles Chinese."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from kit.spreadsheets import harmless

MARK = b"\xef\xbb\xbf"
Cell = str | int | Decimal | None


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """Texts that a spreadsheet would run as a formula are made harmless, and decimals lose the zeros at their end."""
    text = io.StringIO()
    csv.writer(text).writerows([_written(cell) for cell in row] for row in rows)
    return MARK + text.getvalue().encode()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        plain = f"{cell:f}"
        return plain.rstrip("0").rstrip(".") if "." in plain else plain
    return harmless(str(cell))
