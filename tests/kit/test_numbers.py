from decimal import Decimal

import pytest
from django.utils import translation

from kit.numbers import format_value, plain


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "language", "text"),
    [
        ("33900000000", "USD", "exact", "en", "33.9 bn US$"),
        ("33900000000", "USD", "exact", "zh-hans", "339亿美元"),
        ("33900000000", "USD", "exact", "fr", "33,9\u00a0Md\u00a0$\u00a0US"),
        ("12500000", "SEK", "exact", "en", "12.5 m SEK"),
        ("12500000", "SEK", "exact", "zh-hans", "1250万 SEK"),
        ("12500000", "SEK", "exact", "fr", "12,5\u00a0M\u00a0SEK"),
        ("85000000000", "INR", "exact", "en", "85 bn Indian rupees"),
        ("85000000000", "INR", "exact", "zh-hans", "850亿印度卢比"),
        ("85000000000", "INR", "exact", "fr", "85\u00a0Md\u00a0de\u00a0roupies\u00a0indiennes"),
        ("24949", "count", "exact", "zh-hans", "24949"),
        ("63000", "count", "about", "zh-hans", "约6.3万"),
        ("24949000", "CNY", "exact", "zh-hans", "2495万元"),
        ("3000", "count", "over", "en", "over 3,000"),
        ("2300", "count", "exact", "fr", "2\u202f300"),
        ("2300", "count", "exact", "zh-hans", "2300"),
        ("480", "km2", "exact", "en", "480 km²"),
        ("70", "percent", "exact", "fr", "70\u00a0%"),
        ("0.65", "ha", "exact", "en", "0.65 ha"),
        ("0", "count", "exact", "en", "0"),
        ("1", "per_day", "exact", "en", "1 a day"),
        ("1", "per_day", "exact", "zh-hans", "每天1家"),
        ("66", "per_day", "over", "zh-hans", "每天超过66家"),
    ],
)
def test_value_is_written_as_readers_do(value, unit, qualifier, language, text):
    with translation.override("en"):
        assert format_value(Decimal(value), unit, qualifier, language) == text


@pytest.mark.parametrize(
    ("value", "en", "zh", "fr"),
    [
        ("999999", "999,999 yuan", "100万元", "999\u202f999\u00a0yuans"),
        ("999950", "999,950 yuan", "100万元", "999\u202f950\u00a0yuans"),
        ("999999.999", "1 m yuan", "100万元", "1\u00a0M\u00a0de\u00a0yuans"),
        ("1000000", "1 m yuan", "100万元", "1\u00a0M\u00a0de\u00a0yuans"),
        ("9999.5", "9,999.5 yuan", "9999.5元", "9\u202f999,5\u00a0yuans"),
        ("9999.999", "10,000 yuan", "1万元", "10\u202f000\u00a0yuans"),
        ("10000", "10,000 yuan", "1万元", "10\u202f000\u00a0yuans"),
        ("99999999", "100 m yuan", "1亿元", "100\u00a0M\u00a0de\u00a0yuans"),
        ("99994999", "100 m yuan", "9999万元", "100\u00a0M\u00a0de\u00a0yuans"),
        ("999400000", "999 m yuan", "9.99亿元", "999\u00a0M\u00a0de\u00a0yuans"),
        ("999999999", "1 bn yuan", "10亿元", "1\u00a0Md\u00a0de\u00a0yuans"),
        ("999999999.999999", "1 bn yuan", "10亿元", "1\u00a0Md\u00a0de\u00a0yuans"),
        ("1000000000", "1 bn yuan", "10亿元", "1\u00a0Md\u00a0de\u00a0yuans"),
        ("999949999999", "1,000 bn yuan", "9999亿元", "1\u202f000\u00a0Md\u00a0de\u00a0yuans"),
        ("999999999999", "1,000 bn yuan", "1万亿元", "1\u202f000\u00a0Md\u00a0de\u00a0yuans"),
    ],
)
def test_word_is_chosen_for_the_rounded_number(value, en, zh, fr):
    found = [format_value(Decimal(value), "CNY", language=language) for language in ("en", "zh-hans", "fr")]
    assert found == [en, zh, fr]
    below = [format_value(-Decimal(value), "CNY", language=language) for language in ("en", "zh-hans", "fr")]
    assert below == [f"-{en}", f"-{zh}", f"-{fr}"]


@pytest.mark.parametrize("unit", ["USD", "EUR", "GBP", "JPY", "HKD"])
def test_word_is_chosen_for_the_rounded_number_in_each_currency(unit):
    assert format_value(Decimal(999_999_999), unit, language="en", with_unit=False) == "1 bn"
    assert format_value(Decimal(99_999_999), unit, language="zh-hans", with_unit=False) == "1亿"


@pytest.mark.parametrize("unit", ["count", "km2", "ha", "m2", "per_day"])
def test_number_that_is_no_money_has_a_word_in_chinese_alone(unit):
    values = [Decimal(999_999_999), Decimal(99_999_999), Decimal("9999.999")]
    assert [format_value(value, unit, language="en", with_unit=False) for value in values] == [
        "999,999,999",
        "99,999,999",
        "10,000",
    ]
    assert [format_value(value, unit, language="zh-hans", with_unit=False) for value in values] == [
        "10亿",
        "1亿",
        "1万",
    ]


@pytest.mark.parametrize(
    ("value", "text"), [("-0.5", "-0.5"), ("-0.0042", "-0.0042"), ("-0", "0"), ("-1234.5", "-1,234.5")]
)
def test_number_below_zero_keeps_its_sign(value, text):
    assert plain(Decimal(value), "en") == text
