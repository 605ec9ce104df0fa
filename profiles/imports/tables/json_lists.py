"""A list of objects in JSON, made JSON Lines: read line by line where each object has one, as our own export writes it."""

from __future__ import annotations

import codecs
import os
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.json_lines import MAX_LINE

# As a whole it takes some twenty times its size in memory.
MAX_WHOLE = 4 << 20


def is_json_list(file: BinaryIO) -> bool:
    file.seek(0)
    head = file.read(1024).removeprefix(codecs.BOM_UTF8).lstrip()
    return head.startswith(b"[") and head[1:].lstrip()[:1] in (b"{", b"]", b"")


def as_json_lines(file: BinaryIO, lines: BinaryIO) -> None:
    """FileRefused where it is no list of objects."""
    if not _copied_by_line(file, lines):
        lines.seek(0)
        lines.truncate()
        for said in _whole(file):
            try:
                lines.write(orjson.dumps(said, option=orjson.OPT_APPEND_NEWLINE))
            except orjson.JSONEncodeError:  # it can be nested deeper than it can be written
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
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise FileRefused(_("This JSON file is no list of objects, or it breaks off."))
    return said
