"""What somebody may have meant whose words find nothing: names that are one slip away, or sound the same."""

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
MAX_WORDS = 20_000  # that begin or end like the wrong one
MAX_TRIED = 8
MAX_PIECES = 4  # of a phrase, that are looked at
HIGHEST = "\U0010ffff"


def did_you_mean(kind: str, text: str, among: BitMap) -> str | None:
    """The query with its wrong words corrected, so that it finds some of the profiles `among`; None if it cannot be.

    What is right stays as it was typed.
    """
    query = parse(text)
    right = _finding(kind, [unit.phrases for unit in query.wanted], among)
    corrected, end = [], 0
    for unit in query.wanted:
        if unit.phrases in right:
            continue
        better = _corrected(kind, unit, among)
        if better is None:
            return None
        corrected += [query.text[end : unit.span[0]], better]
        end = unit.span[1]
    proposal = "".join([*corrected, query.text[end:]])
    found = find(kind, proposal) if end else None
    return proposal if found and found.ids.intersect(among) else None


def _finding(kind: str, wanted: Collection[Phrases], among: BitMap) -> set[Phrases]:
    """Those groups of phrases that find some of the profiles; one query at most."""
    if not wanted:
        return set()
    sets = postings(kind).reader()(wanted)
    return {phrases for phrases, ids in sets.items() if ids.intersect(among)}


def _corrected(kind: str, unit: QueryTerm, among: BitMap) -> str | None:
    """A word, or a word of a phrase, that finds something in place of one that does not."""
    parts = list(unit.pieces)
    for place, piece in enumerate(parts[:MAX_PIECES]):
        tried = [[*parts[:place], better, *parts[place + 1 :]] for better in _candidates(kind, piece, among)]
        found = _finding(kind, [(phrase_of(words),) for words in tried], among)
        for words in tried:
            if (phrase_of(words),) in found:
                return f'"{" ".join(words)}"' if len(words) > 1 else words[0]
    return None


def _candidates(kind: str, piece: str, among: BitMap) -> list[str]:
    if is_run(piece):
        return _sounding_like(kind, piece, among)
    if MIN_LENGTH <= len(piece) <= MAX_LENGTH and piece.isascii():
        return nearest(piece, _words_like(piece))
    return []


def nearest(piece: str, words: Iterable[str]) -> list[str]:
    """Those of the words that are one slip away, or two where the word is long; the nearest first.

    A slip is a letter too many, too few, wrong, or exchanged with the next one.
    """
    most = 1 if len(piece) < 8 else 2
    found = [(OSA.distance(piece, word, score_cutoff=most), word[:1] != piece[:1], word) for word in words]
    return [word for distance, _first, word in sorted(found) if 0 < distance <= most][:MAX_TRIED]


def _words_like(piece: str) -> set[str]:
    """Words of names that begin or end as this one does: a single slip leaves one of the two."""
    half = max(2, (len(piece) - 1) // 2)
    starts = (("word", piece[:half]), ("backwards", piece[::-1][:half]))
    params = [
        param
        for _column, start in starts
        for param in (start, start + HIGHEST, len(piece) - 2, len(piece) + 2)
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(_beginning_of(column) for column, _start in starts), params)
        return {word for (word,) in cursor.fetchall()}


def _beginning_of(column: str) -> str:
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    return (
        f"SELECT * FROM (SELECT word FROM profiles_searchword WHERE {column}{collation} >= %s "  # noqa: S608 (our own columns)
        f"AND {column}{collation} < %s AND length(word) BETWEEN %s AND %s LIMIT {MAX_WORDS}) AS {column}_like"
    )


def _sounding_like(kind: str, run: str, among: BitMap) -> list[str]:
    """What stands in names of profiles and sounds the same: 联相 -> 联想."""
    sound = sound_of([run])
    if len(sound) < 2 or len(sound) != len(run):
        return []
    found = find(kind, " ".join(sound))
    ids: list[int] = list((found.ids & among)[:MAX_TRIED]) if found else []
    names = SearchEntry.objects.filter(pk__in=[entry_id(kind, pk) for pk in ids]).values_list(
        "names", flat=True
    )
    written = [part for text in names for part in _written(text, sound)]
    return sorted(set(written), key=written.count, reverse=True)


def _written(names: str, sound: list[str]) -> Iterator[str]:
    """The characters of the names of an entry that have this sound."""
    name = ""
    spoken: list[str] = []
    for token in [*names.split(), BEGIN]:
        if token[0] == WHOLE and not spoken:
            name = token[1:]
        elif token[0] == SOUND:
            spoken.append(token[1:])
        elif token[0] == BEGIN and spoken:
            yield from _cut_out(name, spoken, sound)
            spoken = []


def _cut_out(name: str, spoken: list[str], sound: list[str]) -> Iterator[str]:
    if len(name) == len(spoken):
        for place in range(len(spoken) - len(sound) + 1):
            if spoken[place : place + len(sound)] == sound:
                yield name[place : place + len(sound)]
