import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.columns import TENANTS
from profiles.imports.cells import money, quantities
from profiles.imports.cells.problems import BadValue
from profiles.imports.cells.quantities import Quantity, qualified
from profiles.imports.rows.columns import EMPLOYEES


@pytest.mark.parametrize(
    ("cell", "value", "qualifier"),
    [
        (300, "300", "exact"),
        ("1,900", "1900", "exact"),
        ("1 900", "1900", "exact"),
        ("1900.0", "1900", "exact"),
        ("1.9k", "1900", "exact"),
        ("1,9 millier", "1900", "exact"),
        ("200人", "200", "exact"),
        ("１２０名", "120", "exact"),
        ("1.2万人", "12000", "exact"),
        ("120 employees", "120", "exact"),
        ("120 salariés", "120", "exact"),
        ("员工 120", "120", "exact"),
        ("500+", "500", "over"),
        ("500＋人", "500", "over"),
        ("10000以上", "10000", "over"),
        ("500余人", "500", "over"),
        ("20多万人", "200000", "over"),
        (">1000", "1000", "over"),
        ("≥ 1000", "1000", "over"),
        ("more than 1,000", "1000", "over"),
        ("plus de 1 000", "1000", "over"),
        ("超过1000人", "1000", "over"),
        ("不少于1000人", "1000", "over"),
        ("at least 20 people", "20", "over"),
        ("about 300", "300", "about"),
        ("c. 300", "300", "about"),
        ("~300", "300", "about"),
        ("约500", "500", "about"),
        ("约200人", "200", "about"),
        ("500人左右", "500", "about"),
        ("environ 300", "300", "about"),
        ("près de 300 personnes", "300", "about"),
        ("<50", "50", "under"),
        ("不到50人", "50", "under"),
        ("moins de 50", "50", "under"),
        ("≤ 50", "50", "up_to"),
        ("not more than 50", "50", "up_to"),
        ("不超过50人", "50", "up_to"),
        ("50人以下", "50", "up_to"),
    ],
)
def test_count_is_read_with_its_qualifier(cell, value, qualifier):
    assert EMPLOYEES(cell) == Quantity(Decimal(value), qualifier)


@pytest.mark.parametrize(
    "cell",
    [
        *("51-200", "51 – 200", "51~200", "51 to 200", "51至200人", "51 à 200", "between 51 and 200", "5万-10万"),
        *("300?", "300（？）", "约500人以上", "12,5 %", "120 kg", "500家", "5.5人", "-3", "a few", "1.234", "3e4人"),
        *("120人（2023年）", "CA$ 500", "5 m", True, "1.2345k"),
    ],
)  # fmt: skip
def test_count_that_a_figure_cannot_hold_is_left_out(cell):
    with pytest.raises(BadValue):
        EMPLOYEES(cell)


def test_unit_of_one_column_is_none_of_another():
    assert TENANTS("500家") == Quantity(Decimal(500))
    with pytest.raises(BadValue):
        TENANTS("500人")


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("480", "480", ""),
        ("480 km²", "480", "km2"),
        ("480 km2", "480", "km2"),
        ("12,5 ha", "12.5", "ha"),
        ("1.2万平方米", "12000", "m2"),
        ("488平方公里", "488", "km2"),
        ("4.5 square kilometres", "4.5", "km2"),
    ],
)
def test_area_is_read_with_its_unit(cell, value, unit):
    assert quantities.area(cell) == Quantity(Decimal(value), "exact", unit)


@pytest.mark.parametrize("cell", ["5 acres", "480 亩", "5-10 ha", "-5 ha"])
def test_area_in_a_unit_that_is_not_known_is_left_out(cell):
    with pytest.raises(BadValue):
        quantities.area(cell)


@pytest.mark.parametrize(
    ("cell", "qualifier", "value", "currency"),
    [
        ("over US$ 33.9 bn", "over", 33_900_000_000, "USD"),
        ("33.9 bn US$", "exact", 33_900_000_000, "USD"),
        ("约1.2亿元", "about", 120_000_000, "CNY"),
        ("RMB 约 500万", "about", 5_000_000, "CNY"),
        ("CA$ 500", "exact", 500, "CAD"),
        ("env. 12,5 M€", "about", 12_500_000, "EUR"),
        ("5亿美元以上", "over", 500_000_000, "USD"),
    ],
)
def test_amount_is_read_with_its_qualifier(cell, qualifier, value, currency):
    plain, found = qualified(cell)
    assert (found, *money.amount(plain, money.Measure(), "turnover")) == (qualifier, value, currency)


@given(
    st.one_of(
        st.text(max_size=30),
        st.from_regex(r"(about|约|>|c\.)? ?[0-9.,]{1,9} ?([+人k万-]|以上| to )?[0-9]*", fullmatch=True),
    )
)
def test_any_text_is_read_or_left_out(text):
    with contextlib.suppress(BadValue):
        quantity = EMPLOYEES(text)
        assert quantity.value == abs(quantity.value.to_integral_value())
        assert EMPLOYEES(str(quantity.value)) == Quantity(quantity.value)
