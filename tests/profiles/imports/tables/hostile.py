"""Workbooks that were made to cost much, for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def archive(parts: dict[str, str | bytes | Iterable[bytes]], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as made:
        for name, content in parts.items():
            if isinstance(content, str | bytes):
                made.writestr(name, content)
                continue
            with made.open(name, "w", force_zip64=True) as part:
                for piece in content:
                    part.write(piece)
    return file.getvalue()


def workbook(
    sheets: dict[str, str | bytes | Iterable[bytes]],
    texts: str | Iterable[bytes] = "",
    styles: str = "",
    packing: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A workbook with these parts as its sheets."""
    listed = "".join(
        f"<sheet name='{name}' sheetId='{n}' r:id='r{n}'/>" for n, name in enumerate(sheets, start=1)
    )
    related = "".join(
        f"<Relationship Id='r{n}' Type='{RELATIONS}/worksheet' Target='worksheets/sheet{n}.xml'/>"
        for n in range(1, len(sheets) + 1)
    )
    related += f"<Relationship Id='t' Type='{RELATIONS}/sharedStrings' Target='sharedStrings.xml'/>"
    parts: dict[str, str | bytes | Iterable[bytes]] = {
        "xl/workbook.xml": f"<workbook xmlns='{MAIN}' xmlns:r='{RELATIONS}'><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{PACKAGE}'>{related}</Relationships>",
    }
    parts |= {f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), start=1)}
    if texts:
        parts["xl/sharedStrings.xml"] = texts
    if styles:
        parts["xl/styles.xml"] = styles
    return archive(parts, packing)


def sheet(rows: str, before: str = "", doctype: str = "") -> str:
    return f"{doctype}<worksheet xmlns='{MAIN}'>{before}<sheetData>{rows}</sheetData></worksheet>"


def row(number: int, *texts: str) -> str:
    cells = "".join(f"<c t='inlineStr'><is><t>{text}</t></is></c>" for text in texts)
    return f"<row r='{number}'>{cells}</row>"


HEAD = row(1, "name", "founded") + row(2, "Qinghe", "1984")
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)


def _repeated(piece: str, times: int, begin: str, end: str) -> Iterable[bytes]:
    yield begin.encode()
    block = (piece * 1000).encode()
    for _n in range(times // 1000):
        yield block
    yield end.encode()


def _wide(rows: int) -> Iterable[bytes]:
    yield f"<worksheet xmlns='{MAIN}'><sheetData>".encode()
    for number in range(1, rows + 1):
        yield f"<row r='{number}'>".encode() + b"<c><v>1</v></c>" * 16_384 + b"</row>"
    yield b"</sheetData></worksheet>"


BEGIN, END = f"<worksheet xmlns='{MAIN}'><sheetData>{HEAD}", "</sheetData></worksheet>"
SAME = "<c t='s'><v>0</v></c>" * 400
TEXTS = f"<sst xmlns='{MAIN}'>"
HOSTILE: dict[str, Callable[[], bytes]] = {
    "extent": lambda: workbook({"A": sheet(HEAD + "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>", "<dimension ref='A1:XFD1048576'/>")}),
    "extent that is no place": lambda: workbook({"A": sheet(HEAD, "<dimension ref='A1:ZZZZZZ99999999999'/>")}),
    "laughs in a sheet": lambda: workbook({"A": sheet(row(1, "name") + row(2, "&a11;"), doctype=LAUGHS)}),
    "laughs in texts": lambda: workbook({"A": sheet(HEAD)}, f"{LAUGHS}{TEXTS}<si><t>&a11;</t></si></sst>"),
    "outside entity": lambda: workbook({"A": sheet(row(1, "name") + row(2, "&e;"), doctype="<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>")}),
    "ratio of a sheet": lambda: workbook({"A": _repeated(" ", 500_000_000, BEGIN, END)}),
    "ratio of texts": lambda: workbook({"A": sheet(HEAD)}, _repeated("<si><t>aaaaaaaaaaaaaaaaaaaa</t></si>", 5_000_000, TEXTS, "</sst>")),
    "many rows": lambda: workbook({"A": _repeated("<row><c><v>1</v></c></row>", 1_000_000, BEGIN, END)}),
    "many empty rows": lambda: workbook({"A": _repeated("<row/>", 1_000_000, BEGIN, END)}),
    "many elements": lambda: workbook({"A": _repeated("<x/>", 40_000_000, BEGIN, END)}),
    "all columns": lambda: workbook({"A": _wide(150)}),
    "thousands of sheets": lambda: workbook({f"S{n}": sheet("") for n in range(4_000)}),
    "very many parts": lambda: archive({"xl/workbook.xml": "<w/>", **{f"p{n}": "" for n in range(40_000)}}),
    "long text": lambda: workbook({"A": _repeated("abcdefghij", 60_000_000, BEGIN + "<row r='3'><c t='inlineStr'><is><t>", "</t></is></c></row>" + END)}),
    "one long text in each cell": lambda: workbook({"A": BEGIN + "".join(f"<row r='{n}'>{SAME}</row>" for n in range(3, 300)) + END}, f"{TEXTS}<si><t>{'x' * 900_000}</t></si></sst>"),
    "one long text in each header": lambda: workbook({f"S{n}": sheet("".join(f"<row r='{k}'>{SAME}</row>" for k in range(1, 33))) for n in range(90)}, f"{TEXTS}<si><t>{'x' * 900_000}</t></si></sst>"),
    "formulas": lambda: workbook({"A": _repeated("<row><c><f>SUM(A1:XFD1048576)</f></c></row>", 400_000, BEGIN, END)}),
    "deep nesting": lambda: workbook({"A": BEGIN + "<a>" * 2_000_000 + END}),
    "many attributes": lambda: workbook({"A": BEGIN + "<row " + " ".join(f"a{n}='1'" for n in range(500_000)) + "/>" + END}),
    "one long attribute": lambda: workbook({"A": _repeated("abcdefghij", 60_000_000, BEGIN + "<row x='", "'/>" + END)}),
    "many formats": lambda: workbook({"A": sheet(HEAD)}, styles=f"<styleSheet xmlns='{MAIN}'><cellXfs>{'<xf/>' * 1_000_000}</cellXfs></styleSheet>"),
    "many merged cells": lambda: workbook({"A": BEGIN + "</sheetData><mergeCells>" + "<mergeCell ref='A2:XFD1048576'/>" * 500_000 + "</mergeCells></worksheet>"}),
    "cut off": lambda: workbook({"A": sheet(HEAD)})[:-200],
}  # fmt: skip


def _headers(sheets: int, rows: int, columns: int) -> bytes:
    """Texts of which each might be a header."""
    texts = [row(n, *(f"v{n}-{column}" for column in range(columns))) for n in range(1, rows + 1)]
    return workbook({f"S{n}": sheet("".join(texts)) for n in range(sheets)})


def _large(rows: int, columns: int) -> bytes:
    texts = [
        row(n, f"Qinghe {n}", *(f"v{n}-{column}" for column in range(1, columns))) for n in range(2, rows)
    ]
    head = row(1, "name", *(f"column {column}" for column in range(1, columns)))
    return workbook({"A": sheet(head + "".join(texts))})


OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def open_document(rows: str, doctype: str = "") -> bytes:
    """An .ods file with these rows below its headers."""
    spaces = " ".join(f"xmlns:{name}='{OASIS}:{name}:1.0'" for name in ("office", "table", "text"))
    head = open_row(open_cell("name") + open_cell("founded"))
    body = f"<table:table table:name='A'>{head}{rows}</table:table>"
    inside = f"<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    return archive(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"{doctype}<office:document-content {spaces}>{inside}</office:document-content>",
        }
    )


