"""Numbers with what people write around them: "about 300", "500+", "1.2万人", "480 km²".

A sign or a word that says how exact a number is becomes the qualifier of the figure, and a unit its unit. What a figure
cannot hold is left out: a range, because it has one value, and a unit of something that its column does not count.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.cells import amounts
from profiles.imports.cells.problems import BadValue
from profiles.search import fold

EXACT = "exact"
# Before the number; the first that fits, so "not more than" stands above "more than".
BEFORE = {
    "up_to": r"≤|<\s*=|up to|at most|(?:no|not) more than|max(?:imum|\.)?|jusqu['’][àa]|au plus|au maximum"
    r"|最多|至多|不超过|不多于|不高于|bis zu|höchstens|hasta|fino a|até|до|не более|最大",
    "over": r"≥|>\s*=?|over|(?:no|not) less than|more than|above|at least|min(?:imum|\.)?|plus d(?:e|['’])|au moins"
    r"|超过|超|逾|多于|高于|大于|至少|不少于|不低于|über|mehr als|mindestens|más de|oltre|più di|mais de|более|свыше|больше|не менее|最少",
    "under": r"<|under|less than|fewer than|below|moins d(?:e|['’])|少于|低于|小于|不足|不到|未满|weniger als|menos de|meno di|менее",
    "about": r"[~∼≈±]|about|around|some|nearly|almost|roughly|approx(?:imately|\.)?|circa|(?-i:ca?\.?)(?=\s*$)"
    r"|env(?:iron|\.)?|pr[eè]s d(?:e|['’])|大约|大概|约|約|将近|接近|近|rund|etwa|ungefähr|alrededor de|aprox\.?|около|примерно|ok\.?(?=\s*$)|약",
}
# Behind the number, or behind its unit.
AFTER = {
    "over": r"及?以上|이상|余|多|(?:or|and) (?:more|over|above)|plus|(?:et|ou) plus",
    "up_to": r"及?以下|이하|以内|之内|(?:or|and) (?:less|fewer|under)|(?:et|ou) moins|max(?:imum|\.)?",
    "about": r"左右|上下|approx(?:imately|\.)?|environ|or so",
}
RANGE = re.compile(
    r"\d\D*?(?:[-–—−~〜∼至到]|\.\.|(?<![a-z])(?:to|and|à|a|et|au)(?![a-z]))\D*?\d", re.IGNORECASE
)
SQUARE = re.compile(r"(?<=m)[2²](?!\d)", re.IGNORECASE)
NUMBER = re.compile(r"(?P<number>\d[\d\s.,'’]*(?:[eE]\+?\d+)?)(?P<unit>\D*)")
SCALES = {
    **dict.fromkeys(("k", "thousand", "thousands", "mille", "millier", "milliers", "千"), 3),
    **dict.fromkeys(("wan", "万"), 4),
    **dict.fromkeys(("million", "millions", "百万"), 6),
    "亿": 8,
}
AREAS = {
    **dict.fromkeys(("ha", "hectare", "hectares", "公顷"), "ha"),
    **dict.fromkeys(("km2", "sq km", "sq. km", "square kilometres", "square kilometers", "kilometres carres", "平方公里", "平方千米"), "km2"),
    **dict.fromkeys(("m2", "sq m", "sq. m", "square metres", "square meters", "metres carres", "平方米"), "m2"),
}  # fmt: skip
MAX_LENGTH = 100
_is_plain = re.compile(r"[0-9]+").fullmatch  # nearly all of them
Reader = Callable[[Any], "Quantity"]


@dataclass(frozen=True)
class Quantity:
    """A value, how exact it is, and its unit where the cell says one."""

    value: Decimal
    qualifier: str = EXACT
    unit: str = ""


def qualified(cell: Any) -> tuple[Any, str]:
    """A cell without what says how exact it is, and the qualifier. BadValue where it is a range, or doubtful."""
    if not isinstance(cell, str) or len(cell) > MAX_LENGTH or _is_plain(cell):
        return cell, EXACT
    text = SQUARE.sub("²", " ".join(unicodedata.normalize("NFKC", cell).split()))
    digits = [match.start() for match in re.finditer(r"\d", text)]
    if not digits:
        return text, EXACT
    if "?" in text:
        raise BadValue(_("This is marked as doubtful. Correct it, or leave the cell empty."))
    before, number, after = text[: digits[0]], text[digits[0] : digits[-1] + 1], text[digits[-1] + 1 :]
    if RANGE.search(number):
        raise BadValue(
            _(
                "“%(text)s” is a range, and a figure holds one value. Write one number, or leave the cell empty."
            )
            % {"text": text}
        )
    before, first = _without_qualifier(before, BEFORE)
    after, second = _without_qualifier(after, AFTER)
    if not second and "+" in after:  # also behind a letter, as in "$10M+"
        after, second = after.replace("+", "", 1), "over"
    if first and second and first != second:
        raise BadValue(_("“%(text)s” says twice how exact it is.") % {"text": text})
    return f"{before}{number}{after}".strip(), first or second or EXACT


def _without_qualifier(text: str, words: Mapping[str, str]) -> tuple[str, str]:
    for qualifier, pattern in words.items():
        if matched := _standing_alone(pattern).search(text):
            return f"{text[: matched.start()]} {text[matched.end() :]}", qualifier
    return text, ""


@cache
def _standing_alone(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-zà-ÿ])(?:{words})(?![a-zà-ÿ])", re.IGNORECASE)


def count(*words: str) -> Reader:
    """Reads how many there are of what these words call: "1.2万人" for "人"."""
    units = dict.fromkeys(map(fold, words), "")
    return lambda cell: _quantity(cell, units, amounts.whole)


def area(cell: Any) -> Quantity:
    return _quantity(cell, AREAS, amounts.area)


def _quantity(cell: Any, units: Mapping[str, str], convert: Callable[[Any], Decimal]) -> Quantity:
    if isinstance(cell, str) and _is_plain(cell):
        return Quantity(convert(cell))
    text, qualifier = qualified(cell)
    matched = NUMBER.search(text) if isinstance(text, str) and len(text) <= MAX_LENGTH else None
    if matched is None:
        return Quantity(convert(text))
    sign = text[: matched.start()].strip()
    if fold(sign) in units:  # "staff: 200" has it before the number
        sign = ""
    unit = _unit_pattern(tuple(units)).fullmatch(fold(matched["unit"]))
    if unit is None:
        raise BadValue(_("“%(text)s” has a unit that this column does not count.") % {"text": text})
    value = _scaled(sign + matched["number"].strip(), SCALES.get(unit["scale"] or "", 0), convert)
    return Quantity(value, qualifier, units.get(unit["alone"] or unit["unit"] or "", ""))


@cache
def _unit_pattern(units: tuple[str, ...]) -> re.Pattern[str]:
    def either(words: Iterable[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))

    return re.compile(
        rf"(?P<alone>{either(units)})|(?P<scale>{either(SCALES)})?\s*(?:of |de |d'|d’)?(?P<unit>{either(units)})?"
    )


def _scaled(number: str, power: int, convert: Callable[[Any], Decimal]) -> Decimal:
    return convert(number) if not power else convert(str(amounts.decimal(number) * 10**power))
