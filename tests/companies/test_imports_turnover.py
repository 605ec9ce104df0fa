"""Turnovers of a file keep their currency."""

import pytest
from django.core.management import CommandError

from companies.models import CompanyFigure
from tests.companies.imports import run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def turnovers():
    rows = CompanyFigure.objects.filter(metric__code="turnover").order_by("company__name_en", "unit")
    return [
        (row.company.name_en, f"{row.value.normalize():f}", row.unit, row.period_start)
        for row in rows.select_related("company")
    ]


def test_turnover_keeps_its_currency(tmp_path):
    text = (
        "name_en;Revenue;Revenue (US$ m);revenue_year\n"
        "Alpha;12 500 000 €;;2012\nBeta;33.9亿元;5;\nGamma;12500000;7.5;2013\n"
    )
    out, rows = run(tmp_path, text)
    assert "3 created, 0 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    assert turnovers() == [
        ("Alpha", "12500000", "EUR", "2012"),
        ("Beta", "3390000000", "CNY", ""),
        ("Beta", "5000000", "USD", ""),
        ("Gamma", "7500000", "USD", "2013"),
    ]
    assert [(row["line"], row["column"], row["message"]) for row in rows if row["message"]] == [
        ("4", "turnover", "left out: No currency is given. Name it in the header, for example turnover_usd.")
    ]
    out, _rows = run(tmp_path, text)
    assert "0 created, 0 updated, 3 unchanged" in out


@pytest.mark.parametrize("header", ["revenue", "Turnover", "营业额", "营业收入", "Chiffre d'affaires", "CA"])
def test_turnover_without_a_currency_is_left_out(tmp_path, header):
    out, _rows = run(tmp_path, f"name_en,{header}\nAlpha,7440000000\n")
    assert "line 2, turnover: left out: No currency is given." in out
    assert "1 created" in out
    assert turnovers() == []
    with pytest.raises(CommandError, match="nothing was written"):
        run(tmp_path, f"name_en,{header}\nBeta,7440000000\n", "--strict")


def test_currency_of_a_column_is_named_by_the_importer(tmp_path):
    run(tmp_path, "name_en,Umsatz\nAlpha,33.9\n", "--map", "Umsatz=turnover_eur_million")
    assert turnovers() == [("Alpha", "33900000", "EUR", "")]


def test_columns_that_contradict_each_other_cost_the_second_cell(tmp_path):
    _out, rows = run(
        tmp_path, "name_en,营业收入（元）,营业收入（万元）\nAlpha,33900000,3390\nBeta,33900000,3391\n"
    )
    assert turnovers() == [("Alpha", "33900000", "CNY", ""), ("Beta", "33900000", "CNY", "")]
    assert [(row["line"], row["column"]) for row in rows if row["message"]] == [("3", "turnover_cny_wan")]


@pytest.mark.parametrize("column", ["turnover_usd", "employees", "patents"])
def test_figure_takes_the_source_of_its_own_column(tmp_path, column):
    run(tmp_path, f"name_en,{column},{column}_source,source\nAlpha,5,Own register,Another\n")
    assert CompanyFigure.objects.get().source.title == "Own register"


def test_export_keeps_figures_of_other_currencies_when_it_comes_back(tmp_path, client):
    run(tmp_path, "slug,name_en,turnover_usd,turnover_cny,turnover_year\na1,Alpha,5,30,2012\n", "--publish")
    response = client.get("/companies/export.csv")
    out, _rows = run(tmp_path, b"".join(response.streaming_content))
    assert "0 created, 0 updated, 1 unchanged" in out
    assert turnovers() == [("Alpha", "30", "CNY", "2012"), ("Alpha", "5", "USD", "2012")]


def test_turnover_beside_a_column_of_units_is_left_out(tmp_path):
    text = "name_en,turnover,turnover_currency,unit\nAlpha,12.5,USD,million\nBeta,12500000,USD,\n"
    out, _rows = run(tmp_path, text)
    assert "2 created, 0 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    assert turnovers() == [("Beta", "12500000", "USD", "")]
