"""Suggestions where a query finds nothing: names that are one typo away, or sound the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from django.db import connection
from pyroaring import BitMap
from rapidfuzz.distance import OSA

from profiles.models import SearchEntry
from profiles.search.entries import entry_id
from profiles.search.finding import find
from profiles.search.postings import Phrases, postings
from profiles.search.words.analyser import BEGIN, SOUND, WHOLE, is_run, sound_of
from profiles.search.words.query import QueryTerm, parse, phrase_of

MIN_LENGTH, MAX_LENGTH = 4, 20
MIN_SWAPPED = 5  # letters of a word of which two that are no neighbours may be swapped
MAX_WORDS = 20_000  # that begin or end like the misspelt one
MAX_CANDIDATES = 8
MAX_PIECES = 4  # of a phrase
HIGHEST = "\U0010ffff"


def did_you_mean(kind: str, text: str, among: BitMap) -> str | None:
    """The query with its wrong words corrected, so that it finds some of the profiles `among`; None if it cannot be.

    What is right stays as it was typed.
    """
    query = parse(text)
    matching = _groups_with_hits(kind, [term.phrases for term in query.wanted], among)
    corrected, end = [], 0
    for term in query.wanted:
        if term.phrases in matching:
            continue
        correction = _correct_term(kind, term, among)
        if correction is None:
            return None
        corrected += [query.text[end : term.span[0]], correction]
        end = term.span[1]
    proposal = "".join([*corrected, query.text[end:]])
    hits = find(kind, proposal) if end else None
    return proposal if hits and hits.ids.intersect(among) else None


def _groups_with_hits(kind: str, groups: Collection[Phrases], among: BitMap) -> set[Phrases]:
    """Those groups of phrases that find some of the profiles; one query at most."""
    if not groups:
        return set()
    sets = postings(kind).reader()(groups)
    return {phrases for phrases, ids in sets.items() if ids.intersect(among)}


def _correct_term(kind: str, term: QueryTerm, among: BitMap) -> str | None:
    """A word, or a word of a phrase, that finds something in place of one that does not."""
    words = list(term.pieces)
    for place, piece in enumerate(words[:MAX_PIECES]):
        attempts = [
            [*words[:place], candidate, *words[place + 1 :]] for candidate in _candidates(kind, piece, among)
        ]
        matching = _groups_with_hits(kind, [(phrase_of(attempt),) for attempt in attempts], among)
        for attempt in attempts:
            if (phrase_of(attempt),) in matching:
                return f'"{" ".join(attempt)}"' if len(attempt) > 1 else attempt[0]
    return None


def _candidates(kind: str, piece: str, among: BitMap) -> list[str]:
    if is_run(piece):
        return _same_sound(kind, piece, among)
    if MIN_LENGTH <= len(piece) <= MAX_LENGTH and piece.isascii():
        return nearest(piece, _words_sharing_an_end(piece))
    return []


def nearest(piece: str, words: Iterable[str]) -> list[str]:
    """The words that are one typo away, or two where the word is long; the nearest first.

    A typo is a letter too many, too few, wrong, or transposed with the next one.
    """
    ranked = [
        (OSA.distance(piece, word, score_cutoff=most), word[:1] != piece[:1], word)
        for word in words
        for most in (_most_typos(piece, word),)
    ]
    return [word for distance, _first, word in sorted(ranked) if 0 < distance <= _most_typos(piece, word)][
        :MAX_CANDIDATES
    ]


def _most_typos(piece: str, word: str) -> int:
    """Two in a long word, or where the letters are the same and only their order is not: baudi, baidu."""
    return 2 if len(piece) >= 8 or (len(piece) >= MIN_SWAPPED and sorted(piece) == sorted(word)) else 1


def _words_sharing_an_end(piece: str) -> set[str]:
    """Words of names that begin or end as this one does: a single typo leaves one of the two intact."""
    half = max(2, (len(piece) - 1) // 2)
    starts = (("word", piece[:half]), ("backwards", piece[::-1][:half]))
    params = [
        param
        for _column, start in starts
        for param in (start, start + HIGHEST, len(piece) - 2, len(piece) + 2)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_prefix_query(column) for column, _start in starts), params)
        return {word for (word,) in cursor.fetchall()}


def _prefix_query(column: str) -> str:
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    return (
        f"SELECT * FROM (SELECT word FROM profiles_searchword WHERE {column}{collation} >= %s "  # noqa: S608 (our own columns)
        f"AND {column}{collation} < %s AND length(word) BETWEEN %s AND %s LIMIT {MAX_WORDS}) AS {column}_like"
    )


def _same_sound(kind: str, run: str, among: BitMap) -> list[str]:
    """What stands in names of profiles and sounds the same: 联相 -> 联想."""
    sound = sound_of([run])
    if len(sound) < 2 or len(sound) != len(run):
        return []
    hits = find(kind, " ".join(sound))
    ids: list[int] = list((hits.ids & among)[:MAX_CANDIDATES]) if hits else []
    names = SearchEntry.objects.filter(pk__in=[entry_id(kind, pk) for pk in ids]).values_list(
        "names", flat=True
    )
    written = [part for text in names for part in _characters_with_sound(text, sound)]
    return sorted(set(written), key=written.count, reverse=True)


def _characters_with_sound(names: str, sound: list[str]) -> Iterator[str]:
    """The characters of the names of an entry that have this sound."""
    name = ""
    spoken: list[str] = []
    for token in [*names.split(), BEGIN]:
        if token[0] == WHOLE and not spoken:
            name = token[1:]
        elif token[0] == SOUND:
            spoken.append(token[1:])
        elif token[0] == BEGIN and spoken:
            yield from _matching_slices(name, spoken, sound)
            spoken = []


def _matching_slices(name: str, spoken: list[str], sound: list[str]) -> Iterator[str]:
    if len(name) == len(spoken):
        for place in range(len(spoken) - len(sound) + 1):
            if spoken[place : place + len(sound)] == sound:
                yield name[place : place + len(sound)]
