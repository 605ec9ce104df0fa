"""The table in an opened file: which of its rows holds the headers, and the rows below them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import FileRefused, HeadersUnclear
from profiles.imports.tables.descriptions import FIRST_ROWS, Description, EncodingView, Row
from profiles.imports.tables.header_rows import (
    HeaderRow,
    certain_headers,
    chosen_headers,
    find_headers,
    lies_on_its_side,
    likely_row,
)
from profiles.imports.tables.options import MAX_COLUMNS, Options, Recogniser


@dataclass(frozen=True)
class Layout:
    """One way in which a file can be read as rows: a sheet of a workbook, a delimiter of a text file."""

    name: str
    first_rows: Sequence[Row]


@dataclass
class Extent:
    """What was found when the rows below the headers were read to their end."""

    total: int = 0
    details: dict[str, str] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    column_doubts: Mapping[int, Sequence[str]] = field(default_factory=dict)


class TableLocation(NamedTuple):
    """Where a table was found, before its rows are read."""

    layout: Layout
    header: HeaderRow


class TableSource(Protocol):
    """An opened file whose rows can be read as often as needed."""

    kind: str
    encoding: str
    delimiter: str

    @property
    def encodings(self) -> Sequence[EncodingView]: ...
    @property
    def sheets(self) -> Sequence[str]: ...
    @property
    def layouts(self) -> Sequence[Layout]: ...

    def details(self, layout: Layout) -> dict[str, str]: ...

    def rows(self, layout: Layout, header: HeaderRow) -> Iterator[Row]:
        """The rows below the headers that hold anything."""
        ...

    def extent(self, layout: Layout, header: HeaderRow, max_rows: int) -> Extent:
        """Read to the end, which is done once. FileRefused where it is damaged."""
        ...


class Table:
    """The rows of a file below its headers. It has been read to its end once, so nothing breaks off later."""

    def __init__(self, source: TableSource, place: TableLocation, max_rows: int) -> None:
        self.source = source
        self._layout, self._header = place
        self.headers = [" ".join(text.split()) for text in self._header.headers]
        if len(self.headers) > MAX_COLUMNS:
            raise FileRefused(_("This file has too many columns."))
        extent = source.extent(self._layout, self._header, max_rows)
        self.total = extent.total
        if not self.total:
            raise FileRefused(_("There are no rows below the headers."))
        self.details = source.details(self._layout) | extent.details
        self.description = described(source, self._layout, self._header, extent)

    def rows(self) -> Iterator[Row]:
        """Rows below the headers that hold anything, with the line or row of the file."""
        return self.source.rows(self._layout, self._header)


def described(
    source: TableSource, layout: Layout, header: HeaderRow | None = None, extent: Extent | None = None
) -> Description:
    """A file as it is shown; without `header` one in which no headers were found."""
    extent = extent or Extent()
    shown = [row for row in layout.first_rows if any(cell not in (None, "") for cell in row[1])]
    most = next((n for n, row in enumerate(shown) if header and row[0] > header.last_row), 0) + 2
    return Description(
        kind=source.kind,
        encoding=source.encoding,
        encodings=source.encodings,
        delimiter=layout.name if source.delimiter else "",
        sheets=source.sheets,
        sheet=layout.name if source.sheets else "",
        header_row=header.row if header else 0,
        likely_header_row=0 if header else likely_row(layout.first_rows),
        first_rows=shown[: max(FIRST_ROWS, most)],
        doubts=extent.doubts,
        column_doubts=extent.column_doubts,
    )


def table_in(source: TableSource, recognise: Recogniser, options: Options) -> Table:
    """FileRefused where there is none."""
    return Table(source, place_of(source, recognise, options), options.max_rows)


def place_of(source: TableSource, recognise: Recogniser, options: Options) -> TableLocation:
    """The layout and the row with the most headers that are known; of a workbook the first sheet that has any."""
    places = (
        TableLocation(layout, header)
        for layout in source.layouts
        if (header := _header(layout, recognise, options))
    )
    found = list(islice(places, 1) if source.sheets else places)
    if not found and not options.header_row:
        found = [
            TableLocation(layout, header)
            for layout in source.layouts
            if (header := certain_headers(layout.first_rows))
        ]
    if not found:
        raise HeadersUnclear(no_such_row(options.header_row) if options.header_row else no_headers())
    best = max(found, key=_rank)
    if not options.header_row and lies_on_its_side(best.layout.first_rows, best.header.score, recognise):
        raise HeadersUnclear(on_its_side())
    return best


def _rank(place: TableLocation) -> tuple[float, int, int]:
    return max(place.header.score, 0), _fitting(*place), len(place.header.headers)


def _fitting(layout: Layout, header: HeaderRow) -> int:
    """How many of the first rows are no wider than the headers."""
    return sum(len(cells) <= len(header.headers) for _line, cells in layout.first_rows)


def _header(layout: Layout, recognise: Recogniser, options: Options) -> HeaderRow | None:
    if options.header_row:
        return chosen_headers(layout.first_rows, options.header_row, recognise)
    return find_headers(layout.first_rows, recognise)


def widest(layouts: Sequence[Layout]) -> Layout:
    """The layout with the most rows of one width: what a file probably is where no headers were found."""
    return max(layouts, key=_evenness)


def _evenness(layout: Layout) -> tuple[int, int]:
    widths = Counter(len(cells) for _line, cells in layout.first_rows if len(cells) > 1)
    width, rows = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
    return rows, width


def no_headers() -> str:
    return _(
        "No row with names of columns was found, such as name_en, 企业名称 or “raison sociale”. "
        "If yours are called otherwise, say which is which."
    )


def on_its_side() -> str:
    return _(
        "The names of columns stand below each other, in the first column. Turn the table in a spreadsheet: copy it, then "
        "paste it with “Transpose”."
    )


def no_such_row(row: int) -> str:
    return _("The headers cannot be in row %(row)s: it is empty, or too far down.") % {"row": row}
