import base64
import datetime
import io
import time
import zipfile
import zlib

import openpyxl
import pytest
from django.core.management import CommandError

from companies.models import Company, Identifier
from tests.companies.imports import USCI, results, run
from tests.factories import make_metric

pytestmark = pytest.mark.django_db


def book(*rows, title="Sheet", before=(), formats=None):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, content in (*before, (title, rows)):
        sheet = made.create_sheet(name)
        for row in content:
            sheet.append(row)
        for place, pattern in (formats or {}).items():
            if name == title:
                sheet[place].number_format = pattern
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def imported(tmp_path, content, *arguments, name="companies.xlsx"):
    return run(tmp_path, content, *arguments, name=name)


def test_typed_cells_arrive(tmp_path):
    make_metric(code="employees", kind="count", unit="count")
    rows = (
        ["name_en", "founded", "employees", "latitude", "longitude", "uscc", "returnee_founded"],
        ["Qinghe", datetime.datetime(1984, 11, 1), 1200, 39.98, 116.31, USCI, True],
        ["Beihe", 1999, 12.0, None, None, None, None],
    )
    out, _rows = imported(tmp_path, book(*rows))
    assert "2 created" in out
    company = Company.objects.get(slug="qinghe")
    assert (company.founded, company.returnee_founded, str(company.latitude)) == (
        "1984-11-01",
        True,
        "39.98000",
    )
    assert company.figures.get().value == 1200
    assert Company.objects.get(slug="beihe").founded == "1999"


def test_same_workbook_twice_changes_nothing(tmp_path):
    content = book(["name_en", "founded"], ["Qinghe", 1984])
    imported(tmp_path, content)
    out, _rows = imported(tmp_path, content)
    assert "1 unchanged" in out


def test_title_rows_and_other_sheets_are_skipped(tmp_path):
    content = book(
        ["List of companies"],
        [],
        ["企业名称", "成立日期"],
        ["清河", 1984],
        title="Data",
        before=[("Notes", [["Read me"]])],
    )
    out, rows = imported(tmp_path, content)
    assert "Sheet: Data" in out
    assert results(rows) == [(4, "created")]


def test_sheet_is_chosen(tmp_path):
    content = book(["name"], ["Second"], title="B", before=[("A", [["name"], ["First"]])])
    imported(tmp_path, content, "--sheet", "B")
    assert Company.objects.get().name_en == "Second"
    with pytest.raises(CommandError, match="no sheet “C”"):
        imported(tmp_path, content, "--sheet", "C")


@pytest.mark.parametrize(
    ("column", "cell", "message"),
    [
        ("uscc", 911100008021004300, "stored as a number"),
        ("uscc", 9.111e17, "stored as a number"),
        ("lei", 5493001234567, "stored as a number"),
        ("founded", 30987, "no year"),
        ("founded", "#REF!", "error of the spreadsheet"),
        ("founded", "=YEAR(1)", "formula whose result"),
        ("employees", 12.5, "whole number"),
    ],
)
def test_what_a_spreadsheet_did_to_a_cell_is_flagged(tmp_path, column, cell, message):
    _out, rows = imported(tmp_path, book(["name_en", column], ["Qinghe", cell]))
    assert results(rows) == [(2, "created")]
    assert (rows[0]["column"], message in rows[0]["message"]) == (column, True)


def test_text_that_begins_like_a_formula_is_a_name_in_csv_and_refused_in_a_sheet(tmp_path):
    _out, rows = imported(tmp_path, book(["name_en"], ["=1+1"]))
    assert results(rows) == [(2, "rejected")]


def test_number_stored_as_text_is_read(tmp_path):
    make_metric(code="employees", kind="count", unit="count")
    imported(tmp_path, book(["name_en", "employees", "uscc"], ["Qinghe", "1200", USCI]))
    assert Company.objects.get().figures.get().value == 1200
    assert Identifier.objects.get().value == USCI


