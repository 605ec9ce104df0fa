"""Workbooks of other kinds (.xls, .xlsb, .ods), read by python-calamine."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from profiles.imports.tables.child.sheet_xml import Cells


class OtherWorkbook:
    """The same as an .xlsx file is; what its cells are shown as is not known."""

    def __init__(self, file: BinaryIO, kind: str) -> None:
        self.kind = kind
        self._book = CalamineWorkbook.from_filelike(file)
        found = [sheet for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        self.sheets = [sheet.name for sheet in found]
        self.hidden = [sheet.name for sheet in found if sheet.visible != SheetVisibleEnum.Visible]

    def rows(self, name: str) -> Iterator[tuple[int, Cells]]:
        sheet = self._book.get_sheet_by_name(name)
        first_row, first_column = sheet.start or (0, 0)
        for number, row in enumerate(sheet.to_python(skip_empty_area=True), first_row + 1):
            yield (
                number,
                {
                    column: _plain(value)
                    for column, value in enumerate(row, first_column + 1)
                    if value not in ("", None)
                },
            )

    def notes(self) -> dict[str, Any]:
        return {"merged": [], "hidden_rows": 0}


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, datetime.datetime):
        return value
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    return value if isinstance(value, str | int | float | bool) else str(value)
