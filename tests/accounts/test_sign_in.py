"""Signing in and out, and the same answer for who has an account and who has not."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.contrib.auth import hashers
from django.core import mail
from django.test import Client

from accounts import outbox
from accounts.models import User
from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"
LOGOUT = "/accounts/logout/"
RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/change/"
NEW_PASSWORD = "another long password"

pytestmark = pytest.mark.django_db


def _sign_in(client, login="chen", password=PASSWORD, **extra):
    return client.post(LOGIN, {"login": login, "password": password, **extra})


def _body(response) -> str:
    """The page without what differs from one request to the next: tokens and what was typed."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(r'name="(login|email)" value="[^"]*"', "", text)


@pytest.mark.parametrize("login", ["chen", "Chen", "chen@example.org", "CHEN@example.org"])
def test_person_signs_in_by_name_or_address(client, login):
    make_user(username="chen", role="Editor")
    response = _sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/")


def test_name_that_is_the_address_of_another_person_fits_nobody(client):
    make_user(username="chen")
    make_user(username="chen@example.org")
    assert _sign_in(client, "chen@example.org").status_code == 200
    assert _sign_in(client, "chen").status_code == 302


def test_endless_name_is_refused_in_words(client):
    response = _sign_in(client, "x" * 100_000)
    assert response.context["form"].has_error("login", "max_length")


def test_person_without_an_address_is_not_found_by_an_empty_one(client):
    User.objects.create_user("chen", "", PASSWORD)
    assert client.login(username="", password=PASSWORD) is False


@pytest.mark.parametrize(("known", "unknown"), [("chen", "nobody"), ("chen@example.org", "no@example.org")])
def test_wrong_password_and_unknown_person_get_the_same_answer(client, known, unknown):
    make_user(username="chen")
    answers = [_sign_in(client, login, "wrong password") for login in (known, unknown)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert _body(answers[0]) == _body(answers[1])
    assert mail.outbox == []


@pytest.mark.parametrize("login", ["chen", "chen@example.org", "nobody", "no@example.org", "gone", "keyless"])
def test_every_attempt_costs_one_hash(client, monkeypatch, login):
    """Hashing takes nearly all of the time, so the time tells nothing either."""
    make_user(username="chen")
    make_user(username="gone", is_active=False)
    User.objects.create_user("keyless", "keyless@example.org")  # has a passkey only
    hashes = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda *args: hashes.append(args[1]) or encode(*args)
    )
    assert _sign_in(client, login, "wrong password").status_code == 200
    assert len(hashes) == 1


def test_inactive_person_learns_so_only_with_the_password(client):
    make_user(username="gone", is_active=False)
    assert "Location" not in _sign_in(client, "gone", "wrong password")
    assert _sign_in(client, "gone")["Location"] == "/accounts/inactive/"
    assert client.get("/admin/").status_code == 302


def test_forgotten_password_gives_no_hint_of_who_exists(client):
    make_user(username="chen")
    make_user(username="gone", is_active=False)
    emails = ("chen@example.org", "nobody@example.org", "gone@example.org")
    answers = [client.post(RESET, {"email": email}, follow=True) for email in emails]
    assert {(answer.status_code, tuple(answer.redirect_chain)) for answer in answers} == {
        (200, ((RESET + "done/", 302),))
    }
    assert len({_body(answer) for answer in answers}) == 1
    assert mail.outbox == []
    outbox.run_due()
    # Each address gets one message; only its owner can read that there is no account.
    assert [message.to for message in mail.outbox] == [[email] for email in emails]
    assert [RESET + "key/" in message.body for message in mail.outbox] == [True, False, False]
    assert "signup" not in mail.outbox[1].body


def _reset_link(client, email="chen@example.org") -> str:
    client.post(RESET, {"email": email})
    outbox.run_due()
    link = re.search(rf"{settings.SITE_URL}(\S+key/\S+)", mail.outbox[-1].body)
    return client.get(link[1])["Location"]


def test_forgotten_password_is_replaced_once(client):
    User.objects.create_user("chen", "Chen@Example.org", PASSWORD)
    form = _reset_link(client)
    passwords = {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(form, passwords)["Location"] == RESET + "key/done/"
    assert "Bad Token" in client.get(form).content.decode()
    assert _sign_in(client, password=PASSWORD).status_code == 200
    assert _sign_in(client, password=NEW_PASSWORD).status_code == 302


def test_address_taken_away_opens_nothing(client):
    chen = make_user(username="chen")
    _reset_link(client)  # allauth notes the address
    chen.email = "new@example.org"
    chen.save()
    client.post(RESET, {"email": "chen@example.org"})
    outbox.run_due()
    assert RESET + "key/" not in mail.outbox[-1].body
    assert _sign_in(client, "chen@example.org").status_code == 200
    assert _sign_in(client, "new@example.org").status_code == 302


def test_sign_up_is_closed(client):
    person = {"username": "new", "email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    response = client.post("/accounts/signup/", person)
    assert "account/signup_closed.html" in [template.name for template in response.templates]
    assert User.objects.count() == 0


def test_nobody_changes_an_address_alone(client):
    client.force_login(make_user())
    assert client.get("/accounts/email/").status_code == 404
    assert client.get("/accounts/confirm-email/").status_code == 404


def test_admin_signs_in_through_the_same_page(client):
    make_user(username="chen", role="Editor")
    response = client.get("/admin/companies/company/", follow=True)
    address = response.redirect_chain[-1][0]
    assert address.startswith(LOGIN)
    next_page = response.context["redirect_field_value"]
    assert _sign_in(client, next=next_page)["Location"] == "/admin/companies/company/"


def test_admin_is_closed_to_people_who_are_no_staff(client):
    client.force_login(make_user())
    assert client.get("/admin/", follow=True).status_code == 403


EVIL = [
    "//evil.example",
    "///evil.example",
    "https://evil.example/",
    "https:evil.example",
    "https:///evil.example",
    "%2F%2Fevil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    " //evil.example",
]


@pytest.mark.parametrize("address", EVIL)
def test_next_leads_nowhere_else(client, address):
    make_user(username="chen", role="Editor")
    target = _sign_in(client, next=address)["Location"]
    signed_in = client.get(LOGIN, {"next": address})["Location"]
    signed_out = client.post(LOGOUT, {"next": address})["Location"]
    admin = Client().get("/admin/login/", {"next": address})["Location"]
    # A path below this site at most: "%2F%2Fevil.example" is one, odd as it looks.
    allowed = {"/", "%2F%2Fevil.example"} if address.startswith("%") else {"/"}
    assert {target, signed_in, signed_out} <= allowed
    assert admin.startswith(LOGIN + "?next=%2Fadmin%2Flogin%2F") or address.startswith("%")


def test_next_leads_within_the_site(client):
    make_user(username="chen")
    assert _sign_in(client, next="/companies/?q=a")["Location"] == "/companies/?q=a"


def test_session_is_new_at_sign_in_and_closed_to_scripts(client, settings):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    make_user(username="chen")
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    before = client.session.session_key
    _sign_in(client)
    cookies = [client.cookies[name] for name in ("sessionid", "csrftoken")]
    flags = [(cookie["httponly"], cookie["secure"], cookie["samesite"]) for cookie in cookies]
    assert flags == [(True, True, "Lax")] * 2
    assert before
    assert client.session.session_key != before


@pytest.mark.parametrize(("remember", "age"), [({}, ""), ({"remember": "on"}, 12 * 60 * 60)])
def test_session_ends_with_the_browser_or_after_a_working_day(client, remember, age):
    make_user(username="chen")
    _sign_in(client, **remember)
    assert client.cookies["sessionid"]["max-age"] == age


def test_signing_out_takes_a_post(client):
    client.force_login(make_user())
    assert client.get(LOGOUT).status_code == 200
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.post(LOGOUT)["Location"] == "/"
    assert client.get("/accounts/2fa/").status_code == 302


def test_signing_out_takes_a_token():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assert client.post(LOGOUT).status_code == 403
    assert client.get("/accounts/2fa/").status_code == 200


def test_new_password_keeps_this_session_and_ends_the_others(client):
    user = make_user()
    elsewhere = Client()
    for one in (client, elsewhere):
        one.force_login(user)
    change = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert client.post(CHANGE, change).status_code == 302
    assert client.get("/accounts/2fa/").status_code == 200
    assert elsewhere.get("/accounts/2fa/").status_code == 302


def test_present_password_is_asked_for(client):
    client.force_login(make_user())
    change = {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    assert "oldpassword" in client.post(CHANGE, change).context["form"].errors


@pytest.mark.parametrize(("role", "links"), [("", 0), ("Editor", 1)])
def test_header_leads_staff_to_their_work(client, role, links):
    client.force_login(make_user(role=role))
    header = client.get("/").content.decode().split("</header>")[0]
    assert header.count('href="/admin/"') == links
    assert [header.count(f'href="/accounts/{page}/"') for page in ("2fa", "logout")] == [1, 1]


def test_header_shows_visitors_none_of_it(client):
    assert "/accounts/" not in client.get("/").content.decode().split("</header>")[0]
