"""What the site exports comes back as it was."""

import csv
import io

import pytest

from companies.models import Company, Identifier
from tests.companies.imports import LEI, run
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source, make_zone

pytestmark = pytest.mark.django_db


def exported(client):
    response = client.get("/companies/export.csv")
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_export_comes_back_unchanged(client, tmp_path):
    sector, zone = make_sector(slug="chips"), make_zone(slug="haidian")
    for number, name in enumerate(["Qinghe", "=SUM(A1)", "@Home", "'quoted", "-x", "Ünï <one>"]):
        company = make_company(
            slug=f"c{number}",
            name_en=name,
            name_zh=f"清河{number}",
            founded="1984-11",
            zone=zone,
            sectors=(sector,),
        )
    company.other_names.create(name="Other | name")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    Identifier.objects.create(company=company, scheme="hkex", value="0992")
    make_figure(company=company, metric=make_metric(code="turnover"), value=33_900_000_000)
    make_figure(company=company, metric=make_metric(code="employees", kind="count", unit="count"), value=12)
    content = exported(client)
    out, rows = run(tmp_path, content)
    assert "0 created, 0 updated, 6 unchanged, 0 rejected, 0 to decide" in out, rows
    Company.objects.all().delete()
    out, rows = run(tmp_path, content)
    assert "6 created" in out, rows
    assert set(Company.objects.values_list("name_en", flat=True)) == {
        "Qinghe",
        "=SUM(A1)",
        "@Home",
        "'quoted",
        "-x",
        "Ünï <one>",
    }


def test_sources_of_one_address_or_title_stay_apart(client, tmp_path):
    own = [
        *(
            make_source(key=f"row-{number}", title=f"Row {number}", url="https://x.example/list.csv")
            for number in (1, 2)
        ),
        *(make_source(key=f"report-{number}", title="Annual report", url="") for number in (1, 2)),
        make_source(key="site", title="Site", url="https://x.example/"),
    ]
    for source in own:
        company = make_company(slug=f"of-{source.key}", founded="1984")
        company.citations.create(field="founded", source=source)
    content = exported(client)
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["source"] for row in rows} == {
        *("Row 1", "Row 2", "Annual report [report-1]", "Annual report [report-2]", "https://x.example/"),
    }
    out, rows = run(tmp_path, content)
    assert "0 created, 0 updated, 5 unchanged" in out, rows


def test_address_that_several_sources_share_names_none_of_them(tmp_path):
    for number in (1, 2):
        make_source(key=f"row-{number}", title=f"Row {number}", url="https://x.example/list.csv")
    out, rows = run(tmp_path, b"name_en,founded,source\nQinghe,1984,https://x.example/list.csv\n")
    assert "1 created" in out, rows
    assert Company.objects.get().citations.get(field="founded").source.title == "https://x.example/list.csv"


def test_turnover_in_another_currency_comes_out_and_in(client, tmp_path):
    turnover = make_metric(code="turnover")
    abroad, both = make_company(slug="abroad"), make_company(slug="both")
    make_figure(company=abroad, metric=turnover, value=5, year="2010", unit="USD")
    make_figure(company=abroad, metric=turnover, value=33_900_000_000, year="2012", unit="USD")
    make_figure(company=both, metric=turnover, value=7, year="2011")
    make_figure(company=both, metric=turnover, value=8, year="2014", unit="EUR")
    content = exported(client)
    rows = {row["slug"]: row for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig")))}
    names = ("turnover_cny", "turnover", "turnover_year")
    assert [rows["abroad"][name] for name in names] == ["", "33900000000 USD", "2012"]
    assert [rows["both"][name] for name in names] == ["7", "", "2011"]
    out, report = run(tmp_path, content)
    assert "0 created, 0 updated, 2 unchanged" in out, report
    Company.objects.all().delete()
    run(tmp_path, content)
    figure = Company.objects.get(slug="abroad").figures.get()
    assert (figure.value, figure.unit, figure.period_start) == (33_900_000_000, "USD", "2012")


def test_words_for_the_date_of_a_count_come_out_and_in(client, tmp_path):
    make_metric(code="employees", kind="count", unit="count")
    content = b"name_en,employees,employees_as_of\nQinghe,2000,around 2020\n"
    run(tmp_path, content, "--publish")
    row = next(csv.DictReader(io.StringIO(exported(client).decode("utf-8-sig"))))
    assert (row["employees"], row["employees_as_of"]) == ("2000", "around 2020")
    out, report = run(tmp_path, exported(client))
    assert "0 created, 0 updated, 1 unchanged" in out, report
