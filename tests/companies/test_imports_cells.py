"""What becomes of the cells of a row: kept as they are seen, or left out and said so."""

from decimal import Decimal

import pytest

from companies.models import Company, Identifier
from profiles.documents.reading import document_of
from profiles.models import Source
from tests.companies.imports import USCI, results, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


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


def test_part_of_a_list_that_cannot_be_read_costs_itself(tmp_path):
    _out, rows = run(tmp_path, "name_en,overseas,overseas_source,source\nA1,FR|Narnia,Register,Other\n")
    assert [row["message"].partition("“")[0] for row in rows] == ["left out: part 2 of 2: "]
    presence = Company.objects.get().presences.get()
    assert (presence.country.code, presence.source.title) == ("FR", "Register")


def test_source_of_a_cell_that_cannot_be_read_stays_out(tmp_path):
    run(tmp_path, "name_en,overseas,overseas_source,source\nA1,Narnia,Register,Other\n")
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
    out, _rows = run(tmp_path, "slug,name_en,founded,address\nqinghe,Qinghe,soon,2 Road\n")
    assert "1 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    company = Company.objects.get()
    assert (company.founded, company.address) == ("1984", "2 Road")


@pytest.mark.parametrize(
    "spelling", [USCI.lower(), f" {USCI} ", f"{USCI[:6]} {USCI[6:12]} {USCI[12:]}", f"'{USCI}"]
)
def test_identifier_is_kept_in_its_standard_form(tmp_path, spelling):
    run(tmp_path, f"name,uscc\nA1,{spelling}\n")
    assert Identifier.objects.get().value == USCI


def test_line_of_blanks_is_no_row(tmp_path):
    out, rows = run(tmp_path, "name,address\n \n,\nQinghe,Road\n \t,\n")
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    assert len(rows) == 1


def test_zero_byte_in_a_cell_is_dropped(tmp_path):
    out, _rows = run(tmp_path, "name,address\nQing\0he,Road\nOther,Road\n")
    assert "2 created, 0 updated, 0 unchanged, 0 rejected" in out
    assert Company.objects.filter(name_en="Qinghe").exists()


def test_letters_of_no_language_before_a_colon_are_part_of_a_name(tmp_path):
    run(tmp_path, "name,other_names\nLenovo,À:0 | fr:Légende | 联:想\n")
    names = Company.objects.get().other_names.values_list("name", "language")
    assert set(names) == {("À:0", ""), ("Légende", "fr"), ("联:想", "zh-Hans")}


def test_acronyms_are_other_names(tmp_path):
    run(tmp_path, "name,acronyms,other_names\nChinese Academy of Sciences,CAS,:CAS | zh:中国科学院\n")
    names = Company.objects.get().other_names.values_list("name", flat=True)
    assert sorted(names) == ["CAS", "中国科学院"]


def test_longest_legal_names_are_kept_and_longer_ones_refused(tmp_path):
    names = ["N" * 401, "长" * 500, "L" * 501]
    _out, rows = run(tmp_path, "lei,legal_name\n" + "".join(f",{name}\n" for name in names))
    assert results(rows) == [(2, "created"), (3, "created"), (4, "rejected")]
    assert set(Company.objects.values_list("legal_name", flat=True)) == set(names[:2])


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
    reasons = (
        "left out: A name needs at least one letter or digit.",
        f"taken as empty: “{unseen}” says that nothing is known.",
    )
    first, second = [row["message"] for row in rows if row["line"] == "2"]
    assert first == "The row has no name."
    assert second in reasons


def test_cell_without_a_name_is_left_out_and_the_row_goes_in(tmp_path):
    content = "name_en,name_zh,legal_name,aliases,address\n-,清河,\u200b,…|QH|?,Road\n"
    out, rows = run(tmp_path, content)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    company = Company.objects.get()
    assert (company.name_en, company.name_zh, company.legal_name, company.address) == ("", "清河", "", "Road")
    assert [name.name for name in company.other_names.all()] == ["QH"]
    reason = "A name needs at least one letter or digit."
    assert [(row["column"], row["message"]) for row in rows] == [
        ("legal_name", f"left out: {reason}"),
        ("aliases", f"left out: part 1 of 3: {reason}"),
        ("aliases", f"left out: part 3 of 3: {reason}"),
        ("name_en", "taken as empty: “-” says that nothing is known."),
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
