"""Guessing stops the guesser by network address, and never the person whose name is guessed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"
GUESSER, PERSON = "192.0.2.1", "198.51.100.7"
FAILURES = 10

pytestmark = pytest.mark.django_db


def _try(client, password="guess", address=GUESSER, login="chen", **headers):
    data = {"login": login, "password": password}
    return client.post(LOGIN, data, REMOTE_ADDR=address, headers=headers)


def _fail(client, times=FAILURES, **options):
    return [_try(client, **options).status_code for _guess in range(times)]


def test_tenth_failure_is_the_last(client):
    make_user(username="chen")
    assert _fail(client) == [200] * FAILURES
    stopped = _try(client, PASSWORD)
    assert stopped.status_code == 429
    assert "Too many attempts" in stopped.content.decode()


def test_person_signs_in_from_elsewhere_at_that_very_time(client):
    make_user(username="chen")
    _fail(client)
    assert _try(client).status_code == 429
    assert _try(client, PASSWORD, address=PERSON).status_code == 302


def test_many_names_from_one_address_count_together(client):
    for number in range(FAILURES):
        _try(client, login=f"name{number}")
    assert _try(client, login="chen").status_code == 429


def test_signing_in_does_not_buy_new_guesses(client):
    """Otherwise a guesser with an account would sign in now and then."""
    for name in ("chen", "guesser"):
        make_user(username=name)
    _fail(client, FAILURES - 1)
    assert _try(client, PASSWORD, login="guesser").status_code == 302
    client.logout()
    assert _try(client).status_code == 200
    assert _try(client).status_code == 429


def test_successes_are_not_counted(client):
    make_user(username="chen")
    for _time in range(FAILURES + 2):
        assert _try(client, PASSWORD).status_code == 302
        client.logout()


def test_limit_ends_after_five_minutes(client, monkeypatch):
    _fail(client)
    later = time.time() + 5 * 60
    monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda: later)
    assert _try(client).status_code == 200


def test_neighbours_in_one_ipv6_network_count_together(client):
    """Everybody has 2 to the 64 of these addresses."""
    for number in range(FAILURES):
        _try(client, address=f"2001:db8::{number:x}")
    assert _try(client, address="2001:db8::ffff").status_code == 429
    assert _try(client, address="2001:db8:0:1::1").status_code == 200


def test_forged_header_is_not_believed_without_proxies(client):
    make_user(username="chen")
    for number in range(FAILURES):
        _try(client, **{"x-forwarded-for": f"203.0.113.{number}"})
    assert _try(client, PASSWORD, **{"x-forwarded-for": "203.0.113.99"}).status_code == 429


def test_forged_header_puts_the_blame_on_nobody(client):
    make_user(username="chen")
    _fail(client, **{"x-forwarded-for": PERSON, "x-real-ip": PERSON, "forwarded": f"for={PERSON}"})
    assert _try(client, PASSWORD, address=PERSON).status_code == 302


def test_last_forwarded_address_counts_behind_one_proxy(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user(username="chen")
    proxy = "10.0.0.1"
    for number in range(FAILURES):  # the guesser invents the first, the proxy writes the last
        _try(client, address=proxy, **{"x-forwarded-for": f"203.0.113.{number}, {GUESSER}"})
    guesser = _try(client, PASSWORD, address=proxy, **{"x-forwarded-for": f"203.0.113.99, {GUESSER}"})
    person = _try(client, PASSWORD, address=proxy, **{"x-forwarded-for": PERSON})
    assert (guesser.status_code, person.status_code) == (429, 302)


def test_invented_addresses_blame_nobody_behind_one_proxy(client, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    make_user(username="chen")
    _fail(client, **{"x-forwarded-for": f"{PERSON}, {GUESSER}"})
    assert _try(client, PASSWORD, **{"x-forwarded-for": PERSON}).status_code == 302


def test_letters_for_forgotten_passwords_are_limited(client):
    answers = [
        client.post(RESET, {"email": f"name{number}@example.org"}, REMOTE_ADDR=GUESSER).status_code
        for number in range(FAILURES + 1)
    ]
    assert answers == [302] * FAILURES + [429]
    assert client.post(RESET, {"email": "chen@example.org"}, REMOTE_ADDR=PERSON).status_code == 302


def test_limits_live_in_the_cache(client):
    _fail(client)
    assert _try(client).status_code == 429
    cache.clear()
    assert _try(client).status_code == 200


WORKER = """
import django
django.setup()
from django.conf import settings
from django.core.cache import cache
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.core.internal import ratelimit
from django.test import RequestFactory
request = RequestFactory(REMOTE_ADDR="192.0.2.1").post("/accounts/login/")
with request_context(request):
    uses = [ratelimit.consume(request, app="allauth.account", action="login_failed") for _ in range(6)]
print(sum(map(bool, uses)))
"""


def test_workers_share_the_limits_through_redis(redis, tmp_path):
    surroundings = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "zgc_site.settings",
        "CACHE_URL": redis.url,
        "DATA_DIR": str(tmp_path),
    }
    root = Path(__file__).resolve().parents[2]
    allowed = [
        int(
            subprocess.run(
                [sys.executable, "-c", WORKER],
                env=surroundings,
                cwd=root,
                check=True,
                capture_output=True,
                text=True,
            ).stdout
        )
        for _worker in range(2)
    ]
    assert allowed == [6, FAILURES - 6]
