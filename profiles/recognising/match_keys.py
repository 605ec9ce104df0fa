"""The keys that profiles are recognised by, so that a file that names one again finds it.

Two spellings of a name have one key (names.py says what does not count). A Chinese name is
also found by its pinyin where it is given in Latin letters, and the other way round;
two Chinese names that only sound alike are two names. A name with a place or words in brackets
(Alpha (Wuhan) Ltd, 武汉阿尔法) is compared with names that have none, never with those of other
places. A web domain is a key as well.

Keys are stored as numbers, in a table of their own with an index, so that a thousand rows of a
file are looked up among a million profiles in one query.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol

from django.db import connection, models, transaction

from kit.languages import columns
from kit.sql.fast_rows import DO_NOTHING, insert
from kit.worker_loop import Job
from profiles.models import ChangeSet
from profiles.models.match_key import MatchKey
from profiles.models.registry import profile_kind, profile_kinds
from profiles.recognising.names import MIN_PINYIN_LENGTH, REMEMBERED, bare_name, core_of, domain, spoken_name
from profiles.search import fold

# A row without a profile says which sorts of keys all profiles of a kind have; grows with each new sort.
NO_PROFILE, GENERATION = 0, 2
# Profiles whose keys are written at once.
BATCH = 500
LOOK_UP = {
    "sqlite": "SELECT key, object_id FROM profiles_matchkey WHERE kind = %s AND key IN (SELECT value FROM json_each(%s))",
    "postgresql": "SELECT key, object_id FROM profiles_matchkey WHERE kind = %s AND key = ANY(%s)",
}


def stored_keys(names: Iterable[str], website: str) -> set[int]:
    """The keys under which a profile is stored."""
    keys, names = set(), list(names)
    for bare in {bare_name(name) for name in names} - {""}:
        keys.add(_key("name", bare))
        if spoken := spoken_name(bare):
            keys.add(_key("spoken", spoken))
    for core in filter(None, map(core_of, names)):
        keys |= {_key("core", core.name), _key("placed", f"{core.name} {core.place}")}
    if website and (host := domain(website)):
        keys.add(_key("domain", host))
    return keys


def lookup_keys(names: Iterable[str], website: str) -> dict[int, str]:
    """The keys to look a profile up by, with the sort of each: "name", "spoken", "core" or "domain"."""
    keys, names = {}, {*names}
    cores = {name: core for name in names if (core := core_of(name))}
    for core in cores.values():
        keys[_key("name", core.name)] = keys[_key("placed", f"{core.name} {core.place}")] = "core"
    for bare in {bare_name(name) for name in names - cores.keys()}:
        keys[_key("core", bare)] = "core"
    for bare in {bare_name(name) for name in names} - {""}:
        keys[_key("name", bare)] = "name"
        if spoken := spoken_name(bare):
            keys[_key("name", spoken)] = "spoken"
        elif bare.isascii() and len(bare) >= MIN_PINYIN_LENGTH:
            keys[_key("spoken", bare)] = "spoken"
    if website and (host := domain(website)):
        keys[_key("domain", host)] = "domain"
    return keys


def list_key(origin: str, number: str) -> int:
    """The key of a number that a list from elsewhere gives its rows. Another list's 1 is another number."""
    return _key("listed", f"{fold(origin.strip())}\n{number}")


class Described(Protocol):
    """A profile as a document has it: see profiles/documents/document.py."""

    @property
    def fields(self) -> Mapping[str, Any]: ...
    def of(self, relation: str, /) -> Mapping[str, Mapping[str, Any]]: ...


def names_of(document: Described) -> Iterator[str]:
    """All names that a document gives, with those that are former or in other languages."""
    for column in (*columns("name"), "legal_name"):
        if name := document.fields.get(column):
            yield str(name)
    for row in document.of("other_names").values():
        yield str(row["name"])


def keys_of(document: Described) -> set[int]:
    return stored_keys(names_of(document), str(document.fields.get("website", "")))


