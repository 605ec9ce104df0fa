"""Which of the old encodings a text can be in, judged by what each of them makes of its bytes.

A byte over 127 is another character in each of them, and most have one for any byte. What tells them apart is what comes
out. Headers that are known here settle it. Else Chinese, Japanese and Korean texts consist mostly of a few hundred
characters, which a wrong reading hardly ever hits; words in European letters have accents among plain letters, with no
signs and no capitals inside; in other scripts most letters are the common ones. Those with Latin letters differ less than
that: one of them is certain only where all the letters that come out are of one language, and those of the others are not.
"""

from __future__ import annotations

import codecs
import csv
import itertools
import re
import unicodedata
from collections.abc import Callable
from functools import cache, cached_property, partial
from pathlib import Path

from kit.names.folding import folded_characters

FILE = Path(__file__).parents[2] / "data" / "common_characters.csv"
# Python's codecs by what people call them; where two readings are the same text, the first is meant.
OLD = {
    "gb18030": "gb18030",
    "big5": "big5hkscs",
    "shift-jis": "cp932",
    "euc-kr": "cp949",
    "windows-1252": "cp1252",
    "windows-1250": "cp1250",
    "windows-1251": "cp1251",
    "euc-jp": "euc_jp",
    **{f"windows-{number}": f"cp{number}" for number in range(1253, 1259)},
    **{"koi8-r": "koi8_r", "koi8-u": "koi8_u"},
    **{"iso-8859-2": "iso8859_2", "iso-8859-5": "iso8859_5", "iso-8859-15": "iso8859_15"},
    "mac-roman": "mac_roman",
}
LATIN, CYRILLIC, GREEK, HEBREW, ARABIC = "latin", "cyrillic", "greek", "hebrew", "arabic"
# The script of encodings with a letter in each byte.
SCRIPTS = {
    **dict.fromkeys(("windows-1252", "windows-1250", "windows-1254", "windows-1257", "windows-1258"), LATIN),
    **dict.fromkeys(("iso-8859-2", "iso-8859-15", "mac-roman"), LATIN),
    **dict.fromkeys(("windows-1251", "koi8-r", "koi8-u", "iso-8859-5"), CYRILLIC),
    **{"windows-1253": GREEK, "windows-1255": HEBREW, "windows-1256": ARABIC},
}
# Shares of common characters, or of words as words are: from where a text can be in an encoding; from where it is if no
# other has half as much, and where it has so few letters that chance may have a hand in it.
POSSIBLE, LIKELY, LIKELY_OF_FEW, NEAR = 0.2, 0.5, 0.75, 0.5
FEW = 8
# ŕ and ĺ hardly occur in Slovak, and stand for the common à and å; š and ž, which both have, hardly in the west.
ODD_IN_CENTRAL, ODD_IN_WESTERN, ODD = "ŕĺ", "šž", 0.05
LETTERS = re.compile(r"[A-Za-z\x80-\U0010ffff]+")
ACCENTS = re.compile(r"[^\x00-\x7f]+")
BETWEEN = re.compile("[’´–—…\xa0]+")
INSIDE, UNKNOWN = re.compile("(?<=[a-z])[^\x00-\x7f]+(?=[a-z])"), "\ue000"  # no Chinese stands inside a word
EDGES = "«»“”„‘‚€£§°©®™·•№¿¡ªº¹²³\xad"
NOT_IN_WORDS = "ªºµƒ"
# The letters that make up most of any text, and the range of all of them.
COMMON_LETTERS = {
    CYRILLIC: frozenset("оеаинтсрвлк"),
    GREEK: frozenset("αοιετσςνηυρπκλμάέήίόύώ"),
    HEBREW: frozenset("יוהלאתמרבשנםח"),
    ARABIC: frozenset("اليمونتربةعسدكش"),
}
USUAL = {CYRILLIC: 0.5, GREEK: 0.8, HEBREW: 0.7, ARABIC: 0.6}  # their share
RANGES = {CYRILLIC: "\u0400\u04ff", GREEK: "\u0370\u03ff", HEBREW: "\u0591\u05ea", ARABIC: "\u0621\u06d2"}
# The letters beside a to z of languages that are written in these encodings, without those that hardly occur.
WESTERN = (
    *("àâæçéèêëîïôœùûüÿ", "äöüß", "áéíñóúü", "àáâãçéêíóôõú", "àèéìíîòóù"),
    *("åäöé", "æøåé", "áéëíïóöúü", "áæéíðóöúý", "äõöüšž"),
)
CENTRAL = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľňóôšťúýž", "áéíóöőúüű", "čćđšž", "ăâîşţ")
TURKISH = ("çğıöşüâîiİ\u0307",)
BALTIC = ("ąčęėįšųūž", "āčēģīķļņšūž", "äõöüšž")
ALPHABETS = {"windows-1250": CENTRAL, "iso-8859-2": CENTRAL, "windows-1254": TURKISH, "windows-1257": BALTIC}


