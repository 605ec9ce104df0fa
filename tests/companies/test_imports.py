import gzip
from decimal import Decimal

import pytest
from django.core.management import CommandError

from companies.models import Company, CompanyFigure, Identifier
from profiles.documents.reading import document_of
from profiles.documents.writing import Author, save
from profiles.imports.tables.encodings import NAMES
from profiles.models import Source, Version
from tests.companies.imports import LEI, OTHER_LEI, USCI, results, run
from tests.factories import make_company, make_metric, make_sector, make_zone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _terms():
    make_zone(slug="haidian")
    make_sector(slug="chips", name_en="Chips", name_zh="芯片", name_fr="Puces")
    make_metric(code="turnover")
    make_metric(code="employees", kind="count", unit="count")
    make_metric(code="patents_granted", kind="count", unit="count")


FULL = (
    "slug,name_en,name_zh,name_fr,legal_name,aliases,sector,zone,ownership,founded,returnee_founded,employees,turnover_cny,"
    "turnover_year,patents,overseas,website,address,latitude,longitude,uscc,lei,listed_on,summary_en,summary_zh,summary_fr,source\n"
    'qinghe,Qinghe,清河,,清河科技有限公司,QH|en:Clear River,芯片,haidian,内资,1984-11,是,"1,200",33900000000,'
    f"2012,57,US|FR,www.qinghe.example,1 Road,39.98,116.31,{USCI},{LEI},NASDAQ: QHEX; HKEX: 992,Makes chips,制造芯片,Puces,https://source.example/1\n"
)


def change(company, **fields):
    """What an editor saves."""
    base = document_of(company)
    target = {name: value for name, value in {**base.fields, **fields}.items() if value is not None}
    save(company, base, type(base)(base.kind, target, base.rows, base.sources), Author())


def test_every_column_of_the_contract_arrives(tmp_path):
    out, _rows = run(tmp_path, FULL)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    company = Company.objects.get(slug="qinghe")
    assert (company.name_en, company.name_zh, company.legal_name) == ("Qinghe", "清河", "清河科技有限公司")
    assert (company.founded, company.ownership, company.returnee_founded) == ("1984-11", "domestic", True)
    assert (company.website, company.address, company.zone.slug) == (
        "https://www.qinghe.example",
        "1 Road",
        "haidian",
    )
    assert [str(company.latitude), str(company.longitude)] == ["39.98000", "116.31000"]
    assert [sector.slug for sector in company.sectors.all()] == ["chips"]
    assert [(name.name, name.language) for name in company.other_names.all()] == [
        ("QH", ""),
        ("Clear River", "en"),
    ]
    assert {
        (one.metric.code, str(one.value.normalize()), one.unit, one.period_start)
        for one in company.figures.all()
    } == {
        ("employees", "1.2E+3", "count", ""),
        ("turnover", "3.39E+10", "CNY", "2012"),
        ("patents_granted", "57", "count", ""),
    }
    assert [presence.country.code for presence in company.presences.all()] == ["US", "FR"]
    assert {(one.scheme, one.value) for one in company.identifiers.all()} == {
        ("uscc", USCI),
        ("lei", LEI),
        ("nasdaq", "QHEX"),
        ("hkex", "0992"),
    }
    source = Source.objects.get()
    assert source.url == "https://source.example/1"
    assert {figure.source for figure in company.figures.all()} == {source}
    assert {citation.field for citation in company.citations.all()} == {
        *("legal_name", "sectors", "zone", "founded", "ownership", "returnee_founded", "address")
    }
    assert not company.is_published


def test_same_file_twice_changes_nothing(tmp_path):
    run(tmp_path, FULL)
    versions = Version.objects.count()
    out, _rows = run(tmp_path, FULL)
    assert "0 created, 0 updated, 1 unchanged, 0 rejected" in out
    assert Version.objects.count() == versions == 1
    assert Source.objects.count() == 1


def test_dry_run_writes_nothing(tmp_path):
    out, _rows = run(tmp_path, FULL, "--dry-run")
    assert "1 created" in out
    assert (Company.objects.count(), Version.objects.count(), Source.objects.count()) == (0, 0, 0)


