"""Who holds a phrase, kept in memory by each worker, and true to the last commit.

The engine is asked once for each phrase. When content changed since, the entries of the changed
profiles are read again and the kept sets are corrected, so that a frequent word costs a set
operation and not an enumeration of its hits.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from functools import cache
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
# With more changed profiles than this, asking the engine anew is the shorter way.
MAX_CHANGES = 500
OVERHEAD = 400  # of one kept set, in bytes


class Postings:
    """The kept sets of one kind of profile. Nobody changes a set that was handed out: it is replaced."""

    def __init__(self, kind: str, most_bytes: int = MAX_BYTES) -> None:
        self.kind = kind
        self.most_bytes = most_bytes
        self.lock = Lock()
        self.stamp: ContentStamp | None = None
        self.kept: OrderedDict[Phrases, BitMap] = OrderedDict()
        self.bytes = 0

    def reader(self, now: ContentStamp | None = None) -> Reader:
        """What answers groups of phrases, all of a call in one query, true to `now`, by default the moment of the call.

        Within a transaction nothing is kept, nor taken from what is: it sees what may be undone.
        """
        if connection.in_atomic_block:
            return self._ask
        self._catch_up(now)
        return self._get

    def forget(self) -> None:
        with self.lock:
            self._clear()
            self.stamp = None

    def _get(self, wanted: Collection[Phrases]) -> dict[Phrases, BitMap]:
        with self.lock:
            found = {phrases: self.kept[phrases] for phrases in wanted if phrases in self.kept}
            for phrases in found:
                self.kept.move_to_end(phrases)
            stamp = self.stamp
        missing = [phrases for phrases in wanted if phrases not in found]
        if not missing:
            return found
        fresh = self._ask(missing)
        with self.lock:
            if self.stamp == stamp:  # else they may lack what others have just been corrected by
                for phrases, ids in fresh.items():
                    self._keep(phrases, ids)
        return found | fresh

    def _ask(self, wanted: Collection[Phrases]) -> dict[Phrases, BitMap]:
        asked = list(wanted)
        return {
            phrases: pks_of(self.kind, entries)
            for phrases, entries in zip(asked, engine().find(asked), strict=True)
        }

    def _catch_up(self, now: ContentStamp | None) -> None:
        now = now or current_stamp()
        if self.stamp is not None and now < self.stamp:
            now = current_stamp()  # the caller's moment is over
        if self.stamp is not None and now < self.stamp:
            self.forget()  # another database was put in place of this one
        while self.stamp is None or self.stamp < now:
            self._move_on(now)

    def _move_on(self, now: ContentStamp) -> None:
        """Correct what is kept; where another thread does so meanwhile, its work is looked at again."""
        seen = self.stamp
        changes = changes_since(self.kind, seen, MAX_CHANGES, now=now)
        renamed = seen is None or changes.stamp.terms != seen.terms
        texts = {} if renamed or not changes.ids else self._texts(changes.ids)
        with self.lock:
            if self.stamp != seen:
                return
            if renamed or changes.ids is None:
                self._clear()
            else:
                self._correct(texts)
            self.stamp = changes.stamp

    def _texts(self, ids: Iterable[int]) -> dict[int, tuple[str, str] | None]:
        """The names and all texts of each profile, as phrases look for them; None if it is gone."""
        keys = [entry_id(self.kind, pk) for pk in ids]
        rows = SearchEntry.objects.filter(pk__in=keys).values_list("pk", "names", "terms", "texts")
        found = {
            key: (f" {names} ", f" {names} {BORDER} {terms} {BORDER} {texts} ")
            for key, names, terms, texts in rows
        }
        return {profile_pk(key): found.get(key) for key in keys}

    def _correct(self, texts: dict[int, tuple[str, str] | None]) -> None:
        for phrases, ids in self.kept.items():
            now_in = {pk for pk, entry in texts.items() if entry and holds_any(entry, phrases)}
            was_in = {pk for pk in texts if pk in ids}
            if now_in != was_in:
                self.kept[phrases] = (ids - BitMap(was_in)) | BitMap(now_in)

    def _keep(self, phrases: Phrases, found: BitMap) -> None:
        if phrases not in self.kept:
            self.kept[phrases] = found
            self.bytes += _size(found)
        while self.bytes > self.most_bytes and self.kept:
            _phrases, dropped = self.kept.popitem(last=False)
            self.bytes -= _size(dropped)

    def _clear(self) -> None:
        self.kept.clear()
        self.bytes = 0


def holds_any(entry: tuple[str, str], phrases: Phrases) -> bool:
    """Whether an entry (its names, all its texts; each between blanks) holds one of these phrases."""
    return not phrases or any(_holds(entry, phrase) for phrase in phrases)


def _holds(entry: tuple[str, str], phrase: Phrase) -> bool:
    text = entry[0] if phrase.names_only else entry[1]
    return f" {' '.join(phrase.tokens)}{'' if phrase.open_end else ' '}" in text


def _size(ids: BitMap) -> int:
    found = ids.get_statistics()
    return OVERHEAD + sum(n for name, n in found.items() if name.startswith("n_bytes") and isinstance(n, int))


@cache
def postings(kind: str) -> Postings:
    return Postings(kind)
