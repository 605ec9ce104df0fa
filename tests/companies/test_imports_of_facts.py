"""Lists of facts come in: our own with each row and source, and those that others made."""

import json

import pytest
from django.core.management import CommandError

from companies.models import Company
from profiles.models import Source
from tests.companies.imports import run
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source, make_zone

pytestmark = pytest.mark.django_db


def the(name="Long A"):
    return Company.objects.get(name_en=name)


def figures(company):
    return [
        (
            row.metric.code,
            row.value,
            row.unit,
            row.period_kind,
            row.period_start,
            row.period_end,
            row.qualifier,
        )
        for row in company.figures.order_by("period_start", "pk")
    ]


@pytest.mark.parametrize(
    "headers",
    [
        "company,field,value",
        "entity,attribute,value",
        "公司,字段,值",
        "entreprise,champ,valeur",
        "Name;Property;Value",
    ],
)
def test_list_of_others_is_read_as_facts(tmp_path, headers):
    sign = ";" if ";" in headers else ","
    lines = [
        headers,
        sign.join(["Long A", "founded", "1999"]),
        sign.join(["Long A", "website", "https://x.example.org"]),
    ]
    out, rows = run(tmp_path, "\n".join(lines).encode())
    assert "1 created" in out, rows
    assert (the().founded, the().website) == ("1999", "https://x.example.org")


def test_fields_are_recognised_as_headers_are(tmp_path):
    make_sector(slug="chips", name_zh="芯片")
    make_zone(slug="haidian")
    content = "公司,字段,值\n甲公司,成立时间,1999年5月\n甲公司,行业领域,芯片\n甲公司,所属园区,haidian\n甲公司,企业性质,内资\n甲公司,英文名称,Jia\n甲公司,名称,甲\n"
    out, rows = run(tmp_path, content.encode())
    assert "1 created" in out, rows
    company = Company.objects.get(name_zh="甲")
    assert (company.founded, company.ownership, company.zone.slug) == ("1999-05", "domestic", "haidian")
    assert [sector.slug for sector in company.sectors.all()] == ["chips"]


def test_lines_of_one_company_need_not_stand_side_by_side(tmp_path):
    content = b"company,field,value\nLong A,founded,1999\nLong B,founded,2001\nLong A,postcode,100080\n"
    out, _rows = run(tmp_path, content)
    assert "2 created" in out
    assert (the().founded, the().postcode) == ("1999", "100080")


def test_year_unit_currency_and_source_stand_in_columns(tmp_path):
    make_metric(code="turnover")
    make_metric(code="employees", kind="count", unit="count")
    content = (
        b"company,field,value,year,unit,currency,source,source_url\n"
        b"Long A,revenue,33.9,2012,million,USD,Annual report,https://r.example/1\n"
        b"Long A,revenue,12,2011,,CNY,Annual report,https://r.example/1\n"
        b"Long A,headcount,51,2012-03-31,,,,\n"
    )
    out, rows = run(tmp_path, content)
    assert "1 created" in out, rows
    assert figures(the()) == [
        ("turnover", 12, "CNY", "year", "2011", "", "exact"),
        ("turnover", 33_900_000, "USD", "year", "2012", "", "exact"),
        ("employees", 51, "count", "as_of", "2012-03-31", "", "exact"),
    ]
    assert [(source.title, source.url) for source in Source.objects.all()] == [
        ("Annual report", "https://r.example/1")
    ]
    assert {row.source.title for row in the().figures.filter(metric__code="turnover")} == {"Annual report"}


def test_amount_whose_currency_nobody_says_is_left_out_with_its_line(tmp_path):
    make_metric(code="turnover")
    out, rows = run(tmp_path, b"company,field,value\nLong A,founded,1999\nLong A,turnover,33.9\n")
    assert "1 created" in out
    assert [(row["line"], row["column"]) for row in rows if row["message"]] == [("2", "turnover")]
    assert "line 3: " in rows[0]["message"]
    assert not the().figures.exists()


@pytest.mark.parametrize("value", ["1.234", "a lot", "#N/A"])
def test_number_that_could_be_another_one_costs_its_line(tmp_path, value):
    make_metric(code="employees", kind="count", unit="count")
    content = f'company,field,value,unit\nLong A,founded,1999,\nLong A,employees,"{value}",count\n'
    out, rows = run(tmp_path, content.encode())
    assert "1 created" in out
    assert ["line 3: " in row["message"] for row in rows] == [True]
    assert not the().figures.exists()


def test_field_that_nobody_knows_costs_its_line(tmp_path):
    out, rows = run(tmp_path, b"company,field,value\nLong A,founded,1999\nLong A,shoe size,44\n")
    assert "1 created" in out
    assert [(row["column"], row["message"]) for row in rows] == [
        ("shoe size", "left out: line 3: No fact is called so.")
    ]


