from decimal import Decimal

import pytest
from django.utils import translation

from profiles.numbers import format_value


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "language", "text"),
    [
        ("33900000000", "USD", "exact", "en", "33.9 bn US$"),
        ("33900000000", "USD", "exact", "zh-hans", "339亿美元"),
        ("33900000000", "USD", "exact", "fr", "33,9\u00a0Md\u00a0$\u00a0US"),
        ("3000", "count", "over", "en", "over 3,000"),
        ("2300", "count", "exact", "fr", "2\u202f300"),
        ("2300", "count", "exact", "zh-hans", "2300"),
        ("480", "km2", "exact", "en", "480 km²"),
        ("70", "percent", "exact", "fr", "70\u00a0%"),
        ("0.65", "ha", "exact", "en", "0.65 ha"),
        ("0", "count", "exact", "en", "0"),
    ],
)
def test_value_is_written_as_readers_do(value, unit, qualifier, language, text):
    with translation.override("en"):
        assert format_value(Decimal(value), unit, qualifier, language) == text
