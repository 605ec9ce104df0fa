"""Looks at a file before it is imported: what it is, what its columns were taken for, and what is doubtful.

A file that cannot be taken as it stands is looked at as well: what is to be chosen is said, and everything that was found.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import BinaryIO

from profiles.imports.cells.problems import EncodingUnclear, FileRefused, HeadersUnclear
from profiles.imports.facts.columns import fact_headers
from profiles.imports.facts.grouping import GroupedTable
from profiles.imports.facts.opening import facts_in, of_facts_or
from profiles.imports.rows.column_report import ColumnReport, column_reports
from profiles.imports.rows.headers import FileKind, Headers
from profiles.imports.tables.csv_tables import encoding_views
from profiles.imports.tables.descriptions import Description
from profiles.imports.tables.files import open_source
from profiles.imports.tables.options import Options
from profiles.imports.tables.table import Table, described, table_in, widest

PREVIEWED_ROWS = 200


@dataclass(frozen=True)
class FilePreview:
    """What was understood of a file."""

    description: Description
    columns: list[ColumnReport] = field(default_factory=list)
    total: int = 0  # rows below the headers
    problem: str = ""  # why it cannot be imported before something is chosen
    is_of_facts: bool = False  # a line a fact: its columns are known, there is nothing to choose


@contextmanager
def opened(file: BinaryIO, kind: FileKind, options: Options) -> Iterator[tuple[Table, list[str]]]:
    """The table in a file and the column of each of its headers. FileRefused, with a message for people, if there is none.

    A file of facts has a row for each profile as well: all its lines.
    """
    headers = headers_of(kind, options)
    with ExitStack() as stack:
        source = stack.enter_context(open_source(file, of_facts_or(headers.recognise, options), options))
        if (facts := facts_in(source, stack, options)) is not None:
            yield facts
            return
        table = table_in(source, headers.recognise, options)
        yield table, headers.columns(table.headers)


def headers_of(kind: FileKind, options: Options) -> Headers:
    return Headers(kind, options.mapping, options.ignored, options.remembered)


def preview_file(file: BinaryIO, kind: FileKind, options: Options) -> FilePreview:
    """FileRefused only where nothing that the importer chooses would help."""
    headers = headers_of(kind, options)
    try:
        with (
            open_source(file, of_facts_or(headers.recognise, options), options) as source,
            ExitStack() as stack,
        ):
            if (facts := facts_in(source, stack, options)) is not None:
                return _preview(facts[0], headers)
            try:
                return _preview(table_in(source, headers.recognise, options), headers)
            except HeadersUnclear as error:
                description = described(source, widest(source.layouts))
                if options.header_row or not description.likely_header_row:
                    return FilePreview(description, problem=str(error))
                chosen = replace(
                    options,
                    header_row=description.likely_header_row,
                    sheet=description.sheet,
                    delimiter=description.delimiter,
                )
                try:
                    preview = _preview(table_in(source, headers.recognise, chosen), headers)
                except FileRefused:  # it was a guess; another row may be the one
                    preview = FilePreview(description)
                return replace(preview, description=description, problem=str(error))
    except EncodingUnclear as error:
        return FilePreview(
            Description("csv", encodings=encoding_views(file, error.names)), problem=str(error)
        )


def reports_of(table: Table, headers: Headers) -> list[ColumnReport]:
    """FileRefused where a mapping names a column that the file has not."""
    if isinstance(table, GroupedTable):
        return column_reports(table.headers, table.first_lines(PREVIEWED_ROWS), fact_headers(), {})
    rows = [cells for _line, cells in islice(table.rows(), PREVIEWED_ROWS)]
    return column_reports(table.headers, rows, headers, table.description.column_doubts)


def _preview(table: Table, headers: Headers) -> FilePreview:
    try:
        reports = reports_of(table, headers)
        if not isinstance(table, GroupedTable):
            headers.columns(table.headers)
    except HeadersUnclear as error:
        return FilePreview(table.description, reports, table.total, str(error))
    except FileRefused as error:
        return FilePreview(table.description, total=table.total, problem=str(error))
    return FilePreview(table.description, reports, table.total, is_of_facts=isinstance(table, GroupedTable))
