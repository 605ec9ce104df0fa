"""What a visitor typed, as conditions that the index can check. No text is refused and none raises.

Words narrow. "Words in quotes" stay together, and so do the parts of a word that is written without
blanks: 中关村科技, lenovo.com. A minus before either excludes it. What is only punctuation is passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from profiles.search.words.analyser import BEGIN, SOUND, WHOLE, is_run, pairs, pieces, tokens_of, whole
from profiles.search.words.pinyin import readings

MAX_TERMS = 8
MAX_QUERY_LENGTH = 200
_QUOTES = str.maketrans(dict.fromkeys("“”„«»＂「」『』", '"') | {"−": "-", "－": "-", "\u3000": " "})
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_TERM = re.compile(r'(?<!\S)(-?)"([^"]*)(?:"|$)|(?<!\S)(-?)([^\s"]+)|([^\s"]+)')


class Phrase(NamedTuple):
    """Tokens that stand side by side; with `open_end` the last one is only the beginning of a token."""

    tokens: tuple[str, ...]
    open_end: bool = False
    names_only: bool = False


@dataclass(frozen=True)
class QueryTerm:
    """A word or a quoted phrase: any of the phrases that it may stand for."""

    pieces: tuple[str, ...]
    phrases: tuple[Phrase, ...]
    excluded: bool = False
    span: tuple[int, int] = (0, 0)  # where it stands in the text of the query

    @property
    def in_names(self) -> tuple[Phrase, ...]:
        return tuple(phrase._replace(names_only=True) for phrase in self.phrases)


@dataclass(frozen=True)
class SearchQuery:
    text: str
    terms: tuple[QueryTerm, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)

    @cached_property
    def wanted(self) -> list[QueryTerm]:
        return [term for term in self.terms if not term.excluded]

    @cached_property
    def unwanted(self) -> list[QueryTerm]:
        return [term for term in self.terms if term.excluded]

    @cached_property
    def pieces(self) -> list[str]:
        """The folded words that are looked for."""
        return [piece for term in self.wanted for piece in term.pieces]

    @cached_property
    def whole_name(self) -> tuple[Phrase, ...]:
        """What a profile holds if one of its names is the query. There must be something that is wanted."""
        return (Phrase((WHOLE + whole(self.pieces),), names_only=True),)

    @cached_property
    def beginning(self) -> tuple[Phrase, ...]:
        """What a profile holds if one of its names begins with the query. There must be something that is wanted."""
        sounds = self.wanted[0].phrases[1:] if len(self.wanted) == 1 else ()
        return (_at_name_start(phrase_of(self.pieces)), *map(_at_name_start, sounds))


@lru_cache(maxsize=2_000)
def parse(text: str) -> SearchQuery:
    """Cached: each text on a page parses the same query, and many visitors send the same."""
    text = _SCHEME.sub("", text[:MAX_QUERY_LENGTH])
    typed = []
    for match in _TERM.finditer(text.translate(_QUOTES)):
        quoted = match[2] is not None
        words = tuple(pieces(match[2] if quoted else match[4] or match[5]))
        if words:
            typed.append(_Typed(words, quoted, bool(match[1] or match[3]), match.span()))
        if len(typed) == MAX_TERMS:
            break
    return SearchQuery(text, tuple(_with_sounds(typed)))


def phrase_of(parts: list[str] | tuple[str, ...]) -> Phrase:
    """The tokens of these pieces side by side. What follows the last Chinese character is left open."""
    *before, last = parts
    if not is_run(last):
        return Phrase(tuple(tokens_of(parts)))
    if len(last) == 1:
        return Phrase((*tokens_of(before), last), open_end=True)
    return Phrase((*tokens_of(before), *pairs(last)))


def _at_name_start(phrase: Phrase) -> Phrase:
    """The phrase at the beginning of a name, whose first token stands there a second time as ^X."""
    first, *rest = phrase.tokens
    if not rest:
        return Phrase((BEGIN + first,), phrase.open_end, names_only=True)
    return Phrase((BEGIN + first, first, *rest), phrase.open_end, names_only=True)


class _Typed(NamedTuple):
    parts: tuple[str, ...]
    quoted: bool
    excluded: bool
    span: tuple[int, int]


def _with_sounds(typed_words: list[_Typed]) -> list[QueryTerm]:
    """Words that may be pinyin also stand for the sound of a name: "lianxiang", "lian xiang"."""
    read = [_first_reading(typed) for typed in typed_words]
    terms = []
    for place, typed in enumerate(typed_words):
        phrases = [phrase_of(typed.parts)]
        if not typed.quoted and not typed.excluded:
            sounds = map(_sound_phrase, _own_readings(typed.parts) + _surrounding_syllables(read, place))
            phrases += [sound for sound in sounds if sound not in phrases]
        terms.append(QueryTerm(typed.parts, tuple(dict.fromkeys(phrases)), typed.excluded, typed.span))
    return terms


def _first_reading(typed: _Typed) -> tuple[str, ...]:
    """The first reading of a word as pinyin; empty if it cannot be one."""
    if typed.quoted or typed.excluded or len(typed.parts) != 1:
        return ()
    return next(iter(readings(typed.parts[0], limit=1)), ())


def _own_readings(parts: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The readings of a word of several syllables; where one has fewer, it is the one that is meant."""
    polysyllabic = [reading for reading in readings(parts[0]) if len(reading) > 1] if len(parts) == 1 else []
    fewest = min(map(len, polysyllabic), default=0)
    return [reading for reading in polysyllabic if len(reading) == fewest]


def _surrounding_syllables(read: list[tuple[str, ...]], place: int) -> list[tuple[str, ...]]:
    """The syllables of the words around that are pinyin too, if there are others."""
    if not read[place]:
        return []
    first = last = place
    while first > 0 and read[first - 1]:
        first -= 1
    while last + 1 < len(read) and read[last + 1]:
        last += 1
    if first == last:
        return []
    return [tuple(syllable for word in read[first : last + 1] for syllable in word)]


def _sound_phrase(reading: tuple[str, ...]) -> Phrase:
    return Phrase(tuple(SOUND + syllable for syllable in reading), names_only=True)
