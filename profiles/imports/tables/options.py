"""What an importer chooses for a file, and the most that is read of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

MAX_BYTES = 2 << 30  # unpacked
MAX_ROWS = 2_000_000
MAX_COLUMNS = 500
# Lines beside those that may be rows: spreadsheets write empty ones, and each takes its time.
MAX_EMPTY = 200_000
# Of a file of facts for each profile.
LINES_A_ROW = 50


class Recogniser(Protocol):
    """Which column each cell of a row of headers names; "" where none is known."""

    def __call__(self, cells: list[Any]) -> list[str]: ...


@dataclass(frozen=True)
class Options:
    """What the importer chose for the file; what he left open is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0  # the line or row of the file, counted from 1
    max_bytes: int = MAX_BYTES  # of a workbook
    max_text: int = MAX_BYTES  # of a text file
    max_rows: int = MAX_ROWS
    is_quick: bool = False  # somebody waits: a large workbook may take no longer than a small one
    mapping: dict[str, str] = field(default_factory=dict)  # header -> column
    ignored: tuple[str, ...] = ()  # headers of columns that are left out
    remembered: dict[str, str] = field(default_factory=dict)  # a mapping of an earlier file

    @property
    def max_lines(self) -> int:
        """Of a file of which it is not yet known whether it has a row or many lines for a profile."""
        return self.max_rows * LINES_A_ROW + MAX_EMPTY
