"""Opens the table in a file in one step, as the preview and an import do in two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from profiles.imports.tables.files import open_source
from profiles.imports.tables.options import Options, Recogniser
from profiles.imports.tables.table import Table, table_in


@contextmanager
def open_table(file: BinaryIO, recognise: Recogniser, options: Options) -> Iterator[Table]:
    with open_source(file, recognise, options) as source:
        yield table_in(source, recognise, options)
