"""Which profiles hold a phrase, cached in the memory of each worker and current to the last commit.

The engine is queried once for each phrase. When content has changed since, the entries of the
changed profiles are read again and the cached sets are corrected, so that a frequent word costs a
set operation and not an enumeration of its hits. A server reads the phrases that many profiles hold ahead
(profiles/search/frequent.py), so that this is true of words that nobody asked for yet, and leaves rare ones to the engine.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from functools import cache
from itertools import chain
from threading import Lock

from django.db import connection
from pyroaring import BitMap

from profiles.content.changes import ContentStamp, changes_since, current_stamp
from profiles.models import SearchEntry
from profiles.search.engines import engine
from profiles.search.entries import entry_id, pks_of, profile_pk
from profiles.search.words.analyser import BORDER
from profiles.search.words.query import Phrase

Phrases = tuple[Phrase, ...]  # any of them; none stands for everything
Reader = Callable[[Collection[Phrases]], dict[Phrases, BitMap]]

MAX_BYTES = 32 * 2**20  # for each kind of profile
# With more changed profiles than this, querying the engine again is faster.
MAX_CHANGES = 500
OVERHEAD = 400  # of one cached set, in bytes


class Postings:
    """The cached sets of one kind of profile. A set that was handed out is never changed, only replaced."""

    def __init__(self, kind: str, max_bytes: int = MAX_BYTES) -> None:
        self.kind = kind
        self.max_bytes = max_bytes
        self.lock = Lock()
        self.stamp: ContentStamp | None = None
        self.cached: OrderedDict[Phrases, BitMap] = OrderedDict()
        self.bytes = 0
        self.times_emptied = 0

    def reader(self, now: ContentStamp | None = None) -> Reader:
        """A function that looks groups of phrases up, in one query a call, current to `now` (by default, to this call).

        Within a transaction the cache is neither filled nor read: what it sees may be rolled back.
        """
        if connection.in_atomic_block:
            return self._query
        self._catch_up(now)
        return self._lookup

    def forget(self) -> None:
        with self.lock:
            self._clear()
            self.stamp = None

    def _lookup(self, groups: Collection[Phrases]) -> dict[Phrases, BitMap]:
        """Phrase by phrase: the words of a query stand in several of its groups, and in other queries."""
        parts: dict[Phrases, list[Phrases]] = {
            phrases: [(phrase,) for phrase in phrases] or [phrases] for phrases in groups
        }
        sets = self.sets(dict.fromkeys(chain.from_iterable(parts.values())))
        return {phrases: _union([sets[part] for part in needed]) for phrases, needed in parts.items()}

    def sets(self, wanted: Collection[Phrases]) -> dict[Phrases, BitMap]:
        """The set of each, as it is kept; current to the call of reader() before."""
        with self.lock:
            cached = {phrases: self.cached[phrases] for phrases in wanted if phrases in self.cached}
            for phrases in cached:
                self.cached.move_to_end(phrases)
            stamp = self.stamp
        missing = [phrases for phrases in wanted if phrases not in cached]
        if not missing:
            return cached
        queried = self._query(missing)
        with self.lock:
            if self.stamp == stamp:  # else they may lack corrections that the others just received
                for phrases, ids in queried.items():
                    self._cache(phrases, ids)
        return cached | queried

    def _query(self, groups: Collection[Phrases]) -> dict[Phrases, BitMap]:
        ordered = list(groups)
        return {
            phrases: pks_of(self.kind, entries)
            for phrases, entries in zip(ordered, engine().find(ordered), strict=True)
        }

    def _catch_up(self, now: ContentStamp | None) -> None:
        now = now or current_stamp()
        if self.stamp is not None and now < self.stamp:
            now = current_stamp()  # the caller's moment is over
        if self.stamp is not None and now < self.stamp:
            self.forget()  # another database was put in place of this one
        while self.stamp is None or self.stamp < now:
            self._advance(now)

    def _advance(self, now: ContentStamp) -> None:
        """Correct the cache; if another thread did so meanwhile, the caller compares stamps again."""
        before = self.stamp
        changes = changes_since(self.kind, before, MAX_CHANGES, now=now)
        renamed = before is None or changes.stamp.terms != before.terms
        texts = {} if renamed or not changes.ids else self._entry_texts(changes.ids)
        with self.lock:
            if self.stamp != before:
                return
            if renamed or changes.ids is None:
                self._clear()
            else:
                self._correct(texts)
            self.stamp = changes.stamp

    def _entry_texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str] | None]:
        """The names and all texts of each profile, as phrases look for them; None if it is gone."""
        keys = [entry_id(self.kind, pk) for pk in ids]
        rows = SearchEntry.objects.filter(pk__in=keys).values_list("pk", "names", "terms", "texts")
        entries = {
            key: (f" {names} ", f" {names} {BORDER} {terms} {BORDER} {texts} ")
            for key, names, terms, texts in rows
        }
        return {profile_pk(key): entries.get(key) for key in keys}

    def _correct(self, texts: dict[int, tuple[str, str] | None]) -> None:
        words = {pk: set(entry[1].split()) if entry else set() for pk, entry in texts.items()}
        for phrases, ids in self.cached.items():
            may_hold = [pk for pk, own in words.items() if _may_hold(own, phrases)]
            holding = {pk for pk in may_hold if (entry := texts[pk]) and holds_any(entry, phrases)}
            held_before = {pk for pk in texts if pk in ids}
            if holding != held_before:
                self.cached[phrases] = (ids - BitMap(held_before)) | BitMap(holding)

    def _cache(self, phrases: Phrases, ids: BitMap) -> None:
        if phrases not in self.cached:
            self.cached[phrases] = ids
            self.bytes += _byte_size(ids)
        while self.bytes > self.max_bytes and self.cached:
            _phrases, evicted = self.cached.popitem(last=False)
            self.bytes -= _byte_size(evicted)

    def _clear(self) -> None:
        self.cached.clear()
        self.bytes = 0
        self.times_emptied += 1


def holds_any(entry: tuple[str, str], phrases: Phrases) -> bool:
    """Whether an entry (its names, all its texts; each between blanks) holds one of these phrases."""
    return not phrases or any(_holds(entry, phrase) for phrase in phrases)


def _union(sets: list[BitMap]) -> BitMap:
    """Most spellings of a word are in nobody's texts."""
    some = [ids for ids in sets if ids]
    return some[0] if len(some) == 1 else BitMap.union(BitMap(), *some)


def _may_hold(words: set[str], phrases: Phrases) -> bool:
    """At a glance, by the first words: thousands of sets are corrected for each profile that was saved."""
    for tokens, open_end, _names_only in phrases:
        if tokens[0] in words or (open_end and len(tokens) == 1):
            return True
    return not phrases


def _holds(entry: tuple[str, str], phrase: Phrase) -> bool:
    text = entry[0] if phrase.names_only else entry[1]
    return f" {' '.join(phrase.tokens)}{'' if phrase.open_end else ' '}" in text


def _byte_size(ids: BitMap) -> int:
    if not ids:
        return OVERHEAD
    statistics = ids.get_statistics()
    return OVERHEAD + sum(
        n for name, n in statistics.items() if name.startswith("n_bytes") and isinstance(n, int)
    )


@cache
def postings(kind: str) -> Postings:
    return Postings(kind)
