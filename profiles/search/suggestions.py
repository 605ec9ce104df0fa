"""Profiles whose name, its sound, initials or identifier begins with what was typed so far, and by which of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from profiles.models.registry import profile_kind
from profiles.search.entries import BITS, MASK, is_of, profile_pk
from profiles.search.rows import SearchedFact, SearchedRows
from profiles.search.sources import owner_column, searched_columns
from profiles.search.words.analyser import pieces, tokens, whole
from profiles.search.words.names import NAME_BITS
from profiles.search.words.pinyin import pinyin_of

MAX_KEYS = 400  # that are read, published or not
MAX_ROWS = 40
HIGHEST = "\U0010ffff"


class NameStart(NamedTuple):
    key: str  # the name, written without blanks, that begins with what was typed
    values: tuple[Any, ...]


def key_of(text: str) -> str:
    """What was typed, as names are kept for this."""
    return whole(pieces(text))


def beginning_with(kind: str, key: str, columns: list[str], limit: int) -> list[NameStart]:
    """Published profiles with a name that begins with the key: whole names first, then short ones. One query.

    `columns` are columns of the profile's table, its primary key the first. Each profile comes once.
    """
    if not key:
        return []
    registered = profile_kind(kind)
    with connection.cursor() as cursor:
        cursor.execute(
            _sql(registered.model._meta.db_table, registered.number, columns), [key, key + HIGHEST]
        )
        rows = cursor.fetchall()
    starts: dict[int, NameStart] = {}
    for name, *values in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        starts.setdefault(values[0], NameStart(name, tuple(values)))
    return list(starts.values())[:limit]


class SuggestionReason(NamedTuple):
    """What a profile is offered for, where that is none of the names that are shown."""

    weight: str  # of its fact
    label: str
    text: str

    def __str__(self) -> str:
        return self.text if self.weight == "name" else f"{self.label}: {self.text}"


def reasons(kind: str, key: str, pks: Sequence[int]) -> dict[int, SuggestionReason]:
    """By which of its rows each of these profiles is offered for a key. One query, or none."""
    relations = _relations(kind)
    if not pks or not relations:
        return {}
    sql = _reasons_sql(kind).replace("{}", ", ".join(["%s"] * len(pks)))
    found: dict[int, SuggestionReason] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, list(pks) * len(relations))
        for pk, relation, *row in cursor.fetchall():
            fact = relations[relation].fact_of(row)
            if fact is None or (pk in found and _rank(found[pk].weight) <= _rank(fact.fact.weight)):
                continue
            if _row_begins(fact, row, key):
                found[pk] = SuggestionReason(fact.fact.weight, fact.label(row), fact.shown(row))
    return found


def _rank(weight: str) -> int:
    """Names go before codes, these before persons."""
    return ("name", "term", "person", "product").index(weight)


@lru_cache(maxsize=8)
def _relations(kind: str) -> dict[str, SearchedRows]:
    """Those whose rows may lead to a suggestion."""
    return {
        relation: rows
        for relation, rows in searched_columns(kind).rows.items()
        if any(fact.fact.weight != "text" for fact in rows.facts)
    }


@lru_cache(maxsize=8)
def _reasons_sql(kind: str) -> str:
    relations = _relations(kind)
    width = max(len(rows.columns) for rows in relations.values())
    return " UNION ALL ".join(
        rows.select(relation, owner_column(kind, relation), width) for relation, rows in relations.items()
    )


def _row_begins(fact: SearchedFact, row: Sequence[Any], key: str) -> bool:
    words = fact.words(row)
    if any(name_matches(name, key) for name in words.names):
        return True
    if any(key_of(name).startswith(key) for name in words.others):
        return True
    # Of terms it is their numbers that lead here, in codes of registers and exchanges.
    has_number = any(character.isdigit() for character in key)
    return has_number and any(token.startswith(key) for token in tokens(" ".join(words.terms)))


def name_matches(name: str, key: str) -> bool:
    """Whether a name holds the key, by its letters or by its sound."""
    written = whole(pieces(name))
    if key in written:
        return True
    syllables = [syllable for syllable in pinyin_of(name) if syllable]
    return key in "".join(syllables) or key in "".join(syllable[0] for syllable in syllables)


def any_word_begins(names: Iterable[str], key: str) -> bool:
    """Whether one of these names, from one of its words on, begins with the key."""
    return any(rest.startswith(key) for name in names for rest in _word_tails(name))


@lru_cache(maxsize=2_000)
def _word_tails(name: str) -> list[str]:
    """The name from each of its words on; cached, as each letter that is typed checks all records."""
    parts = pieces(name)
    return [whole(parts[place:]) for place in range(len(parts))]


def names_begin_with(kind: str, text: str) -> list[int]:
    """Profiles in every state with a name that begins with what was typed; the first of them where there are many."""
    key = key_of(text)
    if not key:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_keys_sql("id"), [key, key + HIGHEST])
        entries = {row[0] >> NAME_BITS for row in cursor.fetchall()}
    return [profile_pk(entry) for entry in sorted(entries) if is_of(kind, entry)]


def _keys_sql(columns: str) -> str:
    collation = ' COLLATE "C"' if connection.vendor == "postgresql" else ""
    return f"""
        SELECT {columns} FROM profiles_searchname
        WHERE key{collation} >= %s AND key{collation} < %s ORDER BY key{collation} LIMIT {MAX_KEYS}
    """  # noqa: S608 (names of columns are our own)


def _sql(table: str, number: int, columns: list[str]) -> str:
    """The index gives the keys in their order, so both limits end the reading."""
    selected = ", ".join(f"profile.{column}" for column in columns)
    return f"""
        SELECT name.key, {selected} FROM ({_keys_sql("id, key")}) name JOIN {table} profile ON profile.id = name.id >> {NAME_BITS + BITS}
        WHERE name.id >> {NAME_BITS} & {MASK} = {number} AND profile.state = 'published'
        LIMIT {MAX_ROWS}
    """  # noqa: S608 (names of tables and columns are our own)