def keep(
    kind: str, object_id: int, before: set[int], after: set[int], change_set: ChangeSet | None = None
) -> None:
    """Bring the keys of a profile up to date; call it in the transaction that saves the profile.

    Keys of its former names stay. Those that are new with a change set go with it.
    """
    new = sorted(after - before)
    keys = [MatchKey(kind=kind, object_id=object_id, key=key, change_set=change_set) for key in new]
    MatchKey.objects.bulk_create(keys, ignore_conflicts=True)


def take_back(change_set: ChangeSet, object_id: int, needed: set[int]) -> None:
    """Forget the keys that came to a profile with a change set, but for those that it has today."""
    keys = MatchKey.objects.filter(change_set=change_set, object_id=object_id)
    keys.exclude(key__in=needed).delete()
    keys.update(change_set=None)


def forget(kind: str, object_ids: Sequence[int]) -> None:
    MatchKey.objects.filter(kind=kind, object_id__in=object_ids).delete()


def look_up(kind: str, keys: Iterable[int]) -> dict[int, list[int]]:
    """The profiles that have these keys: key -> primary keys."""
    pks_by_key: dict[int, list[int]] = defaultdict(list)
    wanted = list(keys)
    if wanted:
        with connection.cursor() as cursor:
            cursor.execute(LOOK_UP[connection.vendor], [kind, _list_for(connection.vendor, wanted)])
            for key, object_id in cursor.fetchall():
                pks_by_key[key].append(object_id)
    return pks_by_key


def _list_for(vendor: str, keys: list[int]) -> Any:
    """Thousands of numbers as one parameter."""
    return keys if vendor == "postgresql" else json.dumps(keys)


def keep_missing(kind: str) -> int:
    """Give keys to profiles that were written past the site, or before there were all sorts of keys. Returns how many there were."""
    model: Any = profile_kind(kind).model
    profiles = model._default_manager.order_by("pk")
    is_whole = MatchKey.objects.filter(kind=kind, object_id=NO_PROFILE, key=GENERATION).exists()
    if is_whole:
        existing = MatchKey.objects.filter(kind=kind, object_id=models.OuterRef("pk"))
        profiles = profiles.filter(~models.Exists(existing))
    missing = list(profiles.values_list("pk", flat=True))
    for start in range(0, len(missing), BATCH):
        _write_batch(kind, model, missing[start : start + BATCH])
    if not is_whole:
        note_whole(kind)
    return len(missing)


def note_whole(kind: str) -> None:
    """Record that all profiles of a kind have all sorts of keys."""
    marker = MatchKey(kind=kind, object_id=NO_PROFILE, key=GENERATION)
    MatchKey.objects.bulk_create([marker], ignore_conflicts=True)


def keep_all_missing() -> None:
    for kind in profile_kinds():
        keep_missing(kind.name)


# After a release that knows a new sort of key, so that no import has to wait for it.
KEEPING = Job("match keys", keep_all_missing, every=24 * 3600)


def _write_batch(kind: str, model: Any, pks: list[int]) -> None:
    names: dict[int, list[str]] = {}
    websites: dict[int, str] = {}
    name_columns = [
        field.name for field in model._meta.fields if field.name in (*columns("name"), "legal_name")
    ]
    for pk, website, *values in (
        model._default_manager.filter(pk__in=pks).order_by().values_list("pk", "website", *name_columns)
    ):
        names[pk], websites[pk] = list(filter(None, values)), website
    other_names = model._meta.get_field("other_names")
    rows = other_names.related_model._default_manager.filter(
        **{f"{other_names.field.attname}__in": pks}
    ).order_by()
    for pk, name in rows.values_list(other_names.field.attname, "name"):
        if pk in names:
            names[pk].append(name)
    keys = [(kind, pk, key) for pk in names for key in stored_keys(names[pk], websites[pk])]
    with transaction.atomic():
        insert(MatchKey, ("kind", "object_id", "key"), keys, DO_NOTHING)


@lru_cache(maxsize=REMEMBERED)
def _key(sort: str, text: str) -> int:
    """63 bits, as much as a column holds: of a million profiles no two share one by chance."""
    digest = blake2b(f"{sort}:{text}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1
