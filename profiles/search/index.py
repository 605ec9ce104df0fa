"""Writes the index. Call it in the transaction that changed the profile: both are there, or neither."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from django.db import DatabaseError, models, transaction

from kit.sql.fast_rows import LONG, among, insert
from profiles.models import ContentVersion, SearchEntry
from profiles.models.registry import kind_of
from profiles.search.engines import engine
from profiles.search.entries import entry_id
from profiles.search.sources import IndexTexts, NewProfile, naming, read, texts_of_new
from profiles.search.words.analyser import BORDER, joined, name_tokens, term_tokens, tokens
from profiles.search.words.names import add_names, name_keys, words_of, write_names

if TYPE_CHECKING:
    from profiles.models import Profile

CHUNK = 1_000
# A profile beyond this is found by what comes first in it. In characters of analysed text.
MAX_TEXT_LENGTH = 300_000
FIELDS = ("names", "terms", "texts")
NOTHING = ("", "", "")
REPLACE = f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in FIELDS)}"

Analysed = tuple[str, str, str]
logger = logging.getLogger(__name__)


class IndexDamaged(DatabaseError):
    """The search index is damaged, so nothing that it would have to follow can be saved."""


def merge_index() -> None:
    """For whoever has written many profiles: the engine finds words faster in an index of one part."""
    engine().merge()


def reindex(profile: Profile) -> None:
    """Bring the index up to date with one profile and its rows."""
    reindex_many(kind_of(profile).name, [profile.pk])


@transaction.atomic
def reindex_many(kind: str, ids: Iterable[int]) -> int:
    """Bring the index up to date with these profiles; returns how many entries changed. Those gone are taken out.

    From here to the commit others who write wait: a term that is renamed and a profile that just
    then comes to name it are indexed one after the other.
    """
    ContentVersion.hold()
    with reporting_damage():
        return sum(_reindex_chunk(kind, chunk) for chunk in chunks(ids))


@transaction.atomic
def forget(kind: str, ids: Iterable[int]) -> None:
    """Take profiles that are gone out of the index; nothing of them has to be read for that."""
    ContentVersion.hold()
    keys = [entry_id(kind, pk) for pk in ids]
    with reporting_damage():
        SearchEntry.objects.filter(pk__in=keys).delete()
        write_names(keys, {})


@contextmanager
def reporting_damage() -> Iterator[None]:
    """Raise IndexDamaged to whoever saves, and log the cause and the remedy."""
    try:
        yield
    except DatabaseError as error:
        if not engine().is_damage(error):
            raise
        text = "The search index is damaged, so nothing can be saved. Build it anew: manage.py rebuild_search"
        logger.critical("%s (%s)", text, error)
        raise IndexDamaged(text) from error


class NewEntry(NamedTuple):
    """What the index will hold of a profile that is about to be written."""

    analysed: Analysed
    name_keys: list[str]


def new_entries(kind: str, profiles: Iterable[NewProfile]) -> list[NewEntry]:
    """Built with the names that terms have now: callers must make sure that none is renamed meanwhile."""
    all_analysed = map(analysed, texts_of_new(kind, profiles))
    return [NewEntry(texts, name_keys(*texts[:2])) for texts in all_analysed]


def words_of_all(entries: Iterable[NewEntry]) -> list[str]:
    """The words of their names that typos are corrected to."""
    return sorted(set().union(*(words_of(entry.analysed[0]) for entry in entries)))


def index_new(kind: str, entries: Mapping[int, NewEntry], words: Iterable[str]) -> None:
    """Index profiles that were written in this transaction, by primary key, and words of their names."""
    entries_by_key = {entry_id(kind, pk): entry for pk, entry in entries.items()}
    if among(SearchEntry, "id", ["id"], entries_by_key):  # of profiles that were there before
        reindex_many(kind, entries)
        return
    rows = [(key, *entry.analysed) for key, entry in entries_by_key.items()]
    with reporting_damage():
        insert(SearchEntry, ("id", *FIELDS), rows, at_once=LONG)
    add_names({key: entry.name_keys for key, entry in entries_by_key.items()}, words)


def reindex_naming(term: models.Model) -> int:
    """Bring the index up to date with all profiles that name a term, or one below it, whose name changed."""
    return sum(reindex_many(kind, ids) for kind, ids in naming(term))


def chunks(ids: Iterable[int]) -> Iterator[tuple[int, ...]]:
    rest = iter(ids)
    while chunk := tuple(islice(rest, CHUNK)):
        yield chunk


def _reindex_chunk(kind: str, ids: tuple[int, ...]) -> int:
    keys = [entry_id(kind, pk) for pk in ids]
    before = {row[0]: row[1:] for row in SearchEntry.objects.filter(pk__in=keys).values_list("pk", *FIELDS)}
    after = dict(entries(kind, ids))
    gone = before.keys() - after.keys()
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    changed = [pk for pk, values in after.items() if before.get(pk) != values]
    insert(SearchEntry, ("id", *FIELDS), [(pk, *after[pk]) for pk in changed], REPLACE, at_once=LONG)
    renamed = [pk for pk in changed if before.get(pk, NOTHING)[:2] != after[pk][:2]]
    write_names(gone, {pk: after[pk] for pk in renamed})
    return len(gone) + len(changed)


def entries(kind: str, ids: tuple[int, ...]) -> Iterator[tuple[int, Analysed]]:
    """The key and the analysed texts of each of these profiles that there is."""
    for pk, texts in read(kind, ids).items():
        yield entry_id(kind, pk), analysed(texts)


def analysed(texts: IndexTexts) -> Analysed:
    """Names, terms and texts as the index holds them."""
    names = " ".join(" ".join(name_tokens(name)) for name in dict.fromkeys(texts.names))
    if texts.others:
        others = (" ".join(name_tokens(name, initials=False)) for name in dict.fromkeys(texts.others))
        names = f"{names} {BORDER} {' '.join(others)}"
    entry = (names, joined(map(term_tokens, texts.terms)), joined(map(tokens, texts.texts)))
    return entry if sum(map(len, entry)) <= MAX_TEXT_LENGTH else _shorten(entry)


def _shorten(entry: Analysed) -> Analysed:
    names, terms, texts = (
        text[: MAX_TEXT_LENGTH // 3].rpartition(" ")[0] or text[: MAX_TEXT_LENGTH // 3] for text in entry
    )
    return names, terms, texts
