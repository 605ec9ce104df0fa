"""Cells of lines whose quotation marks are not as the format has them: what is cut is left out, never taken for a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from profiles.imports.cells.values import UNCLOSED
from profiles.imports.tables.descriptions import Row

MAX_LINES_OF_A_CELL = 100


def unquoted_rows(rows: Iterable[Row], width: int) -> Iterator[Row]:
    """Lines split at each separator, without the quotation marks around their cells.

    A text in quotes may go over many lines, and those in the middle have no quotation mark: they are parts of it, no rows.
    """
    waiting: list[Row] = []  # a line with a mark that is left open, and those below it
    for row in rows:
        if waiting and _closes(waiting[0][1], row[1], width):
            yield from _of_one_text([*waiting, row])
            waiting = []
        elif _is_odd(row[1]) or len(waiting) > MAX_LINES_OF_A_CELL:
            yield from _rows_of_their_own(waiting, width)
            waiting = []
            if _opens(row[1]):
                waiting = [row]
            else:
                yield row[0], _unquoted(row[1], width)
        elif waiting:
            waiting.append(row)
        else:
            yield row[0], _unquoted(row[1], width)
    yield from _rows_of_their_own(waiting, width)


def _of_one_text(rows: list[Row]) -> Iterator[Row]:
    (line, cells), *others = rows
    yield line, _before(cells, _first_odd(cells))
    for line, cells in others:
        yield line, [UNCLOSED] * len(cells)


def _rows_of_their_own(rows: list[Row], width: int) -> Iterator[Row]:
    """Lines below a mark that nothing closes; those that are not as wide as the others may still be parts of a text."""
    for place, (line, cells) in enumerate(rows):
        is_part = place and len(cells) != width
        yield line, [UNCLOSED] * len(cells) if is_part else _unquoted(cells, width)


def _is_odd(cells: list[str]) -> bool:
    return sum(cell.count('"') for cell in cells) % 2 == 1


def _first_odd(cells: list[str]) -> int:
    return next(place for place, cell in enumerate(cells) if cell.count('"') % 2)


def _opens(cells: list[str]) -> bool:
    return _is_odd(cells) and cells[_first_odd(cells)].startswith('"')


def _closes(opening: list[str], cells: list[str], width: int) -> bool:
    """Whether a line ends what another opened: its mark stands behind a text, or both together are as wide as a row."""
    if not _is_odd(cells):
        return False
    odd = cells[_first_odd(cells)]
    ends_text = odd.endswith('"') and (odd == '"' or not odd.startswith('"'))
    return ends_text or len(opening) + len(cells) - 1 == width


def _unquoted(cells: list[str], width: int) -> list[str]:
    """Where a mark is left open, a text was cut: at a separator if the row is not as wide as the others, at the end of the
    line if it is in the last cell. From there on it is not clear what the cells are.
    """
    if not _is_odd(cells):
        return [_without_quotes(cell) for cell in cells]
    first = _first_odd(cells)
    is_cut = first == len(cells) - 1 and cells[first].startswith('"')
    if len(cells) != width or is_cut:
        return _before(cells, first)
    return [_without_quotes(cell) for cell in cells]


def _before(cells: list[str], first: int) -> list[str]:
    return [*map(_without_quotes, cells[:first]), *(UNCLOSED for _cell in cells[first:])]


def _without_quotes(cell: str) -> str:
    if len(cell) > 1 and cell[0] == cell[-1] == '"':
        return cell[1:-1].replace('""', '"')
    return cell.strip('"') if cell.count('"') == 1 and cell[0] == '"' else cell
