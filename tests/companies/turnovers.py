"""What a company's turnover is compared by, computed once more from the shipped table, one figure after the other."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from companies.models import Company
from profiles.facts.exchange_rates import FILE


@cache
def table() -> dict[tuple[str, int], Fraction]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {(row["currency"], int(row["year"])): Fraction(row["per_usd"]) for row in csv.DictReader(file)}


def per_dollar(currency: str, year: int) -> Fraction | None:
    return Fraction(1) if currency == "USD" else table().get((currency, year))


def days_of(figure: Any) -> list[date]:
    begin = figure.period_start.first_day()
    end = (figure.period_end or figure.period_start).last_day()
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def of_a_year(figure: Any, currency: str) -> Fraction | None:
    """The value in this currency; None where it does not stand for a year, or nothing converts it."""
    if figure.period_kind == "as_of":
        return None
    if figure.period_kind == "span" and not 364 <= len(days_of(figure)) <= 371:
        return None
    if figure.unit == currency:
        return Fraction(figure.value)
    if figure.period_kind == "undated":
        return None
    years = [day.year for day in days_of(figure)]
    year = max(sorted(set(years)), key=years.count)
    given, wanted = per_dollar(figure.unit, year), per_dollar(currency, year)
    return Fraction(figure.value) * wanted / given if given and wanted else None


def comparable_turnover(company: Company, currency: str = "CNY") -> Fraction | None:
    """Of the newest period: what counts all before what counts less, what is in this currency before the rest; never a part."""
    figures = company.figures.filter(metric__code="turnover").exclude(rank="disputed")
    figures = figures.exclude(coverage="part")
    known = [figure for figure in figures if of_a_year(figure, currency) is not None]

    def place(figure: Any) -> Any:
        end = str(figure.period_end or figure.period_start)
        return (end + "-99" if end else "", figure.coverage == "all", figure.unit == currency)

    known.sort(key=lambda figure: str(figure.pk))
    known.sort(key=place, reverse=True)
    return of_a_year(known[0], currency) if known else None
