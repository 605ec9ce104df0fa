"""Amounts are converted by the shipped table alone: each is computed again here by plain arithmetic."""

from __future__ import annotations

import csv
import itertools
import math
import random
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pytest

from kit.currencies import CURRENCIES
from profiles.facts.exchange_rates import (
    FILE,
    Converted,
    converted,
    factor_for_a_year,
    is_of_a_year,
    rate,
    year_of,
)

NEEDED = {"CNY", "USD", "EUR", "BRL", "INR", "KRW", "SEK", "GBP", "JPY", "HKD"}


@dataclass
class Amount:
    value: Decimal
    unit: str
    period_kind: str = "year"
    period_start: str = "2020"
    period_end: str = ""
    qualifier: str = "exact"


def table() -> dict[tuple[str, int], Fraction]:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    dollars = {("USD", int(row["year"])): Fraction(1) for row in rows}
    return dollars | {(row["currency"], int(row["year"])): Fraction(row["per_usd"]) for row in rows}


def test_table_holds_each_year_of_a_known_currency_once_with_its_source():
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    keys = [(row["currency"], int(row["year"])) for row in rows]
    assert keys == sorted(set(keys))
    assert {row["currency"] for row in rows} <= set(CURRENCIES) - {"USD"}
    assert {row["source"] for row in rows} == {"fed", "ecb"}
    assert all(Decimal(row["per_usd"]) > 0 for row in rows)
    notes = FILE.with_suffix(".md").read_text(encoding="utf-8")
    assert all(row["currency"] in notes for row in rows)


@pytest.mark.parametrize("currency", sorted(NEEDED))
def test_needed_currencies_have_rates_of_each_recent_year(currency):
    known = {year for code, year in table() if code == currency}
    assert set(range(1999, 2026)) <= known


def test_fifty_amounts_are_converted_as_plain_arithmetic_does():
    rates, chance = table(), random.Random(5)
    for _number in range(50):
        (currency, year), into = chance.choice(sorted(rates)), chance.choice(sorted(NEEDED))
        value = Decimal(chance.randrange(1, 10**13)) / 100
        result = converted(Amount(value, currency, period_start=str(year)), into)
        if currency == into or (into, year) not in rates:
            assert result is None
            continue
        expected = Fraction(value) * rates[into, year] / rates[currency, year]
        assert result is not None
        assert (result.currency, result.year) == (into, year)
        assert math.isclose(result.value, expected, rel_tol=1e-24)


@pytest.mark.parametrize(
    ("unit", "year", "into"),
    [("USD", "1970", "CNY"), ("VND", "2020", "CNY"), ("USD", "2020", "VND"), ("USD", "2020", ""), ("EUR", "1998", "USD")],
)  # fmt: skip
def test_what_the_table_lacks_stays_unconverted(unit, year, into):
    assert converted(Amount(Decimal(5), unit, period_start=year), into) is None


def test_amount_in_the_wanted_currency_is_not_converted():
    assert converted(Amount(Decimal(5), "CNY"), "CNY") is None


def test_undated_amount_is_not_converted():
    assert converted(Amount(Decimal(5), "USD", "undated", ""), "CNY") is None


@pytest.mark.parametrize(
    ("kind", "start", "end", "year"),
    [
        ("year", "2012", "", 2012),
        ("as_of", "2012-06-30", "", 2012),
        ("as_of", "2012", "", 2012),
        ("span", "2012-01", "2012-07", 2012),
        ("span", "2012-04-01", "2013-03-31", 2012),
        ("span", "2012-10-01", "2013-09-30", 2013),
        ("span", "2012-07", "2013-06", 2012),  # 184 days of 2012, 181 of 2013
        ("span", "2011-12", "2013-01", 2012),
        ("undated", "", "", None),
    ],
)
def test_period_takes_the_rate_of_the_year_with_most_of_its_days(kind, start, end, year):
    assert year_of(kind, start, end) == year


@pytest.mark.parametrize(
    ("kind", "start", "end", "stands_for_a_year"),
    [
        ("year", "2012", "", True),
        ("as_of", "2012-06-30", "", False),
        ("span", "2012-04-01", "2013-03-31", True),
        ("span", "2012-01", "2012-12", True),
        ("span", "2012-01", "2012-07", False),
        ("span", "2012-01", "2013-12", False),
    ],
)
def test_part_of_a_year_does_not_stand_for_a_year(kind, start, end, stands_for_a_year):
    assert is_of_a_year(kind, start, end) is stands_for_a_year
    assert math.isnan(factor_for_a_year("CNY", "CNY", kind, start, end)) is not stands_for_a_year


def test_undated_amount_is_taken_for_that_of_a_year_where_it_needs_no_rate():
    assert factor_for_a_year("CNY", "CNY", "undated", "", "") == 1
    assert math.isnan(factor_for_a_year("USD", "CNY", "undated", "", ""))


def test_there_and_back_again_is_the_same_amount():
    for currency, into in itertools.permutations(sorted(NEEDED), 2):
        there, back = rate(currency, into, 2020), rate(into, currency, 2020)
        assert there is not None
        assert back is not None
        assert math.isclose(there * back, 1, rel_tol=1e-24)


def test_dollars_of_2020_are_yuan_at_the_published_rate():
    assert converted(Amount(Decimal(10), "USD"), "CNY") == Converted(Decimal("69.042"), "CNY", 2020)
