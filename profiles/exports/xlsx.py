"""A workbook, written while it is sent: nothing of it stays in memory or on disk.

openpyxl keeps the whole archive until the end, which for 100,000 companies takes a minute and a
temporary file; a sheet of texts and numbers needs five small parts (ECMA-376).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from kit.spreadsheets import SUSPECT, harmless
from profiles.exports.columns import ExportColumns
from profiles.exports.rows import Row
from profiles.facts.columns import Cell

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

MAX_ROWS = 1_048_576  # of a sheet, headers included
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
SHEET_TYPE = f'ContentType="{TYPE}.worksheet+xml"'
first_of = itemgetter(0)
# No characters of XML, and of no text that the site takes.
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Pipe(io.RawIOBase):
    """Buffers what the archive writes until it is sent."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: ReadableBuffer) -> int:
        part = bytes(data)
        self.parts.append(part)
        return len(part)

    def drained(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


class SheetFull(Exception):
    """There are more rows than a sheet holds."""


def xlsx_file(columns: ExportColumns, chunks: Iterable[list[Row]]) -> Iterator[bytes]:
    return workbook([columns.name], [chain([[[*columns.names]]], chunks)])


def workbook(names: Sequence[str], sheets: Iterable[Iterable[Iterable[Row]]]) -> Iterator[bytes]:
    """Sheets of these names. Each is written to its end before the next one is begun."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in _parts(names).items():
            archive.writestr(name, HEAD + text)
        for number, chunks in enumerate(sheets, start=1):
            row_count = 0
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as sheet:
                sheet.write(f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>'.encode())
                for rows in chunks:
                    lines = list(map(_line, rows))
                    row_count += len(lines)
                    if row_count > MAX_ROWS:
                        raise SheetFull
                    sheet.write("".join(lines).encode())
                    yield pipe.drained()
                sheet.write(b"</sheetData></worksheet>")
    yield pipe.drained()


def _parts(names: Sequence[str]) -> dict[str, str]:
    numbered = list(enumerate(names, start=1))
    overrides = (f'<Override PartName="/xl/worksheets/sheet{n}.xml" {SHEET_TYPE}/>' for n, _name in numbered)
    sheets = (f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in numbered)
    relations = (
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _name in numbered
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>{"".join(overrides)}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets>{"".join(sheets)}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{"".join(relations)}</Relationships>',
    }


def _line(cells: Row) -> str:
    """Most rows hold nothing that has to be escaped, which is faster to check of a whole row than of each cell."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    text = " ".join(texts)
    is_plain = text.isprintable() and not _has_markup(text) and SUSPECT.isdisjoint(map(first_of, texts))
    if is_plain and text[-1:] != " " and "  " not in text:
        return f"<row>{''.join([_plain(cell) for cell in cells])}</row>"
    return f"<row>{''.join([_cell(cell) for cell in cells])}</row>"


def _plain(cell: Cell) -> str:
    if cell is None:  # most are
        return "<c/>"
    if isinstance(cell, str):
        if not cell:
            return "<c/>"
        return f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
    if isinstance(cell, bool):
        return f'<c t="b"><v>{cell:d}</v></c>'
    return f"<c><v>{cell}</v></c>"


def _cell(cell: Cell) -> str:
    """The same of a cell with anything in it, blanks at its ends and ends of lines included."""
    if not isinstance(cell, str) or not cell:
        return _plain(cell)
    text = escape(NOT_XML.sub("", harmless(cell)))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _has_markup(text: str) -> bool:
    return "&" in text or "<" in text or ">" in text
