"""Columns that say how another one is to be read, as files of databases have them; and cells that list names."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources

pytestmark = pytest.mark.django_db


def read(columns, cells, **options):
    return RowReader(COMPANIES, columns, FileSources(), RowOptions(**options)).read(2, cells)


def left_out(proposal):
    return [problem.column for problem in proposal.left_out]


@pytest.mark.parametrize(
    ("cells", "founded"),
    [
        (["Qinghe", "2011-01-01", "year"], "2011"),
        (["Qinghe", "2011-03-01", "month"], "2011-03"),
        (["Qinghe", "2011-03-01", "Day"], "2011-03-01"),
        (["Qinghe", "2011", "day"], "2011"),
        (["Qinghe", "2011-01-01", ""], "2011-01-01"),
        (["Qinghe", "1998-01-01T00:00:00Z", ""], "1998"),
        (["Qinghe", "1984-11-01T00:00:00Z", ""], "1984-11-01"),
    ],
)
def test_date_is_as_precise_as_another_column_says(cells, founded):
    assert read(["name", "founded", "founded_precision"], cells).fields["founded"] == founded


def test_date_whose_precision_is_not_understood_is_left_out():
    proposal = read(["name", "founded", "founded_precision"], ["Qinghe", "2011-01-01", "rough"])
    assert ("founded" in proposal.fields, left_out(proposal)) == (False, ["founded", "founded_precision"])


@pytest.mark.parametrize(
    ("column", "cell", "currency", "figure"),
    [
        ("turnover", "1200000", "USD", ("1200000", "USD")),
        ("turnover", "1.5", "人民币", ("1.5", "CNY")),
        ("turnover_million", "3.4", "€", ("3400000", "EUR")),
        ("turnover_usd", "12", "USD", ("12", "USD")),
    ],
)
def test_currency_of_an_amount_stands_in_another_column(column, cell, currency, figure):
    proposal = read(["name", column, "turnover_currency"], ["Qinghe", cell, currency])
    assert [(row["value"], row["unit"]) for _relation, row in proposal.rows] == [figure]


@pytest.mark.parametrize(
    ("column", "currency"), [("turnover", "dollars or so"), ("turnover_usd", "EUR"), ("turnover", "")]
)
def test_amount_whose_currency_is_not_clear_is_left_out(column, currency):
    proposal = read(["name", column, "turnover_currency"], ["Qinghe", "12", currency])
    assert (proposal.rows, column in left_out(proposal)) == ([], True)


@pytest.mark.parametrize(
    ("column", "cell", "names"),
    [
        ("aliases", "Old Star; 旧星科技有限公司", ["Old Star", "旧星科技有限公司"]),
        ("aliases", "旧星科技；老星", ["旧星科技", "老星"]),
        ("aliases", "Star, Inc.", ["Star, Inc."]),
        ("founders", "Li Hua; John Smith", ["Li Hua", "John Smith"]),
        ("founders", "Smith, John", ["Smith, John"]),
    ],
)
def test_names_in_a_cell_are_separated(column, cell, names):
    proposal = read(["name", column], ["Qinghe", cell])
    assert [row["name"] for _relation, row in proposal.rows] == names


def test_name_beside_an_english_one_in_a_script_of_no_language_of_the_site_is_another_name():
    proposal = read(["name", "name_en"], ["株式会社サンプル技研", "Sample Giken"])
    assert proposal.fields == {"name_en": "Sample Giken"}
    assert proposal.rows == [("other_names", {"name": "株式会社サンプル技研", "kind": "local"})]
    assert read(["name", "name_en"], ["Star", "Star"]).rows == []


@pytest.mark.parametrize(("cell", "figure"), [("約80人", ("80", "about")), ("120명", ("120", "exact"))])
def test_number_of_employees_in_traditional_chinese_and_korean(cell, figure):
    proposal = read(["name", "employees"], ["Qinghe", cell])
    assert [(row["value"], row["qualifier"]) for _relation, row in proposal.rows] == [figure]


@pytest.mark.parametrize("cell", ["Li Hua, John Smith", "王伟、李娜", "王伟，李娜"])
def test_names_that_may_be_several_persons_are_left_out_until_told(cell):
    proposal = read(["name", "founders"], ["Qinghe", cell])
    assert (proposal.rows, left_out(proposal)) == ([], ["founders"])
    told = read(["name", "founders"], ["Qinghe", cell], separators={"founders": "|,、"})
    assert (len(told.rows), told.left_out) == (2, [])
