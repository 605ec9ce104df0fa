"""Tables in JSON Lines: an object on each line; their keys are the headers. Always UTF-8."""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from kit.spreadsheets import harmless
from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.descriptions import EncodingView, Row
from profiles.imports.tables.header_rows import MAX_TITLE_ROWS, HeaderRow
from profiles.imports.tables.options import MAX_COLUMNS, MAX_EMPTY, Options
from profiles.imports.tables.table import Extent, Layout

MAX_LINE = 1_000_000
MAX_DEPTH = 20  # of values inside values
HEADER_ROW = 0  # above the first line
BESIDE_A_VALUE = {"type", "types", "lang", "language", "xml:lang", "datatype"}
SEPARATOR = "|"  # between the parts of a list, as cells of other tables have it


def is_json_lines(file: BinaryIO) -> bool:
    """Whether the file begins with an object on a line of its own."""
    file.seek(0)
    first = file.readline(MAX_LINE).removeprefix(codecs.BOM_UTF8).strip()
    if not first.startswith(b"{"):
        return False
    try:
        return isinstance(orjson.loads(first), dict)
    except orjson.JSONDecodeError:
        return False


class JsonLinesFile:
    """Each key that any line has is a column, in the order in which they come."""

    kind = "jsonl"
    encoding = "utf-8"
    delimiter = ""
    sheets: tuple[str, ...] = ()
    encodings: tuple[EncodingView, ...] = ()

    def __init__(self, file: BinaryIO, options: Options) -> None:
        self.file = file
        if file.seek(0, os.SEEK_END) > options.max_text:
            raise FileRefused(_("This file is too large."))
        self._keys = list(self._all_keys(options.max_lines))

    @cached_property
    def layouts(self) -> list[Layout]:
        header: Row = (HEADER_ROW, [*self._keys])
        return [Layout("", [header, *islice(self._rows(), MAX_TITLE_ROWS)])]

    def details(self, layout: Layout) -> dict[str, str]:
        return {_("Encoding"): "UTF-8"}

    def rows(self, layout: Layout, header: HeaderRow) -> Iterator[Row]:
        return self._rows()

    def extent(self, layout: Layout, header: HeaderRow, max_rows: int) -> Extent:
        total = sum(1 for _row in islice(self._rows(max_rows + MAX_EMPTY), max_rows + 1))
        if total > max_rows:
            raise FileRefused(_("This file has more than %(number)s rows.") % {"number": max_rows})
        return Extent(total)

    def _rows(self, max_lines: int | None = None) -> Iterator[Row]:
        for line, said in self._objects(max_lines):
            cells = [_cell(said.get(key)) for key in self._keys]
            if any(cell not in (None, "") for cell in cells):
                yield line, cells

    def _all_keys(self, max_lines: int) -> dict[str, None]:
        keys: dict[str, None] = {}
        for _line, said in self._objects(max_lines):
            if not said.keys() <= keys.keys():
                keys |= dict.fromkeys(said)
                if len(keys) > MAX_COLUMNS:
                    raise FileRefused(_("This file has too many columns."))
        return keys

    def _objects(self, max_lines: int | None) -> Iterator[tuple[int, dict[str, Any]]]:
        self.file.seek(0)
        number = 0
        while line := self.file.readline(MAX_LINE):
            number += 1
            if max_lines is not None and number > max_lines:
                raise FileRefused(_("This file has more than %(number)s rows.") % {"number": max_lines})
            text = line.removeprefix(codecs.BOM_UTF8).strip()
            if not text:
                continue
            try:
                said = orjson.loads(text)
            except orjson.JSONDecodeError:
                said = None
            if not isinstance(said, dict):
                raise FileRefused(
                    _("Line %(line)s is no JSON object: the file breaks off or is damaged.")
                    % {"line": number}
                )
            if _is_deeper(said, MAX_DEPTH):
                raise FileRefused(
                    _("Line %(line)s holds values inside values, deeper than can be read.") % {"line": number}
                )
            yield number, _flat(said)


def _flat(said: dict[str, Any], before: str = "") -> dict[str, Any]:
    """The values inside values under names with points: {"geo": {"lat": 1}} has "geo.lat"."""
    if not any(isinstance(value, dict | list) for value in said.values()):
        return said if not before else {f"{before}{name}": value for name, value in said.items()}
    flat: dict[str, Any] = {}
    for name, nested in said.items():
        value = _one_value(nested)
        if isinstance(value, dict) and value:
            flat |= _flat(value, f"{before}{name}.")
        else:
            flat[f"{before}{name}"] = value
    return flat


def _one_value(value: Any) -> Any:
    """What a value says that comes with its type or language, also alone in a list, as SPARQL and registers have it.

    Other objects stay in their list, so that one and several of them are in the same column.
    """
    alone = value[0] if isinstance(value, list) and len(value) == 1 else value
    is_one = isinstance(alone, dict) and "value" in alone and alone.keys() - {"value"} <= BESIDE_A_VALUE
    return alone["value"] if is_one else value


def _is_deeper(value: Any, depth: int) -> bool:
    if not isinstance(value, list | dict):
        return False
    parts = value.values() if isinstance(value, dict) else value
    return depth == 0 or any(_is_deeper(part, depth - 1) for part in parts)


def _cell(value: Any) -> Any:
    """As the cell of a table. Texts are as they are: what would be a formula elsewhere is marked as a text."""
    if isinstance(value, list):
        return SEPARATOR.join(str(_cell(part)) for part in value)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return harmless(value) if isinstance(value, str) else value
