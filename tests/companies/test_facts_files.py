"""The list as a file of facts: every public fact with its source, in each format."""

import csv
import io
import json
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from companies.models import CompanyCitation, CompanyName, Identifier, Stakeholder
from profiles.exports import answer
from profiles.exports.facts import answer as facts_answer
from profiles.exports.facts.columns import COLUMNS
from tests.companies.test_exports import drop, read, read_until
from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_park,
    make_sector,
    make_source,
    make_zone,
)

pytestmark = pytest.mark.django_db
KINDS = ("csv", "xlsx", "jsonl")


def of_csv(data):
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def of_jsonl(data):
    return [json.loads(line) for line in data.decode().splitlines()]


def of_xlsx(data, sheet="facts"):
    header, *lines = openpyxl.load_workbook(io.BytesIO(data))[sheet].values
    return [
        {name: cell for name, cell in zip(header, line, strict=True) if cell is not None} for line in lines
    ]


READ = {"csv": of_csv, "xlsx": of_xlsx, "jsonl": of_jsonl}


def facts_of(client, kind="jsonl", query=""):
    return READ[kind](read(client.get(f"/companies/facts.{kind}{query}")))


def said(lines, fact):
    """What the lines of a fact say beside whom they speak of."""
    known = ("profile", "kind", "name", "identifiers", "fact", "row")
    return [
        {name: cell for name, cell in line.items() if cell and name not in known}
        for line in lines
        if line["fact"] == fact
    ]


@pytest.fixture
def lenovo():
    register = make_source(
        title="Register",
        url="https://r.example/1",
        publisher="SAMR",
        published_on="2019",
        accessed_on="2020-01-02",
        language="zh-Hans",
        archive_url="https://a.example/1",
    )
    wiki = make_source(title="Wiki", evidence="to_check")
    company = make_company(
        slug="lenovo",
        name_en="Lenovo",
        name_zh="联想",
        founded="1984-11",
        sectors=(make_sector(slug="chips"), make_sector(slug="ai")),
        zone=make_zone(slug="haidian"),
        returnee_founded=False,
        editors_note="secret",
        featured=True,
    )
    for field, source, says in (
        ("founded", register, ""),
        ("founded", wiki, "1985"),
        ("sectors", wiki, ""),
        ("sectors", register, ""),
    ):
        CompanyCitation.objects.create(company=company, field=field, source=source, says=says)
    CompanyName.objects.create(company=company, name="Legend", kind="former", language="en", source=wiki)
    Identifier.objects.create(company=company, scheme="wikidata", value="Q46815")
    Identifier.objects.create(company=company, scheme="nyse", value="LEG", until="1999")
    Stakeholder.objects.create(company=company, name="Liu", name_zh="柳", role="chair", source=register)
    turnover = make_metric()
    make_figure(
        company=company,
        metric=turnover,
        value=200,
        period_kind="span",
        year="2012-04-01",
        period_end="2013-03-31",
        qualifier="about",
        source=register,
        note_fr="consolidé",
        as_published="0.2 k",
    )
    make_figure(
        company=company, metric=turnover, value=210, year="2012", rank="disputed", source=wiki, unit="USD"
    )
    return company


def test_each_value_stands_with_its_source(client, lenovo):
    lines = facts_of(client)
    register = {
        "source_title": "Register",
        "source_publisher": "SAMR",
        "source_url": "https://r.example/1",
        "source_archive": "https://a.example/1",
        "source_published": "2019",
        "source_accessed": "2020-01-02",
        "evidence": "secondary",
    }
    wiki = {"source_title": "Wiki", "evidence": "to_check"}
    assert said(lines, "name") == [
        {"value": "Lenovo", "language": "en"},
        {"value": "联想", "language": "zh-Hans"},
    ]
    assert said(lines, "founded") == [
        {"value": "1984-11", **register},
        {"value": "1985", "rank": "disputed", **wiki},
    ]
    assert said(lines, "sectors") == [{"value": "ai", **wiki}, {"value": "chips", **register}]
    assert said(lines, "returnee_founded") == [{}]
    assert [line["value"] for line in lines if line["fact"] == "returnee_founded"] == [False]
    assert said(lines, "other_names.name") == [{"value": "Legend", "language": "en", **wiki}]
    assert said(lines, "founders.name") == [
        {"value": "Liu", **register},
        {"value": "柳", "language": "zh-Hans", **register},
    ]
    assert said(lines, "founders.role") == [{"value": "chair", **register}]
    assert said(lines, "turnover") == [
        {
            "value": 200,
            "currency": "CNY",
            "qualifier": "about",
            "period_kind": "span",
            "period_start": "2012-04-01",
            "period_end": "2013-03-31",
            "coverage": "all",
            "rank": "normal",
            **register,
        },
        {
            "value": 210,
            "currency": "USD",
            "qualifier": "exact",
            "period_kind": "year",
            "period_start": "2012",
            "coverage": "all",
            "rank": "disputed",
            **wiki,
        },
    ]
    assert said(lines, "turnover.note") == [{"value": "consolidé", "language": "fr", **register}]
    assert said(lines, "turnover.as_published") == [{"value": "0.2 k", **register}]
    assert said(lines, "listings.until") == [{"value": "1999"}]
    assert said(lines, "source.language") == [{"value": "zh-Hans", **register}]