def test_another_value_for_a_fact_is_the_word_of_its_source(tmp_path):
    content = b"company,field,value,source\nLong A,founded,1999,Register\nLong A,founded,2001,Press\nLong A,postcode,1,\nLong A,postcode,2,\n"
    _out, rows = run(tmp_path, content)
    assert the().founded == "1999"
    assert [(row.source.title, row.says) for row in the().citations.all()] == [
        ("Register", ""),
        ("Press", "2001"),
    ]
    assert [row["column"] for row in rows if row["message"]] == ["postcode"]


def test_same_list_again_changes_nothing(tmp_path):
    make_metric(code="turnover")
    content = b"company,field,value,year,currency,source\nLong A,founded,1999,,,Register\nLong A,turnover,5,2012,CNY,Register\nLong A,turnover,6,2013,CNY,Register\n"
    run(tmp_path, content)
    out, rows = run(tmp_path, content)
    assert "0 created, 0 updated, 1 unchanged" in out, rows


def test_rows_consist_of_lines_with_the_same_row(tmp_path):
    content = (
        b"profile,kind,name,fact,row,value,language,source_title\n"
        b"long-a,company,Long A,founders.name,1,Liu,,Press\n"
        b"long-a,company,Long A,founders.name,2,Wang,,\n"
        b"long-a,company,Long A,founders.role,1,chair,,Press\n"
        b"long-a,company,Long A,founders.name,1,\xe5\x88\x98,zh-Hans,Press\n"
    )
    out, rows = run(tmp_path, content)
    assert "1 created" in out, rows
    found = the().stakeholders.values_list("kind", "name", "name_zh", "role", "source__title")
    assert sorted(found) == [("founder", "Liu", "刘", "chair", "Press"), ("founder", "Wang", "", "", None)]
    assert the().slug == "long-a"


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("presences.country,1,CN", "presences"),  # at home
        ("presences.city,2,Paris", "presences"),  # no country
        ("listings.scheme,3,moon", "listings.scheme"),
        ("turnover,4,5", "turnover"),  # no currency
        ("founded,5,yesterday", "founded"),
        ("ownership,6,whose", "ownership"),
        ("verified_on,7,2020-13-01", "verified_on"),
        ("other_names.kind,8,brand", "other_names"),  # no name
    ],
)
def test_bad_line_costs_the_line_and_is_listed(tmp_path, line, column):
    make_metric(code="turnover")
    content = f"profile,kind,name,fact,row,value\nlong-a,company,Long A,postcode,,100080\nlong-a,company,Long A,{line}\n"
    out, rows = run(tmp_path, content.encode())
    assert "1 created" in out, rows
    assert [row["column"] for row in rows if row["message"]] == [column], rows
    assert rows[0]["message"].startswith("left out: line 3: ")
    assert the().postcode == "100080"


def test_profile_of_another_kind_is_rejected(tmp_path):
    out, rows = run(tmp_path, b"profile,kind,name,fact,row,value\np,park,P,city,,Nice\n")
    assert "0 created" in out
    assert "1 rejected" in out
    assert "another kind: park" in rows[0]["message"]


def test_edited_figure_of_our_own_file_stands_beside_what_the_site_says(client, tmp_path):
    """Nobody's value is overwritten: the site and the file say different things of one source."""
    company = make_company(slug="a", name_en="A")
    make_figure(company=company, metric=make_metric(), value=5, source=make_source(title="Report"))
    data = b"".join(client.get("/companies/facts.csv").streaming_content).replace(
        b"turnover,", b"turnover,", 1
    )
    edited = data.decode().replace(",5,,CNY,", ",7,,CNY,").encode()
    assert edited != data
    out, rows = run(tmp_path, edited)
    assert "1 with conflicts" in out, rows
    assert company.figures.get().value == 5


def test_new_source_of_a_figure_is_added(client, tmp_path):
    company = make_company(slug="a", name_en="A")
    make_figure(company=company, metric=make_metric(), value=5, source=make_source(title="Report"))
    lines = b"".join(client.get("/companies/facts.csv").streaming_content).decode().splitlines()
    figure = next(line for line in lines if ",turnover," in line)
    row = str(company.figures.get().pk)
    added = figure.replace("Report", "Press").replace(row, "new").replace(",5,,CNY,", ",6,,CNY,")
    out, rows = run(tmp_path, "\n".join([*lines, added]).encode())
    assert "1 updated" in out, rows
    assert sorted((row.value, row.source.title) for row in company.figures.all()) == [
        (5, "Report"),
        (6, "Press"),
    ]


def test_json_lines_of_others_are_read(tmp_path):
    lines = [
        {"company": "Long A", "field": "founded", "value": 1999},
        {"company": "Long A", "field": "sector", "value": ["chips", "ai"], "source": "=Press"},
    ]
    for slug in ("chips", "ai"):
        make_sector(slug=slug)
    out, rows = run(tmp_path, "\n".join(map(json.dumps, lines)).encode())
    assert "1 created" in out, rows
    assert {sector.slug for sector in the().sectors.all()} == {"chips", "ai"}
    assert the().citations.get().source.title == "=Press"


