"""Files of rows have a column of turnover in the home currency of the park, and read any other."""

import csv
import io

import pytest
from openpyxl import load_workbook

from companies.columns import COMPANIES
from companies.models import Company, CompanyFigure
from profiles.imports.rows.headers import Headers
from tests.companies.imports import run
from tests.factories import make_company, make_figure, make_metric, make_park

pytestmark = pytest.mark.django_db


@pytest.fixture
def turnover():
    return make_metric(code="turnover")


def export(client, query="", kind="csv"):
    response = client.get(f"/companies/export.{kind}{query}")
    return b"".join(response.streaming_content) if response.streaming else response.content


def rows_of(content):
    return {row["slug"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}


def figures():
    values = CompanyFigure.objects.values_list("company__slug", "value", "unit", "period_start")
    return sorted((slug, int(value), unit, str(start)) for slug, value, unit, start in values)


def park_of(country, currency):
    return make_park(country=country, home_currency=currency, is_host=True)


def with_turnovers(metric):
    for slug, unit in (("euros", "EUR"), ("yuan", "CNY")):
        make_figure(company=make_company(slug=slug), metric=metric, value=33, year="2012", unit=unit)


def test_turnover_of_a_european_park_is_written_in_euros(client, turnover):
    park_of("FR", "EUR")
    with_turnovers(turnover)
    rows = rows_of(export(client))
    named = ("turnover_eur", "turnover", "turnover_year")
    assert [rows["euros"][name] for name in named] == ["33", "", "2012"]
    assert [rows["yuan"][name] for name in named] == ["", "33 CNY", "2012"]
    assert "turnover_cny" not in rows["euros"]


def test_file_of_a_european_park_comes_back_as_it_was(client, turnover, tmp_path):
    park_of("FR", "EUR")
    with_turnovers(turnover)
    content, before = export(client), figures()
    out, report = run(tmp_path, content)
    assert "0 created, 0 updated, 2 unchanged" in out, report
    Company.objects.all().delete()
    run(tmp_path, content)
    assert figures() == before == [("euros", 33, "EUR", "2012"), ("yuan", 33, "CNY", "2012")]


@pytest.mark.parametrize("home_currency", ["EUR", "CNY", ""])
@pytest.mark.parametrize("column", ["turnover_eur", "turnover_cny", "turnover_sek"])
def test_column_of_any_currency_is_read_whatever_is_at_home(turnover, tmp_path, home_currency, column):
    park_of("FR", home_currency)
    out, report = run(tmp_path, f"slug,name_en,{column},turnover_year\na,Alpha,33.5,2012\n".encode())
    assert "1 created" in out, report
    assert figures() == [("a", 33, column[-3:].upper(), "2012")]


def test_amount_without_a_currency_is_not_taken_for_one_of_the_home_currency(turnover, tmp_path):
    park_of("FR", "EUR")
    run(tmp_path, b"slug,name_en,turnover\na,Alpha,33\n")
    assert figures() == []


def test_park_without_a_currency_has_no_column_of_its_own(client, turnover, tmp_path):
    park_of("FR", "")
    with_turnovers(turnover)
    rows, before = rows_of(export(client)), figures()
    assert [name for name in rows["euros"] if name.startswith("turnover")] == [
        "turnover_year", "turnover", "turnover_source",
    ]  # fmt: skip
    assert [rows[slug]["turnover"] for slug in ("euros", "yuan")] == ["33 EUR", "33 CNY"]
    assert [rows[slug]["turnover_year"] for slug in ("euros", "yuan")] == ["2012", "2012"]
    content = export(client)
    Company.objects.all().delete()
    run(tmp_path, content)
    assert figures() == before


def test_headers_in_words_name_the_home_currency(client, turnover):
    park_of("FR", "EUR")
    with_turnovers(turnover)
    headers = next(csv.reader(io.StringIO(export(client, "?headers=labels").decode("utf-8-sig"))))
    assert "Turnover (EUR)" in headers
    assert Headers(COMPANIES).columns(headers) == Headers(COMPANIES).columns(COMPANIES.file_in("EUR").names)


def test_sheet_holds_numbers_in_the_column_of_the_home_currency(client, turnover):
    park_of("FR", "EUR")
    with_turnovers(turnover)
    sheet = load_workbook(io.BytesIO(export(client, kind="xlsx"))).active
    names, *rows = sheet.iter_rows(values_only=True)
    cells = {row[names.index("slug")]: row[names.index("turnover_eur")] for row in rows}
    assert cells == {"euros": 33, "yuan": None}
