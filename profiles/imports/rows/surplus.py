"""Rows with more cells than headers: nobody quoted a separator within a text.

The pieces of a text are put together again where one way alone makes all cells fit their columns. What the ways that fit
as well do not agree on is left out, so a cell that has slipped is no value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from profiles.imports.rows.proposals import RowProposal

SHOWN = 60
REJECTED = 2  # a row without a name fits no better than one with two bad cells


@dataclass(frozen=True)
class Alignment:
    """One way in which the cells of a row stand under the headers; `joined` is the place of what was put together."""

    cells: list[Any]
    joined: int | None = None
    is_spaced: bool = False  # a blank follows each separator in the text, as in "1 Main St, Springfield"


def is_too_wide(cells: Sequence[Any], width: int) -> bool:
    return len(cells) > width and any(cells[width:])


def alignments(cells: Sequence[Any], names: Sequence[str], separator: str) -> Iterator[Alignment]:
    """The first cells without the surplus, and for each column that is read the row with its pieces in one."""
    width = len(names)
    while len(cells) > width and not cells[-1]:
        cells = cells[:-1]
    yield Alignment(list(cells[:width]))
    end = len(cells) - width + 1
    for place, name in enumerate(names):
        # Between columns that are left out it makes no difference which of them holds the pieces.
        if name or (place + 1 < width and names[place + 1]):
            pieces = [str(cell) for cell in cells[place : place + end]]
            text = separator.join(pieces)
            spaced = all(piece[:1].isspace() for piece in pieces[1:])
            yield Alignment([*cells[:place], text, *cells[place + end :]], place, spaced)


def read_too_wide(
    read: Callable[[list[Any]], RowProposal],
    cells: list[Any],
    names: Sequence[str],
    separator: str,
    name: int | None,
) -> RowProposal:
    """What such a row says as far as it is certain; `name` is the place of its name, without which the row is lost."""
    ways = list(alignments(cells, names, separator))
    found = _best(ways, [_misfits(read(way.cells)) for way in ways])
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
        if names[place] and ways[0].cells[place]:
            proposal.leave_out(names[place], _uncertain(str(ways[0].cells[place])))
    return proposal


def _misfits(proposal: RowProposal) -> int:
    return len(proposal.left_out) + REJECTED * len(proposal.problems)


def _best(ways: Sequence[Alignment], misfits: Sequence[int]) -> list[Alignment]:
    """Those that leave the fewest cells out; of these, those that put together what a blank shows to be one text."""
    fitting = [way for way, count in zip(ways, misfits, strict=True) if count == min(misfits)]
    return [way for way in fitting if way.is_spaced] or fitting


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
