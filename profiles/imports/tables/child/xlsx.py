"""A workbook (.xlsx): a ZIP archive of XML. Only what holds a table is read; charts, links and pivots are not."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

from profiles.imports.tables.child.formats import BUILTIN
from profiles.imports.tables.child.sheet_xml import (
    Cells,
    Damaged,
    SharedStrings,
    SheetParser,
    TooLarge,
    parsed,
)

MAX_PARTS = 5_000
MAX_STYLES = 100_000
# XML is packed to about a tenth; a file made to exhaust memory, to a thousandth.
MAX_TIMES, SMALL = 200, 1 << 20
BOOK = "xl/workbook.xml"


class Workbook:
    """An opened workbook: its sheets by name, and those of them that are hidden."""

    kind = "xlsx"

    def __init__(self, file: BinaryIO, max_bytes: int) -> None:
        self._archive = zipfile.ZipFile(file)
        parts = self._archive.infolist()
        if (
            len(parts) > MAX_PARTS
            or sum(part.file_size for part in parts) > max_bytes
            or any(map(_is_too_dense, parts))
        ):
            raise TooLarge
        self._names = {part.filename for part in parts}
        targets = self._targets()
        self.is_1904 = False
        self.hidden: list[str] = []
        self._parts: dict[str, str] = {}
        for name, attributes in self._elements(BOOK):
            if name == "workbookPr":
                self.is_1904 = attributes.get("date1904") in ("1", "true")
            elif name == "sheet":
                self._add_sheet(attributes, targets)
        self.sheets = list(self._parts)
        self._formats = self._number_formats()
        self._texts = self._shared_texts(targets)
        self.current = SheetParser([], [], is_1904=False)

    def rows(self, name: str) -> Iterator[tuple[int, Cells]]:
        self.current = SheetParser(self._texts, self._formats, self.is_1904)
        with self._archive.open(self._parts[name]) as source:
            yield from self.current.rows(source)

    def notes(self) -> dict[str, Any]:
        """What was noticed of the sheet that was read last."""
        return {"merged": self.current.merged, "hidden_rows": self.current.hidden_rows}

    def _add_sheet(self, attributes: dict[str, str], targets: dict[str, tuple[str, str]]) -> None:
        key = next((value for name, value in attributes.items() if name.endswith(" id")), "")
        kind, target = targets.get(key, ("", ""))
        if target in self._names and kind.endswith("/worksheet"):
            self._parts[attributes["name"]] = target
            if attributes.get("state", "visible") != "visible":
                self.hidden.append(attributes["name"])

    def _targets(self) -> dict[str, tuple[str, str]]:
        """The type and the part that each relation of the workbook names."""
        targets = {}
        for name, attributes in self._elements("xl/_rels/workbook.xml.rels"):
            if name == "Relationship":
                path = posixpath.normpath(posixpath.join("/xl", attributes["Target"])).lstrip("/")
                targets[attributes["Id"]] = (attributes["Type"], path)
        return targets

    def _number_formats(self) -> list[str]:
        """The format of each style; "" for numbers as they are."""
        codes, formats, is_inside = dict(BUILTIN), [], False
        for name, attributes in self._elements("xl/styles.xml") if "xl/styles.xml" in self._names else ():
            if name == "numFmt":
                codes[int(attributes["numFmtId"])] = attributes["formatCode"]
            elif name in ("cellXfs", "cellStyles", "cellStyleXfs", "dxfs"):
                is_inside = name == "cellXfs"
            elif name == "xf" and is_inside:
                formats.append(codes.get(int(attributes.get("numFmtId", "0")), ""))
            if max(len(formats), len(codes)) > MAX_STYLES:
                raise TooLarge
        return formats

    def _shared_texts(self, targets: dict[str, tuple[str, str]]) -> list[str]:
        path = next((path for kind, path in targets.values() if kind.endswith("/sharedStrings")), "")
        if path not in self._names:
            return []
        with self._archive.open(path) as source:
            return SharedStrings().read(source)

    def _elements(self, path: str) -> Iterator[tuple[str, dict[str, str]]]:
        found: list[tuple[str, dict[str, str]]] = []
        if path not in self._names:
            raise Damaged
        with self._archive.open(path) as source:
            start = lambda name, attributes: found.append((name, attributes))  # noqa: E731
            for _piece in parsed(source, start, lambda name: None, lambda text: None):
                yield from found
                found.clear()


def _is_too_dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > SMALL and part.file_size > MAX_TIMES * max(part.compress_size, 1)
