"""Reads what was typed as a question: "AI companies in Haidian founded after 2015", 海归创办的公司.

Words that are labels of facets or synonyms become conditions, years of founding a span, words such as "companies" are passed over, and
the rest is looked for. What stands in quotes is no part of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kit.folding import fold
from profiles.lists.lexicon import MAX_PIECES, Lexicon, Meaning, Role
from profiles.search.words.analyser import is_run
from profiles.search.words.query import typed_words

MAX_WORDS = 24
NEAR = 3  # words between a year and what is said of it
_YEAR = re.compile(r"1[89][0-9]{2}|20[0-9]{2}")


@dataclass(frozen=True)
class YearsMeant:
    """First and last year of founding; empty where there is none."""

    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class Part:
    """Words that were understood, as they were typed, and where they stand in the text."""

    means: Meaning | YearsMeant
    text: str
    start: int
    stop: int


@dataclass(frozen=True)
class Question:
    text: str
    parts: tuple[Part, ...] = ()
    rest: str = ""  # what is to be looked for besides
    is_shortened: bool = False  # words were passed over

    @property
    def is_one_thing(self) -> bool:
        """A sector or a synonym alone, without anything besides."""
        return len(self.parts) == 1 and not self.rest and isinstance(self.parts[0].means, Meaning)

    def without(self, part: Part) -> str:
        """The text with these words in quotes, so that they stand for themselves."""
        return " ".join(f'{self.text[: part.start]} "{part.text}" {self.text[part.stop :]}'.split())


@dataclass(frozen=True)
class _Atom:
    """A word, or a part of a run of Chinese characters, and what it is: None for what is looked for."""

    text: str
    start: int
    stop: int
    kind: Meaning | Role | None = None
    is_free: bool = True

    @property
    def is_year(self) -> bool:
        return self.is_free and _YEAR.fullmatch(self.text) is not None


@lru_cache(maxsize=2_000)
def read_question(text: str, lexicon: Lexicon) -> Question:
    atoms = list(_understood(list(_atoms(text)), lexicon))
    years = _years(atoms)
    parts = [
        Part(atom.kind, text[atom.start : atom.stop], atom.start, atom.stop)
        for atom in atoms
        if isinstance(atom.kind, Meaning)
    ]
    parts += [years] if years else []
    inside = [atom for atom in atoms if atom.kind is None and not (years and atom.is_year)]
    shortened = any(isinstance(atom.kind, Role) for atom in atoms)
    rest = " ".join(text[atom.start : atom.stop] for atom in inside)
    return Question(text, tuple(sorted(parts, key=lambda part: part.start)), rest, shortened)


def _atoms(text: str) -> Iterator[_Atom]:
    for typed in typed_words(text, MAX_WORDS):
        start, stop = typed.span
        if typed.quoted or typed.excluded:
            yield _Atom(text[start:stop], start, stop, is_free=False)
            continue
        for match in re.finditer(r"[^\W_]+", text[start:stop]):
            place = start + match.start()
            written = _runs(match[0])
            for piece in written:
                yield _Atom(fold(piece), place, place + len(piece))
                place += len(piece)


def _runs(word: str) -> list[str]:
    """Chinese and other characters apart, as they are written."""
    return re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", word)


def _understood(atoms: list[_Atom], lexicon: Lexicon) -> Iterator[_Atom]:
    place = 0
    while place < len(atoms):
        atom = atoms[place]
        if not atom.is_free:
            yield atom
            place += 1
            continue
        length = _longest(atoms[place : place + MAX_PIECES], lexicon)
        if length:
            key = tuple(one.text for one in atoms[place : place + length])
            last = atoms[place + length - 1]
            yield _Atom(" ".join(key), atom.start, last.stop, lexicon.entries[key])
        elif is_run(atom.text) and len(atom.text) == atom.stop - atom.start:
            yield from _of_run(atom, lexicon)
        else:
            yield atom
        place += length or 1


def _longest(atoms: list[_Atom], lexicon: Lexicon) -> int:
    """How many of these, from the first, are an entry."""
    free = next((place for place, atom in enumerate(atoms) if not atom.is_free), len(atoms))
    lengths = range(free, 0, -1)
    return next((n for n in lengths if tuple(atom.text for atom in atoms[:n]) in lexicon.entries), 0)


def _of_run(run: _Atom, lexicon: Lexicon) -> Iterator[_Atom]:
    """A run of Chinese characters in its entries, the longest first, and what is between them."""
    place = rest = 0
    while place < len(run.text):
        stops = range(min(len(run.text), place + lexicon.longest_run), place, -1)
        stop = next((stop for stop in stops if (run.text[place:stop],) in lexicon.entries), 0)
        if not stop:
            place += 1
            continue
        if rest < place:
            yield _Atom(run.text[rest:place], run.start + rest, run.start + place)
        yield _Atom(
            run.text[place:stop],
            run.start + place,
            run.start + stop,
            lexicon.entries[(run.text[place:stop],)],
        )
        place = rest = stop
    if rest < place:
        yield _Atom(run.text[rest:place], run.start + rest, run.start + place)


def _years(atoms: list[_Atom]) -> Part | None:
    """The years in which what is meant was founded; nothing where no word says that it is about that."""
    places = [place for place, atom in enumerate(atoms) if atom.is_year]
    if not places or len(places) > 2 or all(atom.kind != Role.FOUNDED for atom in atoms):
        return None
    first, last = atoms[places[0]], atoms[places[-1]]
    near = [place for place in range(places[0] - NEAR, places[0] + NEAR) if 0 <= place < len(atoms)]
    said = {atoms[place].kind for place in near}
    year = int(first.text)
    span = YearsMeant(first.text, last.text)
    if len(places) == 1 and Role.AFTER in said:
        span = YearsMeant(str(year + 1))
    elif len(places) == 1 and Role.SINCE in said:
        span = YearsMeant(first.text)
    elif len(places) == 1 and Role.BEFORE in said:
        span = YearsMeant("", str(year - 1))
    return Part(span, " ".join(dict.fromkeys((first.text, last.text))), first.start, last.stop)
