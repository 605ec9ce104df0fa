"""Rows below the headers that speak of no profile are told by their words, and a company is never one of them."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.asides import aside, other_table
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources

HEADERS = ("序号", "企业名称", "网址", "从业人员")


@pytest.mark.parametrize(
    "cells",
    [
        ["序号", "企业名称", "网址", "从业人员"],
        ["序号", " 企业名称 ", "", "从业人员"],
        ["小计", None, None, 450],
        ["合计：", "3家", None, "1 265"],
        ["", "Total", "", "2,000"],
        ["Somme", "2 entreprises", "", "1 265"],
        ["Total", None, None, None],
        ["共2家", None, None, None],
        ["注：以上数据由各园区上报。", None, None, None],
        ["制表人：王某", None, "审核人：李某", None],
        ["* Figures for the year ended June 30.", "", "", ""],
        ["Source : INSEE, base SIRENE", "", "", ""],
        ["", "Table 2. Investors", "", ""],
    ],
)
def test_row_that_speaks_of_no_profile_is_known(cells):
    assert aside(cells, HEADERS)


@pytest.mark.parametrize(
    "cells",
    [
        ["1", "北京甲一科技有限公司", "", "150"],
        ["1", "Total", "https://totalenergies.com", "100000"],
        ["1", "Total Gas Ltd", "", "12"],
        ["", "Sources", "", ""],
        ["", "*ST Star", "", "20"],
        ["", "Noteworthy Labs", "", ""],
        ["", "北京无名科技有限公司", "", ""],
        ["", "企业名称", "star.example", "12"],
        ["", "", "", ""],
    ],
)
def test_row_that_may_speak_of_a_company_is_none(cells):
    assert aside(cells, HEADERS) == ""


def test_row_of_a_list_of_names_alone_is_a_name():
    assert aside(["Sources: a band"], ["Name"]) == ""


def _unread(line, cells):
    return len(
        RowReader(COMPANIES, ["name", "founded", "employees"], FileSources()).read(line, cells).left_out
    )


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([(3, ["First", 1999, 12]), (6, ["Investor", "Deals", "Volume"]), (7, ["Big", 12, 400])], 6),
        ([(3, ["First", 1999, 12]), (4, ["Investors", "", ""]), (5, ["Investor", "Deals", "Volume"])], 5),
        ([(3, ["First", 1999, 12]), (4, ["Second", "soon", "many"])], 0),  # nothing stands between
        ([(3, ["First", 1999, 12]), (6, ["Second", 2001, 15])], 0),
        ([(3, ["First", 1999, 12]), (6, ["Second", "unknown", "n/a"])], 0),
        ([(3, ["First", 1999, 12]), (6, ["Company", "Founded", "Employees"])], 0),  # the same again
    ],
)  # fmt: skip
def test_headers_of_another_table_are_found_below_a_gap(db, rows, line):
    assert other_table(rows, ["Company", "Founded", "Employees"], _unread) == line


def test_reader_refuses_what_stands_below_the_headers_of_another_table(db):
    options = RowOptions(headers=("Company", "Employees"), other_table=7)
    reader = RowReader(COMPANIES, ["name", "employees"], FileSources(), options)
    assert reader.read(6, ["Star", 12]).problems == []
    assert [bool(reader.read(line, ["Big", 400]).problems) for line in (7, 8)] == [True, True]
