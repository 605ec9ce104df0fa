"""What an importer chose for a file: how it is read, which column is which, and what its words mean.

Plain data: an upload keeps it while people look, a mapping keeps it for the next file with the same headers, and
the options of the command say the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self

from kit.written_dates import Order
from profiles.imports.rows.headers import plain
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.options import Options


@dataclass(frozen=True)
class Choices:
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    mapping: Mapping[str, str] = field(default_factory=dict)  # header -> column
    ignored: Collection[str] = ()  # headers
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # see RowOptions
    separators: Mapping[str, str] = field(default_factory=dict)  # column -> signs
    orders: Mapping[str, Order] = field(default_factory=dict)  # column of dates -> what comes first
    source: str = ""
    origin: str = ""
    # The file that they were taken over from, as people call it; "" if from none.
    taken_from: str = ""

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Self:
        """From JSON; what an older release kept and this one does not know is left out."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}

    def options(self, *, max_bytes: int, max_text: int, max_rows: int, is_quick: bool = False) -> Options:
        remembered = dict(self.mapping) if self.taken_from else {}
        return Options(
            encoding=self.encoding,
            delimiter=self.delimiter,
            sheet=self.sheet,
            header_row=self.header_row,
            max_bytes=max_bytes,
            max_text=max_text,
            max_rows=max_rows,
            is_quick=is_quick,
            mapping={} if self.taken_from else dict(self.mapping),
            ignored=tuple(self.ignored),
            remembered=remembered,
        )

    def row_options(self) -> RowOptions:
        return RowOptions(
            words=self.words,
            source=self.source,
            origin=self.origin,
            separators=self.separators,
            orders=self.orders,
        )

    def for_headers(self, headers: Collection[str]) -> Self:
        """Without what is said of columns that a file has not."""
        there = {plain(header) for header in headers}
        mapping = {header: column for header, column in self.mapping.items() if plain(header) in there}
        ignored = tuple(header for header in self.ignored if plain(header) in there)
        return replace(self, mapping=mapping, ignored=ignored)

    def for_next_file(self, taken_from: str, header_row: int) -> Self:
        """For another file with the same headers: without what belongs to one file alone."""
        return replace(
            self, encoding="", delimiter="", sheet="", header_row=header_row, taken_from=taken_from
        )
