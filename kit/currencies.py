"""The currencies of ISO 4217 and the words for them, kept as data in kit/data/currencies.csv.

A word names one currency, or is shared: "$" alone is taken for one of them, but fits the others where something else says
which; "¥" is nobody's alone.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "currencies.csv"


@dataclass(frozen=True)
class Word:
    """What a word for money can mean."""

    codes: frozenset[str]
    usual: str = ""  # the one of them that it means where nothing else is said


def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CURRENCIES = tuple(row["code"] for row in _rows())


@cache
def capitals_only() -> frozenset[str]:
    """Codes that are words as well (ALL, TOP, TRY): currencies only where they are written in capitals."""
    return frozenset(row["code"] for row in _rows() if row["only_capitals"])


@cache
def money_words() -> dict[str, Word]:
    """Words and signs as they are usually written, and the codes."""
    usual: dict[str, str] = {}
    codes: dict[str, set[str]] = defaultdict(set)
    for row in _rows():
        words = [row["code"], *filter(None, row["words"].split("|"))]
        usual |= dict.fromkeys(words, row["code"])
        for word in [*words, *filter(None, row["shared_words"].split("|"))]:
            codes[word].add(row["code"])
    return {word: Word(frozenset(matching), usual.get(word, "")) for word, matching in codes.items()}
