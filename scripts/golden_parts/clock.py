"""A clock that shows the same times at every run.

It moves on a little whenever somebody looks, so that what was made later also sorts later: by a
millionth of a second, and for whoever counts nanoseconds, as the keys of rows do, by a thousandth, because
many keys are made of one look. To be set up before Django loads a model, because models keep `timezone.now`.
"""

from __future__ import annotations

import datetime
import itertools
import time
from typing import Any

from django.utils import timesince, timezone

BEGIN = datetime.datetime(2026, 3, 2, 2, tzinfo=datetime.UTC)


class Clock:
    def __init__(self) -> None:
        self.go_to(day=0)

    def go_to(self, *, day: int) -> None:
        """So many days after the beginning."""
        self._begin_at(BEGIN + datetime.timedelta(days=day))

    def wait(self, *, minutes: int) -> None:
        """To the whole second after so many minutes, however often somebody looked."""
        self._begin_at(self.now().replace(microsecond=0) + datetime.timedelta(minutes=minutes))

    def _begin_at(self, moment: datetime.datetime) -> None:
        seconds = int(moment.timestamp())
        self._microseconds = itertools.count(seconds * 1_000_000)
        self._nanoseconds = itertools.count(seconds * 1_000_000_000, 1_000_000)

    def seconds(self) -> float:
        return next(self._microseconds) / 1_000_000

    def nanoseconds(self) -> int:
        return next(self._nanoseconds)

    def now(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.seconds(), datetime.UTC)


clock = Clock()


def set_up() -> None:
    """Let the code of the site see this clock and no other."""
    since = timesince.timesince

    def since_now(moment: Any, now: Any = None, *args: Any, **kwargs: Any) -> str:
        return since(moment, now or clock.now(), *args, **kwargs)

    time.time, time.time_ns = clock.seconds, clock.nanoseconds
    timezone.now = clock.now
    timesince.timesince = since_now
