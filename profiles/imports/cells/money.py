"""Amounts of money: the currency and the unit that a header or a cell states, never a guess.

A header states them after or before its words ("Revenue (US$ m)", "营业收入（万元）"), a cell beside its number
("3.2 Mrd €", "33.9亿元"). A cell overrides its header, and its value is multiplied once; where they contradict
each other, or leave two readings, the cell is refused.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.utils.translation import gettext as _

from kit.currencies import CURRENCIES, Word, capitals_only, money_words
from profiles.imports.cells import amounts
from profiles.imports.cells.problems import BadValue
from profiles.search import fold

# Power of ten -> the words for it. The first is how columns are called: turnover_usd_million.
SCALES = {
    3: ("thousand", "thousands", "k", "000", "000s", "000's", "1000", "1,000", "millier", "milliers", "miles", "千", "tsd", "tys", "천", "тыс", "тысяч", "x 1000", "x 1,000", "x 1.000"),
    4: ("wan", "万", "만", "10k", "10,000", "10000", "10 000", "10 thousand", "ten thousand"),
    5: ("lakh", "lakhs", "lac", "lacs", "十万"),
    6: ("million", "millions", "m", "mm", "mn", "mln", "mio", "mill", "millones", "milhões", "milioni", "milyon", "millionen", "百万", "백만", "млн", "миллионов"),
    7: ("crore", "crores", "cr", "千万"),
    8: ("yi", "亿", "억", "100 million", "100m", "hundred million", "hundred millions"),
    9: ("billion", "billions", "bn", "b", "bln", "md", "mds", "mrd", "mrds", "mld", "milliard", "milliards", "milliarden", "miliardi", "milyar", "十亿", "млрд", "миллиардов"),
    10: ("百亿",),
    11: ("千亿",),
    12: ("trillion", "trillions", "tn", "trn", "万亿", "조"),
}  # fmt: skip
# What may stand between: "(in millions of US dollars)", "单位：万元".
BETWEEN = r"(?:[\s_()\[\]{}:,;/.*'’\"–—-]|(?<![a-z])(?:in|of|en|de|d|unit|units|unite|unites)(?![a-z])|单位|以|计|为)*"
CAPITALS = re.compile(rf"(?<![A-Za-z])({'|'.join(sorted(capitals_only()))})(?![A-Za-z])")
BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")  # revenueUSD
THOUSAND = re.compile(r"(?<![A-Za-z])T(?=€|EUR\b|CHF\b)")  # TEUR, as German accounts have it
MARK = "¤"  # before such a code once it is folded
COLUMN = re.compile(r"_([a-z]{3}(?:_or_[a-z]{3})*)(?:_([a-z]+))?")
AMOUNT = re.compile(r"(?P<before>\D*?)\s*(?P<number>\d(?:[\d\s.,'’]*\d)?(?:[eE]\+?\d+)?)\s*(?P<after>\D*)")
NEGATIVE = re.compile(r"[-−–]|\([^)]*$")  # before a number; accounts write (5) for -5
MYRIADS = re.compile("[万萬亿億만억]")
DECIMALS = 6
MAX_LENGTH = 100


@dataclass(frozen=True)
class Measure:
    """What a header or a cell states about its numbers: words for a currency, a power of ten, both or neither."""

    words: tuple[Word, ...] = ()
    power: int | None = None

    @property
    def codes(self) -> frozenset[str]:
        """The currencies that all the words can mean; none where they contradict each other."""
        return frozenset.intersection(*(word.codes for word in self.words)) if self.words else frozenset()

    @property
    def currency(self) -> str:
        """The one currency that the words mean; "" where there is none, or it is ambiguous."""
        if len(self.codes) == 1:
            return next(iter(self.codes))
        usual = {word.usual for word in self.words} & self.codes
        return usual.pop() if len(usual) == 1 else ""

    @property
    def suffix(self) -> str:
        """What a column of it is called after its fact: "_usd_million"; measure_of() reads it."""
        codes = [self.currency] if self.currency else sorted(self.codes)
        parts = ["_or_".join(codes).lower(), SCALES[self.power][0] if self.power else ""]
        return "".join(f"_{part}" for part in parts if part)


@lru_cache(maxsize=2_000)
def measure_of(text: str) -> Measure | None:
    """The measure that the words beside a fact or a number state; None where some are unknown or contradictory."""
    if matched := COLUMN.fullmatch(text):
        codes = frozenset(matched[1].upper().split("_OR_"))
        scale = measure_of(matched[2] or "")
        if codes <= set(CURRENCIES) and scale is not None and not scale.words:
            return Measure((Word(codes),), scale.power)
    tokens = _tokens(marked(text))
    if tokens is None:
        return None
    words = tuple(_words()[token] for token in tokens if token in _words())
    powers = [_powers()[token] for token in tokens if token not in _words()]
    measure = Measure(words, powers[0] if powers else None)
    return None if len(powers) > 1 or (words and not measure.codes) else measure


def measure_said_in(header: str) -> Measure:
    """The currency, and the unit, that a header states whose other words are not known: "Umsatz (Mio. US$)"."""
    words = header.split()
    ends = (" ".join(words[start:]) for start in range(1, len(words)))
    for text in (*BRACKETS.findall(header), *ends):
        if (measure := measure_of(text)) is not None and measure.currency:
            return measure
    return Measure()


def marked(text: str) -> str:
    """A text in the form that its spellings share, with the codes marked that only capitals tell from other words."""
    text = THOUSAND.sub("k", text).replace("仟", "千")
    text = CAPITALS.sub(lambda matched: MARK + matched[1].lower(), text)
    return fold(CAMEL.sub(" ", text))


def _tokens(text: str) -> list[str] | None:
    """The words known here of which a folded text consists, from left to right the longest each."""
    position, tokens = 0, []
    while position < len(text):
        matched = _token().match(text, position)
        if matched is None or matched.end() == position:
            return None
        position = matched.end()
        if matched["token"]:
            tokens.append(re.sub(r"\s+", "", matched["token"]))
    return tokens


@cache
def _token() -> re.Pattern[str]:
    spellings = sorted(
        {*_folded_spellings(money_words()), *_folded_spellings(sum(SCALES.values(), ()))},
        key=len,
        reverse=True,
    )
    words = "|".join(re.escape(word).replace(r"\ ", r"\s*") for word in spellings)
    return re.compile(rf"{BETWEEN}(?P<token>{words})?")


@cache
def _words() -> dict[str, Word]:
    return {
        spelled.replace(" ", ""): word
        for name, word in money_words().items()
        for spelled in _folded_spellings([name])
    }


@cache
def _powers() -> dict[str, int]:
    return {fold(word).replace(" ", ""): power for power, words in SCALES.items() for word in words}


def _folded_spellings(words: Iterable[str]) -> list[str]:
    return [MARK + word.lower() if word in capitals_only() else fold(word) for word in words]


def amount(cell: Any, header: Measure, fact: str) -> tuple[Decimal, str]:
    """The value in plain units and its currency, of a cell below a header. `fact` names the column in error messages."""
    number, cell_measure = _parse(cell)
    currency = _currency(cell, header, cell_measure, fact)
    if header.power and cell_measure.words and cell_measure.power is None:
        raise BadValue(
            _("“%(cell)s” can be read with or without the header’s unit. Write the number alone.")
            % {"cell": cell}
        )
    power = header.power if cell_measure.power is None else cell_measure.power
    value = amounts.in_range(number * Decimal(10) ** (power or 0))
    return amounts.not_negative(round(value, DECIMALS)), currency


def refuse_other_unit(cell: Any, unit: str) -> None:
    """BadValue where a column of units beside an amount says thousands or millions, and its cell does not."""
    said = measure_of(unit)
    if said is None or not said.power:
        return
    _number, cell_measure = _parse(cell)
    if cell_measure.power is None:
        raise BadValue(
            _("“%(cell)s” can be read with or without the header’s unit. Write the number alone.")
            % {"cell": cell}
        )


def with_words(header: Measure, other: Measure) -> Measure:
    """A header with the words for a currency that stand elsewhere; where they contradict each other, no cell is read."""
    return Measure(header.words + other.words, header.power)


def _parse(cell: Any) -> tuple[Decimal, Measure]:
    if not isinstance(cell, str):
        return amounts.decimal(cell), Measure()
    text = unicodedata.normalize("NFKC", cell[:MAX_LENGTH]).strip()
    matched = AMOUNT.fullmatch(text) if len(cell) <= MAX_LENGTH else None
    measure = measure_of(f"{matched['before']} {matched['after']}") if matched else None
    if matched is None or measure is None:
        raise BadValue(_("This is no amount. Write it in digits with its currency, for example 33.9 bn USD."))
    if NEGATIVE.search(matched["before"]):
        raise BadValue(_("A value cannot be below zero."))
    number = matched["number"]
    if MYRIADS.search(matched["after"]):  # where one counts so, a comma is never a decimal point
        number = amounts.with_sign(number, ".")
    return amounts.decimal(number), measure


def _currency(cell: Any, header: Measure, cell_measure: Measure, fact: str) -> str:
    combined = Measure(header.words + cell_measure.words)
    if combined.currency:
        return combined.currency
    example = {"header": f"{fact}_usd"}
    if not combined.words:
        raise BadValue(_("No currency is given. Name it in the header, for example %(header)s.") % example)
    if not combined.codes:
        names = {"header": _choices(header), "cell": cell}
        raise BadValue(_("The header says %(header)s, the cell “%(cell)s”.") % names)
    example["codes"] = _choices(combined)
    raise BadValue(
        _("The currency can be %(codes)s. Name it in the header, for example %(header)s.") % example
    )


def _choices(measure: Measure) -> str:
    return measure.currency or " / ".join(sorted(measure.codes))
