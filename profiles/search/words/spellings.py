"""Other ways to write what was typed: singular and plural, in one word or in two, without the legal form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kit.names.legal_forms import HAN_FORMS
from profiles.search.words.analyser import PLACES, is_run, whole

SHORTEST = 4  # letters of a word that has a plural
SHORTEST_CORE = 2  # characters of a Chinese name
MAX_JOINED = 8  # words: a number of a register in groups of four has five
_CODE = re.compile(r"([a-z]{2,6})([0-9]{3,6})")
_SINGULARS = (("ies", "y"), ("ses", "s"), ("xes", "x"), ("ches", "ch"), ("s", ""))  # of plurals that end so
_PLURALS = (("y", "ies"), ("ss", "sses"), ("x", "xes"), ("ch", "ches"), ("", "s"))


def spellings_of(parts: Sequence[str]) -> list[tuple[str, ...]]:
    """The same word in the other number, and a code apart from its exchange: chips, chip; sz002151, sz 002151."""
    if len(parts) != 1 or is_run(parts[0]):
        return []
    word = parts[0]
    if code := _CODE.fullmatch(word):
        return [(code[1], code[2])]
    return [(other,) for other in _other_numbers(word)] if len(word) >= SHORTEST and word.isalpha() else []


def _other_numbers(word: str) -> Iterator[str]:
    """A word that ends in one s may be the plural of several; any other one has one plural."""
    if word.endswith("s") and not word.endswith("ss"):
        yield from (word.removesuffix(end) + instead for end, instead in _SINGULARS if word.endswith(end))
    else:
        yield next(word.removesuffix(end) + instead for end, instead in _PLURALS if word.endswith(end))


def joined_words(words: Sequence[tuple[str, ...]]) -> list[list[str]]:
    """For each word: what it may be a part of, written without blanks. Words without parts are joined with none.

    A word by itself, two neighbours, all words, and all but the first, which may name the register of a number.
    """
    joined: list[list[str]] = [[whole(parts)] if parts and not is_run(parts[-1]) else [] for parts in words]
    count = len(words)
    runs = [(place, place + 2) for place in range(count - 1)]
    runs += [(first, count) for first in (0, 1) if 2 < count - first <= MAX_JOINED]
    for start, stop in dict.fromkeys(runs):
        if all(words[start:stop]):
            word = whole(piece for parts in words[start:stop] for piece in parts)
            for place in range(start, stop):
                joined[place].append(word)
    return joined


def cores_of(run: str) -> list[str]:
    """A Chinese name without its legal form and without its place: 北京小米科技有限公司 is 北京小米科技 and 小米科技."""
    if not is_run(run):
        return []
    cores = [run]
    while (shorter := HAN_FORMS.sub("", cores[-1])) and shorter != cores[-1]:
        cores.append(shorter)
    if len(cores) > 1:  # the place alone does not say that this is a name
        cores += [
            core.removeprefix(place) for core in cores[1:] for place in PLACES if core.startswith(place)
        ]
    return [core for core in dict.fromkeys(cores[1:]) if len(core) >= SHORTEST_CORE]
