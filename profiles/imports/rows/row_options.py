"""What an importer chose about the cells of a file, beside which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from kit.written_dates import Order, in_order
from profiles.imports.cells.amounts import with_sign
from profiles.imports.cells.lists import SURELY, IsKnown, parts
from profiles.search import fold

# A column of the file without one of ours is called "note:" and its header where it goes to the note for editors.
NOTE = "note:"


@dataclass(frozen=True)
class RowOptions:
    # Column -> a word of the file, folded -> the word that is read instead; "" leaves it out.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""  # of rows that name none
    origin: str = ""  # the list whose own numbers its rows have
    separators: Mapping[str, str] = field(
        default_factory=dict
    )  # column -> the signs between the parts of its cells
    orders: Mapping[str, Order] = field(default_factory=dict)  # column of dates -> what comes first
    decimals: Mapping[str, str] = field(default_factory=dict)  # column of amounts -> the sign before decimals
    codes: tuple[str, ...] = ()  # columns whose countries are codes, so that NA is one
    headers: tuple[str, ...] = ()  # as they stand in the file
    delimiter: str = ","  # between the cells of a text file
    other_table: int = 0  # the line where the headers of another table stand; 0 where there is none

    def parts(self, column: str, cell: Any, is_known: IsKnown | None = None) -> list[str]:
        """The parts of a cell that is a list, with their words replaced."""
        signs = self.separators.get(column, SURELY)
        words = self.words.get(column)
        if not words:
            return parts(cell, signs, is_known)
        found = parts(cell, signs, lambda part: fold(part) in words or bool(is_known and is_known(part)))
        replaced = [word for part in found for word in parts(words.get(fold(part), part))]
        return list(dict.fromkeys(replaced))

    def dated(self, column: str, cell: Any) -> Any:
        """A date whose day and month could be either, as the column as a whole says."""
        order = self.orders.get(column)
        return in_order(cell, order) if order and isinstance(cell, str) else cell

    def numbered(self, column: str, cell: Any) -> Any:
        """An amount that could be two numbers, as the column as a whole says."""
        sign = self.decimals.get(column)
        return with_sign(cell, sign) if sign and isinstance(cell, str) else cell

    def replaced(self, column: str, cell: Any) -> Any:
        """A cell with its words, or the parts of a list separated by |, replaced."""
        words = self.words.get(column)
        if not words or not isinstance(cell, str | int | float):
            return cell
        text = str(cell)
        if (word := words.get(fold(text.strip()))) is not None:
            return word
        parts = [words.get(fold(part.strip()), part) for part in text.replace("｜", "|").split("|")]
        return "|".join(filter(None, parts)) if len(parts) > 1 else cell
