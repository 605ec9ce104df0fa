"""Opens a file that somebody gave, whatever its name says it is."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import BinaryIO

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.csv_tables import TextFile
from profiles.imports.tables.json_lines import JsonLinesFile, is_json_lines
from profiles.imports.tables.json_lists import as_json_lines, is_json_list, list_in_object, write_lines
from profiles.imports.tables.options import Options, Recogniser
from profiles.imports.tables.table import TableSource
from profiles.imports.tables.workbooks import open_workbook

BLOCK = 1 << 20


@contextmanager
def open_source(file: BinaryIO, recognise: Recogniser, options: Options) -> Iterator[TableSource]:
    """An opened file, as long as it is needed. FileRefused, with a message for people, if there is no table in it."""
    file.seek(0)
    head = file.read(8)
    if not head:
        raise FileRefused(_("The file is empty."))
    with ExitStack() as stack:
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            yield stack.enter_context(open_workbook(file, options))
            return
        if head.startswith(b"\x1f\x8b"):
            packed, file = file, stack.enter_context(tempfile.TemporaryFile())
            _unpack(packed, file, options.max_text)
        if is_json_list(file):
            listed, file = file, stack.enter_context(tempfile.TemporaryFile())
            as_json_lines(listed, file)
            yield JsonLinesFile(file, options)
            return
        if objects := list_in_object(file, recognise):
            file = stack.enter_context(tempfile.TemporaryFile())
            write_lines(objects, file)
        if is_json_lines(file):
            yield JsonLinesFile(file, options)
            return
        yield TextFile(file, recognise, options)


def _unpack(packed: BinaryIO, unpacked: BinaryIO, max_bytes: int) -> None:
    """The content of a .gz file to disk, so that it can be read twice."""
    packed.seek(0)
    size = 0
    try:
        with gzip.GzipFile(fileobj=packed) as content:
            while block := content.read(BLOCK):
                size += len(block)
                if size > max_bytes:
                    raise FileRefused(_("This file is too large once it is unpacked."))
                unpacked.write(block)
    except (EOFError, OSError, zlib.error):
        raise FileRefused(_("This .gz file is damaged or breaks off. Get it again.")) from None
    if not size:
        raise FileRefused(_("The file is empty."))
