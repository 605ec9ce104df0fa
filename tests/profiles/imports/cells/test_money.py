import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.columns import COMPANIES
from kit.currencies import CURRENCIES
from profiles.imports.cells.money import Measure, amount, measure_of
from profiles.imports.cells.problems import BadValue
from profiles.imports.rows.headers import Headers

BN = 10**9


def column(header):
    return Headers(COMPANIES).recognise([header])[0]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("turnover_cny", "turnover_cny"),
        ("turnover_chf", "turnover_chf"),
        ("revenue_usd", "turnover_usd"),
        ("REVENUE_USD", "turnover_usd"),
        ("revenueUSD", "turnover_usd"),
        ("USD revenue", "turnover_usd"),
        ("Turnover (CNY)", "turnover_cny"),
        ("Revenue (US$ m)", "turnover_usd_million"),
        ("Revenue ($MM)", "turnover_usd_million"),
        ("Revenue, USD '000", "turnover_usd_thousand"),
        ("Revenue (100 million yuan)", "turnover_cny_yi"),
        ("RMB m revenue", "turnover_cny_million"),
        ("Turnover in € bn", "turnover_eur_billion"),
        ("Revenue (MSEK)", "turnover_sek_million"),
        ("Revenue (TRY)", "turnover_try"),
        ("turnover_all", "turnover_all"),
        ("营业收入（元）", "turnover_cny"),
        ("营业收入（万元）", "turnover_cny_wan"),
        ("營業收入（億元）", "turnover_cny_yi"),
        ("营业收入（万美元）", "turnover_usd_wan"),
        ("营业收入 单位：人民币百万元", "turnover_cny_million"),
        ("CA (M€)", "turnover_eur_million"),
        ("CA en millions d’euros", "turnover_eur_million"),
        ("Chiffre d'affaires (k€)", "turnover_eur_thousand"),
        ("Revenue (¥ m)", "turnover_cny_or_jpy_million"),
        ("Revenue", "turnover"),
        ("营业额", "turnover"),
        ("Chiffre d’affaires", "turnover"),
        ("revenue_usd_source", "turnover_usd_source"),
        ("revenue_year", "turnover_year"),
    ],
)
def test_header_says_currency_and_unit(header, name):
    assert column(header) == name
    assert column(name) == name


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Revenue (%)",
            "Revenue growth",
            "Revenue 2023",
            "Revenue (US$ / €)",
            "Revenue (m, bn)",
            "turnover_xxx",
        ),
        *("Turnover all", "TURNOVER ALL", "revenue top", "Catalogue", "CAD", "cash"),
    ],
)
def test_header_whose_rest_is_not_known_is_an_unknown_column(header):
    assert column(header) == ""


@pytest.mark.parametrize("code", CURRENCIES)
def test_every_currency_has_a_column(code):
    assert column(f"turnover_{code.lower()}") == f"turnover_{code.lower()}"
    assert column(f"revenue_{code.lower()}_million") == f"turnover_{code.lower()}_million"
    assert amount(f"5 {code}", Measure(), "turnover") == (5, code)


