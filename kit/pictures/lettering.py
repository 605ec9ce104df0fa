"""Letters in pictures that the server draws, and lines of them.

The face is Noto Sans SC (fonts/OFL.txt), which has Latin letters and some 7,000 Chinese characters; what it lacks is a box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

SMALLEST = 16  # px, in which letters are compared
FONT = Path(__file__).parent / "fonts" / "noto-sans-sc.woff2"
# What the face lacks, or draws as wide as a Chinese character, and what stands in for it.
PLAIN = {0x202F: " ", 0x00A0: " ", 0x2009: " "}
APOSTROPHE = re.compile(r"(?<=[A-Za-z\u00c0-\u024f])\u2019")


def plain(text: str) -> str:
    return APOSTROPHE.sub("'", text.translate(PLAIN))


@lru_cache(maxsize=16)
def font(size: int) -> ImageFont.FreeTypeFont:
    # The plain layout: what shapes letters needs a library that not every build of Pillow has.
    return ImageFont.truetype(str(FONT), size, layout_engine=ImageFont.Layout.BASIC)


def width(text: str, size: int) -> float:
    return float(font(size).getlength(text))


def wrapped(text: str, size: int, room: float) -> Iterator[str]:
    """Lines that are no wider than `room`, cut at blanks where there are any."""
    line = ""
    for word in _words(plain(text)):
        if line and width(line + word, size) > room:
            yield line.strip()
            line = ""
        while width(word, size) > room:
            fitting = max(1, int(len(word) * room / width(word, size)) - 1)
            yield word[:fitting]
            word = word[fitting:]
        line += word
    if line.strip():
        yield line.strip()


def _words(text: str) -> Iterator[str]:
    """With the blank behind each; every Chinese character is one."""
    word = ""
    for char in text:
        word += char
        if char == " " or "\u2e80" <= char <= "\uffef":
            yield word
            word = ""
    yield word


def has_letters(text: str) -> bool:
    """Whether the face has a letter for each character; of an empty text it has none."""
    return bool(text) and all(_has_letter(char) for char in plain(text))


@lru_cache(maxsize=4_096)
def _has_letter(char: str) -> bool:
    missing = font(SMALLEST).getmask("\uffff")
    return char.isspace() or bytes(font(SMALLEST).getmask(char)) != bytes(missing)