def test_publish_shows_them(tmp_path):
    run(tmp_path, FULL, "--publish")
    company = Company.objects.get()
    assert company.is_published
    assert list(Version.objects.order_by("number").values_list("action", "origin")) == [
        ("created", "import"),
        ("published", "import"),
    ]


def test_publish_leaves_what_an_editor_withdrew(tmp_path):
    run(tmp_path, FULL, "--publish")
    Company.objects.get().withdraw(by=None)
    run(tmp_path, FULL, "--publish")
    assert Company.objects.get().state == "withdrawn"


def test_rejected_row_does_not_stop_the_others(tmp_path):
    out, rows = run(tmp_path, "name,founded\nA1 Labs,1984\n,1990\nC3 Labs,1999\n")
    assert "2 created, 0 updated, 0 unchanged, 1 rejected" in out
    assert results(rows) == [(2, "created"), (3, "rejected"), (4, "created")]
    assert (rows[1]["column"], rows[1]["message"]) == ("", "The row has no name.")


@pytest.mark.parametrize("bad", ["B2 Labs,2013-02-30", ",1990", "A-1 Labs,1984"])
def test_strict_writes_all_or_nothing(tmp_path, bad):
    with pytest.raises(CommandError, match="1 rows cannot be imported as they are, so nothing was written"):
        run(tmp_path, f"name,founded\nA1 Labs,1984\n{bad}\n", "--strict")
    assert Company.objects.count() == Version.objects.count() == 0
    run(tmp_path, "name,founded\nA1 Labs,1984\n", "--strict")
    assert Company.objects.count() == 1


def test_blank_cell_says_nothing(tmp_path):
    run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,1984\n")
    out, _rows = run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,\n")
    assert "1 unchanged" in out
    assert Company.objects.get().founded == "1984"


def test_later_import_changes_what_the_earlier_said(tmp_path):
    run(tmp_path, "slug,name_en,founded,employees\nqinghe,Qinghe,1984,10\n")
    out, _rows = run(tmp_path, "slug,name_en,founded,employees\nqinghe,Qinghe,1985,20\n")
    assert "1 updated" in out
    company = Company.objects.get()
    assert company.founded == "1985"
    assert [figure.value for figure in company.figures.all()] == [20]
    assert Version.objects.get(number=2).why == "companies.csv"


@pytest.mark.parametrize("again", ["1984", "1983"])
def test_later_import_leaves_what_an_editor_changed(tmp_path, again):
    run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,1984\n")
    change(Company.objects.get(), founded="1985")
    out, _rows = run(tmp_path, f"slug,name_en,founded,address\nqinghe,Qinghe,{again},1 Road\n")
    assert "1 updated" in out
    assert "1 with conflicts" in out
    company = Company.objects.get()
    assert (company.founded, company.address) == ("1985", "1 Road")
    run(tmp_path, f"slug,name_en,founded,address\nqinghe,Qinghe,{again},1 Road\n")
    assert Company.objects.get().founded == "1985"
    assert Version.objects.count() == 3


def test_import_leaves_what_an_editor_entered(tmp_path):
    company = make_company(slug="qinghe", name_en="Qinghe", founded="1985")
    _out, rows = run(tmp_path, "slug,name_en,founded,address\nqinghe,Qinghe,1984,1 Road\n")
    company.refresh_from_db()
    assert (company.founded, company.address) == ("1985", "1 Road")
    assert [row["column"] for row in rows if "conflict" in row["message"]] == ["founded"]


def test_figure_that_an_editor_changed_stays(tmp_path):
    run(tmp_path, "slug,name_en,employees\nqinghe,Qinghe,10\n")
    company = Company.objects.get()
    base = document_of(company)
    ((key, row),) = base.of("figures").items()
    save(
        company,
        base,
        type(base)("company", base.fields, {**base.rows, "figures": {key: {**row, "value": "11"}}}),
        Author(),
    )
    out, _rows = run(tmp_path, "slug,name_en,employees\nqinghe,Qinghe,12\n")
    assert "1 with conflicts" in out
    assert [figure.value for figure in company.figures.all()] == [11]


