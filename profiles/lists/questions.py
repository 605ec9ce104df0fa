"""Reads what was typed as a question: "AI companies in Haidian founded after 2015", 海归创办的公司.

Words that are labels of facets or synonyms become conditions, years of founding a span, words such as "companies" are passed over, and
the rest is looked for. What stands in quotes is no part of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kit.names.folding import fold
from profiles.lists.lexicon import MAX_PIECES, Lexicon, Meaning, WordRole, Years
from profiles.search.words.analyser import is_run
from profiles.search.words.query import typed_words, with_blank_schemes

MAX_WORDS = 24
MAX_YEARS = 2  # the first and the last of a span
LIMITS = frozenset((WordRole.AFTER, WordRole.SINCE, WordRole.BEFORE, WordRole.UNTIL))
_INCLUSIVE = {WordRole.AFTER: WordRole.SINCE, WordRole.BEFORE: WordRole.UNTIL}
_AT_A_YEAR = frozenset(
    (WordRole.PASSED_OVER, WordRole.RANGE, WordRole.FOUNDED)
)  # may stand between a year and its limit
_WITHIN_WORD = re.compile(r"[.@/:'’&+_-]*")
# An address of a site or of mail is one word: no part of it is a word of a question.
_WORD = re.compile(r"(?:[a-z0-9_-]+[.@])+[a-z]{2,}(?:/[a-z0-9_./-]*[a-z0-9])?|[^\W_]+", re.IGNORECASE)
_YEAR = re.compile(r"1[89][0-9]{2}|20[0-9]{2}")


@dataclass(frozen=True)
class YearsMeant:
    """First and last year, of founding or of figures; empty where there is none."""

    first: str = ""
    last: str = ""


@dataclass(frozen=True)
class QueryPart:
    """Words that were understood, as they were typed, and where they stand in the text; two years may stand apart."""

    means: Meaning | YearsMeant
    text: str
    places: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.places[0][0]

    @property
    def stop(self) -> int:
        return self.places[-1][1]


@dataclass(frozen=True)
class Question:
    text: str
    parts: tuple[QueryPart, ...] = ()
    rest: str = ""  # what is to be looked for besides
    is_shortened: bool = False  # words were passed over

    @property
    def is_one_thing(self) -> bool:
        """A sector or a synonym alone, without anything besides."""
        return len(self.parts) == 1 and not self.rest and isinstance(self.parts[0].means, Meaning)

    def without(self, part: QueryPart) -> str:
        """The text with these words in quotes, so that they stand for themselves."""
        text = self.text
        for start, stop in reversed(part.places):
            text = f'{text[:start]} "{text[start:stop]}" {text[stop:]}'
        return " ".join(text.split())


@dataclass(frozen=True)
class _Atom:
    """A word, or a part of a run of Chinese characters, and what it is: None for what is looked for."""

    text: str
    start: int
    stop: int
    kind: Meaning | WordRole | None = None
    is_free: bool = True

    @property
    def is_year(self) -> bool:
        return self.is_free and self.kind is None and _YEAR.fullmatch(self.text) is not None

    @property
    def place(self) -> tuple[int, int]:
        return self.start, self.stop


@lru_cache(maxsize=2_000)
def read_question(text: str, lexicon: Lexicon) -> Question:
    atoms = list(_understood(list(_atoms(text)), lexicon))
    if any(atom.kind == WordRole.NOT for atom in atoms):
        return Question(text, rest=text)
    years = None if lexicon.years == Years.NOTHING else _years(atoms, lexicon.years)
    parts = [
        QueryPart(atom.kind, text[atom.start : atom.stop], (atom.place,))
        for atom in atoms
        if isinstance(atom.kind, Meaning)
    ]
    parts += [years] if years else []
    shortened = any(isinstance(atom.kind, WordRole) for atom in atoms)
    rest = _rest(text, atoms, years.places if years else ())
    return Question(text, tuple(sorted(parts, key=lambda part: part.start)), rest, shortened)


def _rest(text: str, atoms: list[_Atom], years: tuple[tuple[int, int], ...]) -> str:
    """What is to be looked for, as it was typed: the parts of www.lenovo.com stay together."""
    rest, stop = "", -1
    for atom in atoms:
        if atom.kind is not None or atom.place in years:
            stop = -1
            continue
        is_one_word = stop >= 0 and _WITHIN_WORD.fullmatch(text, stop, atom.start)
        rest += (text[stop : atom.start] if is_one_word else " ") + text[atom.start : atom.stop]
        stop = atom.stop
    return rest.strip()


def _atoms(text: str) -> Iterator[_Atom]:
    for typed in typed_words(with_blank_schemes(text), MAX_WORDS):
        start, stop = typed.span
        if typed.quoted or typed.excluded:
            yield _Atom(text[start:stop], start, stop, is_free=False)
            continue
        for match in _WORD.finditer(text[start:stop]):
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


def _years(atoms: list[_Atom], of: Years) -> QueryPart | None:
    """The years that are meant; of those of founding nothing where no word says that it is about that."""
    is_founding = of == Years.FOUNDING
    founded = [place for place, atom in enumerate(atoms) if atom.kind == WordRole.FOUNDED or not is_founding]
    limits = _limits(atoms)
    spans = [span for span in _spans(atoms) if len(span) <= MAX_YEARS]
    if not founded or not spans:
        return None

    def distance(span: list[int]) -> tuple[bool, int]:
        return limits.keys().isdisjoint(span), min(abs(place - word) for place in span for word in founded)

    span = min(spans, key=distance)
    years = [atoms[place] for place in span]
    means = _meant([(int(atom.text), limits.get(place)) for place, atom in zip(span, years, strict=True)])
    text = " ".join(dict.fromkeys(atom.text for atom in years))
    return QueryPart(means, text, tuple(atom.place for atom in years)) if means else None


def _spans(atoms: list[_Atom]) -> list[list[int]]:
    """The places of the years, those together between which nothing but "to", "and before" and the like stands."""
    joining = {WordRole.RANGE, WordRole.FOUNDED, *LIMITS}
    spans: list[list[int]] = []
    for place, atom in enumerate(atoms):
        if not atom.is_year:
            continue
        if spans and all(between.kind in joining for between in atoms[spans[-1][-1] + 1 : place]):
            spans[-1].append(place)
        else:
            spans.append([place])
    return spans


def _limits(atoms: list[_Atom]) -> dict[int, WordRole]:
    """The place of a year -> what is said of it: "after" stands before its year, 以后 behind it."""
    limits: dict[int, WordRole] = {}
    for place, atom in enumerate(atoms):
        if not isinstance(atom.kind, WordRole) or atom.kind not in LIMITS:
            continue
        before, behind = _year_from(atoms[:place][::-1]), _year_from(atoms[place + 1 :])
        years = [] if behind is None else [place + 1 + behind]
        # "2010 or later", but not "2010 from Haidian"
        if before is not None and (is_run(atom.text) or " " in atom.text or place == len(atoms) - 1):
            years.insert(0 if is_run(atom.text) else 1, place - 1 - before)
        for year in [year for year in years if year not in limits][:1]:
            is_behind = year < place and not is_run(atom.text)  # "2010 and after" has 2010
            limits[year] = _INCLUSIVE.get(atom.kind, atom.kind) if is_behind else atom.kind
    return limits


def _year_from(atoms: list[_Atom]) -> int | None:
    """The place of the first year, where nothing that says more stands before it."""
    place = next((place for place, atom in enumerate(atoms) if atom.kind not in _AT_A_YEAR), None)
    return place if place is not None and atoms[place].is_year else None


def _meant(years: list[tuple[int, WordRole | None]]) -> YearsMeant | None:
    """None where what is said of two years excludes each other."""
    first = [
        year + (limit == WordRole.AFTER) for year, limit in years if limit in (WordRole.AFTER, WordRole.SINCE)
    ]
    last = [
        year - (limit == WordRole.BEFORE)
        for year, limit in years
        if limit in (WordRole.BEFORE, WordRole.UNTIL)
    ]
    bare = [year for year, limit in years if limit is None]
    if len(years) == 1 and not bare:
        return YearsMeant(*(str(bound[0]) if bound else "" for bound in (first, last)))
    if len(first) > 1 or len(last) > 1:
        return None
    bounds = [*(first or [min(bare)]), *(last or [max(bare)])]
    if WordRole.AFTER not in dict(years).values() and not last:
        bounds.sort()
    return YearsMeant(*map(str, bounds)) if bounds[0] <= bounds[1] else None
