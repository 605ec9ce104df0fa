"""What is at home for the park whose site this is: its country and place, and the currency that amounts are compared in.

The host park's record says it. The kind that keeps that record tells how it is read (`home_is_read_by`), so that
other kinds need not import it. Before a host park is entered the settings say it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from profiles.content.caching import CachedUntilChange, PerTransaction
from profiles.content.changes import ContentStamp, current_stamp
from profiles.content.clock import clock
from profiles.models.version import content_written


class Home(NamedTuple):
    country: str
    currency: str  # empty where the park has not said it: nothing is converted then
    place: tuple[float, float] | None = None  # latitude and longitude, in degrees


_readers: list[Callable[[], Home | None]] = []


def home_is_read_by(read: Callable[[], Home | None]) -> None:
    """`read` gives what the record of the host park says, in one query; None where there is no host park."""
    _readers[:] = [read]


def read_home() -> Home:
    """As the database is now."""
    homes = (read() for read in _readers)
    return next((home for home in homes if home), None) or Home(settings.HOME_COUNTRY, settings.HOME_CURRENCY)


_homes = PerTransaction(lambda: CachedUntilChange(read_home))


def home(stamp: ContentStamp | None = None) -> Home:
    """The same, read once for each content version; callers that just read its stamp pass it.

    Without one it is as of a moment ago, and in a transaction as that found or wrote it: rows may ask one by one.
    """
    return _homes.get().at(stamp or _stamp_without_query())


def _stamp_without_query() -> ContentStamp:
    if connection.in_atomic_block:
        return WITHIN_A_TRANSACTION
    return clock.stamp() or current_stamp()


def _forget(**_signal: Any) -> None:
    _homes.forget()


WITHIN_A_TRANSACTION = ContentStamp(0, 0)
content_written.connect(_forget)