def test_row_that_an_editor_removed_stays_out(tmp_path):
    text = "slug,name_en,overseas\nqinghe,Qinghe,FR|US\n"
    run(tmp_path, text)
    company = Company.objects.get()
    base = document_of(company)
    kept = {key: row for key, row in base.of("presences").items() if row["country"] == "US"}
    save(company, base, type(base)("company", base.fields, {**base.rows, "presences": kept}), Author())
    out, _rows = run(tmp_path, text)
    assert "1 unchanged" in out
    assert [presence.country.code for presence in company.presences.all()] == ["US"]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("LENOVO", {}),
        ("Lenovo Ltd.", {}),
        ("聯想", {}),
        ("联想有限公司", {}),
        ("lianxiang", {}),
        ("Legend", {}),
        ("Other", {"website": "http://lenovo.example/"}),
    ],
)
def test_what_looks_like_a_company_is_proposed_and_not_merged(tmp_path, name, fields):
    company = make_company(
        slug="lenovo", name_en="Lenovo", name_zh="联想", website="https://www.lenovo.example"
    )
    company.other_names.create(name="Legend", kind="former")
    out, rows = run(tmp_path, f"name,website,founded\n{name},{fields.get('website', '')},1984\n")
    assert "0 created, 0 updated, 0 unchanged, 0 rejected, 1 to decide" in out
    assert "lenovo" in rows[0]["message"]
    company.refresh_from_db()
    assert (Company.objects.count(), company.founded) == (1, "")


def test_match_is_made_new_or_taken_where_the_importer_says_so(tmp_path):
    company = make_company(slug="lenovo", name_en="Lenovo")
    run(tmp_path, "name,founded\nLENOVO,1984\n", "--on-match", "update")
    company.refresh_from_db()
    assert company.founded == "1984"
    run(tmp_path, "name,founded\nLenovo Ltd,1984\n", "--on-match", "create")
    assert sorted(Company.objects.values_list("slug", flat=True)) == ["lenovo", "lenovo-ltd"]


def test_variants_within_a_file_are_proposed(tmp_path):
    _out, rows = run(tmp_path, "name\nAcme Technology Co., Ltd.\nACME TECHNOLOGY\n")
    assert results(rows) == [(2, "created"), (3, "to decide")]
    assert "line 2" in rows[1]["message"]


def test_two_numbers_of_one_register_are_two_companies(tmp_path):
    out, _rows = run(tmp_path, f"legal_name,lei\nFutura,{LEI}\nFUTURA,{OTHER_LEI}\n")
    assert "2 created" in out
    out, _rows = run(tmp_path, f"legal_name,lei\nFutura,{LEI}\nFUTURA,{OTHER_LEI}\n")
    assert "2 unchanged" in out


def test_same_number_under_another_name_is_asked_about(tmp_path):
    company = make_company(name_en="Qinghe")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    out, _rows = run(tmp_path, f"name,lei,founded\nSomething else,{LEI},1984\n")
    assert "1 to decide" in out


def test_names_alone_are_recognised_when_the_file_comes_again(tmp_path):
    text = "name,founded\nQinghe,1984\n北河,1999\n"
    run(tmp_path, text)
    change(Company.objects.get(name_en="Qinghe"), name_en="Blue River")
    out, _rows = run(tmp_path, text)
    assert "0 created, 0 updated, 2 unchanged, 0 rejected, 0 to decide, 1 with conflicts" in out
    out, _rows = run(tmp_path, "name,founded\nQinghe,1985\n")
    assert "1 to decide" in out


def test_repeated_number_is_rejected(tmp_path):
    _out, rows = run(tmp_path, f"name,lei\nQinghe,{LEI}\nQing He,{LEI.lower()}\n")
    assert results(rows) == [(2, "created"), (3, "rejected")]


@pytest.mark.parametrize(
    "name",
    [
        "@Home",
        "+Plus",
        "-Minus",
        "=SUM(A1)",
        "Hold <one> & “two”",
        "شركة الاختبار",
        "Ａ１",
        "日本電産株式会社",
    ],
)
def test_names_are_stored_as_written(tmp_path, name):
    run(tmp_path, f'name\n"{name}"\n')
    company = Company.objects.get()
    assert name in (company.name_en, company.name_zh)