class Reading:
    """A piece of a file as one encoding reads it; UnicodeDecodeError where it cannot be in it."""

    def __init__(self, name: str, piece: bytes) -> None:
        self.name = name
        self.text = codecs.getincrementaldecoder(OLD[name])().decode(piece)  # its end may be cut

    @cached_property
    def share(self) -> float:
        """How much of it is as texts in this encoding are, from 0 to 1."""
        if self.script:
            return self._share_of_words()
        text = INSIDE.sub(lambda inside: UNKNOWN * len(inside[0]), self.text)
        letters = [char for char in text if not char.isascii() and (char.isalpha() or not char.isprintable())]
        return sum(map(_is_common(self.name), letters)) / max(len(letters), 1)

    @property
    def script(self) -> str:
        return SCRIPTS.get(self.name, "")

    def _share_of_words(self) -> float:
        is_word = _is_latin if self.script == LATIN else partial(_is_in_script, script=self.script)
        parts = [part.strip(EDGES) for run in LETTERS.findall(self.text) for part in BETWEEN.split(run)]
        words = [part for part in parts if not part.isascii()]
        share = sum(map(is_word, words)) / len(words) if words else 1  # signs between words
        return share if share > 0.8 and (self.script == LATIN or not words or self._is_usual()) else 0

    def _is_usual(self) -> bool:
        """Whether most letters are the common ones of the script, and some are small if it has small ones."""
        letters = [char for char in self.text.lower() if _is_in_script(char, self.script)]
        has_no_capitals = self.script in (HEBREW, ARABIC)
        common = sum(char in COMMON_LETTERS[self.script] for char in letters)
        return common >= USUAL[self.script] * len(letters) and (
            has_no_capitals or self.text != self.text.lower()
        )

    @cached_property
    def is_likely(self) -> bool:
        letters = sum(char.isalpha() and not char.isascii() for char in self.text)
        return self.share >= (LIKELY_OF_FEW if letters < FEW and not self.script else LIKELY)

    @cached_property
    def is_one_language(self) -> bool:
        """Whether all its letters are of one language."""
        alphabets = ALPHABETS.get(self.name, WESTERN)
        return any(set(self._accents) <= set(alphabet) for alphabet in alphabets)

    def share_of(self, letters: str) -> float:
        return sum(char in letters for char in self._accents) / max(len(self._accents), 1)

    @cached_property
    def _accents(self) -> list[str]:
        return [char for char in self.text.lower() if not char.isascii() and char.isalpha()]


def fitting(piece: bytes, headers_in: Callable[[str], int]) -> tuple[list[Reading], bool]:
    """The readings that a piece of a file can have, the likeliest first, and whether the first is certain.

    `headers_in` counts the headers in a text that are known and not in plain letters.
    """
    readings = []
    for name in OLD:
        try:
            readings.append(Reading(name, piece))
        except UnicodeDecodeError:
            continue
    headers = {reading.name: headers_in(reading.text) for reading in readings}
    if max_headers := max(headers.values(), default=0):
        best = [reading for reading in readings if headers[reading.name] == max_headers]
        # Accents in headers that are known here are French.
        return best, len({bool(reading.script) or reading.name for reading in best}) == 1
    first = {reading.text: reading for reading in reversed(readings)}
    different = [
        reading for reading in readings if first[reading.text] is reading and reading.share >= POSSIBLE
    ]
    best = sorted(different, key=lambda reading: -reading.share)
    if best and best[0].is_likely:
        best = _of_one_language([reading for reading in best if reading.share > best[0].share * NEAR])
    return best, len(best) == 1 and best[0].is_likely


def _of_one_language(readings: list[Reading]) -> list[Reading]:
    """Of readings in Latin letters only the one whose letters are of one language, if it is one."""
    latin = {reading.name: reading for reading in readings if reading.script == LATIN}
    if len(latin) < 2:
        return readings
    likely = [reading for reading in latin.values() if reading.is_one_language]
    if len(likely) != 1 and latin.keys() == {"windows-1252", "windows-1250"}:
        western, central = latin["windows-1252"], latin["windows-1250"]
        if central.share_of(ODD_IN_CENTRAL) > ODD and not western.share_of(ODD_IN_WESTERN):
            likely = [western]
    return (
        [reading for reading in readings if reading.script != LATIN or reading in likely]
        if len(likely) == 1
        else sorted(readings, key=lambda reading: list(OLD).index(reading.name))
    )


def _is_latin(word: str) -> bool:
    """Small and capital letters of which some are plain, with no four accents in a row."""
    if not all(unicodedata.category(char) in ("Ll", "Lu") and char not in NOT_IN_WORDS for char in word):
        return False
    longest = max(map(len, ACCENTS.findall(word)))
    return ord(max(word)) < 0x400 and longest <= (3 if longest < len(word) else 1) and _is_cased(word)


def _is_in_script(word: str, script: str) -> bool:
    letters = RANGES[script]
    return all(letters[0] <= char <= letters[1] for char in word) and _is_cased(word)


def _is_cased(word: str) -> bool:
    """No capital after a small letter, where one of them is not plain."""
    pairs = itertools.pairwise(word)
    return not any(
        first.islower() and second.isupper() and not (first + second).isascii() for first, second in pairs
    )


def _is_common(name: str) -> Callable[[str], bool]:
    han, hangul = _common()["han"], _common()["hangul"]
    if name == "euc-kr":
        return hangul.__contains__
    if name in ("shift-jis", "euc-jp"):
        return lambda char: "\u3041" <= char <= "\u30fe" or folded_characters(char) in han
    return lambda char: folded_characters(char) in han


@cache
def _common() -> dict[str, frozenset[str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["script"]: frozenset(row["characters"]) for row in csv.DictReader(file)}
