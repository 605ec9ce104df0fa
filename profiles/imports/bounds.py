"""Where a table ends, and what its headers are: so rows that speak of no profile are told from those that do."""

from __future__ import annotations

from dataclasses import replace

from profiles.imports.facts.columns import is_of_facts
from profiles.imports.rows.asides import other_table
from profiles.imports.rows.proposals import ImportKind, RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources
from profiles.imports.tables.table import Table


def bounded(kind: ImportKind, columns: list[str], table: Table, options: RowOptions) -> RowOptions:
    """The options, with the headers of the table and the line where another table begins."""
    if is_of_facts(columns):
        return options
    options = replace(options, delimiter=table.description.delimiter or options.delimiter)
    reader = RowReader(kind, columns, FileSources(), options)
    other = other_table(
        table.rows(), table.headers, lambda line, cells: len(reader.read(line, cells).left_out)
    )
    return replace(options, headers=tuple(table.headers), other_table=other)
