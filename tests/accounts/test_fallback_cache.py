"""A cache that is gone: the next one counts on, nothing is let through without a limit, and nobody gets an error."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache, caches
from django.db import connection, transaction

from accounts import fallback_cache
from accounts.models import CacheEntry
from submissions.models import Submission
from submissions.sending.challenge import Challenge
from submissions.sending.limits import allow
from tests.factories import PASSWORD, make_company, make_user
from tests.redis_server import use
from tests.submissions.submitting import SENDER, sent
from zgc_site.caches import site_caches

LOGIN = "/accounts/login/"
FAILURES = 10

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(redis, settings):
    return use(settings, redis)


@pytest.fixture
def _no_table():
    """As in a database that was put back without it."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE shared_cache")


@pytest.fixture
def _no_server(settings):
    """Also where the suite runs with one."""
    settings.CACHES = site_caches(None)


def guess(client, times=1):
    return [client.post(LOGIN, {"login": "chen", "password": "guess"}).status_code for _guess in range(times)]


def outages(caplog):
    return [one.getMessage() for one in caplog.records if one.name == "accounts.fallback_cache"]


def test_guesses_are_counted_on_in_the_database_while_redis_is_gone(client, redis, server, caplog):
    make_user(username="chen")
    assert guess(client, FAILURES // 2) == [200] * (FAILURES // 2)
    assert not CacheEntry.objects.exists()
    redis.stop()
    with caplog.at_level(logging.WARNING):
        assert guess(client, FAILURES + 2) == [200] * FAILURES + [429] * 2
        assert client.post(LOGIN, {"login": "chen", "password": PASSWORD}).status_code == 429
    assert CacheEntry.objects.exists()
    assert len(outages(caplog)) == 1
    assert "“server”" in outages(caplog)[0]


def test_redis_is_left_alone_for_a_while(redis, server):
    redis.stop()
    assert allow("proposals", "somebody", 1)
    redis.start()
    assert not allow("proposals", "somebody", 1)
    assert fallback_cache.out_of_use() == ["server"]


def test_redis_is_used_again_when_it_is_back(redis, server, caplog, monkeypatch):
    monkeypatch.setattr(fallback_cache, "RETRY_SECONDS", 0)
    redis.stop()
    cache.set("meanwhile", 1, 60)
    redis.start()
    cache.set("again", 1, 60)
    assert (server.get("meanwhile"), server.get("again")) == (None, 1)
    assert fallback_cache.out_of_use() == []
    assert [text.split("”")[1].split()[0] for text in outages(caplog)] == ["fails", "answers"]


def test_redis_that_does_not_answer_keeps_few_waiting_and_not_for_long(client, redis, server):
    make_user(username="chen")
    cache.set("there", 1, 60)
    redis.freeze()
    times = []
    for _request in range(6):
        begun = time.monotonic()
        assert guess(client) == [200]
        times.append(time.monotonic() - begun)
    assert sum(times) < fallback_cache.RETRY_SECONDS  # a second each without the pause
    assert fallback_cache.out_of_use() == ["server"]


def test_person_signs_in_without_redis(client, redis, server):
    make_user(username="chen")
    redis.stop()
    assert client.post(LOGIN, {"login": "chen", "password": PASSWORD}).status_code == 302


@pytest.mark.usefixtures("_no_server", "_no_table")
def test_without_the_table_each_process_counts(client, caplog):
    make_user(username="chen")
    with caplog.at_level(logging.WARNING):
        assert guess(client, FAILURES + 1) == [200] * FAILURES + [429]
    assert len(outages(caplog)) == 1


@pytest.mark.usefixtures("_no_table")
def test_without_redis_and_the_table_each_process_counts(client, redis, server):
    redis.stop()
    assert [allow("proposals", "somebody", 2) for _time in range(3)] == [True, True, False]
    assert fallback_cache.out_of_use() == ["database", "server"]


@pytest.mark.usefixtures("_no_server", "_no_table")
def test_transaction_goes_on_where_the_table_is_missing():
    with transaction.atomic():
        assert allow("proposals", "somebody", 1)
        make_company(slug="written")
    assert make_company(slug="after").pk


@pytest.mark.parametrize("gone", ["redis", "table"])
def test_proposals_are_taken_and_each_sum_once(client, redis, server, gone):
    make_company(slug="lenovo")
    redis.stop()
    if gone == "table":
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE shared_cache")
    typed = {"founded": "1985", "source-all-title": "Register", **SENDER}
    assert sent(client, "/companies/lenovo/edit/", **typed).status_code == 302
    assert Submission.objects.count() == 1
    challenge = Challenge.fresh()
    assert [challenge.use_up(), challenge.use_up()] == [True, False]


def test_counter_that_is_not_there_is_no_outage(server):
    with pytest.raises(ValueError, match="not found"):
        cache.incr("nothing")
    assert fallback_cache.out_of_use() == []


def test_every_act_of_a_cache_falls_back(redis, server):
    redis.stop()
    assert cache.add("a", 1, 60)
    assert not cache.add("a", 2, 60)
    cache.set("b", 2, 60)
    assert (cache.get("a"), "a" in cache, cache.incr("a"), cache.decr("a")) == (1, True, 2, 1)
    assert cache.set_many({"c": 3}, 60) == []
    assert cache.get_many(["a", "b", "c", "d"]) == {"a": 1, "b": 2, "c": 3}
    assert cache.touch("a", 120)
    assert cache.get_or_set("e", lambda: 5, 60) == 5
    assert cache.delete("e")
    cache.delete_many(["a", "b"])
    assert (cache.get("a"), cache.get("c")) == (None, 3)
    cache.clear()
    assert cache.get("c") is None


@pytest.mark.django_db(transaction=True)
def test_several_at_once_count_together_when_redis_goes(redis, server):
    redis.stop()

    def count(_number):
        try:
            return [allow("proposals", "somebody", 10) for _time in range(5)]
        finally:
            connection.close()
            caches.close_all()

    with ThreadPoolExecutor(4) as threads:
        taken = [one for answers in threads.map(count, range(4)) for one in answers]
    assert taken.count(True) == 10


def test_readiness_says_what_is_missing_and_serves(client, redis, server):
    assert client.get("/health/ready").content == b"ok"
    redis.stop()
    response = client.get("/health/ready")
    assert (response.status_code, response.content) == (200, b"ok, but degraded: cache out of use: server")
