"""Columns whose cells hold one of a few words: sectors, zones, yes and no. Words of a file that are none of them are collected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from profiles.imports.cells.lists import IsKnown
from profiles.imports.cells.placeholders import is_placeholder
from profiles.search import fold

MAX_WORDS = 200
LIKE = 0.9  # of 1: so alike must a word be to be proposed, which is a plural or a letter more


@dataclass(frozen=True)
class Vocabulary:
    """What the words of a column mean."""

    find: Callable[[str], Any]  # the value that a word means; None where it means none
    # All values, with what people call them; none where there are too many to choose from.
    choices: Callable[[], Sequence[tuple[str, Any]]] = tuple
    is_open: bool = False  # there are too many
    # Words that elsewhere say that nothing is known, and here mean something.
    also: IsKnown = lambda _word: False

    def knows(self, word: str) -> bool:
        return self.find(word) is not None

    def suggestion(self, word: str) -> str:
        """The value that is called almost like a word; "" if none is."""
        values_by_name = {fold(str(label)): value for value, label in self.choices()}
        close = get_close_matches(fold(word), values_by_name, n=1, cutoff=LIKE)
        return values_by_name[close[0]] if close else ""


@dataclass(frozen=True)
class UnknownWord:
    text: str  # as it stands in the file
    rows: int


class UnknownWords:
    """Collects what cells of one column say and its vocabulary does not know."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._texts: dict[str, str] = {}  # by the folded word
        self._counts: Counter[str] = Counter()
        self._known: dict[str, bool] = {}

    def add(self, word: str) -> None:
        key = fold(word)
        if key not in self._known:
            self._known[key] = is_placeholder(word) or self.vocabulary.knows(word)
            self._texts[key] = word
        if not self._known[key]:
            self._counts[key] += 1

    @property
    def most_frequent(self) -> list[UnknownWord]:
        return [UnknownWord(self._texts[key], rows) for key, rows in self._counts.most_common(MAX_WORDS)]
