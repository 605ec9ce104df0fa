"""Reads who holds a frequent phrase ahead, so that nobody waits for it who is the first to search for it.

Which phrases are frequent is guessed from a sample of entries: neither engine knows it without reading all who hold one.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from threading import Thread
from time import monotonic, sleep

from django.db import Error, connection
from pyroaring import BitMap

from profiles.models import SearchEntry
from profiles.models.registry import profile_kinds
from profiles.search.entries import entry_id
from profiles.search.postings import Postings, postings
from profiles.search.words.analyser import BEGIN, BORDER, SOUND, is_run
from profiles.search.words.query import Phrase

logger = logging.getLogger(__name__)
# Among fewer profiles the engine finds any phrase at once.
MANY = 20_000
BATCH = 20  # phrases in one query
MAX_SECONDS = 20  # of reading; PostgreSQL takes 24 ms for a word that 7,000 profiles have
PAUSE = 60  # seconds between looking whether all has to be read again
SAMPLE = 500  # entries
MIN_SHARE = 0.01  # of them
MAX_PHRASES = 2_000
MAX_TOKENS = 3  # of a phrase: four Chinese characters, three syllables
MARKS = (BEGIN, SOUND, "=")
Tokens = tuple[str, ...]


def read_ahead_soon() -> None:
    """For a server: in the background, now and whenever the cache was emptied, by an import for example."""
    Thread(target=_keep_reading_ahead, daemon=True, name="frequent words").start()


def _keep_reading_ahead() -> None:
    seen: dict[str, int] = {}
    while True:
        for kind in profile_kinds():
            if postings(kind.name).times_emptied != seen.get(kind.name):
                seen[kind.name] = _read_logged(kind.name)
        sleep(PAUSE)


def _read_logged(kind: str) -> int:
    """How often the cache had been emptied when reading began; -1, which is never, where it has to be tried again."""
    try:
        return read_ahead(postings(kind))
    except Error:  # a connection that broke as well
        logger.exception("Frequent words could not be read ahead; they will be read when they are asked for")
        return -1
    finally:
        connection.close()


def read_ahead(cache: Postings) -> int:
    """Fill half of the cache with what many profiles hold. Returns how often it had been emptied when that began."""
    everybody = cache.reader()([()])[()]
    begun = cache.times_emptied
    phrases = frequent_phrases(cache.kind, everybody) if len(everybody) >= MANY else []
    end = monotonic() + MAX_SECONDS
    for start in range(0, len(phrases), BATCH):
        if cache.bytes > cache.max_bytes / 2 or monotonic() > end:
            break
        cache.reader()
        cache.sets([(phrase,) for phrase in phrases[start : start + BATCH]])
    return begun


def frequent_phrases(kind: str, pks: BitMap) -> list[Phrase]:
    """Those that at least a hundredth of these profiles seem to hold, the most frequent first.

    They are as queries look for them: words, runs of two to four Chinese characters, syllables, in names and anywhere.
    """
    step = max(len(pks) // SAMPLE, 1)
    keys = [entry_id(kind, pk) for pk in pks[::step]]
    in_names: Counter[Tokens] = Counter()
    anywhere: Counter[Tokens] = Counter()
    for names, terms, texts in SearchEntry.objects.filter(pk__in=keys).values_list("names", "terms", "texts"):
        in_names.update(set(_typed_together(names.split())))
        anywhere.update(set(_without_marks(f"{names} {BORDER} {terms} {BORDER} {texts}".split())))
    counted = [(count, Phrase(tokens)) for tokens, count in anywhere.items()]
    counted += [(count, Phrase(tokens, names_only=True)) for tokens, count in in_names.items()]
    frequent = [pair for pair in counted if pair[0] >= max(MIN_SHARE * len(keys), 2)]
    return [phrase for _count, phrase in sorted(frequent, reverse=True)[:MAX_PHRASES]]


def _typed_together(tokens: Sequence[str]) -> Iterator[Tokens]:
    """Each token, and those side by side that stand for one word without blanks."""
    for start, token in enumerate(tokens):
        if token == BORDER:
            continue
        yield (token,)
        for stop in range(start + 2, min(start + MAX_TOKENS, len(tokens)) + 1):
            if not _continues(tokens[stop - 1], token):
                break
            yield tuple(tokens[start:stop])


def _without_marks(tokens: Sequence[str]) -> Iterator[Tokens]:
    """Marks stand in names alone."""
    return (together for together in _typed_together(tokens) if not together[0].startswith(MARKS))


def _continues(token: str, first: str) -> bool:
    first = first.removeprefix(BEGIN)
    return token[0] == SOUND if first[0] == SOUND else is_run(first) and is_run(token)
