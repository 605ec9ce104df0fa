"""Yearly mean exchange rates, to compare amounts in different currencies; profiles/data/exchange_rates.md says where they are from.

An amount is converted at the mean rate of the year that its period lies in. What the table lacks is not converted.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path

from kit.numbers import Amount
from kit.partial_date import PartialDate, is_twelve_months

FILE = Path(__file__).parent.parent / "data" / "exchange_rates.csv"
HOME_CURRENCY = "home"  # in the place of a unit: whichever currency the park's is
BASE = "USD"  # what the table says the rates of the others against


@dataclass(frozen=True)
class Converted:
    """An amount in another currency, at the mean rate of a year."""

    value: Decimal
    currency: str
    year: int


@cache
def _per_base() -> dict[tuple[str, int], Decimal]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["currency"], int(row["year"])): Decimal(row["per_usd"]) for row in rows}


def _of_base(currency: str, year: int) -> Decimal | None:
    return Decimal(1) if currency == BASE else _per_base().get((currency, year))


@lru_cache(maxsize=10_000)
def rate(currency: str, into: str, year: int) -> Decimal | None:
    """How much of the other currency a unit was worth in the mean of the year; None where the table does not say."""
    if currency == into:
        return Decimal(1)
    given, wanted = _of_base(currency, year), _of_base(into, year)
    return wanted / given if given and wanted else None


@lru_cache(maxsize=10_000)
def year_of(kind: str, start: str, end: str) -> int | None:
    """The year whose rate a period takes: of two years the one with more of its days, of equals the first. None where undated."""
    if kind == "undated" or not start:
        return None
    if kind != "span":
        return PartialDate(start).year
    first, last = PartialDate(start).first_day(), PartialDate(end).last_day()
    days = {
        year: (min(last, last.replace(year, 12, 31)) - max(first, first.replace(year, 1, 1))).days
        for year in range(first.year, last.year + 1)
    }
    return max(days, key=lambda year: days[year])


@lru_cache(maxsize=10_000)
def is_of_a_year(kind: str, start: str, end: str) -> bool:
    """Whether a period is a calendar year, or twelve months in a row as a financial year is; what is as of a date is of no year."""
    if kind != "span":
        return kind == "year"
    return is_twelve_months(PartialDate(start), PartialDate(end))


def converted(amount: Amount, into: str) -> Converted | None:
    """The amount in another currency; None where it is in this one already, or cannot be converted."""
    year = year_of(amount.period_kind, str(amount.period_start), str(amount.period_end))
    if not into or amount.unit == into or year is None:
        return None
    factor = rate(amount.unit, into, year)
    return None if factor is None else Converted(amount.value * factor, into, year)


@lru_cache(maxsize=50_000)
def factor_for_a_year(currency: str, into: str, kind: str, start: str, end: str) -> float:
    """What turns an amount into one of a year in this currency, to be compared with others; NaN where nothing does.

    An undated one is taken for that of a year, where it needs no rate.
    """
    if kind != "undated" and not is_of_a_year(kind, start, end):
        return float("nan")
    if currency == into:
        return 1.0
    year = year_of(kind, start, end)
    factor = rate(currency, into, year) if year is not None else None
    return float("nan") if factor is None else float(factor)
