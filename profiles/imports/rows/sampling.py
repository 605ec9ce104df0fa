"""What a column as a whole says of its cells: which signs separate lists in it, and whether its countries are codes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from kit.countries import CODES_LIKE_WORDS, is_code
from kit.written_dates import Order, in_order, order_of
from profiles.imports.cells.amounts import OPEN_IN_A_CELL, decimal_sign
from profiles.imports.cells.lists import ALWAYS, Separators, parts, separators
from profiles.imports.cells.placeholders import is_placeholder
from profiles.imports.cells.problems import BadValue
from profiles.imports.rows.proposals import FileColumn, ImportKind
from profiles.imports.rows.row_options import RowOptions

ROWS = 1_000
IN_MYRIADS = ("_wan", "_yi")  # what columns in these units are called


def proposed_separators(column: FileColumn, cells: Iterable[Any]) -> Separators:
    """What separates the parts of a list in a column, and why; from some of its cells."""
    if column.vocabulary is None or not column.is_list:
        return Separators(ALWAYS)
    return separators((cell for cell in cells if not is_placeholder(cell)), column.vocabulary.knows)


def sampled(
    kind: ImportKind, columns: Sequence[str], rows: Iterable[tuple[int, list[Any]]], options: RowOptions
) -> RowOptions:
    """The options, with what the importer did not choose taken from the first rows."""
    counts = {
        columns.index(column.name) for column in kind.columns if column.is_count and column.name in columns
    }
    amounts = counts | {position for position, name in enumerate(columns) if name and kind.is_amount(name)}
    wanted = {
        columns.index(column.name): column
        for column in kind.columns
        if column.name in columns and (column.is_list or column.has_countries or column.has_dates)
    }
    if not wanted and not amounts:
        return options
    cells: dict[int, list[Any]] = {position: [] for position in (*wanted, *amounts)}
    for _line, row in islice(rows, ROWS):
        for position in cells:
            if position < len(row):
                cells[position].append(row[position])
    signs = {
        column.name: proposed_separators(column, cells[position]).signs
        for position, column in wanted.items()
        if column.is_list
    } | dict(options.separators)
    codes = {
        column.name
        for position, column in wanted.items()
        if column.has_countries and _are_codes(cells[position], signs.get(column.name, ""))
    }
    orders = {
        column.name: order
        for position, column in wanted.items()
        if column.has_dates and (order := proved_order(cells[position]))
    } | dict(options.orders)
    decimals = {
        columns[position]: sign
        for position in amounts
        if (sign := proved_decimal_sign(columns[position], cells[position], is_count=position in counts))
    }
    return replace(options, separators=signs, codes=tuple(sorted(codes)), orders=orders, decimals=decimals)


def proved_decimal_sign(column: str, cells: Iterable[Any], *, is_count: bool = False) -> str:
    """What stands before decimals in a column of amounts, if all cells that show it agree; "" where none does.

    Where one counts in 万 or 亿 it is a point. A count has no decimals: 1.234 is 1234, unless another cell is 12.5.
    """
    texts = [cell for cell in cells if isinstance(cell, str)]
    signs = {sign for text in texts if (sign := decimal_sign(text))}
    if not signs and is_count:
        between = {found[2] for text in texts if (found := OPEN_IN_A_CELL.search(text))}
        return "," if between == {"."} else ""
    if not signs and column.endswith(IN_MYRIADS):
        return "."
    return signs.pop() if len(signs) == 1 else ""


def has_open_order(cells: Iterable[Any]) -> bool:
    """Whether the day and the month of some date could be either."""
    return any(isinstance(cell, str) and in_order(cell, "day") != in_order(cell, "month") for cell in cells)


def proved_order(cells: Iterable[Any]) -> Order | None:
    """What comes first in the dates of a column, if some can be read in one way only, and all of these alike."""
    orders = {order for cell in cells if isinstance(cell, str) and (order := order_of(cell))}
    return orders.pop() if len(orders) == 1 else None


def _are_codes(cells: Sequence[Any], signs: str) -> bool:
    """Whether all countries are codes, beside those that may be words for nothing."""
    texts = {text for cell in cells if isinstance(cell, str) for text in _parts(cell, signs)}
    others = {text for text in texts if text not in CODES_LIKE_WORDS and not is_placeholder(text)}
    return bool(others) and all(map(is_code, others))


def _parts(cell: str, signs: str) -> list[str]:
    try:
        return parts(cell, signs)
    except BadValue:
        return []  # said where it is read
