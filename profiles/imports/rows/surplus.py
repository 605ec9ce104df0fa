"""Rows with more cells than headers: nobody quoted a separator within a text.

The pieces of a text are put together again where one way alone makes all cells fit their columns. What the ways that fit
as well do not agree on is left out, so a cell that has slipped is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext as _

SHOWN = 60


class RowRead(Protocol):
    """What a row was read to: which cells could not be, and why it is rejected."""

    left_out: list[Any]
    problems: list[Any]

    def leave_out(self, column: str, text: str) -> None: ...


Read = TypeVar("Read", bound=RowRead)


@dataclass(frozen=True)
class Alignment:
    """One way in which the cells of a row stand under the headers; `joined` is the place of what was put together."""

    cells: list[Any]
    joined: int | None = None
    is_spaced: bool = False  # a blank follows each separator in the text, as in "1 Main St, Springfield"


def is_too_wide(cells: Sequence[Any], width: int) -> bool:
    return len(cells) > width and any(cells[width:])


def read_too_wide(
    read: Callable[[list[Any]], Read],
    cells: list[Any],
    names: Sequence[str],
    separator: str,
    name: int | None,
) -> Read:
    """What such a row says as far as it is certain; `name` is the place of its name, without which the row is lost."""
    while len(cells) > len(names) and not cells[-1]:
        cells = cells[:-1]
    found = _best(cells, names, separator, lambda row: {problem.column for problem in read(row).left_out})
    kept, open_places = _agreed(found, name)
    proposal = read(kept)
    if proposal.problems:
        return proposal
    joined = found[0].joined
    column, text = "", _too_wide(len(cells), len(names))
    if joined is None:
        text = f"{text} {_surplus(cells[len(names) :])}"
    elif len(found) == 1 and names[joined]:
        column, text = names[joined], f"{text} {_put_together(found[0].cells[joined])}"
    proposal.leave_out(column, text)
    for place in open_places:
        if names[place] and cells[place]:
            proposal.leave_out(names[place], _uncertain(str(cells[place])))
    return proposal


def _best(
    cells: list[Any], names: Sequence[str], separator: str, misfits: Callable[[list[Any]], set[str]]
) -> list[Alignment]:
    """The ways that leave the fewest cells out; of these, those that put together what a blank shows to be one text.

    A cell stands where it is, is put together with what follows, or is the one that the surplus has pushed away: so three
    rows say of each way which of its cells do not fit.
    """
    width = len(names)
    extra = len(cells) - width
    pieces = [[str(cell) for cell in cells[place : place + extra + 1]] for place in _places(names)]
    joined = dict(zip(_places(names), map(separator.join, pieces), strict=True))
    bad_before, bad_joined, bad_behind = (
        misfits(row) for row in (cells[:width], [joined.get(place) for place in range(width)], cells[extra:])
    )
    ways = [(len(bad_before), Alignment(cells[:width]))]
    for place, parts in zip(joined, pieces, strict=True):
        row = [*cells[:place], joined[place], *cells[place + extra + 1 :]]
        spaced = all(part[:1].isspace() for part in parts[1:])
        bad = len(bad_before & {*names[:place]}) + len(bad_behind & {*names[place + 1 :]})
        ways.append((bad + (names[place] in bad_joined), Alignment(row, place, spaced)))
    fewest = min(bad for bad, _way in ways)
    fitting = [way for bad, way in ways if bad == fewest]
    return [way for way in fitting if way.is_spaced] or fitting


def _places(names: Sequence[str]) -> list[int]:
    """Where it makes a difference that pieces are put together: between columns that are left out it makes none."""
    return [place for place, name in enumerate(names) if name or any(names[place + 1 : place + 2])]


def _agreed(ways: Sequence[Alignment], kept: int | None) -> tuple[list[Any], list[int]]:
    """The cells that are the same in all ways, and the places of the others; the cell `kept` stays, in one piece if it may."""
    first = next((way for way in ways if way.joined != kept), ways[0]).cells
    open_places = [
        place
        for place, cell in enumerate(first)
        if place != kept and any(way.cells[place] != cell for way in ways[1:])
    ]
    return [None if place in open_places else cell for place, cell in enumerate(first)], open_places


def _too_wide(actual: int, expected: int) -> str:
    text = _(
        "The row has %(found)s cells, the headers %(expected)s: a separator within a text is not quoted."
    )
    return text % {"found": actual, "expected": expected}


def _put_together(text: str) -> str:
    return _("“%(text)s” was read as one text.") % {"text": text[:SHOWN]}


def _surplus(cells: Sequence[Any]) -> str:
    texts = ", ".join(f"“{str(cell)[:SHOWN]}”" for cell in cells if cell)
    return _("No header stands above %(texts)s.") % {"texts": texts}


def _uncertain(text: str) -> str:
    return _("It is not clear whether “%(text)s” stands under its header.") % {"text": text[:SHOWN]}