@pytest.mark.parametrize("name", ["companies.csv", "companies.xlsx", "companies"])
def test_name_of_the_file_does_not_matter(tmp_path, name):
    imported(tmp_path, book(["name"], ["Qinghe"]), name=name)
    imported(tmp_path, b"name\nBeihe\n", name=name)
    assert Company.objects.count() == 2


def damaged(content):
    return content[: len(content) // 2]


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def with_sheet(xml):
    """A workbook whose sheet was replaced."""
    parts = {}
    with zipfile.ZipFile(io.BytesIO(book(["name"], ["Qinghe"]))) as made:
        for name in made.namelist():
            parts[name] = made.read(name)
    parts["xl/worksheets/sheet1.xml"] = xml
    return archive(parts)


def sheet(*rows, extent=""):
    """The XML of a sheet: of each row its attributes, and (attributes, text) of its cells."""
    xml = "".join(
        f"<row {attributes}>"
        + "".join(f"<c {one} t='inlineStr'><is><t>{text}</t></is></c>" for one, text in cells)
        + "</row>"
        for attributes, *cells in rows
    )
    dimension = f"<dimension ref='{extent}'/>" if extent else ""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f"<worksheet xmlns='{namespace}'>{dimension}<sheetData>{xml}</sheetData></worksheet>"


def row(number, *texts):
    cells = zip("ABC", texts, strict=False)
    return (f"r='{number}'", *((f"r='{column}{number}'", text) for column, text in cells))


def unplaced(row):
    return ("", *(("", text) for _place, text in row[1:]))


HEADERS = row(1, "name", "founded", "address")
QINGHE, BEIHE = row(2, "Qinghe", "1984", "1 Road"), row(3, "Beihe", "1999", "2 Road")
BOTH = {("Qinghe", "1984", "1 Road"), ("Beihe", "1999", "2 Road")}


def companies():
    return set(Company.objects.values_list("name_en", "founded", "address"))


@pytest.mark.parametrize(
    "extent", ["", "A1:B2", "A1", "B2:B2", "A1:XFD1048576", "nonsense", "A1:ZZZZ9999999"]
)
def test_cells_are_read_whatever_the_sheet_says_of_its_extent(tmp_path, extent):
    _out, rows = imported(tmp_path, with_sheet(sheet(HEADERS, QINGHE, BEIHE, extent=extent)))
    assert results(rows) == [(2, "created"), (3, "created")]
    assert companies() == BOTH


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        ([unplaced(HEADERS), unplaced(QINGHE), unplaced(BEIHE)], [2, 3]),
        ([HEADERS, QINGHE, unplaced(BEIHE)], [2, 3]),
        ([BEIHE, HEADERS, QINGHE], [3, 2]),
        (
            [HEADERS, QINGHE, *(row(n) for n in range(4, 3000)), row(3000, "Beihe", "1999", "2 Road")],
            [2, 3000],
        ),
        ([("r='1.0'", *HEADERS[1:]), QINGHE, BEIHE], [2, 3]),
    ],
)
def test_cells_are_read_however_rows_are_placed(tmp_path, rows, lines):
    _out, report = imported(tmp_path, with_sheet(sheet(*rows)))
    assert results(report) == [(line, "created") for line in lines]
    assert companies() == BOTH


FAR = [
    sheet(HEADERS, QINGHE, ("r='1048576'", ("r='XFD1048576'", "x")), extent="A1:XFD1048576"),
    sheet(HEADERS, row(1048576, "Qinghe", "1984")),
    sheet(HEADERS, ("r='2'", ("r='A2'", "Qinghe"), ("r='XFD2'", "x"))),
]


@pytest.mark.parametrize("xml", FAR)
def test_cell_far_away_costs_nothing(tmp_path, xml):
    began = time.process_time()
    out, _rows = imported(tmp_path, with_sheet(xml))
    assert time.process_time() - began < 2
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    assert Company.objects.get().name_en == "Qinghe"


