"""A list of objects in JSON, made JSON Lines: read line by line where each object has one, as our own export writes it.

The list may also stand in an object, as interfaces answer: {"count": 2, "results": [{...}, {...}]}; the objects in one by
their keys: {"0": {...}, "1": {...}}; and rows may be lists below names: [["name"], ["Alpha"]] or {"fields": [...], "data": [[...]]}.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterable
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.json_lines import MAX_LINE
from profiles.imports.tables.options import Recogniser

# As a whole it takes some twenty times its size in memory.
MAX_WHOLE = 4 << 20
MAX_WRAPPING = 3  # objects inside each other in which the list stands


def is_json_list(file: BinaryIO) -> bool:
    file.seek(0)
    head = file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()
    return head.startswith(b"[") and head[1:].lstrip()[:1] in (b"{", b"[", b"]", b"")


def as_json_lines(file: BinaryIO, lines: BinaryIO) -> None:
    """FileRefused where it is no list of objects."""
    if not _copied_by_line(file, lines):
        lines.seek(0)
        lines.truncate()
        write_lines(_whole(file), lines)


def list_in_object(file: BinaryIO, recognise: Recogniser) -> list[dict[str, Any]]:
    """The one list of objects in the object that a file is; none where the object itself is a row."""
    file.seek(0)
    head = file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()
    if not head.startswith(b"{") or file.seek(0, os.SEEK_END) > MAX_WHOLE:
        return []
    file.seek(0)
    try:
        said = orjson.loads(file.read().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError:  # lines of objects, nearly always
        return []
    return [] if any(recognise([*said])) else _objects_in(said)


def _objects_in(said: dict[str, Any], depth: int = MAX_WRAPPING) -> list[dict[str, Any]]:
    """The one list of objects in an object, or in the one object in it; none where there are several, or it lies deeper."""
    values = [*said.values()]
    if len(values) > 1 and all(isinstance(value, dict) for value in values) and _share_keys(values):
        return values
    lists = [
        value for value in values if isinstance(value, list) and value and isinstance(value[0], dict | list)
    ]
    if len(lists) == 1 and isinstance(lists[0][0], list):
        names = [value for value in values if isinstance(value, list) and value and isinstance(value[0], str)]
        return _below_names([*names, *lists[0]]) if len(names) == 1 else []
    if len(lists) == 1:
        return lists[0] if _are_objects(lists[0]) else []
    inner = [value for value in values if isinstance(value, dict)] if depth > 1 else []
    found = [objects for value in inner if (objects := _objects_in(value, depth - 1))]
    return found[0] if len(found) == 1 and not lists else []


def _share_keys(objects: list[dict[str, Any]]) -> bool:
    return all(objects[0].keys() & other.keys() for other in objects)


def _below_names(rows: list[Any]) -> list[dict[str, Any]]:
    """Rows that are lists as objects, by the names in the first.

    None where it holds anything else or a name twice, or a row more values than there are names: some would be lost.
    """
    names = rows[0]
    if not all(isinstance(row, list) for row in rows) or not all(isinstance(name, str) for name in names):
        return []
    if len(set(names)) < len(names) or any(_holds_any(row[len(names) :]) for row in rows):
        return []
    return [dict(zip(names, row, strict=False)) for row in rows[1:]]


def _holds_any(values: list[Any]) -> bool:
    return any(value not in (None, "") for value in values)


def _are_objects(said: Any) -> bool:
    return isinstance(said, list) and all(isinstance(one, dict) for one in said)


def write_lines(objects: Iterable[dict[str, Any]], lines: BinaryIO) -> None:
    """FileRefused where one is nested deeper than it can be written."""
    for said in objects:
        try:
            lines.write(orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE))
        except orjson.JSONEncodeError:
            raise FileRefused(_("This JSON file is no list of objects, or it breaks off.")) from None


def _copied_by_line(file: BinaryIO, lines: BinaryIO) -> bool:
    """Whether each object stands on a line of its own; then its line is the one in the file."""
    file.seek(0)
    is_first, is_closed = True, False
    while line := file.readline(MAX_LINE):
        text = line.removeprefix(codecs.BOM_UTF8).strip()
        if is_first:
            text, is_first = text.removeprefix(b"[").strip(), False
        if text == b"]":
            text, is_closed = b"", True
        text = text.removesuffix(b",")
        if text and (is_closed or not _is_object(text)):
            return False
        lines.write(text + b"\n")
    return is_closed


def _is_object(text: bytes) -> bool:
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def _whole(file: BinaryIO) -> list[dict[str, Any]]:
    if file.seek(0, os.SEEK_END) > MAX_WHOLE:
        raise FileRefused(
            _("This JSON file is too large to be read as one list. Put each object on a line of its own.")
        )
    file.seek(0)
    try:
        said = orjson.loads(file.read().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError:
        said = None
    if isinstance(said, list) and said and isinstance(said[0], list):
        said = _below_names(said) or None
    if not _are_objects(said):
        raise FileRefused(_("This JSON file is no list of objects, or it breaks off."))
    return said
