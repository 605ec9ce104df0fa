"""What is doubtful of a column stands at the column."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.column_report import column_reports
from profiles.imports.rows.headers import Headers


def doubts(text):
    headers, *rows = [line.split(",") for line in text.split("\n")]
    reports = column_reports(headers, rows, Headers(COMPANIES))
    return {report.header: " ".join(report.doubts) for report in reports if report.doubts}


@pytest.mark.parametrize(
    ("text", "header", "doubt"),
    [
        ("company,revenue,year founded\nEuro Widgets,7440000000,2011", "revenue", "say the currency"),
        ("name,营业收入\n示例甲,33.9", "营业收入", "no unit"),
        ("name,revenue (USD)\nA,33.9", "revenue (USD)", "no unit"),
        ("name,founded\nA,03/04/1999", "founded", "whether the day or the month"),
        ("name,founded\nA,03/04/1999\nB,25/04/1999", "founded", "The day comes first in others"),
        ("name,founded\nA,03/04/1999\nB,04/25/1999", "founded", "The month comes first in others"),
        ("name,website\nA,https://a.example; https://b.example\nB,https://c.example", "website", "looks like a list"),
        ("name,address\nA,SociÃ©tÃ©", "address", "broken"),
        ("name,colour\n锟斤拷,red", "name", "broken"),
        ("company,website,founded,sector\nShift A,2001,https://sa.example.org,", "website", "wrong header"),
        ("company,website,founded,sector\nShift A,2001,https://sa.example.org,", "founded", "wrong header"),
        ("name,careers\nA,2001\nB,https://b.example", "careers", "wrong header"),
        ("name,town,place\nA,x,x\nB,y,y", "place", "the same as the column “town”"),
        ("name,website,web site\nA,,", "web site", "“website” says the same"),
        ("name,employees (R&D)\nA,5", "employees (R&D)", "A part of this header"),
    ],
)  # fmt: skip
def test_doubt_stands_at_its_column(text, header, doubt):
    assert doubt in doubts(text)[header]


@pytest.mark.parametrize(
    "text",
    [
        "name,founded,website,address\nSociété Générale,1999-04-03,https://a.example,1; Road\nMâché,2001,www.b.example,2; Road",
        "name,turnover_usd_million,turnover_year\nA,33.9,2012\nB,12,2012",
        "name,turnover\nA,33.9 bn USD\nB,€5",
        "name,founded\nA,25/12/1999\nB,03/03/1999",
        "name,sector,overseas\nA,x;y,US|FR\nB,x,US",
        "name,source\nA,https://a.example",
        "name,careers,investor_relations,parent\nA,https://a.example/jobs,ir.a.example,X;Y\nB,https://b.example,,Z",
    ],
)
def test_usual_columns_are_not_doubtful(text):
    assert doubts(text) == {}