def open_cell(text: str, times: int = 1) -> str:
    return f"<table:table-cell table:number-columns-repeated='{times}' office:value-type='string'><text:p>{text}</text:p></table:table-cell>"


def open_row(cells: str, times: int = 1) -> str:
    return f"<table:table-row table:number-rows-repeated='{times}'>{cells}</table:table-row>"


HOSTILE |= {
    "many headers": lambda: _headers(100, 32, 300),
    "many cells": lambda: _large(5_000, 120),
    ".ods, rows repeated": lambda: open_document(open_row(open_cell("x"), 1_048_570)),
    ".ods, cells and rows repeated": lambda: open_document(open_row(open_cell("x", 16_384), 1_048_570)),
    ".ods, without end": lambda: open_document(open_row(open_cell("x", 1 << 31), 1 << 31)),
    ".ods, long texts repeated": lambda: open_document(open_row(open_cell("x" * 100_000, 16_384), 100)),
    ".ods, laughs": lambda: open_document(open_row(open_cell("&a11;")), LAUGHS),
    ".ods, ratio": lambda: open_document(" " * 300_000_000),
}  # fmt: skip

STORED = zipfile.ZIP_STORED
# The same without a telling ratio: as large as an upload may be.
HOSTILE |= {
    "many rows, not packed": lambda: workbook({"A": _repeated("<row><c><v>1</v></c></row>", 400_000, BEGIN, END)}, packing=STORED),
    "many empty rows, not packed": lambda: workbook({"A": _repeated("<row/>", 1_000_000, BEGIN, END)}, packing=STORED),
    "many texts, not packed": lambda: workbook({"A": sheet(HEAD)}, _repeated("<si><t/></si>", 900_000, TEXTS, "</sst>"), packing=STORED),
    "many elements, not packed": lambda: workbook({"A": _repeated("<x/>", 3_000_000, BEGIN, END)}, packing=STORED),
    "all columns, not packed": lambda: workbook({"A": _wide(45)}, packing=STORED),
    "long text, not packed": lambda: workbook({"A": _repeated("abcdefghij", 1_200_000, BEGIN + "<row r='3'><c t='inlineStr'><is><t>", "</t></is></c></row>" + END)}, packing=STORED),
    "same long text, not packed": lambda: workbook({"A": BEGIN + "".join(f"<row r='{n}'>{SAME}</row>" for n in range(3, 1000)) + END}, f"{TEXTS}<si><t>{'x' * 900_000}</t></si></sst>", packing=STORED),
    "deep nesting, not packed": lambda: workbook({"A": BEGIN + "<a>" * 4_000_000 + END}, packing=STORED),
    "one long attribute, not packed": lambda: workbook({"A": _repeated("abcdefghij", 1_200_000, BEGIN + "<row x='", "'/>" + END)}, packing=STORED),
    "many formats, not packed": lambda: workbook({"A": sheet(HEAD)}, styles=f"<styleSheet xmlns='{MAIN}'><cellXfs>{'<xf/>' * 2_000_000}</cellXfs></styleSheet>", packing=STORED),
    "many merged cells, not packed": lambda: workbook({"A": BEGIN + "</sheetData><mergeCells>" + "<mergeCell ref='A2:XFD1048576'/>" * 300_000 + "</mergeCells></worksheet>"}, packing=STORED),
    "formulas, not packed": lambda: workbook({"A": _repeated("<row><c><f>SUM(A1:XFD1048576)</f></c></row>", 250_000, BEGIN, END)}, packing=STORED),
}  # fmt: skip
