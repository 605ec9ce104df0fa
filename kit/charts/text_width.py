"""How wide a text is before anything draws it."""

import unicodedata
from functools import lru_cache


def text_width(text: str, font: int) -> float:
    """Return a cautious width in px; a Chinese character is as wide as the font is high."""
    return font * sum(_letter_width(letter) for letter in text)


@lru_cache(maxsize=1_000)
def _letter_width(letter: str) -> float:
    if unicodedata.east_asian_width(letter) in "WF":
        return 1
    if letter in "fijlrt.,:;'|() ":
        return 0.4
    return 0.76 if letter.isupper() or letter in "mw@+&" else 0.61
