"""The profiles that have most of the words, where none has all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
from pyroaring import BitMap

from profiles.search.finding import SearchHits
from profiles.search.postings import Phrases, Reader
from profiles.search.words.analyser import is_run, pairs
from profiles.search.words.query import Phrase, QueryTerm, SearchQuery, parse
from profiles.search.words.spellings import cores_of

MAX_UNITS = 12  # words, or pairs of Chinese characters
# More than these are not compared with each other.
MAX_COMPARED = 2_000
# A word in a name counts so much more; what has less than this share of the best is left out.
IN_A_NAME, WORTH_SHOWING = 1.5, 0.6


@dataclass(frozen=True)
class _Unit:
    """What one word, or a part of one, may stand for."""

    phrases: Phrases
    is_part: bool = False  # that nobody has it says nothing: 车软 of 打车软件

    @property
    def in_names(self) -> Phrases:
        return tuple(phrase._replace(names_only=True) for phrase in self.phrases)


def having_most(
    hits: SearchHits | None, among: BitMap, conditions: Sequence[BitMap] = (), read: Reader | None = None
) -> list[BitMap]:
    """Those of `among` with at least half of the words, in groups: first those whose words are in names, and rare.

    A condition is a set of those who meet it, and counts as a word does.
    """
    units = _units(hits.query) if hits else []
    if len(units) + len(conditions) < 2:
        return []
    read = hits.read if hits else read
    sets = (
        read([group for unit in units for group in (unit.phrases, unit.in_names)]) if read and units else {}
    )
    words = [
        (sets[unit.phrases] & among, sets[unit.in_names])
        for unit in units
        if sets[unit.phrases] & among or not unit.is_part
    ]
    counted = [*words, *((met, BitMap()) for met in conditions)]
    candidates = _with_at_least(-(-len(counted) // 2), [found for found, _in_names in counted])
    if hits and hits.query.has_form:  # it is a name, of which the rarest word says most
        candidates |= min(
            (found & in_names for found, in_names in words if found & in_names), key=len, default=BitMap()
        )
    if hits and hits.query.unwanted:
        unwanted = hits.read([term.phrases for term in hits.query.unwanted])
        candidates = reduce(BitMap.difference, unwanted.values(), candidates)
    if len(candidates) > MAX_COMPARED:
        candidates = _with_the_rarest(candidates, [found for found, _in_names in counted])
    if not candidates or len(candidates) > MAX_COMPARED:
        return [candidates] if candidates else []
    pks = np.array(candidates, dtype=np.uint32)
    scores = np.zeros(len(pks))
    for found, in_names in counted:
        if found:
            rarity = np.log1p(len(among) / len(found))
            scores[_places(found, candidates, pks)] += rarity
            scores[_places(in_names, candidates, pks)] += rarity * (IN_A_NAME - 1)
    return _grouped(pks, np.round(scores, 3))


def _units(query: SearchQuery) -> list[_Unit]:
    units = [unit for term in query.wanted for unit in _parts(term)]
    return list(dict.fromkeys(units))[:MAX_UNITS]


def _parts(term: QueryTerm) -> list[_Unit]:
    """A word that is written without blanks falls into its parts, a Chinese one into its pairs of characters."""
    if term.quoted:
        return [_Unit(term.phrases)]
    units: list[_Unit] = []
    for piece in term.pieces:
        core = cores_of(piece)[-1:] or [piece]
        if is_run(piece) and len(core[0]) > 2:
            units += [_Unit((Phrase((pair,)),), is_part=True) for pair in pairs(core[0])]
        elif len(term.pieces) > 1:
            units += [_Unit(part.phrases) for part in parse(piece).wanted]
        else:
            units.append(_Unit(term.phrases))
    return units


def _with_at_least(number: int, sets: list[BitMap]) -> BitMap:
    """The profiles that are in so many of the sets."""
    having = [BitMap() for _count in range(number + 1)]  # at least so many of the sets seen so far
    for position, found in enumerate(sets):
        for count in range(min(number, position + 1), 1, -1):
            having[count] |= having[count - 1] & found
        having[1] |= found
    return having[number]


def _with_the_rarest(candidates: BitMap, sets: list[BitMap]) -> BitMap:
    """Those with one of the rarest words, as many words as can be compared; of xiaomi.com nobody means the ending."""
    rare = BitMap()
    for found in sorted((found & candidates for found in sets), key=len):
        if len(rare | found) > MAX_COMPARED:
            break
        rare |= found
    return rare or candidates


def _places(found: BitMap, candidates: BitMap, pks: np.ndarray) -> np.ndarray:
    return np.searchsorted(pks, np.array(found & candidates, dtype=np.uint32))


def _grouped(pks: np.ndarray, scores: np.ndarray) -> list[BitMap]:
    """Those with one score together, the best first, down to what is worth showing."""
    best = np.unique(scores)[::-1]
    return [BitMap(pks[scores == score]) for score in best[best >= best[0] * WORTH_SHOWING]]