def test_names_are_composed(tmp_path):
    run(tmp_path, "name\nE\u0301cole\n")
    assert Company.objects.get().name_en == "\u00c9cole"


def test_formula_is_harmless_in_the_report(tmp_path):
    _out, rows = run(tmp_path, "name\n=cmd|' /C calc'!A0\n")
    assert rows[0]["name"].startswith("'=")


def test_huge_cell_is_left_out_and_not_cut(tmp_path):
    _out, rows = run(tmp_path, f"name,address\nA1,{'x' * 88_000}\nB2,Road\n")
    assert results(rows) == [(2, "created"), (3, "created")]
    assert list(Company.objects.order_by("pk").values_list("address", flat=True)) == ["", "Road"]
    assert (rows[0]["column"], "88000" in rows[0]["message"]) == ("address", True)


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("uscc", "9.11100E+17"),
        ("uscc", "911100008021004330"),
        ("lei", "3003005OYN018DVQBG78"),
        ("lei", "3.0E+19"),
        ("sector", "alchemy"),
        ("zone", "atlantis"),
        ("overseas", "CN"),
        ("overseas", "Narnia"),
        ("website", "javascript:alert(1)"),
        ("website", "not an address"),
        ("latitude", "91"),
        ("ownership", "theirs"),
        ("returnee_founded", "perhaps"),
        ("listed_on", "HKEX"),
        ("turnover_cny", "1,234"),
        ("turnover_year", "2012-05"),
        ("name_zh", "a\ufffdb"),
        ("slug", "Not A Slug"),
        ("summary_en", "x" * 401),
        ("founded", "#REF!"),
    ],
)
def test_bad_cell_is_left_out_beside_its_column(tmp_path, column, cell):
    out, rows = run(tmp_path, f'name_en,address,{column}\nA1,1 Road,"{cell}"\n')
    assert "1 created, 0 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    assert [(row["column"], row["message"].partition(":")[0]) for row in rows] == [(column, "left out")]
    assert (document := document_of(Company.objects.get())).rows == {}
    assert document.fields == {"slug": "a1", "name_en": "A1", "address": "1 Road"}


def test_cell_that_is_half_read_is_left_out_whole(tmp_path):
    run(tmp_path, "name_en,overseas,overseas_source,source\nA1,FR|Narnia,Register,Other\n")
    assert Company.objects.get().presences.count() == 0
    assert Source.objects.count() == 0


def test_source_that_is_too_long_costs_only_itself(tmp_path):
    _out, rows = run(tmp_path, f"name_en,overseas,address,source\nA1,FR,1 Road,{'x' * 301}\n")
    assert [(row["column"], row["message"]) for row in rows] == [
        ("source", "left out: This source is too long.")
    ]
    company = Company.objects.get()
    assert (company.address, company.presences.get().source) == ("1 Road", None)


def test_longitude_alone_is_left_out(tmp_path):
    _out, rows = run(tmp_path, "name_en,latitude,longitude\nA1,95,116.3\nB2,39.9,116.3\n")
    assert [(row["line"], row["column"]) for row in rows] == [
        *(("2", "latitude"), ("2", "longitude")),
        ("3", ""),
    ]
    assert set(Company.objects.values_list("name_en", "longitude")) == {
        ("A1", None),
        ("B2", Decimal("116.3")),
    }


def test_bad_cell_leaves_what_the_site_says(tmp_path):
    run(tmp_path, "slug,name_en,founded,address\nqinghe,Qinghe,1984,1 Road\n")
    out, _rows = run(tmp_path, "slug,name_en,founded,address\nqinghe,Qinghe,N/A,2 Road\n")
    assert "1 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    company = Company.objects.get()
    assert (company.founded, company.address) == ("1984", "2 Road")


