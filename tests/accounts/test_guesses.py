"""Every door where a password or a code can be guessed has the same limit, and they count together."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
SECOND = "/accounts/2fa/authenticate/"
CHANGE = "/accounts/password/change/"
AGAIN = "/accounts/reauthenticate/"
CODE_AGAIN = "/accounts/2fa/reauthenticate/"
ADMIN_CHANGE = "/admin/password_change/"
NEW = {"password1": "another long password", "password2": "another long password"}
FAILURES = 10

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """The half minutes of codes, which pass when a test says so."""
    now = SimpleNamespace(seconds=1_800_000_000.0)
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now.seconds))
    return now


@pytest.fixture
def secret():
    """Of the app of "chen", an editor."""
    secret = generate_totp_secret()
    TOTP.activate(make_user(username="chen", role="Editor"), secret)
    return secret


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, name="chen", password=PASSWORD):
    return client.post(LOGIN, {"login": name, "password": password})


def sign_in_with_code(client, secret, name="chen"):
    sign_in(client, name)
    return client.post(SECOND, {"code": code_of(secret)})


def doors(secret):
    """(page, what is guessed, what is right) for whoever is signed in."""
    wrong = {"code": f"{(int(code_of(secret)) + 1) % 1_000_000:06}"}
    return {
        CHANGE: ({"oldpassword": "guess", **NEW}, {"oldpassword": PASSWORD, **NEW}),
        ADMIN_CHANGE: ({"oldpassword": "guess", **NEW}, {"oldpassword": PASSWORD, **NEW}),
        AGAIN: ({"password": "guess"}, {"password": PASSWORD}),
        CODE_AGAIN: (wrong, {"code": code_of(secret)}),
    }


@pytest.mark.parametrize("page", [CHANGE, ADMIN_CHANGE, AGAIN, CODE_AGAIN])
def test_guesses_are_limited_on_every_page(client, secret, clock, page):
    sign_in_with_code(client, secret)
    clock.seconds += 60
    wrong, right = doors(secret)[page]
    assert [client.post(page, wrong).status_code for _guess in range(FAILURES + 1)] == [200] * FAILURES + [
        429
    ]
    assert client.post(page, right).status_code == 429


@pytest.mark.parametrize("page", [CHANGE, ADMIN_CHANGE, AGAIN, CODE_AGAIN])
def test_right_answer_is_taken_on_every_page(client, secret, clock, page):
    sign_in_with_code(client, secret)
    clock.seconds += 60
    assert client.post(page, doors(secret)[page][1]).status_code == 302


def test_guesses_on_different_pages_count_together(client, secret, clock):
    sign_in_with_code(client, secret)
    clock.seconds += 60
    pages = [CHANGE, ADMIN_CHANGE, AGAIN, CODE_AGAIN]
    for number in range(FAILURES):
        page = pages[number % len(pages)]
        assert client.post(page, doors(secret)[page][0]).status_code == 200
    assert client.post(CODE_AGAIN, doors(secret)[CODE_AGAIN][0]).status_code == 429
    client.post("/accounts/logout/")
    assert sign_in(client).status_code == 429


def test_own_code_does_not_buy_new_guesses(client, secret, clock):
    """A guesser with an account and an app would otherwise sign in now and then."""
    make_user(username="victim")
    for _guess in range(FAILURES - 1):
        assert sign_in(client, "victim", "guess").status_code == 200
    assert sign_in_with_code(client, secret)["Location"] == "/"
    clock.seconds += 60
    assert client.post(CODE_AGAIN, {"code": code_of(secret)}).status_code == 302
    client.post("/accounts/logout/")
    assert sign_in(client, "victim", "guess").status_code == 200
    assert sign_in(client, "victim", PASSWORD).status_code == 429


def test_right_answers_are_not_counted(client, secret, clock):
    for _time in range(FAILURES + 2):
        clock.seconds += 60
        assert sign_in_with_code(client, secret)["Location"] == "/"
        client.post("/accounts/logout/")


def test_sign_in_of_the_admin_takes_no_guesses_of_staff(client):
    make_user(username="victim", role="Administrator")
    client.force_login(make_user(role="Editor"))
    answers = [
        client.post("/admin/login/", {"username": "victim", "password": password})
        for password in ("guess", PASSWORD)
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, "/admin/")] * 2
    assert client.get("/admin/accounts/user/").status_code == 403  # still the editor


def test_own_password_is_not_set_without_the_old_one(client):
    administrator, other = make_user(role="Administrator"), make_user()
    client.force_login(administrator)
    own = f"/admin/accounts/user/{administrator.pk}/password/"
    data = {**NEW, "set-password": "1", "usable_password": "true"}
    assert client.get(own)["Location"] == CHANGE
    assert client.post(own, data)["Location"] == CHANGE
    assert client.post(f"/admin/accounts/user/{other.pk}/password/", data).status_code == 302
    for user in (administrator, other):
        user.refresh_from_db()
    assert administrator.check_password(PASSWORD)
    assert other.check_password(NEW["password1"])


def test_name_that_is_the_address_of_another_person_is_confirmed_by_its_own_password(client):
    make_user(username="li")
    client.force_login(make_user(username="li@example.org"))
    assert client.post(AGAIN, {"password": PASSWORD}).status_code == 302
