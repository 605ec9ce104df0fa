"""Cells that a spreadsheet would run as a formula, made harmless and back again; and small tables as CSV.

A text that begins like a formula gets an apostrophe in front, which spreadsheets take as "this is a
text", and so does a text that is the word of a spreadsheet for an error. So does a text that begins with apostrophes and then like a formula: taking one apostrophe away
gives exactly what there was, and no other text changes on the way.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

SPREADSHEET_ERRORS = frozenset(
    (
        "#N/A",
        "#REF!",
        "#DIV/0!",
        "#VALUE!",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#GETTING_DATA",
        "#SPILL!",
        "#FORMULA",
    )
)
_errors = "|".join(map(re.escape, SPREADSHEET_ERRORS))
# ASCII and full-width signs, behind anything that a spreadsheet skips; tabs and line ends by themselves.
begins_formula = re.compile(rf"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]|'*(?:{_errors})\Z").match
# The first characters of what may begin a formula: most texts need no closer look.
SUSPECT = frozenset("=+-@＝＋－＠'#") | {char for char in map(chr, range(0x3001)) if char.isspace()}


def harmless(text: str) -> str:
    return f"'{text}" if text and text[0] in SUSPECT and begins_formula(text) else text


def original(text: str) -> str:
    """The text that `harmless` was given."""
    return text[1:] if text.startswith("'") and begins_formula(text[1:]) else text


# --- small tables -----------------------------------------------------------------

# Without it Excel garbles Chinese.
MARK = b"\xef\xbb\xbf"
Cell = str | int | Decimal | None


def csv_bytes(rows: Iterable[Sequence[Cell]]) -> bytes:
    """As UTF-8. Texts that a spreadsheet would run as a formula are made harmless, and decimals lose the zeros at their end."""
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
