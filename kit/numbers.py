"""Numbers and periods as readers of each language write them.

English groups by comma and says "bn"; Chinese counts in 万 (10^4), 亿 (10^8) and 万亿 (10^12); French groups by
U+202F, sets U+00A0 before units and per cent signs, and says "Md". A short form keeps three
significant digits; a figure's exact value stands in the chart's table and in exports.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from django.utils.translation import get_language, override, pgettext_lazy
from django.utils.translation import gettext as _

from kit.currencies import CURRENCIES
from kit.partial_date import PartialDate, is_twelve_months

# Language -> (power of ten, word after the number), largest first.
MAGNITUDES = {
    "en": ((9, " bn"), (6, " m")),
    "fr": ((9, "\u00a0Md"), (6, "\u00a0M")),
    "zh-hans": ((12, "万亿"), (8, "亿"), (4, "万")),
}
UNITS = {
    "en": {
        "percent": "%", "km2": " km²", "ha": " ha", "m2": " m²", "per_day": " a day",
        "CNY": " yuan", "USD": " US$", "EUR": " €", "GBP": " £", "JPY": " yen", "HKD": " HK$",
        "BRL": " reais", "CHF": " Swiss francs", "INR": " Indian rupees", "KRW": " won",
    },
    "fr": {
        "percent": "\u00a0%", "km2": "\u00a0km²", "ha": "\u00a0ha", "m2": "\u00a0m²", "per_day": "\u00a0par jour",
        "CNY": "\u00a0yuans", "USD": "\u00a0$\u00a0US", "EUR": "\u00a0€", "GBP": "\u00a0£", "JPY": "\u00a0yens", "HKD": "\u00a0$\u00a0HK",
        "BRL": "\u00a0réaux", "CHF": "\u00a0francs\u00a0suisses", "INR": "\u00a0roupies\u00a0indiennes", "KRW": "\u00a0wons",
    },
    "zh-hans": {
        "percent": "%", "km2": "平方公里", "ha": "公顷", "m2": "平方米", "per_day": "每天{}家",
        "CNY": "元", "USD": "美元", "EUR": "欧元", "GBP": "英镑", "JPY": "日元", "HKD": "港元",
        "BRL": "雷亚尔", "CHF": "瑞士法郎", "INR": "印度卢比", "KRW": "韩元",
    },
}  # fmt: skip
QUALIFIED = {
    "over": pgettext_lazy("more than a value", "over %(value)s"),
    "about": pgettext_lazy("near a value", "about %(value)s"),
    "under": pgettext_lazy("less than a value", "under %(value)s"),
    "up_to": pgettext_lazy("a value at the most", "up to %(value)s"),
}
MAX_EXACT = 1_000_000
GROUPING = {"en": ",", "fr": "\u202f", "zh-hans": ""}


class Amount(Protocol):
    """A value with its unit and its period, as profiles/models/figure.py keeps it."""

    value: Decimal
    unit: str
    qualifier: str
    period_kind: str
    period_start: str
    period_end: str


def _language(language: str | None = None) -> str:
    code = language or get_language() or "en"
    return code if code in MAGNITUDES else "en"


def format_value(
    value: Decimal,
    unit: str,
    qualifier: str = "exact",
    language: str | None = None,
    *,
    with_unit: bool = True,
) -> str:
    """A value with its unit: "33.9 bn US$", "over 3,000", "339亿美元", "33,9 Md $ US"."""
    code = _language(language)
    # Money is shortened; a count only in Chinese, where 10 000 has a word of its own.
    is_short = unit in CURRENCIES or (code == "zh-hans" and not _is_exact_count(value, unit))
    number = _abbreviate(value, code) if is_short else plain(value, code)
    words = _unit(unit, code, number) if with_unit else ""
    if "{}" in words:  # they stand around the number: 每天1家
        return words.format(_qualified(number, qualifier, code))
    return _qualified(number + words, qualifier, code)


def _qualified(text: str, qualifier: str, code: str) -> str:
    if qualifier not in QUALIFIED:
        return text
    with override(code):
        return str(QUALIFIED[qualifier]) % {"value": text}


def _is_exact_count(value: Decimal, unit: str) -> bool:
    """Whether a word for ten thousands would take digits from a count that people know by heart: 24,949 employees."""
    return unit == "count" and abs(value) < MAX_EXACT and _rounded(value) % 100 != 0


def _unit(unit: str, code: str, number: str) -> str:
    """A currency without a word here goes by its code. In French words follow "Md" with "de": 33,9 Md de yuans."""
    space = "\u00a0" if code == "fr" else " "
    text = UNITS[code].get(unit) or (space + unit if unit in CURRENCIES else "")
    is_word = unit in CURRENCIES and text[1:2].islower()
    return f"\u00a0de{text}" if code == "fr" and is_word and number[-1].isalpha() else text


def plain(value: Decimal, language: str | None = None) -> str:
    """The value grouped by thousands, with two decimals at most, or three digits where it is below 1."""
    code = _language(language)
    rounded = _rounded(value)
    whole, _point, decimals = f"{abs(rounded):f}".partition(".")
    grouped = f"{int(whole):,}".replace(",", GROUPING[code])
    decimals = decimals.rstrip("0")
    sign = "-" if rounded < 0 else ""
    return sign + grouped + (("," if code == "fr" else ".") + decimals if decimals else "")


def _rounded(value: Decimal) -> Decimal:
    if not value % 1:
        return value.quantize(Decimal(1))
    # adjusted() is the power of ten of the first digit: -3 for 0.0042, which needs five decimals.
    return value.quantize(Decimal(1).scaleb(-max(2, 2 - value.adjusted())))


def _abbreviate(value: Decimal, code: str) -> str:
    """With the largest word that the number reaches as it is shown, rounded: 999,999,999 is "1 bn"."""
    rounded, power, word = _rounded(value), 0, ""
    for larger, larger_word in reversed(MAGNITUDES[code]):
        if abs(rounded) < Decimal(10) ** (larger - power):
            break
        rounded, power, word = _three_digits(value.scaleb(-larger)), larger, larger_word
    return plain(rounded, code) + word


def _three_digits(value: Decimal) -> Decimal:
    places = max(0, 3 - len(str(int(abs(value)))))
    return value.quantize(Decimal(1).scaleb(-places))


def figure_text(figure: Amount, language: str | None = None) -> str:
    return format_value(figure.value, figure.unit, figure.qualifier, language)


def period_label(figure: Amount) -> str:
    """ "2012", "2012/13" for a financial year, "June 2016"."""
    start = PartialDate(figure.period_start)
    if figure.period_kind != "span":
        return start.localized()
    end = PartialDate(figure.period_end)
    if is_twelve_months(start, end):
        return f"{start.year}/{end.year % 100:02d}" if end.year != start.year else str(start.year)
    return _("%(start)s to %(end)s") % {"start": start.localized(), "end": end.localized()}
