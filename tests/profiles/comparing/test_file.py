"""A comparison as a file."""

import csv
import re

import pytest

from profiles.comparing.file import HEADERS
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source

PATH = "/companies/compare.csv"


@pytest.fixture
def two(db):
    metric = make_metric(code="turnover")
    one, two = make_company(slug="one", founded="1998"), make_company(slug="two", legal_name="=cmd()")
    source = make_source(title="Report", evidence="primary", url="https://example.org/a")
    make_figure(company=one, metric=metric, value=1500, year="2010", source=source)
    make_figure(company=one, metric=metric, value=1600, year="2011", source=source)
    make_figure(company=two, metric=metric, value=20, year="2010", unit="USD", coverage="listed")
    return one, two


def lines(client, query):
    response = client.get(f"{PATH}?{query}")
    assert (response.status_code, response["Content-Type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.DictReader(response.content.decode("utf-8-sig").splitlines()))


def test_file_holds_each_value_with_definition_and_evidence(client, two):
    found = lines(client, "c=one&c=two")
    assert tuple(found[0]) == HEADERS
    figures = [
        (
            line["profile"],
            line["value"],
            line["unit"],
            line["coverage"],
            line["period_start"],
            line["evidence"],
        )
        for line in found
        if line["part"] == "table" and line["fact"] == "turnover" and line["value"]
    ]
    assert figures == [
        ("one", "1600", "CNY", "all", "2011", "primary"),
        ("two", "20", "USD", "listed", "2010", "none"),
    ]


def test_series_are_in_the_file_and_formulas_are_harmless(client, two):
    found = lines(client, "c=one&c=two")
    assert [line["value"] for line in found if line["part"] == "series"] == ["1500", "1600"]
    assert [line["value"] for line in found if line["fact"] == "legal_name"] == ["", "'=cmd()"]


def test_converted_amount_is_told_from_the_sources_own(client, two):
    [line] = [line for line in lines(client, "c=one&c=two") if line["unit"] == "USD"]
    assert (line["value"], line["converted_currency"], line["converted_at_rate_of"]) == ("20", "CNY", "2010")
    assert float(line["converted_value"]) > 100


def test_file_says_what_the_page_says_beside_a_value(client, two):
    one, _two = two
    one.stakeholders.create(kind="founder", name="Wang Wei", name_zh="王伟")
    make_figure(
        company=one, metric=one.figures.first().metric, value=7, year="2011", source=make_source(title="B")
    )
    one.figures.filter(value=1600).update(rank="preferred")
    found = lines(client, "c=one&c=two")
    assert [line["second_name"] for line in found if line["value"] == "Wang Wei"] == ["王伟"]
    assert [
        (line["year"], line["others_say"])
        for line in found
        if line["value"] == "1600" and line["part"] == "table"
    ] == [("2011", "7 yuan (B)")]
    assert [line["value"] for line in found if line["part"] == "series"] == ["1500", "1600", "7"]


def test_choice_of_the_park_has_no_evidence_to_miss(client, two):
    one, _other = two
    one.sectors.add(make_sector(slug="chips", name_en="Chips"))
    found = lines(client, "c=one&c=two")
    assert [line["evidence"] for line in found if line["value"] == "Chips"] == [""]
    assert [line["evidence"] for line in found if line["fact"] == "founded" and line["value"]] == ["none"]


@pytest.mark.parametrize("query", ["", "c=one", "c=one&c=nobody", "c=one&c=two&c=nobody"])
def test_program_is_told_what_is_wrong(client, two, query):
    response = client.get(f"{PATH}?{query}")
    assert response.status_code == 400
    assert response.content.strip()


def test_page_names_once_what_is_recorded_of_none(client, two):
    html = client.get("/companies/compare/?c=one&c=two").content.decode()
    table, below = html.split("</table>", 1)
    rows = re.findall(r'<th scope="row">\s*([^<]*?)\s*<', table)
    [unknown] = re.findall(r"Recorded of none of them: ([^<]*)</p>", below)

    assert "Founders" in unknown.split(", ")
    assert set(rows).isdisjoint(unknown.split(", "))
    assert html.count("Several definitions: rows are not comparable with each other") == 1
