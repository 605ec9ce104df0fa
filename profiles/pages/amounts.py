"""Amounts of money on pages: in the currency of their source, and converted into the home currency, which is always said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from kit.numbers import Amount, format_value
from profiles.facts.exchange_rates import converted, factor_for_a_year
from profiles.models import Figure

AnyFigure = TypeVar("AnyFigure", bound=Figure)
NEARLY = ("exact", "about")  # what is exact in one currency is nearly so in another


def converted_text(amount: Amount, currency: str) -> str:
    """ "≈ 8.76 bn €, converted at the mean rate of 2020"; empty where nothing is converted."""
    conversion = converted(amount, currency)
    if conversion is None:
        return ""
    if amount.qualifier in NEARLY:
        text = _("≈ %(amount)s, converted at the mean rate of %(year)s")
        return text % {"amount": format_value(conversion.value, currency), "year": conversion.year}
    text = _("%(amount)s, converted at the mean rate of %(year)s")
    return text % {
        "amount": format_value(conversion.value, currency, amount.qualifier),
        "year": conversion.year,
    }


def compared(figures: Sequence[AnyFigure], currency: str) -> AnyFigure:
    """Of figures of the whole, the newest first, the one that lists compare by; the newest where none can be compared.

    As profiles/catalogue/figures.py chooses among all.
    """
    comparable = [figure for figure in figures if _is_comparable(figure, currency)]
    if not comparable:
        return figures[0]
    end = _end(comparable[0])
    newest = [figure for figure in comparable if _end(figure) == end]
    return max(newest, key=lambda figure: (figure.coverage == Figure.Coverage.ALL, figure.unit == currency))


def _end(figure: Figure) -> str:
    return str(figure.period_end or figure.period_start)


def _is_comparable(figure: Figure, currency: str) -> bool:
    period = (str(figure.period_kind), str(figure.period_start), str(figure.period_end))
    return not math.isnan(factor_for_a_year(figure.unit, currency, *period))
