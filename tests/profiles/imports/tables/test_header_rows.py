"""The row of headers is found by what it names, and a row of data is never taken for it."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.headers import Headers
from profiles.imports.tables.header_rows import chosen_headers, find_headers, likely_row


def rows(text):
    return [(number, line.split(",")) for number, line in enumerate(text.split("\n"), start=1)]


def found(text):
    header = find_headers(rows(text), Headers(COMPANIES).recognise)
    return header and (header.row, header.last_row, Headers(COMPANIES).recognise(header.headers))


@pytest.mark.parametrize(
    ("text", "row", "columns"),
    [
        ("company_name,country,state\nBravo Two,CA,CA\nCharlie,USA,TX", 1, ["name", "", ""]),
        ("Companies 2025,,\n名称 Name,成立 Founded,网站 Website\n甲公司,2001,https://a.example", 2, ["name", "founded", "website"]),
        ("Company Name,名称,Founded\nTwo A,双甲,2001", 1, ["name", "name", "founded"]),
        ("Symbol,Security,Founded\nMMM,3M,1902", 1, ["", "name", "founded"]),
        ("List\n\nas of 2024,\nname,founded\nA1,1984", 4, ["name", "founded"]),
        ("Companies\nname\nQinghe", 2, ["name"]),
    ],
)  # fmt: skip
def test_row_of_headers_is_found(text, row, columns):
    assert found(text) == (row, row, columns)


@pytest.mark.parametrize(
    "text",
    [
        "Yritys,Maa,Alue\nBravo Two,CA,CA\nCharlie,USA,TX",
        "Yritys,Maa\nAlpha,Nom",
        "Alpha One,USA,CA\nBravo Two,CA,CA",
        "CA,2001\nTX,1999",
        "colour,size\nred,5",
    ],
)
def test_row_of_data_with_a_known_word_is_not_taken_for_headers(text):
    assert found(text) is None


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("name_en,Turnover,\n,turnover_cny,turnover_year\nRedpine,5000000,2012", ["name_en", "turnover_cny", "turnover_year"]),
        ("Name,Basic info,,Contact\n,Founded,Website,Name\nQinghe,1984,https://a.example,Li", ["name", "founded", "website", ""]),
        ("No.,Company,Finances,\n,,Turnover (USD m),Employees\n1,Qinghe,12,40", ["", "name", "turnover_usd_million", "employees"]),
        ("Company,Founded,Revenue,Employees\n,,USD million,persons\nQinghe,1984,12,40", ["name", "founded", "turnover_usd_million", "employees"]),
        ("公司名称,成立日期,营业收入\nCompany,Founded,Revenue (RMB 10k)\n甲公司,2001,500", ["name", "founded", "turnover_cny_wan"]),
    ],
)  # fmt: skip
def test_groups_over_what_they_consist_of_are_one_row_of_headers(text, columns):
    assert found(text) == (1, 2, columns)


def test_row_of_data_with_blanks_is_not_filled_from_the_headers():
    assert found("Yritys,Maa,Alue\nAlpha,,Nom") is None
    assert found("Company,Founded,Website\nAlpha,,https://a.example\nBeta,,")[:2] == (1, 1)


def test_headers_in_a_chosen_row_need_not_be_known():
    recognise = Headers(COMPANIES).recognise
    chosen = chosen_headers(rows("name\nYritys,Maa\nAlpha,US"), 2, recognise)
    assert (chosen.row, chosen.headers) == (2, ["Yritys", "Maa"])
    assert chosen_headers(rows("name\n\nAlpha"), 2, recognise) is None
    assert chosen_headers(rows("name"), 9, recognise) is None


def test_likely_row_is_the_first_as_wide_as_the_others_and_without_numbers():
    assert likely_row(rows("Liste\nFirma,Jahr\nAlpha,1984\nBeta,1999")) == 2
