"""The cache that all processes share where there is no Redis: rate limits and single-use proofs of work need one."""

from __future__ import annotations

import base64
import pickle
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction


class SharedCache(DatabaseCache):
    """Django's cache in the database, with counters that lose nothing when two processes count at once."""

    # Beyond this a third is deleted, whatever it counts; Django's own limit of 300 is a busy hour.
    MAX_ENTRIES = 100_000

    _table: str  # Django's, quoted

    def __init__(self, table: str, params: dict[str, Any]) -> None:
        super().__init__(table, {"max_entries": self.MAX_ENTRIES, **params})

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> Any:
        """The value after it grew; it lasts as long as before. ValueError where there is none."""
        using = router.db_for_write(self.cache_model_class)
        name = self.make_and_validate_key(key, version=version)
        with transaction.atomic(using=using):
            self._lock_row(using, name)
            before = self.get(key, version=version)
            if before is None:
                raise ValueError(f"Key {key!r} not found")
            self._replace(using, name, before + delta)
        return before + delta

    def _lock_row(self, using: str, name: str) -> None:
        """Until the transaction ends; on SQLite it holds everything from its beginning."""
        if connections[using].features.has_select_for_update:
            with connections[using].cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {self._table} WHERE cache_key = %s FOR UPDATE", [name])  # noqa: S608 (our own table)

    def _replace(self, using: str, name: str, value: Any) -> None:
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode("ascii")
        with connections[using].cursor() as cursor:
            cursor.execute(f"UPDATE {self._table} SET value = %s WHERE cache_key = %s", [text, name])  # noqa: S608