def test_cell_under_no_header_is_left_out_and_named(tmp_path):
    beside = [(f"r='{n}'", (f"r='A{n}'", f"Company {n}"), (f"r='E{n}'", "note")) for n in range(2, 9)]
    out, rows = imported(tmp_path, with_sheet(sheet(HEADERS, *beside)))
    assert "Left out, because no header stands above: E2, E3, E4, E5, E6, …" in out
    assert results(rows) == [(n, "created") for n in range(2, 9)]


@pytest.mark.parametrize(
    "rows",
    [
        [HEADERS, QINGHE, QINGHE],
        [HEADERS, QINGHE, ("r='0'", *BEIHE[1:])],
        [HEADERS, QINGHE, ("r='1048577'", *BEIHE[1:])],
        [HEADERS, QINGHE, ("r='x'", *BEIHE[1:])],
        [HEADERS, QINGHE, ("r='3'", ("r='XFE3'", "x"))],
    ],
)
def test_sheet_that_contradicts_itself_is_refused(tmp_path, rows):
    with pytest.raises(CommandError, match="damaged"):
        imported(tmp_path, with_sheet(sheet(*rows)))
    assert Company.objects.count() == 0


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<worksheet xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><sheetData><row r='1'>"
    "<c r='A1' t='inlineStr'><is><t>&b;</t></is></c></row></sheetData></worksheet>"
)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (damaged(book(["name"], *[[f"Company {n}"] for n in range(500)])), "damaged"),
        (archive({"readme.txt": "hello"}), "no workbook"),
        (archive({"xl/workbook.xml": "<broken"}), "damaged"),
        (with_sheet(BILLION), "damaged"),
        (with_sheet("<not xml"), "damaged"),
        (book(["colour"], ["red"]), "No row with names of columns"),
        (book(["name"]), "no rows"),
        (book(), "No row with names of columns"),
        (b"PK\x03\x04" + b"\0" * 100, "damaged"),
    ],
)
def test_bad_workbook_is_refused_as_a_whole(tmp_path, content, message):
    with pytest.raises(CommandError, match=message):
        imported(tmp_path, content)
    assert Company.objects.count() == 0


def test_workbook_that_unpacks_to_very_much_is_refused(tmp_path):
    with pytest.raises(CommandError, match="too large"):
        imported(tmp_path, archive({"xl/workbook.xml": "0" * 300_000_000}))
    assert Company.objects.count() == 0


def test_date_is_as_precise_as_it_is_shown(tmp_path):
    day = datetime.datetime(1984, 11, 1)
    rows = (["name", "founded"], ["Year", day], ["Month", day], ["Hanzi", day], ["Day", day])
    formats = {"B2": "yyyy", "B3": "mmm-yy", "B4": 'yyyy"年"m"月"', "B5": "yyyy-mm-dd"}
    imported(tmp_path, book(*rows, formats=formats))
    assert dict(Company.objects.values_list("name_en", "founded")) == {
        "Year": "1984",
        "Month": "1984-11",
        "Hanzi": "1984-11",
        "Day": "1984-11-01",
    }


def test_leading_zeros_stay_as_they_are_shown(tmp_path):
    imported(tmp_path, book(["name", "postcode"], ["Qinghe", 80], formats={"B2": "000000"}))
    assert Company.objects.get().postcode == "000080"


