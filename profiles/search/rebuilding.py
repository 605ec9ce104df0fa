"""Rebuilds the whole index, and checks that it equals what would be built.

Memory is bounded: profiles are read and written in chunks. Most of the work is reading and analysing,
which other processes do side by side; this one writes. The engine's index goes on answering from what
it held until it is replaced at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from django.db import DatabaseError, connection, transaction

from kit.processes.side_by_side import cores, side_by_side
from kit.sql import statistics
from kit.sql.fast_rows import DO_NOTHING, LONG, among, insert
from profiles.models import ContentVersion, SearchEntry, SearchName, SearchWord
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.search.engines import engine
from profiles.search.entries import entry_id, is_of, profile_pk
from profiles.search.index import CHUNK, FIELDS, REPLACE, Analysed, entries, reindex_many
from profiles.search.words.names import NAME_BITS, name_rows, words_of, write_names

# It takes a second or two to start other processes.
FEWEST_PROFILES = 5_000

Progress = Callable[[int, int], None]  # how many profiles are done, of how many
Chunk = tuple[str, tuple[int, ...]]  # a kind of profile, and primary keys
Result = TypeVar("Result")


@dataclass
class IndexReport:
    """How the index differs from what would be built."""

    missing: int = 0
    extra: int = 0
    differing: int = 0
    names: int = 0  # profiles whose beginnings of names differ, or whose words are missing
    broken: bool = False  # the engine's own index is not that of the table

    @property
    def is_true(self) -> bool:
        return self == IndexReport()


class Differences(NamedTuple):
    """Where the index of some profiles is not what would be built, as keys of entries."""

    missing: list[int]
    differing: list[int]
    names: list[int]


class BuiltEntries(NamedTuple):
    """What the index is to hold of some profiles."""

    version: int  # the content version before they were read
    entries: dict[int, Analysed]
    names: list[tuple[int, str]]
    words: list[str]


def rebuild(progress: Progress) -> None:
    """Index all profiles. Others may read and write meanwhile, but for the last part."""
    _execute(*engine().prepare)
    if not _is_sound():  # nothing can be written to it, nor to the table that it follows
        with transaction.atomic():
            _execute(*engine().remake())
    # Where most is missing, sorting at the end is faster, and searches find no less than before.
    fresh = SearchEntry.objects.count() < _profile_count() / 2
    if fresh:
        _clear()
    _remove_extra()
    if fresh:
        for (kind, ids), built in _for_all(_build, progress):
            _write(kind, ids, built)
    else:
        for (kind, _ids), differences in _for_all(_differences, progress):
            _repair(kind, differences)
    with transaction.atomic():
        if fresh:
            _execute(*engine().create_names, *engine().drop, *engine().create)
        _execute(*engine().fill)
        ContentVersion.advance(terms=True)  # what workers keep in memory may be wrong
    statistics.gather()


def check(progress: Progress) -> IndexReport:
    """Compare each entry with what would be built of its profile now."""
    report = IndexReport(extra=sum(1 for _entry in _extra_entries()), broken=not _is_sound())
    for (kind, ids), differences in _for_all(_differences, progress):
        if any(differences):  # or somebody saved a profile between two of its queries
            with transaction.atomic():
                ContentVersion.hold()
                differences = _differences(kind, ids)
        report.missing += len(differences.missing)
        report.differing += len(differences.differing)
        report.names += len(differences.names)
    return report


def _for_all(
    function: Callable[[str, tuple[int, ...]], Result], progress: Progress
) -> Iterator[tuple[Chunk, Result]]:
    done, total = 0, _profile_count()
    # Other processes see nothing of a transaction that is open here.
    in_process = total < FEWEST_PROFILES or cores() == 1 or connection.in_atomic_block
    results = ((chunk, function(*chunk)) for chunk in _all_chunks())
    for chunk, result in results if in_process else side_by_side(function, _all_chunks(), cores() - 1):
        yield chunk, result
        done += len(chunk[1])
        progress(done, total)


def _clear() -> None:
    _execute(*engine().drop_names, *engine().pause)
    for model in (SearchEntry, SearchName, SearchWord):
        _execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608 (names of our own tables)


def _build(kind: str, ids: tuple[int, ...]) -> BuiltEntries:
    version = ContentVersion.current()
    built = dict(entries(kind, ids))
    names = [
        row
        for entry, (entry_names, terms, _texts) in built.items()
        for row in name_rows(entry, entry_names, terms)
    ]
    words = {word for entry_names, _terms, _texts in built.values() for word in words_of(entry_names)}
    return BuiltEntries(version, built, names, sorted(words))


def _write(kind: str, ids: tuple[int, ...], built: BuiltEntries) -> None:
    """Write a chunk to tables that were empty and have no index yet; built anew if somebody wrote meanwhile."""
    with transaction.atomic():
        ContentVersion.hold()
        if ContentVersion.current() != built.version:
            built = _build(kind, ids)
        rows = [(entry, *values) for entry, values in built.entries.items()]
        insert(SearchEntry, ("id", *FIELDS), rows, REPLACE, at_once=LONG)
        insert(SearchName, ("id", "key"), built.names, DO_NOTHING)
        insert(SearchWord, ("word", "backwards"), [(word, word[::-1]) for word in built.words], DO_NOTHING)


def _repair(kind: str, differences: Differences) -> None:
    if not any(differences):
        return
    with transaction.atomic():
        reindex_many(kind, [profile_pk(key) for key in (*differences.missing, *differences.differing)])
        rows = SearchEntry.objects.filter(pk__in=differences.names).values_list("pk", *FIELDS)
        write_names((), {key: values for key, *values in rows})


def _differences(kind: str, ids: tuple[int, ...]) -> Differences:
    keys = [entry_id(kind, pk) for pk in ids]
    stored = {row[0]: row[1:] for row in SearchEntry.objects.filter(pk__in=keys).values_list("pk", *FIELDS)}
    stored_names = _names_of(keys)
    expected = dict(entries(kind, ids))
    words = {key: words_of(names) for key, (names, _terms, _texts) in expected.items()}
    all_words: set[str] = set().union(*words.values())
    stored_words = {word for (word,) in among(SearchWord, "word", ["word"], all_words)}
    return Differences(
        [key for key in expected if key not in stored],
        [key for key in expected if key in stored and stored[key] != expected[key]],
        [
            key
            for key, (names, terms, _texts) in expected.items()
            if name_rows(key, names, terms) != stored_names.get(key, []) or not words[key] <= stored_words
        ],
    )


def _names_of(keys: list[int]) -> dict[int, list[tuple[int, str]]]:
    names: dict[int, list[tuple[int, str]]] = {}
    rows = SearchName.objects.filter(pk__gte=min(keys) << NAME_BITS, pk__lt=(max(keys) + 1) << NAME_BITS)
    for row in rows.order_by("pk").values_list("pk", "key"):
        names.setdefault(row[0] >> NAME_BITS, []).append(row)
    return names


def _remove_extra() -> None:
    by_kind: dict[str, list[int]] = {}
    for kind, entry in _extra_entries():
        by_kind.setdefault(kind, []).append(profile_pk(entry))
    for kind, ids in by_kind.items():
        reindex_many(kind, ids)


def _extra_entries() -> Iterator[tuple[str, int]]:
    """Entries of profiles that are gone."""
    for kind in profile_kinds():
        existing = set(kind.model._default_manager.order_by().values_list("pk", flat=True).iterator())
        for entry in SearchEntry.objects.order_by().values_list("pk", flat=True).iterator():
            if is_of(kind.name, entry) and profile_pk(entry) not in existing:
                yield kind.name, entry


def _all_chunks() -> Iterator[Chunk]:
    """Chunk by chunk; none is read before it is needed."""
    for kind in profile_kinds():
        for ids in _chunks(kind):
            yield kind.name, ids


def _chunks(kind: ProfileKind) -> Iterator[tuple[int, ...]]:
    """All primary keys in their order; none is read before it is needed."""
    last = -1
    rows = kind.model._default_manager.order_by("pk").values_list("pk", flat=True)
    while ids := tuple(rows.filter(pk__gt=last)[:CHUNK]):
        yield ids
        last = ids[-1]


def _profile_count() -> int:
    return sum(kind.model._default_manager.count() for kind in profile_kinds())


def _is_sound() -> bool:
    try:
        with transaction.atomic():
            _execute(*engine().verify)
    except DatabaseError:
        return False
    return True


def _execute(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
