"""Chinese names as they sound, in pinyin without tones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from pypinyin import lazy_pinyin
from pypinyin.seg.mmseg import seg

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
HAN_RUN = re.compile(f"[{HAN}]+")
_RUNS = re.compile(f"[{HAN}]+|[^{HAN}]+")
# Initial -> the finals that stand after it; the empty one begins a syllable without an initial.
_FINALS = {
    "": "a ai an ang ao e ei en eng er o ou",
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ia ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v ve",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu o ong ou u uan un uo v ve",
    "g": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "k": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "h": "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo",
    "j": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "q": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "x": "i ia ian iang iao ie in ing iong iu u uan ue un",
    "zh": "a ai an ang ao e ei en eng i ong ou u ua uai uan uang ui un uo",
    "ch": "a ai an ang ao e en eng i ong ou u ua uai uan uang ui un uo",
    "sh": "a ai an ang ao e ei en eng i ou u ua uai uan uang ui un uo",
    "r": "an ang ao e en eng i ong ou u ua uan ui un uo",
    "z": "a ai an ang ao e ei en eng i ong ou u uan ui un uo",
    "c": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "s": "a ai an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing o ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
SYLLABLES = frozenset(initial + final for initial, finals in _FINALS.items() for final in finals.split())
_LONGEST = 6


def pinyin_of(text: str) -> list[str]:
    """The syllable of each Chinese character; empty for any other character."""
    syllables: list[str] = []
    for run in _RUNS.findall(text):
        syllables += syllables_of(run) if HAN_RUN.match(run) else [""] * len(run)
    return syllables


def syllables_of(run: str) -> list[str]:
    """The syllable of each character of a run of Chinese ones: 重庆 -> chong, qing."""
    return list(_syllables(run))


@lru_cache(maxsize=16_384)  # an import needs the same names several times: to match and to index them
def _syllables(run: str) -> tuple[str, ...]:
    syllables: list[str] = []
    for phrase in seg.cut(run):
        syllables += _phrase(phrase)
    return tuple(syllables)


@lru_cache(maxsize=32_768)
def _phrase(phrase: str) -> tuple[str, ...]:
    spoken = lazy_pinyin(phrase)
    if len(spoken) != len(phrase):
        spoken = [(lazy_pinyin(char) or [""])[0] for char in phrase]
    return tuple(syllable if syllable.isascii() else "" for syllable in spoken)


def readings(word: str, limit: int = 4) -> list[tuple[str, ...]]:
    """The ways to read a folded word as pinyin: "lianxiang" -> (lian, xiang). Longer syllables come first."""
    first_readings = []
    for reading in _readings(word):
        first_readings.append(reading)
        if len(first_readings) == limit:
            break
    return first_readings


def _readings(word: str) -> Iterator[tuple[str, ...]]:
    """A place from which no reading fits the rest is worked out once, not once for each way there."""
    dead = set()

    def read(start: int) -> Iterator[tuple[str, ...]]:
        if start == len(word):
            yield ()
            return
        alive = False
        for stop in range(min(len(word), start + _LONGEST), start, -1):
            if word[start:stop] in SYLLABLES and stop not in dead:
                for rest in read(stop):
                    alive = True
                    yield (word[start:stop], *rest)
        if not alive:
            dead.add(start)

    return read(0)


def spoken_length(syllables: list[str], word: str) -> int:
    """How many characters at the beginning spell the word, as "qinghe", "qing" or "qh"; 0 if they do not."""
    full = initials = ""
    for length, syllable in enumerate(syllables, start=1):
        if not syllable:
            return 0
        full, initials = full + syllable, initials + syllable[0]
        if full == word or (length > 1 and initials == word):
            return length
        if len(initials) >= len(word):
            return 0
    return 0
