"""What stands for a profile that has no logo: a few characters of its name, and a strip of its own.

Both are made of the name and the address alone, so they are the same wherever the profile is shown.
"""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterator
from functools import lru_cache

from kit.names.legal_forms import LEGAL_FORMS
from kit.places import place_keys, spelling_key

# How many colours --mark-1, --mark-2, ... stand in static/css/tokens.css.
COLOURS = 8
NOTHING = "·"
MAX_CHARACTERS = 3  # of an abbreviation or a number that a name begins with
SLOTS = 13  # of a strip, four units apart
JOINERS = "\u200c\u200d"
VIRAMA = 9  # its class as a combining mark
# Vowels that are written before the consonant that they are spoken after: Thai and Lao.
LEADING_VOWELS = frozenset("เแโใไເແໂໃໄ")
APOSTROPHES = "'’ʼ"


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """The initials of a name, or how it begins where its script has none; without a place and legal form."""
    written = list(_words(unicodedata.normalize("NFC", name)))
    words = _telling(_without_place(written)) or _telling(written) or written
    if not words:
        return NOTHING
    if number := _number(words[0]):
        return number
    if _is_abbreviation(words[0]):
        return words[0]
    if _is_in_blocks(words[0]):
        return "".join(list(_clusters(words[0]))[:2])
    if not _has_case(words[0]):
        return next(_clusters(words[0]))
    capitalised = [word for word in words[1:] if _has_case(word) and word[0].isupper()]
    return "".join(_upper(next(_clusters(word))) for word in [words[0], *capitalised[:1]])


def strip(seed: str) -> str:
    """A strip of fine lines, as the path of an SVG that is 56 units wide and 6 high."""
    return "".join(f"M{4 + 4 * slot} 0v6" for slot in slots(seed))


def slots(seed: str) -> list[int]:
    """The places of its lines, counted from 0."""
    bits = zlib.crc32(seed.encode())
    return [slot for slot in range(SLOTS) if bits >> slot & 1] or [0]


def _words(name: str) -> Iterator[str]:
    """Letters and digits that stand together, each script by itself, for Chinese has no blanks: "TCL", "科技"."""
    word = ""
    for place, char in enumerate(name):
        if word and _belongs(char, name[place + 1 : place + 2]):
            word += char
        elif not _is_letter(char):
            yield from filter(None, [word])
            word = ""
        elif word and _is_in_blocks(char) != _is_in_blocks(word):
            yield word
            word = char
        else:
            word += char
    yield from filter(None, [word])


def _belongs(char: str, after: str) -> bool:
    """Whether it goes on with a word without being a letter: an accent, a joiner, an apostrophe before a letter."""
    if char in APOSTROPHES:
        return bool(after) and _is_letter(after)
    return unicodedata.category(char)[0] == "M" or char in JOINERS


def _is_letter(char: str) -> bool:
    return unicodedata.category(char)[0] in "LN"


def _clusters(word: str) -> Iterator[str]:
    """What readers take for one character: a letter with its marks, and with the next one where the two are joined."""
    cluster = ""
    for char in word:
        is_mark = unicodedata.category(char)[0] == "M" or char in JOINERS
        if cluster and not is_mark and not _awaits_letter(cluster):
            yield cluster
            cluster = ""
        cluster += char
    yield cluster


def _awaits_letter(cluster: str) -> bool:
    last = cluster.rstrip(JOINERS)[-1:]
    return cluster in LEADING_VOWELS or bool(last and unicodedata.combining(last) == VIRAMA)


def _without_place(words: list[str]) -> list[str]:
    """The words behind the city or province that a name begins with, where enough is left to tell it by."""
    if words and _is_in_blocks(words[0]):
        for length in (4, 3, 2):
            rest = words[0][length:].removeprefix("市").removeprefix("省")
            if len(rest) > 2 and words[0][:length] in place_keys():
                return [rest, *words[1:]]
        return words
    for number in (2, 1):
        if len(words) > number and spelling_key("".join(words[:number])) in place_keys():
            return words[number:]
    return words


def _telling(words: list[str]) -> list[str]:
    return [word for word in words if spelling_key(word) not in LEGAL_FORMS]


def _number(word: str) -> str:
    length = next((place for place, char in enumerate(word) if not char.isdigit()), len(word))
    return word[: min(length, MAX_CHARACTERS)]


def _is_abbreviation(word: str) -> bool:
    return 1 < len(word) <= MAX_CHARACTERS and word.isalpha() and word.isupper()


def _is_in_blocks(word: str) -> bool:
    """Whether its script has a character for a syllable or a word: Chinese, Japanese, Korean."""
    return unicodedata.name(word[0], "").startswith(("CJK", "HIRAGANA", "KATAKANA", "HANGUL"))


def _has_case(word: str) -> bool:
    return word[0].lower() != word[0].upper()


def _upper(cluster: str) -> str:
    upper = cluster.upper()
    return upper if len(upper) == len(cluster) else cluster


def is_wide(characters: str) -> bool:
    """Whether it needs smaller letters to stand in the square of a mark."""
    number = sum(1 for _cluster in _clusters(characters))
    return number > 2 or (number == 2 and _is_in_blocks(characters))
