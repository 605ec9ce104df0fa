"""Accounts in the admin: a save on top of a newer one is refused, shows both values and keeps what was typed."""

import html
import re
import threading

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.models import Representative, User
from tests.factories import make_company, make_user
from tests.page_form import page_form

pytestmark = pytest.mark.django_db
REFUSED = "Somebody else saved this meanwhile, and yours is not saved yet."


def url_of(record) -> str:
    return reverse(f"admin:accounts_{record._meta.model_name}_change", args=[record.pk])


def form_of(response, record) -> dict:
    return page_form(response, f"{record._meta.model_name}_form")


def open_form(client: Client, record) -> dict:
    return form_of(client.get(url_of(record)), record)


def text_of(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


@pytest.fixture
def admin(client) -> Client:
    client.force_login(make_user(role="Administrator"))
    return client


@pytest.fixture
def person() -> User:
    return make_user(role="Editor", username="chen", first_name="Chen", last_name="Li")


def test_save_on_top_of_a_newer_one_is_refused_with_both_values(admin, person):
    stale = open_form(admin, person) | {"first_name": "Mine", "last_name": "My name"}
    assert admin.post(url_of(person), open_form(admin, person) | {"first_name": "Theirs"}).status_code == 302
    response = admin.post(url_of(person), stale)
    assert response.status_code == 200
    assert REFUSED in text_of(response)
    assert "Saved meanwhile: “Theirs”. Yours: “Mine”." in text_of(response)
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Theirs", "Li")
    again = form_of(response, person)
    assert (again["first_name"], again["last_name"]) == (["Mine"], ["My name"])
    assert admin.post(url_of(person), again).status_code == 302
    person.refresh_from_db()
    assert (person.first_name, person.last_name) == ("Mine", "My name")


def test_field_that_was_left_alone_takes_the_newer_value(admin, person):
    stale = open_form(admin, person) | {"first_name": "Mine"}
    moderators = Group.objects.get(name="Moderator")
    theirs = open_form(admin, person) | {"email": "new@example.org", "groups": [moderators.pk]}
    del theirs["is_active"]
    assert admin.post(url_of(person), theirs).status_code == 302
    response = admin.post(url_of(person), stale)
    words = "Changed meanwhile from “%s” to “%s”, which is in the form now."
    assert words % ("chen@example.org", "new@example.org") in text_of(response)
    assert words % ("Editor", "Moderator") in text_of(response)
    assert words % ("Yes", "No") in text_of(response)
    assert admin.post(url_of(person), form_of(response, person)).status_code == 302
    person.refresh_from_db()
    saved = (person.first_name, person.email, person.is_active, list(person.groups.all()))
    assert saved == ("Mine", "new@example.org", False, [moderators])


def test_save_after_which_nothing_differs_goes_through(admin, person):
    form = open_form(admin, person) | {"first_name": "Same"}
    for _time in range(2):
        assert admin.post(url_of(person), form).status_code == 302


def test_third_save_is_shown_again(admin, person):
    stale = open_form(admin, person) | {"first_name": "Mine"}
    User.objects.filter(pk=person.pk).update(first_name="Second")
    again = form_of(admin.post(url_of(person), stale), person)
    User.objects.filter(pk=person.pk).update(first_name="Third")
    assert "“Third”" in text_of(admin.post(url_of(person), again))
    person.refresh_from_db()
    assert person.first_name == "Third"


def test_representative_is_shown_in_words(admin, person):
    link = Representative.objects.create(user=person, company=make_company(name_en="First"))
    other = make_company(name_en="Other")
    stale = open_form(admin, link) | {"company": other.pk}
    Representative.objects.update(role="owner", company=make_company(name_en="Theirs"))
    response = admin.post(url_of(link), stale)
    assert "Saved meanwhile: “Theirs”. Yours: “Other”." in text_of(response)
    assert "Changed meanwhile from “member” to “owner”" in text_of(response)
    assert admin.post(url_of(link), form_of(response, link)).status_code == 302
    link.refresh_from_db()
    assert (link.company, link.role) == (other, "owner")


@pytest.mark.parametrize("brought", [None, "", "x", "of another"])
def test_form_that_brings_nothing_it_has_seen_is_refused(admin, person, brought):
    other = make_user()
    form = open_form(admin, person) | {"first_name": "Mine", "seen": brought}
    if brought is None:
        del form["seen"]
    elif brought == "of another":
        form["seen"] = open_form(admin, other)["seen"]
    assert REFUSED in text_of(admin.post(url_of(person), form))
    person.refresh_from_db()
    assert person.first_name == "Chen"


def test_passwords_are_neither_carried_nor_shown_nor_put_back(admin, person):
    stale = open_form(admin, person) | {"first_name": "Mine"}
    carried = signing.loads(stale["seen"][0], salt=f"accounts.User {person.pk} as it was opened")
    assert "password" not in carried
    person.set_password("another long password")
    person.save()
    response = admin.post(url_of(person), stale)
    assert response.status_code == 302
    person.refresh_from_db()
    assert person.check_password("another long password")
    assert person.first_name == "Mine"
    User.objects.filter(pk=person.pk).update(first_name="Theirs")
    assert person.password not in admin.post(url_of(person), stale).content.decode()


@pytest.mark.parametrize(("role", "status"), [("Administrator", 200), ("Editor", 403), ("Moderator", 403)])
def test_form_is_for_administrators(client, person, role, status):
    client.force_login(make_user(role=role))
    assert client.get(url_of(person)).status_code == status
    assert client.post(url_of(person), {"first_name": "Mine"}).status_code == status


def test_new_accounts_and_passwords_are_as_before(admin, person):
    passwords = {"password1": "another long password", "password2": "another long password"}
    new = {"username": "new", "usable_password": "true", **passwords}
    assert admin.post(reverse("admin:accounts_user_add"), new).status_code == 302
    url = reverse("admin:auth_user_password_change", args=[person.pk])
    data = {"usable_password": "true", "set-password": "1", **passwords}
    assert admin.post(url, data).status_code == 302
    company = make_company()
    link = {"user": person.pk, "company": company.pk, "role": "owner"}
    assert admin.post(reverse("admin:accounts_representative_add"), link).status_code == 302
    assert Representative.objects.get().role == "owner"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_of_two_saves_at_once_one_is_refused(attempt):
    person, clients = make_user(first_name="First"), {name: Client() for name in ("Hers", "His")}
    forms, answers, start = {}, {}, threading.Barrier(2, timeout=120)
    for name, client in clients.items():
        client.force_login(make_user(role="Administrator"))
        forms[name] = open_form(client, person) | {"first_name": name}

    def save(name):
        start.wait()
        answers[name] = clients[name].post(url_of(person), forms[name])
        connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    person.refresh_from_db()
    loser = next(name for name in clients if name != person.first_name)
    assert f"Saved meanwhile: “{person.first_name}”. Yours: “{loser}”." in text_of(answers[loser])
