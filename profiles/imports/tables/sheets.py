"""The cells of a sheet in the order of its file, one row at a time.

The extent that a file declares is ignored: it may be stale or malicious. Only cells that exist cost anything,
whatever their addresses: rows and columns between them are not created, and only one row is in memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Generator
from contextlib import closing
from typing import Any, BinaryIO
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import iterparse
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._reader import DATA_TAG, FORMULA_TAG, ROW_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

CELL_TAG = f"{{{SHEET_MAIN_NS}}}c"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of the format
FORMULA_WITHOUT_RESULT = "#FORMULA"

Cells = dict[int, Any]  # by column, counted from 1; only those that hold something
Rows = Generator[tuple[int, Cells], None, None]  # with their numbers


class Workbook:
    """An opened workbook: its sheets by name. What is no table (charts, links, pivots) is not read."""

    def __init__(self, file: BinaryIO) -> None:
        reader = ExcelReader(file, read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        self._archive: zipfile.ZipFile = reader.archive
        self._book, self._strings = reader.wb, reader.shared_strings
        self.parts = {
            sheet.name: rel.target
            for sheet, rel in reader.parser.find_sheets()
            if rel.target in reader.valid_files and "chartsheet" not in rel.Type
        }

    def close(self) -> None:
        self._archive.close()

    def rows(self, name: str) -> Rows:
        """The rows of a sheet in the order of the file; ValueError where it contradicts itself."""
        with self._archive.open(self.parts[name]) as source:
            parser = _Parser(
                source,
                self._strings,
                data_only=True,
                epoch=self._book.epoch,
                date_formats=self._book._date_formats,
                timedelta_formats=self._book._timedelta_formats,
            )
            with closing(parser.rows()) as rows:
                yield from rows


class _Parser(WorkSheetParser):
    """openpyxl's reading of a cell, without its filling of gaps and its list of rows that were read."""

    row_counter: int
    col_counter: int

    def rows(self) -> Rows:
        seen_rows = bytearray(LAST_ROW + 1)
        open_elements: list[Element] = []  # what the element is in, outermost first
        cells: Cells = {}
        for event, element in iterparse(self.source, events=("start", "end")):
            if event == "start":
                open_elements.append(element)
                if element.tag == ROW_TAG:
                    self._begin_row(element, seen_rows)
                    cells = {}
                continue
            open_elements.pop()
            if element.tag == CELL_TAG:
                cell = self.parse_cell(element)
                if cell["value"] is not None:
                    cells[cell["column"]] = cell["value"]
                open_elements[-1].clear()
            elif element.tag == ROW_TAG:
                yield self.row_counter, cells
                open_elements[-1].clear()
            elif element.tag == DATA_TAG:
                return

    def parse_cell(self, element: Element) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if not 0 < cell["column"] <= LAST_COLUMN:
            raise ValueError("no such column")
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["value"] = FORMULA_WITHOUT_RESULT
        return cell

    def _begin_row(self, element: Element, seen_rows: bytearray) -> None:
        """Rows may stand in any order, each once."""
        number = _row_number(element.get("r") or str(self.row_counter + 1))
        if not 0 < number <= LAST_ROW or seen_rows[number]:
            raise ValueError("no such row, or there twice")
        seen_rows[number] = True
        self.row_counter, self.col_counter = number, 0


def _row_number(number: str) -> int:
    """Some programs write rows as "2.0"."""
    if number.isdecimal():
        return int(number)
    if not float(number).is_integer():
        raise ValueError("no such row")
    return int(float(number))
