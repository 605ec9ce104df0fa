"""The form that two spellings of the same words share.

Characters are folded one by one, so that a folded text can be laid beside the written one and
its matches marked: case, accents, width, ligatures, traditional and simplified characters.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

import opencc

# What Unicode does not take apart, and people type without.
SPECIAL = {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "þ": "th"}


def fold(text: str) -> str:
    """Equal for two spellings of the same words; white space is one blank. Folding twice changes nothing."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(folded_characters(unicodedata.normalize("NFKC", text)).split())


def folded_characters(text: str) -> str:
    """Each character folded by itself; an accent that stands alone goes."""
    return text.translate(_FOLDED)


class _Folded(dict[int, str]):
    """Code point -> folded text, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


_FOLDED = _Folded()


def _fold(char: str) -> str:
    if unicodedata.category(char) == "Cs":
        return " "  # half of a character, which no encoding has
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    bare = "".join(SPECIAL.get(part, part) for part in parts if unicodedata.category(part) != "Mn")
    return _simplified().convert(unicodedata.normalize("NFC", bare))


@lru_cache(maxsize=1)
def _simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")
