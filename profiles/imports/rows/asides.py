"""Rows below the headers that speak of no profile: the headers again, totals, footnotes, another table.

Each would become a profile that nobody has heard of. They are told by their words, never by their numbers: a company that
is called “Total” and has an address is one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.cells.placeholders import is_placeholder
from profiles.search import fold

TOTALS = frozenset(
    fold(word)
    for words in (
        "total|totals|grand total|subtotal|sub-total|sub total|sum|all companies|summe|gesamt|insgesamt|totale",
        "total général|sous-total|somme|ensemble|合计|小计|总计|共计|总和|合計|小計|總計|총계|합계|итого|всего",
        "average|averages|mean|median|avg|moyenne|médiane|平均|平均值|平均数|均值|中位数|中央値|평균|durchschnitt|mittelwert|promedio|среднее",
        "gesamtsumme|zwischensumme|total general|totale generale|razem|toplam|totaal|totalt|累计|累計",
    )
    for word in words.split("|")
)
COUNTED = re.compile(
    r"(?:共有?|共计|合计|总计|total|totals|总共)\W*\d+\W*(?:家|个|户|条|项|家企业|家公司|companies|entreprises|societes|organisations|"
    r"organizations|records|rows|lignes|enregistrements|resultats|results)?\W*"
)
NUMBER = re.compile(r"\W*共?\W*\d[\d\s.,'’]*\D{0,14}")
NOTE = re.compile(
    r"[*†‡※©]|\[\w{1,3}\]|[(（]\d{1,2}[)）]\s|注\s*\d*\s*[:：]|注\d|(?:备注|说明|附注|数据来源|资料来源|来源|制表|填表|审核|单位)\w{0,3}\s*[:：]|"
    r"截[至止]|(?:notes?|nb|n\.b\.|sources?|remarques?|remarks?|quellen?|fuente|出所)\s*\d*\s*[:：]|"
    r"(?:generated|exported|extracted|downloaded|updated) (?:on|at|by|from)\b|data as of|last updated|mis(?:e)? à jour|copyright\b|"
    r"(?:tables?|tableau|tabelle|表)\s*\d+\s*[.:：]",
    re.IGNORECASE,
)
NOTE_WIDTH = 3  # in a narrower table a row with one cell may be a name
MAX_HEADER = 80
ROWS = 1_000


def aside(cells: Sequence[Any], headers: Sequence[str]) -> str:
    """Why a row speaks of no profile; "" where it may speak of one."""
    filled = [cell for cell in cells if cell or cell == 0]
    if _repeats(cells, headers, len(filled)):
        return _("This row holds the names of the columns again.")
    if _is_total(filled, len(headers)):
        return _("This looks like a row of totals.")
    if len(headers) >= NOTE_WIDTH and 0 < len(filled) < NOTE_WIDTH and all(map(_is_note, filled)):
        return _("This looks like a note below the table.")
    return ""


def _repeats(cells: Sequence[Any], headers: Sequence[str], filled: int) -> bool:
    same = others = 0
    for cell, header in zip(cells, headers, strict=False):
        if not cell and cell != 0:
            continue
        # Blanks are looked at only where the first letters are the same, for this is asked of each row of a file.
        if header and isinstance(cell, str) and (cell[0] == header[0] or cell[0].isspace()):
            is_same = cell == header or " ".join(cell.split()) == header
        else:
            is_same = False
        same += is_same
        others += not is_same
        if others * 2 >= filled:
            return False
    return same * 2 > filled and (same > 1 or filled == 1)


def _is_total(filled: Sequence[Any], width: int) -> bool:
    words = (cell for cell in filled if isinstance(cell, str) and not NUMBER.fullmatch(cell))
    first, second = next(words, None), next(words, None)
    if len(filled) == 1 and isinstance(filled[0], str) and COUNTED.fullmatch(fold(filled[0].strip())):
        return True
    if first is None or second is not None or width < 2:  # nearly all rows have several words
        return False
    return first in filled[:2] and fold(first.strip(" :：\t*")) in TOTALS


def _is_note(cell: Any) -> bool:
    return isinstance(cell, str) and NOTE.match(cell.strip()) is not None


def other_table(
    rows: Iterable[tuple[int, list[Any]]], headers: Sequence[str], unread: Callable[[int, list[Any]], int]
) -> int:
    """The line where the headers of another table stand below this one; 0 if there is none in the first rows.

    They stand below a blank row or a title, and are words where this table has numbers and dates. `unread` counts the
    cells of a row that the columns of this table cannot take.
    """
    last_line, last_filled = 0, len(headers)
    for line, cells in islice(rows, ROWS):
        filled = [cell for cell in cells if cell not in (None, "")]
        is_apart = last_line and (line > last_line + 1 or last_filled == 1)
        if (
            is_apart
            and len(filled) > 1
            and all(map(_is_word, filled))
            and not aside(cells, headers)
            and unread(line, cells) * 2 >= len(filled)
        ):
            return line
        last_line, last_filled = line, len(filled)
    return 0


def _is_word(cell: Any) -> bool:
    return (
        isinstance(cell, str)
        and len(cell) <= MAX_HEADER
        and not any(map(str.isdigit, cell))
        and not is_placeholder(cell)
    )
