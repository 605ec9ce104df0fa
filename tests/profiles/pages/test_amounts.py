"""Amounts in the home currency are always marked as converted, with the year of the rate."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils.translation import override

from companies.models import CompanyFigure
from profiles.pages.amounts import compared, converted_text


def figure(value=10_000_000_000, unit="USD", start="2020", kind="year", end="", **more):
    return CompanyFigure(
        value=Decimal(value), unit=unit, period_kind=kind, period_start=start, period_end=end, **more
    )


@pytest.mark.parametrize(
    ("shown", "currency", "text"),
    [
        (figure(), "CNY", "≈ 69 bn yuan, converted at the mean rate of 2020"),
        (figure(qualifier="about"), "CNY", "≈ 69 bn yuan, converted at the mean rate of 2020"),
        (figure(qualifier="over"), "CNY", "over 69 bn yuan, converted at the mean rate of 2020"),
        (figure(start="2021-01", kind="span", end="2021-07"), "CNY", "≈ 64.5 bn yuan, converted at the mean rate of 2021"),
        (figure(start="2021-04", kind="span", end="2022-03"), "EUR", "≈ 8.45 bn €, converted at the mean rate of 2021"),
        (figure(), "USD", ""),
        (figure(unit="VND"), "CNY", ""),
        (figure(start="1960"), "CNY", ""),
        (figure(start="", kind="undated"), "CNY", ""),
        (figure(unit="count"), "CNY", ""),
        (figure(), "", ""),
    ],
)  # fmt: skip
def test_converted_amount_says_so_with_its_year(shown, currency, text):
    with override("en"):
        assert converted_text(shown, currency) == text


def test_compared_figure_is_of_a_year_though_a_newer_one_is_of_a_part_of_one():
    half, year, before = figure(start="2021-01", kind="span", end="2021-07"), figure(), figure(start="2019")
    assert compared([half, year, before], "CNY") is year
    assert compared([half], "CNY") is half


def test_of_one_period_the_whole_comes_first_and_then_the_home_currency():
    some, dollars, yuan = figure(coverage="listed", unit="CNY"), figure(), figure(unit="CNY")
    assert compared([some, dollars, yuan], "CNY") is yuan
    assert compared([some, dollars], "CNY") is dollars
    assert compared([some], "CNY") is some