def test_lines_of_one_row_share_it(client, lenovo):
    rows = [line["row"] for line in facts_of(client) if line["fact"].startswith("founders.")]
    assert len(rows) == 3
    assert rows == [str(lenovo.stakeholders.get().pk)] * 3


def test_each_line_says_whom_it_speaks_of(client, lenovo):
    who = {
        tuple(line[name] for name in ("profile", "kind", "name", "identifiers")) for line in facts_of(client)
    }
    assert who == {("lenovo", "company", "Lenovo", "wikidata:Q46815")}


def test_what_visitors_do_not_see_is_in_no_file(client, lenovo):
    make_company(name_en="Draft", published=False)
    facts = {line["fact"] for line in facts_of(client)}
    assert not facts & {"editors_note", "featured", "slug", "state"}
    assert {line["profile"] for line in facts_of(client)} == {"lenovo"}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_other_formats_say_the_same(client, lenovo, kind):
    def texts(lines):
        return [
            {
                name: str(cell).lower() if isinstance(cell, bool) else str(cell)
                for name, cell in line.items()
                if cell not in ("", None)
            }
            for line in lines
        ]

    assert texts(facts_of(client, kind)) == texts(facts_of(client))


def test_csv_has_the_columns_of_a_fact_line(client, lenovo):
    assert list(facts_of(client, "csv")[0]) == list(COLUMNS)


def test_workbook_has_profiles_sources_and_a_dictionary(client, lenovo):
    data = read(client.get("/companies/facts.xlsx"))
    assert openpyxl.load_workbook(io.BytesIO(data)).sheetnames == [
        "profiles",
        "facts",
        "sources",
        "data dictionary",
    ]
    assert [row["slug"] for row in of_xlsx(data, "profiles")] == ["lenovo"]
    assert [row["title"] for row in of_xlsx(data, "sources")] == ["Register", "Wiki"]
    names = {row.get("name") for row in of_xlsx(data, "data dictionary")}
    assert names >= {*COLUMNS, "founded", "turnover", "founders.role", "coordinates.latitude", "verified_on"}


def test_dictionary_explains_each_fact_that_a_file_has(client, lenovo):
    data = read(client.get("/companies/facts.xlsx"))
    explained = {row.get("name") for row in of_xlsx(data, "data dictionary")}
    facts = {line["fact"].replace("turnover.", "<figure>.") for line in of_xlsx(data)}
    assert facts <= explained


def test_formulas_are_texts(client):
    make_company(slug="a", name_en="=1+1", summary_en="'@x")
    cells = {line["fact"]: line["value"] for line in facts_of(client, "csv")}
    assert (cells["name"], cells["summary"]) == ("'=1+1", "''@x")
    cells = {line["fact"]: line["value"] for line in facts_of(client)}
    assert (cells["name"], cells["summary"]) == ("=1+1", "'@x")


def test_filters_hold_and_the_page_does_not_matter(client, lenovo):
    make_company(slug="other", ownership="domestic")
    for page in ("1", "999", "abc"):
        assert {line["profile"] for line in facts_of(client, query=f"?ownership=domestic&page={page}")} == {
            "other"
        }
        rows = of_csv(read(client.get(f"/companies/export.csv?ownership=domestic&page={page}")))
        assert [row["slug"] for row in rows] == ["other"]
        assert client.get(f"/companies/feed/?page={page}").status_code == 200


@pytest.mark.parametrize(
    "path", ["facts.csv", "facts.jsonl", "facts.xlsx", "export.csv", "export.json", "feed/"]
)
def test_value_that_is_not_understood_is_refused_beside_one_that_is(client, lenovo, path):
    response = client.get(f"/companies/{path}?sector=chips&sector=nope")
    assert response.status_code == 400
    assert response.content.decode().startswith("sector=nope: ")


def test_other_formats_are_not_found(client):
    assert client.get("/companies/facts.json").status_code == 404


@pytest.mark.parametrize("kind", KINDS)
def test_file_that_breaks_off_is_no_whole_file(client, lenovo, monkeypatch, kind):
    monkeypatch.setattr(answer, "MAX_SECONDS", -1)
    data = read_until(answer.TooSlow, client.get(f"/companies/facts.{kind}"))
    with pytest.raises((csv.Error, ValueError, zipfile.BadZipFile)):
        READ[kind](data) if kind != "csv" else list(
            csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        )


