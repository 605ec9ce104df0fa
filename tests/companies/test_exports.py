"""The list as a file: right, whole, harmless, and of one moment."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from decimal import Decimal
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from companies.columns import COMPANIES
from companies.models import (
    Company,
    CompanyCitation,
    CompanyLink,
    CompanyName,
    Identifier,
    Presence,
    Product,
    Tie,
)
from profiles.documents.reading import document_of
from profiles.exports import answer
from profiles.exports.rows import rows_of_file, spelled
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source, make_zone

KINDS = ("csv", "xlsx", "json")


def read(response):
    return b"".join(response.streaming_content)


def drop(response):
    """Go away without reading, as the server does for a visitor who leaves; the test keeps its connection."""
    for close in response._resource_closers:
        close()


def rows_of(client, query=""):
    text = read(client.get(f"/companies/export.csv{query}")).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_of(client, query=""):
    book = openpyxl.load_workbook(io.BytesIO(read(client.get(f"/companies/export.xlsx{query}"))))
    header, *lines = book.active.values
    return [dict(zip(header, line, strict=True)) for line in lines]


def objects_of(client, query=""):
    return json.loads(read(client.get(f"/companies/export.json{query}")))


@pytest.fixture
def lenovo(db):
    chips, ai = make_sector(slug="chips"), make_sector(slug="ai")
    company = make_company(
        slug="lenovo", name_en="Lenovo", name_zh="联想", legal_name="联想（北京）有限公司", founded="1984-11",
        sectors=(chips, ai), zone=make_zone(slug="haidian"), ownership="domestic", returnee_founded=False,
        website="https://www.lenovo.com/", postcode="100085", latitude=Decimal("40.05"), longitude=Decimal("116.30001"),
        summary_en="Computers, and “more”", address="北京市海淀区", standing="moved-away", standing_on="2019-05", in_park_since="1988",
    )  # fmt: skip
    for name in ("Legend", "en:Legend", "a|b"):
        CompanyName.objects.create(company=company, name=name)
    CompanyName.objects.create(company=company, name="LNV", kind="abbreviation")
    for scheme, value, until in (
        ("lei", "254900VUZRGD5U73RE46", ""),
        ("wikidata", "Q46815", ""),
        ("hkex", "0992", ""),
        ("nasdaq", "LNVGY", ""),
        ("nyse", "LEG", "1999"),
    ):
        Identifier.objects.create(company=company, scheme=scheme, value=value, until=until)
    for country, closed in (("US", ""), ("JP", ""), ("US", ""), ("BR", "2015")):
        Presence.objects.create(company=company, country=country, closed=closed)
    for url in ("https://jobs.example.org/", "https://jobs.example.org/2"):
        CompanyLink.objects.create(company=company, kind="careers", url=url)
    for name, until in (("Legend Group", ""), ("NTD", "1998")):
        Tie.objects.create(company=company, name=name, until=until)
    for kind, name, until in (
        ("product", "ThinkPad", ""),
        ("service", "TruScale", ""),
        ("brand", "Motorola", ""),
        ("product", "Legend Card", "2000"),
    ):
        Product.objects.create(company=company, kind=kind, name=name, until=until)
    turnover = make_metric()
    make_figure(company=company, metric=turnover, value=100, year="2011")
    make_figure(company=company, metric=turnover, value=200, year="2012")
    make_figure(company=company, metric=turnover, value=999, year="2013", rank="disputed")
    make_figure(company=company, metric=turnover, value=888, year="2014", unit="USD")
    people = make_metric(code="employees", kind="count", unit="count")
    make_figure(company=company, metric=people, value=60_000, period_kind="undated", year="")
    make_figure(company=company, metric=people, value=71_500, period_kind="as_of", year="2012-03-31")
    return company


EXPECTED = {
    "slug": "lenovo", "name_en": "Lenovo", "name_zh": "联想", "name_fr": "", "legal_name": "联想（北京）有限公司",
    "aliases": "Legend|:en:Legend", "sector": "chips|ai", "zone": "haidian", "ownership": "domestic",
    "founded": "1984-11", "returnee_founded": "false", "employees": "71500", "turnover_cny": "200",
    "turnover_year": "2012", "patents": "", "overseas": "US|JP", "website": "https://www.lenovo.com/",
    "address": "北京市海淀区", "latitude": "40.05", "longitude": "116.30001", "uscc": "",
    "lei": "254900VUZRGD5U73RE46", "listed_on": "HKEX: 0992|NASDAQ: LNVGY",
    "summary_en": "Computers, and “more”", "summary_zh": "", "summary_fr": "", "source": "",
    "postcode": "100085", "acronyms": "LNV", "ror": "", "wikidata": "Q46815", "turnover": "", "employees_as_of": "2012-03-31", "founders": "",
    "standing": "moved-away", "standing_on": "2019-05", "in_park_since": "1988", "in_park_until": "", "in_park_seen": "",
    "parent": "Legend Group", "acquirer": "", "successor": "",
    "products": "ThinkPad|TruScale", "brands": "Motorola",
    "careers": "https://jobs.example.org/", "press": "", "investor_relations": "", "contact_page": "", "returnee_derived": "",
    **{f"{name}_source": "" for name in (
        "legal_name", "aliases", "sector", "zone", "ownership", "founded", "returnee_founded", "employees",
        "turnover_cny", "patents", "overseas", "address", "uscc", "lei", "listed_on", "acronyms", "ror", "wikidata", "turnover", "founders",
        "standing", "in_park_since", "in_park_until", "in_park_seen", "parent", "acquirer", "successor", "products", "brands",
    )},
}  # fmt: skip


def test_csv_has_the_columns_of_a_company_file(client, lenovo):
    assert rows_of(client) == [EXPECTED]
    assert list(EXPECTED) == COMPANIES.file.names


def test_sheet_says_the_same_with_numbers_as_numbers(client, lenovo):
    (row,) = sheet_of(client)
    assert row == {name: value or None for name, value in EXPECTED.items()} | {
        "returnee_founded": False, "employees": 71_500, "turnover_cny": 200, "turnover_year": 2012,
        "latitude": 40.05, "longitude": 116.30001,
    }  # fmt: skip


def test_json_says_the_same_with_lists_as_lists(client, lenovo):
    (row,) = objects_of(client)
    assert row == {name: value for name, value in EXPECTED.items() if value} | {
        "returnee_founded": False, "employees": 71_500, "turnover_cny": 200, "turnover_year": 2012,
        "latitude": 40.05, "longitude": 116.30001, "aliases": ["Legend", ":en:Legend"], "acronyms": ["LNV"],
        "sector": ["chips", "ai"], "overseas": ["US", "JP"], "parent": ["Legend Group"],
            "products": ["ThinkPad", "TruScale"], "brands": ["Motorola"],
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_empty_list_is_a_whole_file(client, kind):
    assert {"csv": rows_of, "xlsx": sheet_of, "json": objects_of}[kind](client) == []


@pytest.mark.django_db
@pytest.mark.parametrize("read_file", [rows_of, sheet_of, objects_of])
def test_file_holds_what_the_question_gives_in_its_order(client, monkeypatch, read_file):
    monkeypatch.setattr("profiles.exports.rows.CHUNK", 2)
    for number in (3, 1, 5, 2, 4):
        make_company(name_en=f"Firm {number}", founded=f"200{number}", ownership="domestic")
    make_company(name_en="Firm 9", ownership="joint-venture")
    make_company(name_en="Draft", ownership="domestic", published=False)
    found = [row["name_en"] for row in read_file(client, "?ownership=domestic&order=-founded")]
    assert found == ["Firm 5", "Firm 4", "Firm 3", "Firm 2", "Firm 1"]


@pytest.mark.django_db
def test_cells_that_begin_a_formula_are_texts(client):
    name = '=HYPERLINK("http://evil.example","x")'
    make_company(name_en=name, summary_en="＋1", legal_name="'@a", address="<b>&\x01")
    row, sheet, plain = rows_of(client)[0], sheet_of(client)[0], objects_of(client)[0]
    assert (row["name_en"], row["summary_en"], row["legal_name"]) == (f"'{name}", "'＋1", "''@a")
    assert (sheet["name_en"], sheet["summary_en"], sheet["legal_name"]) == (f"'{name}", "'＋1", "''@a")
    assert sheet["address"] == "<b>&"
    assert (plain["name_en"], plain["summary_en"], plain["legal_name"]) == (name, "＋1", "'@a")


@pytest.mark.django_db
def test_row_names_its_source_where_all_rests_on_it(client):
    source, other = make_source(title="Register"), make_source(title="Report", url="https://r.example/1")
    company = make_company(name_en="A", founded="2001", ownership="domestic")
    CompanyName.objects.create(company=company, name="B", source=source)
    assert rows_of(client)[0]["source"] == ""  # where the founding is from is not said
    for field in ("founded", "ownership"):
        CompanyCitation.objects.create(company=company, field=field, source=source)
    assert rows_of(client)[0]["source"] == "Register"
    CompanyName.objects.create(company=company, name="C", source=other)
    assert rows_of(client)[0]["source"] == ""


@pytest.mark.parametrize(
    ("cell", "text"),
    [(1.234, "1.2340"), (1234.5, "1234.5"), (True, "true"), (None, ""), (33_900_000_000, "33900000000")],
)
def test_numbers_are_spelled_so_that_they_can_be_read_in_one_way(cell, text):
    assert spelled(cell) == text


@pytest.mark.parametrize("kind", KINDS)
def test_answer_is_a_download_and_head_has_no_body(client, lenovo, kind):
    response = client.get(f"/fr/companies/export.{kind}")
    name = response["Content-Disposition"]
    assert name.startswith('attachment; filename="companies-')
    assert name.endswith(f'.{kind}"')
    drop(response)
    head = client.head(f"/companies/export.{kind}")
    assert (head.status_code, head["Content-Type"]) == (200, response["Content-Type"])
    drop(head)


@pytest.mark.django_db
def test_other_formats_are_not_found(client):
    assert client.get("/companies/export.exe").status_code == 404


def test_table_that_has_too_many_rows_for_a_sheet_is_refused(client, lenovo, monkeypatch):
    monkeypatch.setattr(answer, "MAX_ROWS", 1)
    response = client.get("/companies/export.xlsx")
    assert response.status_code == 400
    assert "A sheet holds at most" in response.content.decode()


def test_only_a_few_are_made_at_once_and_places_come_free(client, lenovo):
    begun = [client.get("/companies/export.csv") for _ in range(answer.AT_ONCE)]
    response = client.get("/companies/export.csv")
    assert (response.status_code, response["Retry-After"]) == (503, "10")
    for one in begun:
        drop(one)
        drop(one)
    assert len(rows_of(client)) == 1


def read_until(error, response):
    """What a reader has whose server ends a broken answer as if nothing had happened, as Granian does."""
    found = []
    with pytest.raises(error):
        found.extend(response.streaming_content)
    return b"".join(found)


BREAKS = {
    "csv": lambda data: list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)),
    "xlsx": lambda data: zipfile.ZipFile(io.BytesIO(data)),
    "json": json.loads,
}


@pytest.mark.parametrize("kind", KINDS)
def test_file_that_breaks_off_is_no_whole_file(client, lenovo, monkeypatch, kind):
    monkeypatch.setattr(answer, "MAX_SECONDS", -1)
    data = read_until(answer.TooSlow, client.get(f"/companies/export.{kind}"))
    with pytest.raises((csv.Error, zipfile.BadZipFile, ValueError)):
        BREAKS[kind](data)


@pytest.mark.parametrize("kind", KINDS)
def test_file_whose_database_fails_is_no_whole_file(client, lenovo, monkeypatch, kind):
    def rows(*_arguments):
        yield from rows_of_file(*_arguments)
        raise OperationalError

    monkeypatch.setattr(answer, "rows_of_file", rows)
    data = read_until(OperationalError, client.get(f"/companies/export.{kind}"))
    with pytest.raises((csv.Error, zipfile.BadZipFile, ValueError)):
        BREAKS[kind](data)
    if kind == "csv":
        assert data.decode().splitlines()[-1] == (
            '"This file broke off here and is not whole. Please download it again.'
        )


@pytest.mark.django_db(transaction=True)
def test_file_is_of_one_moment_and_keeps_nobody_from_writing(client, monkeypatch):
    monkeypatch.setattr("profiles.exports.rows.CHUNK", 1)
    companies = [make_company(name_en=f"Firm {number}") for number in range(3)]
    pieces = client.get("/companies/export.csv").streaming_content
    found = [next(pieces), next(pieces)]
    companies[2].name_en = "Renamed"
    companies[2].save()
    companies[1].withdraw(by=None)
    found += list(pieces)
    text = b"".join(found).decode("utf-8-sig")
    assert [row["name_en"] for row in csv.DictReader(io.StringIO(text))] == ["Firm 0", "Firm 1", "Firm 2"]
    assert not connection.in_atomic_block
    assert [row["name_en"] for row in rows_of(client)] == ["Firm 0", "Renamed"]


@pytest.mark.django_db
def test_list_page_links_to_the_same_list_as_files(client):
    page = client.get("/companies/?ownership=domestic&order=founded&junk=1").content.decode()
    for kind in KINDS:
        assert f'href="/companies/export.{kind}?ownership=domestic&amp;order=founded"' in page


@pytest.mark.django_db
def test_cells_say_where_each_is_from_where_one_source_does_not_say_all(client):
    register, report = make_source(title="Register"), make_source(title="Report", url="https://r.example/1")
    company = make_company(name_en="A", founded="2001", ownership="domestic")
    CompanyCitation.objects.create(company=company, field="founded", source=register)
    for name, source in (("B", report), ("C", report)):
        CompanyName.objects.create(company=company, name=name, source=source)
    for country, source in (("FR", register), ("DE", report)):
        Presence.objects.create(company=company, country=country, source=source)
    (row,) = rows_of(client)
    said = {name: cell for name, cell in row.items() if name.endswith("source") and cell}
    assert said == {
        "founded_source": "Register",
        "aliases_source": "https://r.example/1",
        "overseas_source": "Register\nhttps://r.example/1",
    }


def test_figures_of_a_financial_year_and_inexact_ones_are_there(client, lenovo):
    turnover = lenovo.figures.filter(metric__code="turnover").first().metric
    make_figure(
        company=lenovo,
        metric=turnover,
        value=300,
        period_kind="span",
        year="2014-04-01",
        period_end="2015-03-31",
        qualifier="about",
    )
    (row,) = rows_of(client)
    assert (row["turnover_cny"], row["turnover_year"]) == ("~300", "2014-04-01/2015-03-31")


@pytest.mark.django_db
def test_each_part_of_a_list_has_its_source_in_its_line(client, tmp_path):
    register, report = make_source(title="Register"), make_source(title="Report | 2012")
    company = make_company(slug="a", name_en="A", founded="2001")
    for source in (register, report):
        CompanyCitation.objects.create(company=company, field="founded", source=source)
    for name, source in (("Liu", report), ("Wang", None), ("Xu", register)):
        company.stakeholders.create(kind="founder", name=name, source=source)
    (row,) = rows_of(client)
    assert (row["founders"], row["founders_source"]) == ("Liu|Wang|Xu", "Report | 2012\n\nRegister")
    assert row["founded_source"] == "Register\nReport | 2012"
    for kind in ("csv", "xlsx"):
        path = tmp_path / f"out.{kind}"
        path.write_bytes(read(client.get(f"/companies/export.{kind}")))
        before = [document_of(one) for one in Company.objects.all()]
        out = StringIO()
        call_command("import_companies", path, stdout=out)
        assert "1 unchanged" in out.getvalue()
        assert [document_of(one) for one in Company.objects.all()] == before
    Company.objects.all().delete()
    call_command("import_companies", path, stdout=StringIO())
    company = Company.objects.get()
    assert [(one.name, one.source and one.source.title) for one in company.stakeholders.all()] == [
        ("Liu", "Report | 2012"),
        ("Wang", None),
        ("Xu", "Register"),
    ]
    assert {row.source.title for row in company.citations.all()} == {"Register", "Report | 2012"}


def test_figures_of_rows_come_back_as_they_were(client, lenovo, tmp_path):
    turnover = lenovo.figures.filter(metric__code="turnover").first().metric
    make_figure(
        company=lenovo,
        metric=turnover,
        value=300,
        period_kind="span",
        year="2014-04-01",
        period_end="2015-03-31",
        qualifier="over",
    )
    path = tmp_path / "out.csv"
    path.write_bytes(read(client.get("/companies/export.csv")))
    out = StringIO()
    call_command("import_companies", path, stdout=out)
    assert "1 unchanged" in out.getvalue()
    Company.objects.all().delete()
    call_command("import_companies", path, stdout=StringIO())
    figure = Company.objects.get().figures.get(metric__code="turnover")
    assert (figure.value, figure.qualifier, figure.period_start, figure.period_end) == (
        300,
        "over",
        "2014-04-01",
        "2015-03-31",
    )