@pytest.mark.parametrize(
    "spelling", [USCI.lower(), f" {USCI} ", f"{USCI[:6]} {USCI[6:12]} {USCI[12:]}", f"'{USCI}"]
)
def test_identifier_is_kept_in_its_standard_form(tmp_path, spelling):
    run(tmp_path, f"name,uscc\nA1,{spelling}\n")
    assert Identifier.objects.get().value == USCI


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_and_delimiters(tmp_path, encoding, delimiter):
    text = "企业名称,地址,成立日期\n清河科技,北京市海淀区上地西路,1984年11月\n".replace(",", delimiter)
    _out, _rows = run(tmp_path, text.encode(encoding))
    company = Company.objects.get()
    assert (company.name_zh, company.address, company.founded) == (
        "清河科技",
        "北京市海淀区上地西路",
        "1984-11",
    )


def test_french_file_of_windows(tmp_path):
    text = "Raison sociale;Chiffre d’affaires (€);Année CA;Effectif\nSociété d’Écologie;1234,5;2012;12\n"
    out, _rows = run(tmp_path, text.encode("cp1252"))
    assert "Windows-1252" in out
    company = Company.objects.get()
    assert company.name_en == "Société d’Écologie"
    turnover = company.figures.get(metric__code="turnover")
    assert (turnover.value, turnover.unit, turnover.period_start) == (1234.5, "EUR", "2012")


def test_title_rows_are_skipped_and_lines_counted(tmp_path):
    _out, rows = run(tmp_path, "List of companies\n\nas of 2024,,\nname,founded\nA1,1984\n")
    assert results(rows) == [(5, "created")]


def test_packed_file(tmp_path):
    out, _rows = run(tmp_path, gzip.compress(FULL.encode()), name="companies.csv.gz")
    assert "1 created" in out