def test_json_lines_that_break_off_are_refused(tmp_path):
    content = b'{"company": "A", "field": "founded", "value": 1999}\n{"company": "A", "fie'
    with pytest.raises(CommandError, match="Line 2 is no JSON object"):
        run(tmp_path, content)


def test_file_of_facts_that_breaks_off_says_so_and_costs_its_last_line(tmp_path):
    out, _rows = run(tmp_path, b'company,field,value\nA,founded,1999\n"A,fou')
    assert "never closed" in out
    assert [(company.name_en, company.founded) for company in Company.objects.all()] == [("A", "1999")]


def test_table_of_companies_with_such_words_is_one_of_rows(tmp_path):
    out, rows = run(tmp_path, b"company,founded,value\nLong A,1999,12\n")
    assert "1 created" in out, rows
    assert the().founded == "1999"


def levels(company):
    return {row.field: (row.source.evidence, row.evidence) for row in company.citations.all()}


@pytest.mark.parametrize("is_known", [True, False])
def test_line_that_thinks_better_of_a_source_says_so_of_its_use(tmp_path, is_known):
    if is_known:
        make_source(title="Vendor", evidence="secondary")
    content = (
        b"company,field,value,source,evidence\n"
        b"Long A,founded,1999,Vendor,secondary\n"
        b"Long A,address,1 Road,Vendor,primary\n"
        b"Long A,zone,haidian,Vendor,\n"
    )
    make_zone(slug="haidian")
    out, rows = run(tmp_path, content)
    assert "1 created" in out, rows
    assert levels(the()) == {
        "founded": ("secondary", ""),
        "address": ("secondary", "primary"),
        "zone": ("secondary", ""),
    }
    assert Source.objects.count() == 1
    assert "1 unchanged" in run(tmp_path, content)[0]


def test_source_of_others_that_nobody_judged_is_secondary_unless_its_words_are_doubtful(tmp_path):
    content = (
        b"company,field,value,source,source_url\n"
        b"Long A,founded,1999,Report,https://r.example/1\n"
        b"Long A,address,1 Road,Article,https://en.wikipedia.org/wiki/Long_A\n"
    )
    run(tmp_path, content)
    assert levels(the()) == {"founded": ("secondary", ""), "address": ("to_check", "")}


@pytest.mark.parametrize(
    ("own", "evidence"), [("secondary", "none"), ("none", "primary"), ("secondary", "hearsay")]
)
def test_line_that_takes_a_source_for_what_it_cannot_be_is_read_without_it(tmp_path, own, evidence):
    make_source(title="Vendor", evidence=own)
    content = f"company,field,value,source,evidence\nLong A,founded,1999,Vendor,{evidence}\n"
    out, rows = run(tmp_path, content.encode())
    assert "1 created" in out
    assert (the().founded, the().citations.count()) == ("1999", 0)
    assert "line 2: " in rows[0]["message"]


@pytest.mark.parametrize(
    ("judged", "stated", "level", "of_use"),
    [
        # What the file takes the source for in general is no word of its own for a fact.
        ("secondary", "primary", "primary", ""),
        ("to_check", "primary", "primary", ""),
        ("none", "primary", "primary", ""),
        # What it says otherwise of a fact is.
        ("secondary", "secondary", "primary", "primary"),
        ("to_check", "secondary", "primary", "primary"),
        # It says nothing where the source is worth as much by now, or nothing.
        ("primary", "secondary", "primary", ""),
        ("none", "secondary", "primary", ""),
    ],
)
def test_own_file_leaves_a_source_as_it_was_judged_since_and_keeps_what_it_says_of_a_use(
    tmp_path, judged, stated, level, of_use
):
    make_source(title="Vendor", evidence=judged)
    content = (
        "profile,kind,fact,value,source_title,evidence\n"
        f"long-a,company,name,Long A,,\nlong-a,company,founded,1999,Vendor,{level}\n"
        f"long-a,company,source.evidence,{stated},Vendor,{stated}\n"
    )
    out, rows = run(tmp_path, content.encode())
    assert "1 created" in out, rows
    assert levels(the()) == {"founded": (judged, of_use)}
    assert Source.objects.count() == 1


def test_own_file_whose_line_calls_evidence_what_it_takes_for_none_is_read_without_the_source(tmp_path):
    make_source(title="Vendor", evidence="secondary")
    content = (
        b"profile,kind,fact,value,source_title,evidence\n"
        b"long-a,company,name,Long A,,\nlong-a,company,founded,1999,Vendor,primary\n"
        b"long-a,company,source.evidence,none,Vendor,none\n"
    )
    out, rows = run(tmp_path, content)
    assert "1 created" in out
    assert (the().founded, the().citations.count()) == ("1999", 0)
    assert "evidence or it is none" in rows[0]["message"]
