"""What a visitor typed, as conditions that the index can check. No text is refused and none raises.

Words narrow. "Words in quotes" stay together, and so do the parts of a word that is written without
blanks: 中关村科技, lenovo.com. A minus before either excludes it. What is only punctuation is passed over.
A word also stands for its other spellings (profiles/search/words/spellings.py); one in quotes for itself alone.
The legal form at the end of a name need not be found.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from kit.names.legal_forms import LEGAL_FORMS
from profiles.search.words.analyser import BEGIN, SOUND, WHOLE, is_run, pairs, pieces, tokens_of, whole
from profiles.search.words.pinyin import readings
from profiles.search.words.spellings import cores_of, joined_words, spellings_of

MAX_TERMS = 8
MAX_QUERY_LENGTH = 200
_QUOTES = str.maketrans(dict.fromkeys("“”„«»＂「」『』", '"') | {"−": "-", "－": "-", "\u3000": " "})
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
# The possessive of English; articles and others that French elides.
_PARTICLE = re.compile(r"(?<=\w)['’]s\b|\b(?:[cdjlmnst]|qu)['’](?=\w)", re.IGNORECASE)
_TERM = re.compile(r'(?<!\S)(-?)"([^"]*)(?:"|$)|(?<!\S)(-?)([^\s"]+)|([^\s"]+)')


class TypedWord(NamedTuple):
    """A word without blanks, or what stands in quotes, in folded pieces."""

    parts: tuple[str, ...]
    quoted: bool
    excluded: bool
    span: tuple[int, int]


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
    is_form: bool = False  # the legal form of the name before it
    quoted: bool = False

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
        return [term for term in self.terms if not term.excluded and not term.is_form]

    @cached_property
    def unwanted(self) -> list[QueryTerm]:
        return [term for term in self.terms if term.excluded]

    @property
    def has_form(self) -> bool:
        """Whether it ends with a legal form, and so is a name."""
        return any(term.is_form or cores_of(term.pieces[-1]) for term in self.terms if not term.excluded)

    def with_open_end(self) -> SearchQuery:
        """The same query while its last word is typed: any word that begins so will do."""
        if not self.terms or self.terms[-1].excluded:
            return self
        *before, last = self.terms
        begun = phrase_of(last.pieces)._replace(open_end=True)
        return replace(self, terms=(*before, replace(last, phrases=(*last.phrases, begun), is_form=False)))

    @cached_property
    def pieces(self) -> list[str]:
        """The folded words that are looked for."""
        return [piece for term in self.terms if not term.excluded for piece in term.pieces]

    @cached_property
    def whole_names(self) -> list[tuple[Phrase, ...]]:
        """What a profile holds if one of its names is the query, and then if it is without its legal form.

        There must be something that is wanted.
        """
        return [tuple(_whole_name(parts) for parts in group) for group in self._names]

    @cached_property
    def beginnings(self) -> list[tuple[Phrase, ...]]:
        """What a profile holds if one of its names begins with the query; in the same order."""
        sounds = [phrase for phrase in self.wanted[0].phrases if phrase.tokens[0].startswith(SOUND)]
        first, *others = [tuple(_at_name_start(phrase_of(parts)) for parts in group) for group in self._names]
        return [(*first, *map(_at_name_start, sounds if len(self.wanted) == 1 else ())), *others]

    @cached_property
    def _names(self) -> list[list[list[str]]]:
        """The query as a name in pieces; where it has a legal form, without that as well."""
        bare = [piece for term in self.wanted for piece in term.pieces]
        others = [bare] if bare != self.pieces else []
        others += [[*bare[:-1], core] for core in cores_of(bare[-1])] if len(bare) == 1 else []
        return [[self.pieces], others] if others else [[self.pieces]]


@lru_cache(maxsize=2_000)
def parse(text: str) -> SearchQuery:
    """Cached: each text on a page parses the same query, and many visitors send the same."""
    text = _SCHEME.sub("", text[:MAX_QUERY_LENGTH])
    return SearchQuery(text, tuple(_terms(typed_words(text, MAX_TERMS))))


def typed_words(text: str, limit: int) -> list[TypedWord]:
    """The first words and phrases in quotes, as they were typed."""
    typed: list[TypedWord] = []
    for match in _TERM.finditer(without_particles(text[:MAX_QUERY_LENGTH].translate(_QUOTES))):
        quoted = match[2] is not None
        words = tuple(pieces(match[2] if quoted else match[4] or match[5]))
        if words:
            typed.append(TypedWord(words, quoted, bool(match[1] or match[3]), match.span()))
        if len(typed) == limit:
            break
    return typed


def with_blank_schemes(text: str) -> str:
    """Blanks instead of the scheme of addresses. What is excluded stays as it is; all else stays at its place."""
    return _SCHEME.sub(
        lambda match: match[0] if text[: match.start()].endswith("-") else " " * len(match[0]), text
    )


def without_particles(text: str) -> str:
    """Without what hangs on a word by an apostrophe: Xiaomi’s, l’eau. All else stays at its place."""
    return _PARTICLE.sub(lambda match: " " * len(match[0]), text)


def phrase_of(parts: list[str] | tuple[str, ...]) -> Phrase:
    """The tokens of these pieces side by side. What follows the last Chinese character is left open."""
    *before, last = parts
    if not is_run(last):
        return Phrase(tuple(tokens_of(parts)))
    if len(last) == 1:
        return Phrase((*tokens_of(before), last), open_end=True)
    return Phrase((*tokens_of(before), *pairs(last)))


def _whole_name(parts: list[str]) -> Phrase:
    return Phrase((WHOLE + whole(parts),), names_only=True)


def _at_name_start(phrase: Phrase) -> Phrase:
    """The phrase at the beginning of a name, whose first token stands there a second time as ^X."""
    first, *rest = phrase.tokens
    if not rest:
        return Phrase((BEGIN + first,), phrase.open_end, names_only=True)
    return Phrase((BEGIN + first, first, *rest), phrase.open_end, names_only=True)


def _terms(words: list[TypedWord]) -> list[QueryTerm]:
    """Words with all that they stand for: themselves, other spellings, and, where they may be pinyin, a sound."""
    read = [_first_reading(typed) for typed in words]
    free = [() if typed.quoted or typed.excluded else typed.parts for typed in words]
    together = joined_words(free)
    end = _end_without_form(words)
    terms = []
    for place, typed in enumerate(words):
        phrases = [phrase_of(typed.parts)]
        if free[place]:
            phrases += map(_sound_phrase, _own_readings(typed.parts) + _surrounding_syllables(read, place))
            phrases += [phrase_of(spelling) for spelling in spellings_of(typed.parts)]
            phrases += [phrase_of((core,))._replace(names_only=True) for core in cores_of(typed.parts[-1])]
            for one in together[place]:
                phrases += [Phrase((one,)), Phrase((WHOLE + one,), names_only=True)]
        term = QueryTerm(typed.parts, tuple(dict.fromkeys(phrases)), typed.excluded, typed.span)
        terms.append(replace(term, is_form=place >= end, quoted=typed.quoted))
    return terms


def _end_without_form(words: list[TypedWord]) -> int:
    """How many words there are before the legal form at the end: two of "Lenovo 联想 Group Ltd."."""
    end = len(words)
    while end and not words[end - 1].quoted and LEGAL_FORMS.issuperset(words[end - 1].parts):
        end -= 1
    kept = any(not typed.excluded for typed in words[:end])
    return end if kept and not any(typed.excluded for typed in words[end:]) else len(words)


def _first_reading(typed: TypedWord) -> tuple[str, ...]:
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
