"""A file of facts as a table with a row for each profile, as files of rows have it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from typing import BinaryIO

from profiles.exports.facts.columns import COLUMNS
from profiles.imports.cells.problems import EncodingUnclear, HeadersUnclear
from profiles.imports.facts.columns import FactHeaders, is_of_facts
from profiles.imports.facts.grouping import grouped
from profiles.imports.tables.files import open_table
from profiles.imports.tables.options import Options
from profiles.imports.tables.table import Table

# Lines of a file of facts for each row that a file may have.
LINES_A_ROW = 50


def opened_facts(stack: ExitStack, file: BinaryIO, options: Options) -> tuple[Table, list[str]] | None:
    """The table and the column of each header; None where no row names a fact and its value.

    What is wrong with a file that has such a row is said: FileRefused.
    """
    headers = FactHeaders({old: new for old, new in options.mapping.items() if new in COLUMNS})
    limits = replace(options, most_rows=options.most_rows * LINES_A_ROW)
    try:
        table = stack.enter_context(open_table(file, headers.recognise, limits))
    except (HeadersUnclear, EncodingUnclear):  # anything else holds for a file of rows as well
        if headers.were_found:
            raise
        return None
    columns = headers.recognise(table.headers)
    if not is_of_facts(columns):
        return None
    return stack.enter_context(grouped(table, columns, options.most_rows)), columns
