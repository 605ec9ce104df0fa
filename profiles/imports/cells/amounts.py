"""Numbers as people write them; refused where two readings are possible. With a currency: money.py."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import BadValue

SPACES = "   ’'"
SPACED = re.compile(rf"\d{{1,3}}(?:[{SPACES}]\d{{3}})+(?:[.,]\d+)?")
COMMAS = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}")
DOTS = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}")
UNCLEAR = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
# A number in a cell of which one sign may be the decimal point or separate thousands, and the signs that show which it is.
IN_A_CELL = re.compile(rf"\d[\d.,{SPACES}]*")
OPEN_IN_A_CELL = re.compile(r"(?<![\d.,])([1-9]\d{0,2})([.,])(\d{3})(?![\d.,]*\d)")
POINT, COMMA = re.compile(r"\d+\.(?:\d{1,2}|\d{4,})|0\.\d+"), re.compile(r"\d+,(?:\d{1,2}|\d{4,})|0,\d+")
MAX_AMOUNT = Decimal(10) ** 18


def decimal(cell: Any) -> Decimal:
    """A number with a decimal point or comma. BadValue where it is none, or could be two."""
    if isinstance(cell, bool):
        raise BadValue(_("This is no number."))
    if isinstance(cell, int | float):
        return in_range(Decimal(repr(cell)))
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    negative = text[:1] in ("-", "−")
    number = _unsigned(text.removeprefix(text[0]).strip() if text[:1] in ("-", "−", "+") else text)
    return in_range(-number if negative else number)


def _unsigned(text: str) -> Decimal:
    if text.isascii() and text.isdigit():  # nearly all
        return Decimal(text)
    if ROUNDED.fullmatch(text):
        raise BadValue(
            _("This number was rounded by a spreadsheet (%(text)s). Write all its digits.") % {"text": text}
        )
    if UNCLEAR.fullmatch(text):
        whole, point = re.sub("[.,]", "", text), text.replace(",", ".")
        raise BadValue(
            _("“%(text)s” can be read as %(whole)s or as %(point)s. Write it without a separator.")
            % {"text": text, "whole": whole, "point": point}
        )
    if SPACED.fullmatch(text):
        text = re.sub(rf"[{SPACES}]", "", text)
    elif COMMAS.fullmatch(text):
        text = text.replace(",", "")
    elif DOTS.fullmatch(text):
        text = text.replace(".", "")
    if not PLAIN.fullmatch(text) or not text.isascii():
        raise BadValue(_("This is no number. Write it in digits, for example 1234.5."))
    return Decimal(text.replace(",", "."))


def decimal_sign(text: str) -> str:
    """Which sign stands before the decimals of the numbers in a text; "" where it does not show."""
    signs = {sign for number in IN_A_CELL.findall(text) if (sign := _sign_of(number.strip(f"{SPACES}.,")))}
    return signs.pop() if len(signs) == 1 else ""


def _sign_of(number: str) -> str:
    if COMMAS.fullmatch(number) or POINT.fullmatch(number):
        return "."
    return "," if DOTS.fullmatch(number) or COMMA.fullmatch(number) else ""


def with_sign(text: str, sign: str) -> str:
    """A text in which numbers that could be two are written as the sign before decimals says: "1,234" is 1234 for a point."""

    def written(found: re.Match[str]) -> str:
        whole, between, rest = found.groups()
        return f"{whole}{between}{rest}0" if between == sign else f"{whole}{rest}"

    return OPEN_IN_A_CELL.sub(written, text)


def in_range(number: Decimal) -> Decimal:
    if not number.is_finite() or abs(number) >= MAX_AMOUNT:
        raise BadValue(_("This number is too large."))
    return number


def whole(cell: Any) -> Decimal:
    """How many of something there are: 1234 and "1,234" are the same, because none can be cut in parts."""
    if isinstance(cell, str) and re.fullmatch(r"[1-9]\d{0,2},\d{3}", cell.strip()):
        cell = cell.strip().replace(",", "")
    number = decimal(cell)
    if number != number.to_integral_value():
        raise BadValue(_("This must be a whole number."))
    return not_negative(number)


def area(cell: Any) -> Decimal:
    return not_negative(decimal(cell))


def degrees(cell: Any) -> Decimal:
    """Latitude or longitude, to five places: a metre."""
    if isinstance(cell, str) and re.fullmatch(r"[-−]?\d{1,3},\d+", cell.strip()):
        cell = cell.strip().replace(",", ".").replace("−", "-")
    if isinstance(cell, str) and re.fullmatch(r"[-−]?\d{1,3}\.\d+", cell.strip()):
        return Decimal(cell.strip().replace("−", "-")).quantize(Decimal("0.00001"))
    return decimal(cell).quantize(Decimal("0.00001"))


def not_negative(number: Decimal) -> Decimal:
    if number < 0:
        raise BadValue(_("A value cannot be below zero."))
    return number
