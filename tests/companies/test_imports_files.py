"""Files of companies as programs write them: encodings, headers, packed, ragged and broken ones."""

import gzip

import pytest
from django.core.management import CommandError

from companies.models import Company
from profiles.imports.tables.encodings import NAMES
from tests.companies.imports import FULL, results, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


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
        tmp_path,
        "Yritys,Gründung,Farbe\nA1,1984,red\n",
        "--map",
        "Yritys=name_en",
        "--map",
        "Gründung=founded",
    )
    assert "Farbe" in out
    assert Company.objects.get().founded == "1984"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"\n\n", "No row with names of columns"),
        (b"name\n", "no rows"),
        (b"Yritys,Founded\nA1,1984\nB2,1985\n", "is known to hold names"),
        (b"colour,size\nred,5\n", "No row with names of columns"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "damaged"),
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
    ("content", "names", "left_out"),
    [
        ('name,founded\n"A" One,1984\nB2,1999\n', ["A One", "B2"], []),
        ('name,founded\nA1,1984\n"B2,1999\nC3,2001\n', ["A1", "B2", "C3"], []),
        ('name,founded\n"A ""One""",1984\nB2,"19', ['A "One"', "B2"], [("3", "founded")]),
        ('name,summary_en\nA1,"one\ntwo"\n"B" 2,three\n', ["A1", "B 2"], []),
    ],
)
def test_quotation_marks_that_do_not_fit_cost_no_row(tmp_path, content, names, left_out):
    out, rows = run(tmp_path, content)
    assert "quotation mark" in out
    assert sorted(Company.objects.values_list("name_en", flat=True)) == names
    assert [(row["line"], row["column"]) for row in rows if row["question"]] == left_out


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


def test_cells_that_are_missing_are_empty_and_surplus_ones_cost_no_row(tmp_path):
    _out, rows = run(
        tmp_path, "name,founded,address\nA1,1984\nB2,1984,Road,too,much\nC3,1984,Road,,\nD4,1984,Road\n"
    )
    assert results(rows) == [(2, "created"), (3, "created"), (4, "created"), (5, "created")]
    assert [(row["line"], row["column"]) for row in rows if row["question"]] == [("3", ""), ("3", "address")]


def test_missing_file_is_said(tmp_path):
    from django.core.management import call_command

    with pytest.raises(CommandError, match="No such file"):
        call_command("import_companies", str(tmp_path / "none.csv"))


def test_report_is_a_plain_table(tmp_path):
    _out, rows = run(tmp_path, "name\nA1\n")
    assert rows == [
        {
            "line": "2",
            "result": "created",
            "slug": "a1",
            "name": "A1",
            "column": "",
            "message": "",
            "question": "",
        }
    ]


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


def test_row_of_headers_delimiter_and_columns_are_chosen(tmp_path):
    text = "name,founded\nYritys^Jahr^website\nQinghe^1984^https://a.example\n"
    chosen = ("--header-row", "2", "--delimiter", "^", "--ignore", "website", "--map", "Yritys=name")
    out, rows = run(tmp_path, text, *chosen, "--map", "Jahr=founded")
    assert ("Between cells: ^" in out, results(rows)) == (True, [(3, "created")])
    company = Company.objects.get()
    assert (company.name_en, company.founded, company.website) == ("Qinghe", "1984", "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--header-row", "99"), "cannot be in row 99"),
        (("--delimiter", "||"), "between cells"),
        (("--ignore", "nothing"), "no column “nothing”"),
    ],
)
def test_choice_that_does_not_fit_the_file_is_refused(tmp_path, arguments, message):
    with pytest.raises(CommandError, match=message):
        run(tmp_path, "name,founded\nQinghe,1984\n", *arguments)
