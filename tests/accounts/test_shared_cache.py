"""All processes count and remember together, also without Redis."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts.models import CacheEntry
from accounts.shared_cache import SharedCache

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, TIMES = 4, 15


@pytest.fixture
def cache():
    return SharedCache("shared_cache", {})


def at_once(function):
    """What each of several threads, each with a connection of its own, makes of it."""

    def run(number):
        try:
            return function(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as threads:
        return list(threads.map(run, range(THREADS)))


def test_counts_of_several_at_once_add_up(cache):
    cache.add("limit", 0, 60)
    seen = at_once(lambda _number: [cache.incr("limit") for _time in range(TIMES)])
    assert sorted(value for values in seen for value in values) == list(range(1, THREADS * TIMES + 1))
    assert cache.get("limit") == THREADS * TIMES


def test_one_of_several_at_once_uses_what_can_be_used_once(cache):
    assert sorted(at_once(lambda number: bool(cache.add("sum", number, 60)))) == [False] * 3 + [True]


def test_counter_lasts_as_long_as_before(cache):
    cache.add("limit", 1, 3_600)
    until = CacheEntry.objects.get().expires
    assert cache.incr("limit", 4) == 5
    assert (CacheEntry.objects.get().expires, cache.get("limit")) == (until, 5)


@pytest.mark.parametrize("timeout", [None, 1])
def test_counter_that_is_not_there_is_an_error(cache, timeout):
    if timeout:
        cache.add("limit", 1, timeout)
        time.sleep(1.1)
    with pytest.raises(ValueError, match="not found"):
        cache.incr("limit")
