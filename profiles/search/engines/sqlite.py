"""FTS5 with the table of entries as its content.

Its "ascii" tokenizer takes every character beyond ASCII as part of a token, so with our marks added
it cuts at blanks alone and leaves the tokens as the analyser made them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection, transaction

from profiles.search.words.query import Phrase

TABLE, INDEX = "profiles_searchentry", "profiles_searchindex"
NAMES, WORDS = "profiles_searchname", "profiles_searchword"
MANY_PARTS = 8
PAGES_AT_ONCE = 500  # a tenth of a second, in which nobody else writes
_COLUMNS = "names, terms, texts"
_ADD = f"INSERT INTO {INDEX}(rowid, {_COLUMNS}) VALUES (new.id, new.names, new.terms, new.texts);"
_REMOVE = f"INSERT INTO {INDEX}({INDEX}, rowid, {_COLUMNS}) VALUES ('delete', old.id, old.names, old.terms, old.texts);"
_MATCHING_IDS = f"(SELECT group_concat(rowid) FROM {INDEX} WHERE {INDEX} MATCH %s)"
_EVERYTHING = f"(SELECT group_concat(id) FROM {TABLE})"
# What FTS5 keeps of an index without its text, as of one that was just created. Whatever the real ones hold, with
# these the index opens, and only one that opens can be dropped.
_EMPTY = {
    "data": ("(id INTEGER PRIMARY KEY, block BLOB)", "VALUES (1, x''), (10, x'00000000000000')"),
    "idx": ("(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID", ""),
    "config": ("(k PRIMARY KEY, v) WITHOUT ROWID", "VALUES ('version', 4)"),
}


class SQLite:
    create = (
        f"CREATE VIRTUAL TABLE {INDEX} USING fts5({_COLUMNS}, content='{TABLE}', content_rowid='id', "
        "columnsize=0, tokenize=\"ascii tokenchars '^=~|'\")",
        f"CREATE TRIGGER {INDEX}_add AFTER INSERT ON {TABLE} BEGIN {_ADD} END",
        f"CREATE TRIGGER {INDEX}_remove AFTER DELETE ON {TABLE} BEGIN {_REMOVE} END",
        f"CREATE TRIGGER {INDEX}_change AFTER UPDATE ON {TABLE} BEGIN {_REMOVE} {_ADD} END",
    )
    create_names = (
        f"CREATE INDEX {NAMES}_key ON {NAMES} (key)",
        f"CREATE INDEX {WORDS}_backwards ON {WORDS} (backwards)",
    )
    drop_names = (f"DROP INDEX IF EXISTS {NAMES}_key", f"DROP INDEX IF EXISTS {WORDS}_backwards")
    drop = (
        f"DROP TRIGGER IF EXISTS {INDEX}_change",
        f"DROP TRIGGER IF EXISTS {INDEX}_remove",
        f"DROP TRIGGER IF EXISTS {INDEX}_add",
        f"DROP TABLE IF EXISTS {INDEX}",
    )
    fill = (
        f"INSERT INTO {INDEX}({INDEX}) VALUES ('rebuild')",
        f"INSERT INTO {INDEX}({INDEX}) VALUES ('optimize')",
    )
    # Pages that are sorted stay in memory; in kibibytes.
    prepare = ("PRAGMA cache_size = -200000",)
    # While a whole table is filled: `create` brings back what this takes away.
    pause = drop[:3]
    verify = (
        f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('integrity-check', 1)",  # 1: against the table as well
        # Without its triggers the index does not follow: then this is no valid statement.
        f"SELECT CASE WHEN count(*) = 3 THEN 0 ELSE json('x') END FROM sqlite_master "
        f"WHERE type = 'trigger' AND name LIKE '{INDEX}_%'",
    )

    def remake(self) -> Iterator[str]:
        """DROP TABLE opens an index, which fails where what FTS5 keeps of it is damaged, so that is recreated first."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = %s", [INDEX])
            (is_there,) = cursor.fetchone()
        for part, (columns, values) in _EMPTY.items():
            yield f"DROP TABLE IF EXISTS {INDEX}_{part}"
            if is_there:
                yield f"CREATE TABLE {INDEX}_{part}{columns}"
            if is_there and values:
                yield f"INSERT INTO {INDEX}_{part} {values}"
        yield from (*self.drop, *self.create, *self.fill)

    def merge(self) -> None:
        """A phrase is looked up in each part: of 17 that an import of 100,000 leaves, that takes three times as long as of one."""
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(DISTINCT segid) FROM {INDEX}_idx")
            (parts,) = cursor.fetchone()
            if parts < MANY_PARTS:
                return
            pages, is_whole = -PAGES_AT_ONCE, False  # below zero: all parts are to become one
            while not is_whole:
                with transaction.atomic():
                    before = connection.connection.total_changes
                    cursor.execute(f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('merge', %s)", [pages])
                    is_whole = connection.connection.total_changes - before < 2
                pages = PAGES_AT_ONCE

    def is_damage(self, error: Exception) -> bool:
        return any(words in str(error) for words in ("malformed", "fts5", INDEX))

    def find(self, groups: Sequence[Sequence[Phrase]]) -> list[np.ndarray]:
        """In aggregates: rows that are fetched one by one cost more than the search."""
        parts = [_MATCHING_IDS if phrases else _EVERYTHING for phrases in groups]
        params = [" OR ".join(map(_match_expression, phrases)) for phrases in groups if phrases]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            row = cursor.fetchone()
        return [np.fromstring(ids or "", dtype=np.int64, sep=",") for ids in row]


def _match_expression(phrase: Phrase) -> str:
    """In FTS5's language. Tokens hold letters, digits and our marks, so quoting them is enough."""
    text = f'"{" ".join(phrase.tokens)}"{"*" if phrase.open_end else ""}'
    return f"{{names}} : {text}" if phrase.names_only else text