def test_other_headers_are_mapped(tmp_path):
    out, _rows = run(
        tmp_path, "Firma,Gründung,Farbe\nA1,1984,red\n", "--map", "Firma=name_en", "--map", "Gründung=founded"
    )
    assert "Farbe" in out
    assert Company.objects.get().founded == "1984"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "No row with names of columns"),
        (b"name\n", "no rows"),
        (b"colour,size\nred,5\n", "No row with names of columns"),
        (b"name,website,web site\nA1,,\n", "Two columns"),
        (b'name,founded\nA1,1984\n"B2,1999\n', "never closed"),
        (b"name,founded,address\nA1,1984,Road\nB2,19", "breaks off"),
        (b'name\n"A"1\n', "closing quotation mark"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "old kind"),
        (gzip.compress(FULL.encode())[:-20], "breaks off"),
        (b"\x1f\x8b" + b"x" * 50, "damaged"),
        (b'name\n"' + b"x" * 1_100_000 + b'"\n', "million characters"),
    ],
)
def test_bad_file_is_refused_as_a_whole(tmp_path, content, message):
    with pytest.raises(CommandError, match=message):
        run(tmp_path, content)
    assert Company.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--map", "nonsense"), "OLD=NEW"),
        (("--map", "a=nonsense"), "There is no column"),
        (("--map", "missing=founded"), "no column “missing”"),
        (("--encoding", "klingon"), "no encoding"),
        (("--encoding", "utf-16"), "not in UTF-16"),
    ],
)
def test_bad_choice_is_refused(tmp_path, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(tmp_path, "name,a\nÉcole,1\n", *arguments)


def test_ragged_rows_are_rejected(tmp_path):
    _out, rows = run(
        tmp_path, "name,founded,address\nA1,1984\nB2,1984,Road,too,much\nC3,1984,Road,,\nD4,1984,Road\n"
    )
    assert results(rows) == [(2, "rejected"), (3, "rejected"), (4, "created"), (5, "created")]


def test_missing_file_is_said(tmp_path):
    from django.core.management import call_command

    with pytest.raises(CommandError, match="No such file"):
        call_command("import_companies", str(tmp_path / "none.csv"))


def test_report_is_a_plain_table(tmp_path):
    _out, rows = run(tmp_path, "name\nA1\n")
    assert rows == [
        {"line": "2", "result": "created", "slug": "a1", "name": "A1", "column": "", "message": ""}
    ]


def test_line_of_blanks_is_no_row(tmp_path):
    out, rows = run(tmp_path, "name,address\n \n,\nQinghe,Road\n \t,\n")
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    assert len(rows) == 1


def test_zero_byte_in_a_cell_is_dropped(tmp_path):
    out, _rows = run(tmp_path, "name,address\nQing\0he,Road\nOther,Road\n")
    assert "2 created, 0 updated, 0 unchanged, 0 rejected" in out
    assert Company.objects.filter(name_en="Qinghe").exists()


def test_acronyms_are_other_names(tmp_path):
    run(tmp_path, "name,acronyms,other_names\nChinese Academy of Sciences,CAS,:CAS | zh:中国科学院\n")
    names = Company.objects.get().other_names.values_list("name", flat=True)
    assert sorted(names) == ["CAS", "中国科学院"]


def test_longest_legal_names_are_kept_and_longer_ones_refused(tmp_path):
    names = ["N" * 401, "长" * 500, "L" * 501]
    _out, rows = run(tmp_path, "lei,legal_name\n" + "".join(f",{name}\n" for name in names))
    assert results(rows) == [(2, "created"), (3, "created"), (4, "rejected")]
    assert set(Company.objects.values_list("legal_name", flat=True)) == set(names[:2])


IDS = [
    "id",
    "ID",
    "Id.",
    "编号",
    "序号",
    "no.",
    "No",
    "nr",
    "Nr.",
    "#",
    "identifiant",
    "identifier",
    "numéro",
    "key",
]


@pytest.mark.parametrize("header", IDS)
def test_number_of_a_file_is_no_address_and_no_identity(tmp_path, header):
    out, _rows = run(tmp_path, f"{header},name\n1,Alpha Robotics\n2,Beta Chips\n")
    assert f"Columns that are not known and were left out: {header}" in out
    run(tmp_path, f"{header},name,website\n1,Gamma Foods,https://gamma.example.org\n2,Delta Toys,\n")
    assert sorted(Company.objects.values_list("slug", "name_en")) == [
        *(("alpha-robotics", "Alpha Robotics"), ("beta-chips", "Beta Chips")),
        *(("delta-toys", "Delta Toys"), ("gamma-foods", "Gamma Foods")),
    ]


@pytest.mark.parametrize("slug", ["1", "2024-001", "0007"])
def test_address_that_is_a_number_renames_nobody(tmp_path, slug):
    company = make_company(slug=slug, name_en="Alpha Robotics")
    text = f"slug,name,founded\n{slug},Gamma Foods,1984\n"
    out, rows = run(tmp_path, text)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    assert [(row["slug"], row["column"]) for row in rows] == [("gamma-foods", "slug")]
    company.refresh_from_db()
    assert (company.name_en, company.founded) == ("Alpha Robotics", "")
    out, _rows = run(tmp_path, text)
    assert "0 created, 0 updated, 1 unchanged" in out
    out, _rows = run(tmp_path, text, "--on-match", "update")
    assert "0 created, 0 updated, 1 unchanged" in out


def test_address_that_is_a_number_writes_nothing_in_a_strict_import(tmp_path):
    make_company(slug="1", name_en="Alpha Robotics")
    with pytest.raises(CommandError, match="nothing was written"):
        run(tmp_path, "slug,name\n1,Gamma Foods\n", "--strict")
    assert Company.objects.count() == 1


def test_address_that_is_a_number_loses_to_a_number_of_a_register(tmp_path):
    make_company(slug="1", name_en="Alpha Robotics")
    company = make_company(slug="gamma", name_en="Gamma Foods")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    out, _rows = run(tmp_path, f"slug,name,lei,founded\n1,Gamma Foods,{LEI},1984\n")
    assert "1 updated" in out
    company.refresh_from_db()
    assert company.founded == "1984"


@pytest.mark.parametrize("names", [{"name_en": "360"}, {"name_en": "Qihoo 360"}, {"name_zh": "奇虎"}])
def test_company_whose_address_is_a_number_is_found_by_it_and_a_name(tmp_path, names):
    company = make_company(slug="360", **{"name_en": "", **names})
    ((column, name),) = names.items()
    out, _rows = run(tmp_path, f"slug,{column},founded\n360,{name},1992\n")
    assert "0 created, 1 updated" in out
    company.refresh_from_db()
    assert company.founded == "1992"


def test_address_in_words_is_the_company_whatever_its_name(tmp_path):
    company = make_company(slug="legend", name_en="Legend")
    run(tmp_path, "slug,name_en\nlegend,Lenovo\n")
    company.refresh_from_db()
    assert company.name_en == "Legend"  # an editor's
    run(tmp_path, "slug,name_en\nblue-river,Blue River\n")
    run(tmp_path, "slug,name_en\nblue-river,Green Hill\n")
    assert Company.objects.get(slug="blue-river").name_en == "Green Hill"


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


@pytest.mark.parametrize(
    "unseen",
    [
        "\u200b",
        "\u2060\u200d",
        "\u3164",
        "\u00ad",
        "\u200e\u200f",
        "-",
        "—",
        "...",
        "/",
        "?",
        "\U0001f680",
        "#",
    ],
)
def test_row_whose_only_name_is_none_is_rejected_with_the_reason(tmp_path, unseen):
    out, rows = run(tmp_path, f"name,address\n{unseen},Road\nQinghe,Road\n")
    assert "1 created, 0 updated, 0 unchanged, 1 rejected" in out
    assert [row["message"] for row in rows if row["line"] == "2"] == [
        "The row has no name.",
        "left out: A name needs at least one letter or digit.",
    ]


def test_cell_without_a_name_is_left_out_and_the_row_goes_in(tmp_path):
    content = "name_en,name_zh,legal_name,aliases,address\n-,清河,\u200b,…|QH|?,Road\n"
    out, rows = run(tmp_path, content)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    company = Company.objects.get()
    assert (company.name_en, company.name_zh, company.legal_name, company.address) == ("", "清河", "", "Road")
    assert [name.name for name in company.other_names.all()] == ["QH"]
    reason = "left out: A name needs at least one letter or digit."
    assert [(row["column"], row["message"]) for row in rows] == [
        ("name_en", reason),
        ("legal_name", reason),
        ("aliases", reason),
    ]
    again, _rows = run(tmp_path, content)
    assert "0 created, 0 updated, 1 unchanged, 0 rejected" in again


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("Zero\u200bWidth", "ZeroWidth"),
        ("No\u00a0Break", "No Break"),
        ("Soft\u00adHyphen", "SoftHyphen"),
        ("BOM\ufeffInside", "BOMInside"),
        ("Ctrl\x0bVT", "Ctrl VT"),
        ("Bell\x07", "Bell"),
        ("\u202eRTL", "RTL"),
        ("\u202bRTL name\u202c", "RTL name"),
        ("e\u0301 (NFD)", "é (NFD)"),
        ("\U0001f680 Rocket", "\U0001f680 Rocket"),
        ("شرکت می\u200cخواهم", "شرکت می\u200cخواهم"),
    ],
)
def test_name_is_kept_as_it_is_seen(tmp_path, cell, name):
    run(tmp_path, f'name\n"{cell}"\n')
    assert Company.objects.get().name_en == name


