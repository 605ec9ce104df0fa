"""What an importer chose about the cells of a file, beside which column is which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from profiles.search import fold


@dataclass(frozen=True)
class RowOptions:
    # Column -> a word of the file, folded -> the word that is read instead; "" leaves it out.
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    source: str = ""  # of rows that name none
    origin: str = ""  # the list whose own numbers its rows have

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
