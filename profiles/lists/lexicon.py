"""The words that a list understands: labels of its facets, synonyms, and the words that questions are made of.

Labels count in all languages of the site, whatever the language of the page. profiles/data/question_words.csv has words
such as "companies", "founded" and "after", by what they do in a question.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from pathlib import Path

from kit.countries import country_names
from kit.languages import SUFFIXES, as_said_in, texts
from profiles.catalogue import TermLists
from profiles.facts.facets import Facet, Listing, Synonymous
from profiles.models.registry import listings
from profiles.search.postings import Phrases
from profiles.search.words.analyser import is_run, pieces
from profiles.search.words.query import Phrase, phrase_of, without_particles
from profiles.search.words.spellings import spellings_of

FILE = Path(__file__).parents[1] / "data" / "question_words.csv"
MAX_PIECES = 6  # of an entry
MAX_CHARACTERS = 12  # of one in Chinese
SHORTEST = 3  # letters of the name of a country
# "Software and internet", 互联网与媒体: each of the two is a name of the sector.
_PARTS = re.compile(r"\s*[&,，、]\s*|\s+(?:and|et)\s+|(?<=..)[与和及](?=..)")
# A zone of the park is known without the word for one: 海淀园 is 海淀.
_HAN_KIND = re.compile(r"(?<=..)(?:园|区|园区)$")
Key = tuple[str, ...]


class WordRole(StrEnum):
    """What a word does in a question; the columns of FILE call them so."""

    AFTER = "after"
    SINCE = "since"
    BEFORE = "before"
    UNTIL = "until"
    NOT = "not"  # what it takes back is not read: no question with it is
    RANGE = "range"  # stands before or between two years
    FOUNDED = "founded"
    PASSED_OVER = "passed over"


@dataclass(frozen=True)
class Meaning:
    """What some words mean: values of a facet, or words that mean the same, or both."""

    facet: str = ""
    values: tuple[str, ...] = ()
    phrases: Phrases = ()
    same: tuple[str, ...] = ()  # those words, as they are written
    # Its words are about a part of what the facet has, or about none: of "vaccines" only those with such a word are meant.
    is_within: bool = False

    @property
    def narrows(self) -> bool:
        return bool(self.facet) and not self.is_within


class Years(StrEnum):
    """What years in a question are of."""

    NOTHING = "nothing"
    FOUNDING = "founding"  # where a word says so
    FIGURES = "figures"  # wherever they stand


@dataclass(frozen=True, eq=False)
class Lexicon:
    """Entries by their folded pieces. Compared by identity, so that what was read with it can be cached."""

    entries: dict[Key, Meaning | WordRole]
    years: Years = Years.FOUNDING

    @cached_property
    def longest_run(self) -> int:
        return min(MAX_CHARACTERS, max((len(key[0]) for key in self.entries if is_run(key[0])), default=0))


@lru_cache(maxsize=16)
def lexicon_of(listing: Listing, terms: TermLists) -> Lexicon:
    entries: dict[Key, Meaning | WordRole] = {}
    for key, meaning in _meanings(listing, terms):
        known = entries.get(key)
        if isinstance(known, Meaning) and not known.phrases and known.facet == meaning.facet:
            values = tuple(dict.fromkeys((*known.values, *meaning.values)))
            entries[key] = replace(known, values=values)
        entries.setdefault(key, meaning)
    for role, word in question_words(listing.kind):
        entries.setdefault(tuple(pieces(word)), role)
    return Lexicon(entries, Years.FOUNDING if listing.spans else Years.NOTHING)


def _meanings(listing: Listing, terms: TermLists) -> Iterator[tuple[Key, Meaning]]:
    """What comes first counts where one key has two meanings."""
    facets = [facet for facet in listing.facets if facet.in_questions]
    known = {facet.key: _values_of(facet, terms) for facet in facets}
    for synonym in terms.synonyms:
        if meaning := _of_synonym(synonym, known):
            yield from ((key, meaning) for word in synonym.all_words for key in keys_of(word))
    labels = [(facet, value, label) for facet in facets for value, label in _labels(facet, terms)]
    for facet, value, label in labels:
        yield from ((key, Meaning(facet.key, (value,))) for key in keys_of(label))
    for facet, value, label in labels:
        if facet.key in terms:
            parts = [*_PARTS.split(label), _HAN_KIND.sub("", label)]
            yield from ((key, Meaning(facet.key, (value,))) for part in parts for key in keys_of(part))


def _of_synonym(synonym: Synonymous, known: Mapping[str, set[str]]) -> Meaning | None:
    """None of one that means a value that there is no more: its words are looked for as they stand."""
    facet, _equals, value = synonym.filter.partition("=")
    if facet:
        return Meaning(facet, (value,)) if value in known.get(facet, ()) else None
    same = tuple(synonym.all_words)
    phrases = tuple(dict.fromkeys(phrase for word in same for phrase in _phrases(word)))
    if not synonym.belongs_to:
        return Meaning(phrases=phrases, same=same, is_within=True)
    facet, value = synonym.belongs_to
    return Meaning(facet, (value,), phrases, same, is_within=not synonym.is_sector)


def values_in_questions(kind: str, facet: str) -> set[str]:
    """What a list can be narrowed to by a facet, as in addresses."""
    listing = listings()[kind]
    return _values_of(listing.facet(facet), TermLists.load(listing))


def _values_of(facet: Facet, terms: TermLists) -> set[str]:
    if facet.key in terms:
        return {term.slug for term in terms[facet.key].records}
    return {str(value) for value, _label in facet.understood}


def _phrases(word: str) -> Iterator[Phrase]:
    yield from (phrase_of(key) for key in keys_of(word))


def _labels(facet: Facet, terms: TermLists) -> Iterable[tuple[str, str]]:
    """Narrow terms first: a part of a name that a broad one has too means the narrow one."""
    if facet.key in terms:
        records = sorted(terms[facet.key].records, key=lambda term: not getattr(term, "parent_id", None))
        return [(term.slug, str(name)) for term in records for name in texts(term, "name")]
    if facet.only_present and any(value in country_names() for value, _label in facet.choices):
        return [
            (value, name)
            for value, _label in facet.choices
            for name in country_names().get(value, ())
            if len(name) >= SHORTEST or not name.isascii()
        ]
    return [
        (str(value), str(as_said_in(suffix, label))) for value, label in facet.choices for suffix in SUFFIXES
    ]


def keys_of(word: str) -> list[Key]:
    """Its pieces, with the last of them in the other number, and with all of them: véhicules autonomes; chiffre d’affaires without its d’."""
    bare = without_particles(word)
    return _spelled(word) if bare == word else [*_spelled(word), *_spelled(bare)]


def _spelled(word: str) -> list[Key]:
    parts = tuple(pieces(word))
    if not parts or len(parts) > MAX_PIECES:
        return []
    others = [spellings_of((part,))[:1] for part in parts]
    in_other_number = [tuple(part for other in others for part in other[0])] if all(others) else []
    return [parts, *((*parts[:-1], *other) for other in spellings_of(parts[-1:])), *in_other_number]


@cache
def question_words(topic: str = "") -> tuple[tuple[WordRole, str], ...]:
    """Those of all questions, and those about one kind of profile or about figures."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    words = []
    for row in rows:
        role, of = WordRole(row.pop("part")), row.pop("of")
        if of not in ("", topic):
            continue
        words += [(role, word) for cell in row.values() for word in cell.split("|")]
    return tuple(words)
