"""What an opened file is, as it is shown to the importer: its encoding, sheets and first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FIRST_ROWS = 15

Row = tuple[int, list[Any]]  # the line or row of the file, counted from 1, and its cells


@dataclass(frozen=True)
class EncodingView:
    """The beginning of a text file as it is in one encoding."""

    name: str  # what Options.encoding takes
    label: str
    first_rows: Sequence[Row]


@dataclass(frozen=True)
class Description:
    """What was found out of a file before its rows are read, also of one that cannot be taken as it stands."""

    kind: str  # csv, xlsx
    encoding: str = ""  # "" where it is unclear, and of a workbook
    encodings: Sequence[EncodingView] = ()  # in which a text file can be, the likeliest first
    delimiter: str = ""
    sheets: Sequence[str] = ()
    sheet: str = ""
    header_row: int = 0  # its line or row, counted from 1; 0 where none was found
    likely_header_row: int = 0  # where none was found: the first that looks like one
    first_rows: Sequence[Row] = ()  # as they stand in the file, so that the row of headers can be moved
    doubts: Sequence[str] = ()  # of the whole file
    column_doubts: Mapping[int, Sequence[str]] = field(default_factory=dict)  # by position, counted from 0
