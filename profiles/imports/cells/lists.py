"""Lists in a cell, and which signs separate their parts in a column.

A comma separates "Software, AI" and belongs to "Computer, electronic and optical products", so what separates is found
for a column from all that is known of its words, here or by its other cells: a part that is known is never cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kit.text import one_line
from profiles.imports.cells import values
from profiles.imports.cells.problems import BadValue

# From what separates most surely; each also in the form that Chinese texts have.
SIGNS = {
    "\n": re.compile(r"[\r\n]+"),
    "|": re.compile("[|｜]"),
    ";": re.compile("[;；]"),
    "、": re.compile("、"),
    "/": re.compile("[/／]"),
    ",": re.compile("[,，]"),
}
AS_PROGRAMS_DO = re.compile(
    r"\s*[\[{(]\s*((?:\"[^\"]*\"|'[^']*')(?:\s*,\s*(?:\"[^\"]*\"|'[^']*'))*)\s*,?[\])}]\s*"
)
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'")
ALWAYS = "\n|"  # no name holds them, and our own files have them
SURELY = "\n|;"  # no word of a vocabulary does, and hardly any name; our own files leave out one that does
_any_sign = re.compile(r"[\r\n|｜;；、/／,，]|^\s*[\[{(]").search
MAX_PARTS = 100
IsKnown = Callable[[str], bool]


@dataclass(frozen=True)
class Separators:
    """What separates the parts of a column's cells, and why."""

    signs: str
    why: str = ""


def parts(cell: Any, signs: str = ALWAYS, is_known: IsKnown | None = None) -> list[str]:
    """The unique parts of a cell, in their order."""
    if not (isinstance(cell, str) and _any_sign(cell)):
        return [line] if (line := values.line(cell)) else []
    if literal := AS_PROGRAMS_DO.fullmatch(cell):  # ["Software", "AI"] of JSON, Python and databases
        texts, signs = [values.line(one or other) for one, other in QUOTED.findall(literal[1])], ""
    else:
        texts = _lines(cell) if "\n" in signs else [values.line(cell)]
    for sign in filter(signs.__contains__, SIGNS):
        texts = [part for text in texts for part in _cut(text, SIGNS[sign], is_known)]
    unique = list(dict.fromkeys(filter(None, (one_line(text) for text in texts))))
    if len(unique) > MAX_PARTS:
        raise BadValue(_("This list has more than %(number)s parts.") % {"number": MAX_PARTS})
    return unique


def is_listed_whole(name: str) -> bool:
    """Whether a name stays whole where a cell of a file lists several."""
    return not any(SIGNS[sign].search(name) for sign in SURELY)


def _lines(cell: Any) -> list[str]:
    whole = values.line(cell)
    first, *others = SIGNS["\n"].split(cell.strip()) if isinstance(cell, str) else [whole]
    return [values.line(first), *others] if others else [whole]


def _cut(text: str, sign: re.Pattern[str], is_known: IsKnown | None) -> list[str]:
    if not sign.search(text) or (is_known and is_known(text.strip())):
        return [text]
    return sign.split(text)


def separators(cells: Iterable[Any], is_known: IsKnown) -> Separators:
    """What separates the parts in a column of words, from some of its cells."""
    texts = [cell for cell in dict.fromkeys(cells) if isinstance(cell, str) and cell.strip()]
    # Words of another list are known by standing alone in other cells.
    alone = {values.line(text).casefold() for text in texts if not _any_sign(text)}

    def is_word(part: str) -> bool:
        return is_known(part) or part.casefold() in alone

    signs, reasons = SURELY, []
    for sign in SIGNS:
        counts = _Counts.of(texts, signs, sign, is_word)
        if counts.cells and (sign in SURELY or (counts.whole and counts.known > counts.unknown)):
            signs += sign * (sign not in signs)
            reasons.append(
                _(
                    "“%(sign)s” separates words that are known, or that stand alone in other cells, "
                    "in %(whole)s of the %(cells)s different cells that have it."
                )
                % {"sign": sign.replace("\n", "↵"), "whole": counts.whole, "cells": counts.cells}
            )
    return Separators(signs, " ".join(reasons))


@dataclass
class _Counts:
    """Of the cells that a sign would cut further: how many, and how many of their parts are known."""

    cells: int = 0
    whole: int = 0  # all of whose parts are known
    known: int = 0
    unknown: int = 0

    @classmethod
    def of(cls, texts: list[str], signs: str, sign: str, is_known: IsKnown) -> _Counts:
        counts = cls()
        before = signs.replace(sign, "")
        for text in texts:
            if not SIGNS[sign].search(text) or is_known(text.strip()):
                continue
            for piece in _parts_or_none(text, before, is_known):
                if SIGNS[sign].search(piece) and not is_known(piece):
                    counts._add([is_known(part) for part in _parts_or_none(piece, sign, is_known)])
        return counts

    def _add(self, are_known: list[bool]) -> None:
        self.cells += 1
        self.whole += len(are_known) > 1 and all(are_known)
        self.known += sum(are_known)
        self.unknown += len(are_known) - sum(are_known)


def _parts_or_none(text: str, signs: str, is_known: IsKnown) -> list[str]:
    try:
        return parts(text, signs, is_known)
    except BadValue:
        return []
