"""What a column says as a whole of numbers that could be two."""

import pytest

from profiles.imports.rows.sampling import proved_decimal_sign


@pytest.mark.parametrize(
    ("cells", "sign"),
    [
        (["1,234", "12.5"], "."),
        (["1,234", "1,234,567"], "."),
        (["1.234", "1.250,75"], ","),
        (["1.234", "12,5"], ","),
        (["1,234", "0,5", "0.5"], ""),
        (["1,234", "85"], ""),
    ],
)
def test_decimals_of_a_column_are_as_its_other_cells_have_them(cells, sign):
    assert proved_decimal_sign("turnover_usd_million", cells) == sign


def test_amounts_counted_in_myriads_have_a_decimal_point():
    assert proved_decimal_sign("turnover_cny_wan", ["1,234"]) == "."


@pytest.mark.parametrize(
    ("cells", "sign"),
    [(["1.234", "85"], ","), (["1.234", "12.5"], "."), (["1.234", "1,234"], ""), (["85"], "")],
)
def test_count_with_a_point_has_thousands_unless_another_cell_has_decimals(cells, sign):
    assert proved_decimal_sign("employees", cells, is_count=True) == sign