def test_unclear_encoding_is_asked_for(tmp_path):
    text = "name\nCrèche\n".encode("cp1252")
    with pytest.raises(CommandError, match=r"Give --encoding windows-1252 or --encoding windows-1250\."):
        run(tmp_path, text)
    assert Company.objects.count() == 0
    out, _rows = run(tmp_path, text, "--encoding", "cp1252")
    assert "Encoding: Windows-1252" in out
    assert Company.objects.get().name_en == "Crèche"


@pytest.mark.parametrize("encoding", ["big5", "gb18030"])
def test_chinese_headers_settle_the_encoding(tmp_path, encoding):
    header = {"big5": "企業名稱", "gb18030": "企业名称"}[encoding]
    out, _rows = run(tmp_path, f"{header}\n鑫\n".encode(encoding))
    assert f"Encoding: {NAMES[encoding]}" in out
    assert Company.objects.get().name_zh == "鑫"


def test_row_with_an_address_needs_no_name(tmp_path):
    make_company(slug="qinghe", name_en="Qinghe")
    out, rows = run(tmp_path, "slug,founded\nqinghe,1984\nnobody,1999\n")
    assert "0 created, 1 updated, 0 unchanged, 1 rejected" in out
    assert Company.objects.get().founded == "1984"
    assert rows[1]["message"] == "Give a name in at least one language."
