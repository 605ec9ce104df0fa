"""The keys that profiles are recognised by, so that a file that names one again finds it.

Two spellings of a name have one key: case, accents, width, traditional and simplified
characters, punctuation and the legal form (Ltd, 有限公司) do not count. A Chinese name is
also found by its pinyin where it is given in Latin letters, and the other way round;
two Chinese names that only sound alike are two names. A web domain is a key as well.

Keys are stored as numbers, in a table of their own with an index, so that a thousand rows of a
file are looked up among a million profiles in one query.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Protocol
from urllib.parse import urlsplit

from django.db import connection, models, transaction

from kit import text
from kit.languages import columns
from kit.sql.fast_rows import DO_NOTHING, insert
from profiles.models import Profile
from profiles.models.match_key import MatchKey
from profiles.models.registry import profile_kind
from profiles.search import fold, pinyin_of

HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[^\W_]+")
# Spoken names shorter than this fit too many others.
MIN_PINYIN_LENGTH = 6
FORMS = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "se",
        "sa",
        "sas",
        "sasu",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "oy",
        "oyj",
        "as",
        "aps",
        "pty",
        "pte",
        "bhd",
        "kk",
        "group",
        "groupe",
        "holding",
        "holdings",
        "the",
    ]
)
CHINESE_FORMS = re.compile(r"(股份有限公司|有限责任公司|有限公司|公司|集团)$")
# Pages on these are not sites of their own.
SHARED_HOSTS = re.compile(
    r"(^|\.)(linkedin\.com|facebook\.com|github\.(com|io)|weibo\.com|1688\.com|alibaba\.com|made-in-china\.com"
    r"|wixsite\.com|wordpress\.com|blogspot\.com|google\.com|taobao\.com|tmall\.com|jd\.com/.+|wikipedia\.org)$"
)
# An import needs the names of a chunk twice: to look them up, and to store them.
REMEMBERED = 32_768
# Profiles whose keys are written at once.
BATCH = 500
LOOK_UP = {
    "sqlite": "SELECT key, object_id FROM profiles_matchkey WHERE kind = %s AND key IN (SELECT value FROM json_each(%s))",
    "postgresql": "SELECT key, object_id FROM profiles_matchkey WHERE kind = %s AND key = ANY(%s)",
}


@lru_cache(maxsize=REMEMBERED)
def bare_name(name: str) -> str:
    """The form that spellings of a name share: "Lenovo Group Ltd." and "LENOVO" are "lenovo"."""
    folded = name.casefold() if name.isascii() else fold(text.name(name))
    words = WORD.findall(folded.replace(".", ""))
    while len(words) > 1 and words[-1] in FORMS:
        words.pop()
    bare = "".join(words)
    if not bare.isascii():
        while (shorter := CHINESE_FORMS.sub("", bare)) and shorter != bare:
            bare = shorter
    return bare


@lru_cache(maxsize=REMEMBERED)
def spoken_name(bare: str) -> str:
    """The pinyin of a name in Chinese characters alone: 联想 -> "lianxiang"; else empty."""
    if not HAN.search(bare):
        return ""
    syllables = pinyin_of(bare)
    spoken = "".join(syllables) if all(syllables) else ""
    return spoken if len(spoken) >= MIN_PINYIN_LENGTH else ""


@lru_cache(maxsize=4_096)
def domain(website: str) -> str:
    """The domain that identifies a company; empty for a page on a site that many share."""
    try:
        parts = urlsplit(website)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    is_deep = any(len(piece) > 5 for piece in parts.path.split("/"))
    return "" if is_deep or SHARED_HOSTS.search(host) else host


def stored_keys(names: Iterable[str], website: str) -> set[int]:
    """The keys under which a profile is stored."""
    keys = set()
    for bare in {bare_name(name) for name in names} - {""}:
        keys.add(_key("name", bare))
        if spoken := spoken_name(bare):
            keys.add(_key("spoken", spoken))
    if website and (host := domain(website)):
        keys.add(_key("domain", host))
    return keys


def lookup_keys(names: Iterable[str], website: str) -> dict[int, str]:
    """The keys to look a profile up by, with the sort of each: "name", "spoken" or "domain"."""
    keys = {}
    for bare in {bare_name(name) for name in names} - {""}:
        keys[_key("name", bare)] = "name"
        if spoken := spoken_name(bare):
            keys[_key("name", spoken)] = "spoken"
        elif bare.isascii() and len(bare) >= MIN_PINYIN_LENGTH:
            keys[_key("spoken", bare)] = "spoken"
    if website and (host := domain(website)):
        keys[_key("domain", host)] = "domain"
    return keys


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


def keys_of_profile(profile: Profile) -> set[int]:
    names = [getattr(profile, column, "") for column in (*columns("name"), "legal_name")]
    names += [row.name for row in profile.other_names.all()]
    return stored_keys(filter(None, names), profile.website)


def keep(kind: str, object_id: int, before: set[int], after: set[int]) -> None:
    """Bring the keys of a profile up to date; call it in the transaction that saves the profile.

    Keys of its former names stay.
    """
    new = [MatchKey(kind=kind, object_id=object_id, key=key) for key in sorted(after - before)]
    MatchKey.objects.bulk_create(new, ignore_conflicts=True)


def forget(kind: str, object_id: int) -> None:
    MatchKey.objects.filter(kind=kind, object_id=object_id).delete()


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
    """Give keys to profiles that were written past the site. Returns how many there were."""
    model: Any = profile_kind(kind).model
    existing = MatchKey.objects.filter(kind=kind, object_id=models.OuterRef("pk"))
    missing = list(model._default_manager.filter(~models.Exists(existing)).values_list("pk", flat=True))
    for start in range(0, len(missing), BATCH):
        _write_batch(kind, model, missing[start : start + BATCH])
    return len(missing)


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
