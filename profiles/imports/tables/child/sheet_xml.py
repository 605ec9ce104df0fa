"""The parts of an .xlsx file that hold a table, parsed as a stream: no tree of them is ever in memory.

The extent that a sheet declares is ignored: it may be stale or malicious. Only cells that exist cost anything, whatever
their addresses. A document type, and with it every entity, is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import IO, Any
from xml.parsers import expat

from profiles.imports.tables.child.formats import shown

PIECE = 1 << 16
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of the format
LONGEST = 1_000_000
FORMULA_WITHOUT_RESULT = "#FORMULA"
ADDRESS = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Cells = dict[int, Any]  # by column, counted from 1; only those that hold something


class Damaged(Exception):
    """A file that contradicts itself or cannot be read."""


class TooLarge(Exception):
    """A file that would cost more than any table of this site."""


def parsed(
    source: IO[bytes],
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> Iterator[None]:
    """Feeds a document to the functions, piece by piece; names without their namespaces."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(" ")[2], attributes)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    fed = 0
    try:
        while piece := source.read(PIECE):
            parser.Parse(piece, False)
            fed += len(piece)
            if (
                fed - parser.CurrentByteIndex > LONGEST
            ):  # a tag without end, which is read anew with each piece
                raise TooLarge
            yield
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Damaged from error
    yield


def _refuse_doctype(*_arguments: Any) -> None:
    raise Damaged("a document type")


class SharedStrings:
    """The shared strings of a workbook; runs of one text are joined, and readings in another script left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._length = 0
        self._in_text = self._in_phonetic = False

    def read(self, source: IO[bytes]) -> list[str]:
        for _piece in parsed(source, self._start, self._end, self._text):
            pass
        return self.texts

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        if name == "t":
            self._in_text = not self._in_phonetic
        elif name == "si":
            self._parts, self._length = [], 0
        elif name == "rPh":
            self._in_phonetic = True

    def _end(self, name: str) -> None:
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "si":
            self.texts.append(unescaped("".join(self._parts)))

    def _text(self, text: str) -> None:
        if self._in_text:
            self._length += len(text)
            if self._length > LONGEST:
                raise TooLarge
            self._parts.append(text)


class SheetParser:
    """The rows of one sheet in the order of the file, and what was noticed on the way."""

    def __init__(self, texts: list[str], formats: list[str], is_1904: bool) -> None:
        self.texts, self.formats, self.is_1904 = texts, formats, is_1904
        self.merged: list[str] = []
        self.hidden_rows = 0
        self.seen_rows = bytearray(LAST_ROW + 1)
        self._rows: list[tuple[int, Cells]] = []
        self._cells: Cells = {}
        self._row = self._column = 0
        self._type = self._style = ""
        self._parts: list[str] = []
        self._length = 0
        self._taking = self._in_row = self._in_phonetic = self._has_formula = False

    def rows(self, source: IO[bytes]) -> Iterator[tuple[int, Cells]]:
        for _piece in parsed(source, self._start, self._end, self._text):
            yield from self._rows
            self._rows.clear()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._begin_cell(attributes)
        elif name == "v" or (name == "t" and not self._in_phonetic):
            self._taking = True
        elif name == "f":
            self._has_formula = True
        elif name == "row":
            self._begin_row(attributes)
        elif name == "rPh":
            self._in_phonetic = True
        elif name == "mergeCell" and len(self.merged) < 10_000:
            self.merged.append(attributes.get("ref", ""))

    def _begin_row(self, attributes: dict[str, str]) -> None:
        """Rows may stand in any order, each once."""
        number = _row_number(attributes.get("r") or str(self._row + 1))
        if not 0 < number <= LAST_ROW or self.seen_rows[number]:
            raise Damaged("no such row, or there twice")
        self.seen_rows[number] = True
        self.hidden_rows += attributes.get("hidden") in ("1", "true")
        self._row, self._column, self._cells, self._in_row = number, 0, {}, True

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        self._column = _column_number(place) if place else self._column + 1
        if not self._in_row or not 0 < self._column <= LAST_COLUMN:
            raise Damaged("no such cell")
        self._type, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._parts, self._length, self._has_formula = [], 0, False

    def _text(self, text: str) -> None:
        if self._taking:
            self._length += len(text)
            if self._length > LONGEST:
                raise TooLarge
            self._parts.append(text)

    def _end(self, name: str) -> None:
        if name in ("v", "t"):
            self._taking = False
        elif name == "c":
            value = self._value()
            if value is not None:
                self._cells[self._column] = value
        elif name == "rPh":
            self._in_phonetic = False
        elif name == "row":
            self._rows.append((self._row, self._cells))
            self._in_row = False

    def _value(self) -> Any:
        text = "".join(self._parts)
        if not text:
            return FORMULA_WITHOUT_RESULT if self._has_formula else None
        if self._type == "n":
            return self._number(text)
        if self._type == "s":
            return self.texts[int(text)] or None
        if self._type == "b":
            return text.strip() in ("1", "true")
        return text if self._type in ("e", "d") else unescaped(text)

    def _number(self, text: str) -> Any:
        number = float(text) if any(sign in text for sign in ".eE") else int(text)
        code = self.formats[int(self._style)] if self._style else ""
        return shown(number, code, self.is_1904) if code else number


def unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column_number(place: str) -> int:
    matched = ADDRESS.fullmatch(place)
    if not matched:
        raise Damaged("no such cell")
    number = 0
    for letter in matched[1].upper():
        number = number * 26 + ord(letter) - 64
    return number


def _row_number(number: str) -> int:
    """Some programs write rows as "2.0"."""
    if number.isdecimal():
        return int(number)
    if not float(number).is_integer():
        raise Damaged("no such row")
    return int(float(number))