def test_files_share_their_places(client, lenovo):
    begun = [client.get("/companies/facts.csv"), client.get("/companies/export.csv")]
    assert client.get("/companies/facts.jsonl").status_code == 503
    for one in begun:
        drop(one)
    file = client.get("/companies/facts.jsonl")
    assert (file.status_code, bool(b"".join(file.streaming_content))) == (200, True)


def test_too_many_profiles_for_a_workbook_are_refused(client, lenovo, monkeypatch):
    monkeypatch.setattr(facts_answer, "MAX_IN_WORKBOOK", 0)
    assert client.get("/companies/facts.xlsx").status_code == 400


def test_sources_that_share_title_and_address_stay_apart(client):
    company = make_company(slug="a", founded="1999")
    for key in ("one", "two"):
        CompanyCitation.objects.create(
            company=company, field="founded", source=make_source(key=key, title="Report")
        )
    assert [line["source_title"] for line in facts_of(client) if line["fact"] == "founded"] == [
        "Report [one]",
        "Report [two]",
    ]


def test_parks_come_as_facts_too(client):
    make_park(slug="p", name_en="P", country="FR", city="Nice").partnerships.create(
        kind="memorandum", since="2001", offers="office|training", contact="https://example.org"
    )
    lines = of_jsonl(read(client.get("/partners/facts.jsonl")))
    assert {(line["fact"], line["value"]) for line in lines} >= {
        ("country", "FR"),
        ("city", "Nice"),
        ("partnerships.kind", "memorandum"),
        ("partnerships.since", "2001"),
        ("partnerships.offers", "office|training"),
        ("partnerships.contact", "https://example.org"),
    }


def test_data_package_names_files_and_explains_facts(client, lenovo):
    package = client.get("/companies/datapackage.json?sector=chips").json()
    assert [one["path"] for one in package["resources"]] == [
        f"http://testserver/companies/{name}?sector=chips"
        for name in ("facts.csv", "facts.jsonl", "export.csv")
    ]
    facts = package["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in facts] == list(COLUMNS)
    assert all(set(field["descriptions"]) == {"en", "zh-Hans", "fr"} for field in facts)
    (founded,) = [entry for entry in package["dictionary"] if entry["name"] == "founded"]
    assert founded["titles"]["en"] == "Founded"


@pytest.mark.parametrize(
    ("path", "only_in_facts"),
    [
        ("companies", "logo, cover, Foreign partners, Certificates, About, History"),
        ("partners", "home currency, logo, cover, Partnerships, What the sources say, About, History"),
    ],
)
def test_data_package_says_what_rows_leave_out(client, path, only_in_facts):
    rows = client.get(f"/{path}/datapackage.json").json()["resources"][2]
    assert rows["description"].endswith(f"have older ones, and: {only_in_facts}.")
    assert set(rows["descriptions"]) == {"en", "zh-Hans", "fr"}


def test_command_writes_the_same_file(client, lenovo, tmp_path):
    call_command("export_facts", "company", tmp_path / "out.jsonl", verbosity=0)
    assert of_jsonl((tmp_path / "out.jsonl").read_bytes()) == facts_of(client)


def test_command_refuses_a_format_that_it_does_not_have(tmp_path):
    with pytest.raises(CommandError, match="ends with one of csv, xlsx, jsonl"):
        call_command("export_facts", "company", tmp_path / "out.pdf")


@pytest.mark.parametrize("path", ["companies", "partners"])
def test_list_page_offers_rows_and_facts_of_the_same_list(client, path):
    make_company(ownership="domestic")
    make_park(country="FR")
    query = "ownership=domestic" if path == "companies" else "country=FR"
    page = client.get(f"/{path}/?{query}").content.decode()
    for name in (
        "export.csv",
        "export.xlsx",
        "export.json",
        "facts.csv",
        "facts.xlsx",
        "facts.jsonl",
        "datapackage.json",
    ):
        assert f'href="/{path}/{name}?{query}"' in page
    assert f'href="/{path}/export.csv?{query}&amp;headers=labels"' in page
    assert f'href="/{path}/export.csv?headers=labels"' in client.get(f"/{path}/").content.decode()


def test_line_says_what_its_source_is_worth_there_and_the_source_what_it_is_worth_in_general(client):
    vendor = make_source(title="Vendor", evidence="secondary")
    company = make_company(founded="1984", ownership="domestic")
    for field, evidence in (("founded", "primary"), ("ownership", "")):
        CompanyCitation.objects.create(company=company, field=field, source=vendor, evidence=evidence)
    lines = facts_of(client)
    assert [said(lines, name)[0]["evidence"] for name in ("founded", "ownership")] == ["primary", "secondary"]
    about = [line for line in lines if line["fact"] == "source.evidence"]
    assert [(line["value"], line["source_title"], line["evidence"]) for line in about] == [
        ("secondary", "Vendor", "secondary")
    ]
    CompanyCitation.objects.update(evidence="")
    assert [line for line in facts_of(client) if line["fact"] == "source.evidence"] == []