def test_merged_cells_and_hidden_rows_and_sheets_are_noted(tmp_path):
    made = openpyxl.Workbook()
    sheet = made.active
    for row in (["name", "address"], ["Qinghe", "1 Road"], ["Beihe", None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    sheet.row_dimensions[3].hidden = True
    made.create_sheet("Old").sheet_state = "hidden"
    file = io.BytesIO()
    made.save(file)
    out, rows = imported(tmp_path, file.getvalue())
    assert "address: The cells B2:B3 are merged: only the first row has the value." in out
    assert "1 row of the sheet is hidden" in out
    assert "The workbook has hidden sheets: Old." in out
    assert results(rows) == [(2, "created"), (3, "created")]


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 office:version="1.3"><office:body><office:spreadsheet><table:table table:name="Data">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""


def ods(*rows):
    cell = "<table:table-cell office:value-type='string'><text:p>{}</text:p></table:table-cell>"
    xml = "".join(
        f"<table:table-row>{''.join(cell.format(text) for text in row)}</table:table-row>" for row in rows
    )
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "<manifest xmlns='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'/>"
    parts = {"META-INF/manifest.xml": manifest, "content.xml": ODS.format(rows=xml)}
    return archive({"mimetype": mimetype, **parts})


def test_ods_is_read(tmp_path):
    out, rows = imported(tmp_path, ods(["List"], ["name", "founded"], ["Qinghe", "1984"]), name="a.ods")
    assert ("Sheet: Data" in out, results(rows)) == (True, [(3, "created")])
    assert Company.objects.get().founded == "1984"


# A workbook of the old kind, as a spreadsheet saved it: names in Chinese, a year, a date, a number as text.
XLS = (
    "c-rk)O=uHA6#izL%^yjc#8ha6HWaK{Q%Dh{mo{3gJsGPAiU^uCi<Y)YiMgZ)jn*6m!IR>pP!C?JBKU(I^d>0OpMxL>iJ})T3JM<D"
    "tZ!a6HK_^>Xra1a*f($9n{Vc2{&%0v`-(F+gC#6OKblb19kABe1U-&w#tZW6x>T#FogUr9nu5bl18G%p-~H4k$54)U2?}ml9+3pz"
    "(sKlph^13nXcaNQF~o(8p^v1%6|#8H%2D}Qj<8(E@;aA%z;Xv$&a>>JvPE$i^U+vWuQ7`cDIM(dK-PPQIj`B$gBCoNv-tD{Q7Nlp"
    "XJ#}$zQ!DF78hng13ILow2aI*<0_m$j?g_Z(Va{d5um}I#aBH9e5tPLhauCxx^@Awf2+6Keq*=OATGCGR4hOq`Y~Q41-KBlNRI`("
    ";@S8D26;(a*&@W=V9b5sQ;t+`;>px|t^GJ{+LP&%*^zWoBdeOaHU2!8Pf+=uNF>r5QGo$%^n~V=dq3|L-nzZQ&1=X-GKpr^eY}#q"
    "6zsya&oA~QhNDN>lIQcGa*Aw}K|{wG$sn?aJxxopiy2#4p5<CMupVR?plMEN=WvUm?4IT_=h)jx?QCPbjBcvYH<MoYxbJRT;azkK"
    ">2pJ+sleQ;=nOjOR7(<H{-zNYVR8AA#Jy-W6~>P9hGpwdyN_M*8nNrfQQ3?|x!wpqmX)0B9kG;CjJ}d=@e8(Kw(O5nij$+G^6fBu"
    "l5H{A3fET8R+z0CY}r44eAup_U-9F%bkaWg15TJQVZww76DCZU_#Ytn=2*FP%iE-C-0N+|cb!Fg%I0U1e-`_ZreBs`DhH9GG=p42"
    "^JhI&QLRg?kW>9$C~=Tl&tMD*j$^Fh`AhF*qW1r+nCSg;OQ_NI%Z<eOm)rji@b2D>"
)


def test_workbook_of_the_old_kind_is_read(tmp_path):
    out, rows = imported(tmp_path, zlib.decompress(base64.b85decode(XLS)), name="a.xls")
    assert ("Sheet: Data" in out, results(rows)) == (True, [(2, "created"), (3, "created")])
    assert set(Company.objects.values_list("name_zh", "name_en", "founded", "postcode")) == {
        ("清河科技", "", "1984", "100080"),
        ("", "Beihe", "1999-05-01", ""),
    }
