"""Signing in: by name or address, the same answer for who exists and who does not, limits by network address."""

import pytest
from django.core import mail

from tests.factories import PASSWORD, make_user

LOGIN = "/accounts/login/"


@pytest.mark.django_db
@pytest.mark.parametrize("login", ["chen", "chen@example.org"])
def test_person_signs_in_by_name_or_address(client, login):
    make_user(username="chen", role="Editor")
    response = client.post(LOGIN, {"login": login, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.django_db
def test_wrong_password_and_unknown_person_get_the_same_answer(client):
    make_user(username="chen")
    answers = []
    for login in ("chen", "nobody"):
        response = client.post(LOGIN, {"login": login, "password": "wrong password"})
        errors = response.context["form"].errors.as_json()
        answers.append((response.status_code, errors))
    assert answers[0] == answers[1]


@pytest.mark.django_db
def test_guessing_limits_the_guesser_and_not_the_person(client):
    make_user(username="chen")
    for _guess in range(12):
        client.post(LOGIN, {"login": "chen", "password": "guess"}, REMOTE_ADDR="192.0.2.1")
    guesser = client.post(LOGIN, {"login": "chen", "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
    person = client.post(LOGIN, {"login": "chen", "password": PASSWORD}, REMOTE_ADDR="198.51.100.7")
    assert guesser.status_code in (200, 429)
    assert person.status_code == 302


@pytest.mark.django_db
def test_sign_up_is_closed(client):
    response = client.post(
        "/accounts/signup/",
        {"username": "new", "email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code == 200
    assert "new" not in [user.username for user in type(make_user()).objects.all()]


@pytest.mark.django_db
def test_forgotten_password_gives_no_hint_of_who_exists(client):
    make_user(username="chen")
    answers = [
        client.post("/accounts/password/reset/", {"email": email})
        for email in ("chen@example.org", "nobody@example.org")
    ]
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/accounts/password/reset/done/")
    ] * 2
    assert "chen@example.org" in [address for message in mail.outbox for address in message.to]


@pytest.mark.django_db
def test_admin_signs_in_through_the_same_page(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith(LOGIN)