@pytest.mark.parametrize(
    ("header", "cell", "value", "currency"),
    [
        # in the contract's own column
        *(
            ("_cny", cell, 33_900_000, "CNY")
            for cell in ("33900000", 33900000, "¥33,900,000", "RMB 33,900,000")
        ),
        *(
            ("_cny", cell, 33_900_000, "CNY")
            for cell in ("33,900,000元", "3390万", "3390万元", "33.9 million")
        ),
        ("_cny", "339亿元", 33_900_000_000, "CNY"),
        ("_cny", "33.9 bn", 33_900_000_000, "CNY"),
        # the cell says it all
        ("", "$33.9 bn", 33_900_000_000, "USD"),
        ("", "US$ 5 million", 5_000_000, "USD"),
        ("", "3.2 Mrd €", 3_200_000_000, "EUR"),
        ("", "12 500 000 €", 12_500_000, "EUR"),
        ("", "33,9 Md $ US", 33_900_000_000, "USD"),
        ("", "33.9亿元", 3_390_000_000, "CNY"),
        ("", "339亿美元", 33_900_000_000, "USD"),
        ("", "¥33.9亿元", 3_390_000_000, "CNY"),
        ("", "CHF 12'000'000", 12_000_000, "CHF"),
        ("", "HK$5m", 5_000_000, "HKD"),
        ("", "5 millions d’euros", 5_000_000, "EUR"),
        ("", "500 TRY", 500, "TRY"),
        # the header says a unit, and is not counted twice
        ("_usd_million", "33.9", 33_900_000, "USD"),
        ("_usd_million", "33.9m", 33_900_000, "USD"),
        ("_usd_million", "$33.9 million", 33_900_000, "USD"),
        ("_cny_wan", "3390万元", 33_900_000, "CNY"),
        ("_cny_wan", "33.9亿元", 3_390_000_000, "CNY"),
        ("_hkd", "$5m", 5_000_000, "HKD"),
        ("_hkd", "500万元", 5_000_000, "HKD"),
        ("_million", "33.9 USD m", 33_900_000, "USD"),
        ("_cny_or_jpy_million", "5百万元", 5_000_000, "CNY"),
        ("_usd_million", 0.1 + 0.2, 300_000, "USD"),
        ("_usd", "0.1234567", Decimal("0.123457"), "USD"),
    ],
)
def test_amount_is_read_with_its_currency(header, cell, value, currency):
    assert amount(cell, measure_of(header), "turnover") == (value, currency)


@pytest.mark.parametrize(
    ("header", "cell", "reason"),
    [
        *(
            ("", cell, "No currency is given. Name it in the header, for example turnover_usd.")
            for cell in (5, "5", "33.9亿")
        ),
        ("_million", "5", "No currency is given. Name it in the header, for example turnover_usd."),
        ("", "¥5", "The currency can be CNY / JPY. Name it in the header, for example turnover_usd."),
        (
            "_cny_or_jpy",
            "5",
            "The currency can be CNY / JPY. Name it in the header, for example turnover_usd.",
        ),
        ("_cny", "$5m", "The header says CNY, the cell “$5m”."),
        ("_usd", "5亿元", "The header says USD, the cell “5亿元”."),
        ("_eur", "US$5", "The header says EUR, the cell “US$5”."),
        (
            "_usd_million",
            "$33.9",
            "“$33.9” can be read with or without the header’s unit. Write the number alone.",
        ),
        (
            "_cny_wan",
            "3390元",
            "“3390元” can be read with or without the header’s unit. Write the number alone.",
        ),
        ("_cny", "1,234", "“1,234” can be read as 1234 or as 1.234. Write it without a separator."),
        *(
            ("_cny", cell, "A value cannot be below zero.")
            for cell in ("-5", "(5,000)", "-5 CNY", "CNY -5", -5)
        ),
        *(
            (
                "_usd",
                cell,
                "This is no amount. Write it in digits with its currency, for example 33.9 bn USD.",
            )
            for cell in (
                "~5",
                "5-6",
                "5+",
                "5%",
                "over 5",
                "5 apples",
                "5 USD EUR",
                "5 m bn",
                "",
                "x" * 1000,
                "5 try",
            )
        ),
        ("_usd", "5" * 20, "This number is too large."),
        ("_usd", "999999999999 bn", "This number is too large."),
    ],
)
def test_amount_that_is_not_certain_is_not_taken(header, cell, reason):
    with pytest.raises(BadValue) as refused:
        amount(cell, measure_of(header), "turnover")
    assert str(refused.value) == reason


@given(st.text(max_size=40))
def test_any_header_and_cell_is_read_or_not_taken(text):
    assert column(f"turnover {text}") == "" or column(column(f"turnover {text}")) == column(
        f"turnover {text}"
    )
    with contextlib.suppress(BadValue):
        value, currency = amount(text, Measure(), "turnover")
        assert value >= 0
        assert currency in CURRENCIES
