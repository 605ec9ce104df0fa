"""A file of facts as a table with a row for each profile, as files of rows have it."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from profiles.exports.facts.columns import COLUMNS
from profiles.imports.cells.problems import HeadersUnclear
from profiles.imports.facts.columns import FactHeaders, is_of_facts
from profiles.imports.facts.grouping import grouped
from profiles.imports.tables.options import LINES_A_ROW, Options, Recogniser
from profiles.imports.tables.table import Table, TableSource, place_of


def of_facts_or(recognise: Recogniser, options: Options) -> Recogniser:
    """Knows the headers of a file of facts as well as those of files of rows."""
    facts = _headers(options)

    def either(cells: list[Any]) -> list[str]:
        columns = facts.recognise(cells)
        return columns if any(columns) else recognise(cells)

    return either


def facts_in(source: TableSource, stack: ExitStack, options: Options) -> tuple[Table, list[str]] | None:
    """The table and the column of each header; None where no row names a fact and its value.

    What is wrong with a file that has such a row is said: FileRefused.
    """
    headers = _headers(options)
    try:
        place = place_of(source, headers.recognise, options)
    except HeadersUnclear:
        if headers.were_found:
            raise
        return None
    columns = headers.recognise([" ".join(text.split()) for text in place.header.headers])
    if not is_of_facts(columns):
        return None
    table = Table(source, place, options.max_rows * LINES_A_ROW)
    return stack.enter_context(grouped(table, columns, options.max_rows)), columns


def _headers(options: Options) -> FactHeaders:
    return FactHeaders({old: new for old, new in options.mapping.items() if new in COLUMNS})
