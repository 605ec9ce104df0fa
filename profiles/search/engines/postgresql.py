"""GIN over tsvectors that hold our tokens as they are: no parser and no dictionary of PostgreSQL touches them.

The vectors keep no positions, of which PostgreSQL remembers 256 a word and 16,383 a text. A phrase is
looked for among the entries that hold all its tokens, in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from django.db import connection

from profiles.search.words.analyser import BORDER
from profiles.search.words.query import Phrase

TABLE = "profiles_searchentry"
NAMES, WORDS = "profiles_searchname", "profiles_searchword"
_ALL = f"names || ' {BORDER} ' || terms || ' {BORDER} ' || texts"


def _vector(text: str) -> str:
    return f"array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))"


class PostgreSQL:
    create = (
        # Long texts live apart, so that the rows to be visited for a frequent word lie close together.
        f"ALTER TABLE {TABLE} SET (toast_tuple_target = 512)",
        f"CREATE INDEX profiles_searchindex ON {TABLE} USING gin (({_vector(_ALL)})) WITH (fastupdate = off)",
        f"CREATE INDEX profiles_searchindex_names ON {TABLE} USING gin (({_vector('names')})) WITH (fastupdate = off)",
    )
    # By code point, whatever the language of the database, so that a beginning is a range.
    create_names = (
        f'CREATE INDEX {NAMES}_key ON {NAMES} (key COLLATE "C")',
        f'CREATE INDEX {WORDS}_forwards ON {WORDS} (word COLLATE "C")',
        f'CREATE INDEX {WORDS}_backwards ON {WORDS} (backwards COLLATE "C")',
    )
    drop_names = (
        f"DROP INDEX IF EXISTS {NAMES}_key",
        f"DROP INDEX IF EXISTS {WORDS}_forwards",
        f"DROP INDEX IF EXISTS {WORDS}_backwards",
    )
    drop = (
        "DROP INDEX IF EXISTS profiles_searchindex_names",
        "DROP INDEX IF EXISTS profiles_searchindex",
    )
    fill: tuple[str, ...] = ()  # an index is filled when it is created
    prepare: tuple[str, ...] = ("SET maintenance_work_mem = '256MB'",)
    pause = drop
    verify = ("SELECT 'profiles_searchindex'::regclass, 'profiles_searchindex_names'::regclass",)

    def remake(self) -> Iterator[str]:
        yield from (*self.drop, *self.create)

    def merge(self) -> None:
        """GIN has no parts, as fastupdate is off."""

    def is_damage(self, error: Exception) -> bool:
        return False  # PostgreSQL says so itself, whatever the index

    def find(self, groups: Sequence[Sequence[Phrase]]) -> list[np.ndarray]:
        """Numbers as they lie in memory: reading them as text costs more than the search."""
        conditions = [[_condition(phrase) for phrase in phrases] for phrases in groups]
        parts = [
            _matching_ids(" OR ".join(f"({sql})" for sql, _params in group) or "true") for group in conditions
        ]
        params = [param for group in conditions for _sql, params in group for param in params]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", params)
            row = cursor.fetchone()
        return [np.frombuffer(ids or b"", dtype=">i8").astype(np.int64) for ids in row]


def _matching_ids(condition: str) -> str:
    return f"(SELECT string_agg(int8send(id), '') FROM {TABLE} WHERE {condition})"


def _condition(phrase: Phrase) -> tuple[str, list[str]]:
    text = "names" if phrase.names_only else _ALL
    where, params = f"{_vector(text)} @@ %s::tsquery", [_tsquery(phrase)]
    if len(phrase.tokens) > 1:
        where += f" AND strpos(' ' || {text} || ' ', %s) > 0"
        params.append(f" {' '.join(phrase.tokens)}{'' if phrase.open_end else ' '}")
    return where, params


def _tsquery(phrase: Phrase) -> str:
    """As a tsquery. Tokens hold letters, digits and our marks, so quoting them is enough."""
    words = [f"'{token}'" for token in phrase.tokens]
    if phrase.open_end:
        words[-1] += ":*"
    return " & ".join(words)
