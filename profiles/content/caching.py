"""Caches of content in the memory of a worker, and when they are valid."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.http import HttpRequest

from profiles.content.changes import ContentStamp, current_stamp
from profiles.content.clock import clock
from profiles.content.visitors import is_personal

Value = TypeVar("Value")
# The stamps of the requests that are being answered.
_stamps: WeakKeyDictionary[HttpRequest, ContentStamp] = WeakKeyDictionary()


class PerTransaction(Generic[Value]):
    """One for all threads of the worker; inside a transaction one for it alone.

    What is read in a transaction may be rolled back with it, and nobody else may see it before.
    """

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make, self._shared = make, make()
        self._local = threading.local()

    def get(self) -> Value:
        blocks = tuple(connection.atomic_blocks)
        if not blocks:
            self._local.__dict__.clear()
            return self._shared
        if self._local.__dict__.get("blocks") != blocks:
            self._local.blocks, self._local.value = blocks, self._make()
        return self._local.value

    def forget(self) -> None:
        """That of the transaction of this thread."""
        self._local.__dict__.clear()


class CachedUntilChange(Generic[Value]):
    """A value that is valid until the content changes."""

    def __init__(self, load: Callable[[], Value]) -> None:
        self._load = load
        self._cached: tuple[ContentStamp, Value] | None = None

    def at(self, stamp: ContentStamp) -> Value:
        """The value as it is now, which is not before `stamp`."""
        cached = self._cached
        if cached is None or cached[0] != stamp:
            cached = self._cached = (stamp, self._load())
        return cached[1]


class LRUCache(Generic[Value]):
    """The values used most recently, by a key that changes with their inputs."""

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._values: OrderedDict[Hashable, Value] = OrderedDict()

    def get(self, key: Hashable) -> Value | None:
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
            return value

    def get_or_make(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """The cached value; else what `make` returns, which is cached. Two threads may both call it."""
        value = self.get(key)
        if value is None:
            value = make()
            self.put(key, value)
        return value

    def put(self, key: Hashable, value: Value) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)


def shared(cache: LRUCache[Value], key: Hashable, make: Callable[[], Value]) -> Value:
    """The cached value, else what `make` returns; inside a transaction always that: it may be undone, and is nobody else's."""
    return make() if connection.in_atomic_block else cache.get_or_make(key, make)


def stamp_of(request: HttpRequest) -> ContentStamp:
    """The stamp that a request is answered at: read once, before any content.

    Signed-in users see what any process has just saved; visitors see it a moment later at most.
    """
    stamp = stamp_if_read(request)
    if stamp is None:
        is_now = connection.in_atomic_block or is_personal(request)
        stamp = _stamps[request] = (None if is_now else clock.stamp()) or current_stamp()
    return stamp


def stamp_if_read(request: HttpRequest) -> ContentStamp | None:
    """The stamp that a request is answered at, if it was read already."""
    return _stamps.get(request)
