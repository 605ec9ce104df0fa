"""A cache of several, of which the first that answers does the work: rate limits and single-use proofs of work need one.

Without it a Redis that is stopped would stop sign-in and proposals, or let everything through. A cache that failed is
left alone for a few seconds, so that requests do not all wait for it, and is then tried again.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import Error, connections, router, transaction

log = logging.getLogger(__name__)

RETRY_SECONDS = 5

# By name: when a cache that failed is tried again. Of each process.
_next_tries: dict[str, float] = {}
_lock = threading.Lock()


def out_of_use() -> list[str]:
    """The names of the caches that failed at their last use."""
    return sorted(_next_tries)


def try_all_again() -> None:
    """Forget what failed."""
    with _lock:
        _next_tries.clear()


class FallbackCache(BaseCache):
    """OPTIONS name the caches in their order; the last one must not fail."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        *self.first, self.last = params["OPTIONS"]["caches"]

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("delete", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("incr", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("has_key", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("get_many", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._first_answer("delete_many", *args, **kwargs)

    def clear(self) -> None:
        """Clear all of them: counts that one collected during an outage must not go on."""
        for name in self.first:
            self._answer(name, "clear")
        caches[self.last].clear()

    def _first_answer(self, method: str, *args: Any, **kwargs: Any) -> Any:
        for name in self.first:
            answered, answer = self._answer(name, method, *args, **kwargs)
            if answered:
                return answer
        return getattr(caches[self.last], method)(*args, **kwargs)

    def _answer(self, name: str, method: str, *args: Any, **kwargs: Any) -> tuple[bool, Any]:
        if not _may_try(name):
            return False, None
        cache = caches[name]
        try:
            with _in_savepoint(cache):
                answer = getattr(cache, method)(*args, **kwargs)
        except Exception as error:
            if not _is_outage(error):
                raise
            _note_outage(name, error)
            return False, None
        _note_answer(name)
        return True, answer


def _is_outage(error: Exception) -> bool:
    """Whether a cache is down, unlike the ValueError of a missing counter. Only its own cache imports Redis."""
    is_of_redis = any(kind.__module__.startswith("redis.") for kind in type(error).__mro__)
    return is_of_redis or isinstance(error, OSError | Error)


def _in_savepoint(cache: BaseCache) -> AbstractContextManager:
    """PostgreSQL aborts a whole transaction for one failed statement, unless there is a savepoint before it."""
    if isinstance(cache, BaseDatabaseCache):
        alias = router.db_for_write(cache.cache_model_class)
        if connections[alias].in_atomic_block:
            return transaction.atomic(using=alias)
    return nullcontext()


def _may_try(name: str) -> bool:
    """While a cache is out of use, one request tries it now and then, and the others do without."""
    if name not in _next_tries:
        return True
    with _lock:
        now = time.monotonic()
        if now < _next_tries.get(name, now):
            return False
        if name in _next_tries:
            _next_tries[name] = now + RETRY_SECONDS
        return True


def _note_outage(name: str, error: Exception) -> None:
    with _lock:
        is_new = name not in _next_tries
        _next_tries[name] = time.monotonic() + RETRY_SECONDS
    if is_new:
        reason = f"{type(error).__name__}: {error}"
        text = "The cache “%s” fails (%s). The next one does its work until it answers again."
        log.warning(text, name, reason)


def _note_answer(name: str) -> None:
    if name in _next_tries:
        with _lock:
            was_out = _next_tries.pop(name, None) is not None
        if was_out:
            log.warning("The cache “%s” answers again and is in use.", name)
