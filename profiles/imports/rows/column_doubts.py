"""What is doubtful of a column, by what its first cells hold."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.cells.amounts import OPEN_IN_A_CELL, with_sign
from profiles.imports.rows.sampling import proved_decimal_sign

DAY_AND_MONTH = re.compile(r"\s*(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})\s*")
WEB_ADDRESS = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
ONE_NUMBER = re.compile(r"[\d\s.,]+")
WORDS = re.compile(r"[^\W\d_]|[$€£¥₩₹]")
SEPARATORS = re.compile(r"[|｜;；、\n]|://.*://", re.DOTALL)
# UTF-8 that was read as something else, and characters that stand for lost ones.
BROKEN = re.compile(
    r"Ã[\x80-\xbf€-™]|Â[\xa0-\xbf]|â€[\x80-\xbf™œ“”˜¦]|[ÐÑ][\x80-\xbf€-™]|ï»¿|ï¿½|\ufffd|锟斤拷|锟|烫烫|屯屯|[åæçèé][\x80-\xbf€-™][\x80-\xbf€-™]"
)
# Below this, a yearly turnover is hardly said in single units of a currency.
SMALL_AMOUNT = 100_000
FEW = 0.2
SHOWN = 40
# Columns whose cells may hold lists, sentences or addresses of web pages.
FREE = re.compile(
    r"(?:summary|aliases|acronyms|source|sectors?|focus_sectors|overseas|listed_on|founders|parent|acquirer|successor|name_local|value)(?:_|$)|.*_source$"
)
OF_PAGES = ("website", "careers", "press", "investor_relations", "contact_page")


def doubts_of(column: str, cells: Sequence[Any], *, is_money: bool) -> list[str]:
    """Of a column that was taken for one of ours; "" is one that is left out."""
    texts = [str(cell) for cell in cells if cell not in (None, "")]
    found = [_broken(texts)]
    if column:
        found += [_order_of_day_and_month(texts), _shifted(column, texts), _one_list(column, texts)]
    if is_money:
        found += _measure(column, texts)
    return [doubt for doubt in found if doubt]


def _broken(texts: Sequence[str]) -> str:
    return _example(
        texts,
        lambda text: BROKEN.search(text) is not None,
        _("Text was broken before the file was made, such as “%(text)s”. Get it from its origin again."),
    )


def _order_of_day_and_month(texts: Sequence[str]) -> str:
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := DAY_AND_MONTH.fullmatch(text))]
    is_open = [first <= 12 and second <= 12 and first != second for first, second in pairs]
    if not any(is_open):
        return ""
    day_first, month_first = any(first > 12 for first, _ in pairs), any(second > 12 for _, second in pairs)
    if day_first and not month_first:
        return _(
            "Some dates can be read in two ways. The day comes first in others of this column, so it is read first in all."
        )
    if month_first and not day_first:
        return _(
            "Some dates can be read in two ways. The month comes first in others of this column, so it is read first in all."
        )
    return _("It is not clear whether the day or the month comes first. Say it, or such dates are left out.")


def _shifted(column: str, texts: Sequence[str]) -> str:
    """A number where web addresses stand, or the other way round: cells may stand under the wrong header."""
    if column in OF_PAGES:
        is_strange: Callable[[str], Any] = ONE_NUMBER.fullmatch
    elif FREE.match(column):
        return ""
    else:
        is_strange = WEB_ADDRESS.fullmatch
    return _example(
        texts,
        lambda text: bool(is_strange(text.strip())),
        _("“%(text)s” does not look like what this column holds. Cells may stand under the wrong header."),
    )


def _one_list(column: str, texts: Sequence[str]) -> str:
    lists = [text for text in texts if SEPARATORS.search(text.strip())]
    if FREE.match(column) or not lists or len(lists) > max(len(texts) * FEW, 1):
        return ""
    return _("“%(text)s” looks like a list; this column holds one value.") % {
        "text": lists[0].strip()[:SHOWN]
    }


def _measure(column: str, texts: Sequence[str]) -> list[str]:
    """A header without a currency, where cells do not say it either; small numbers without a unit."""
    bare = [text for text in texts if not WORDS.search(text)]
    doubts = []
    if "_" not in column and bare:
        doubts.append(_("Neither the header nor the cells say the currency. Say which it is."))
    numbers = [float(text) for text in bare if re.fullmatch(r"\d{1,15}(?:\.\d+)?", text)]
    if column.count("_") < 2 and numbers and max(numbers) < SMALL_AMOUNT:
        doubts.append(_("The numbers are small, and no unit (thousand, million, 万) is said."))
    if (sign := proved_decimal_sign(column, texts)) and (
        cell := next(filter(OPEN_IN_A_CELL.search, texts), "")
    ):
        said = _(
            "Some numbers can be read in two ways; they are read as the others of the column are: “%(text)s” is %(number)s."
        )
        doubts.append(said % {"text": cell[:SHOWN], "number": with_sign(cell, sign)[:SHOWN]})
    return doubts


def _example(texts: Sequence[str], is_one: Callable[[str], bool], doubt: str) -> str:
    text = next(filter(is_one, texts), None)
    return doubt % {"text": text.strip()[:SHOWN]} if text is not None else ""
