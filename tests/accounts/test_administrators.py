"""A site keeps an administrator, and nobody takes their own rights away."""

from __future__ import annotations

import html
import threading

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.db.models import QuerySet
from django.test import Client

from accounts.administrators import (
    LAST,
    LastAdministrator,
    administrators,
    another_is_left,
    check_save,
    is_last,
    may_take_away,
)
from accounts.models import User
from tests.factories import PASSWORD, make_user
from tests.page_form import page_form

BASE = "/admin/accounts/user/"
OWN = "You cannot take this away from yourself"

pytestmark = pytest.mark.django_db


def superuser(name):
    return User.objects.create_superuser(name, f"{name}@example.org", PASSWORD)


def change(client, user, **typed):
    """Save the form of a user with some of it typed over; None takes a field out."""
    url = f"{BASE}{user.pk}/change/"
    form = page_form(client.get(url), "user_form") | typed
    return client.post(url, {name: value for name, value in form.items() if value is not None})


def text_of(response):
    return html.unescape(response.content.decode())


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def chen():
    return make_user(role="Administrator", username="chen")


# --- the model --------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
@pytest.mark.parametrize("fields", [None, "own"])
def test_last_administrator_is_not_switched_off(chen, field, fields):
    setattr(chen, field, False)
    with pytest.raises(LastAdministrator):
        chen.save(update_fields=[field] if fields else None)
    chen.refresh_from_db()
    assert getattr(chen, field) is True


def test_last_superuser_is_not_demoted():
    root = superuser("root")
    root.is_superuser = False
    with pytest.raises(LastAdministrator):
        root.save()
    root.refresh_from_db()
    assert root.is_superuser


def test_last_superuser_with_another_role_is_not_demoted():
    root = superuser("root")
    root.groups.add(Group.objects.create(name="Editor of today"))
    root.is_superuser = False
    with pytest.raises(LastAdministrator):
        root.save()


def test_save_that_keeps_a_superuser_takes_nobody_away():
    root = superuser("root")
    assert may_take_away(root, None) is False
    check_save(root)


def test_editor_of_a_site_without_administrators_is_not_its_last():
    assert is_last(make_user(role="Editor")) is False


ROLE_GOES = {
    "remove": lambda user, role: user.groups.remove(role),
    "clear": lambda user, role: user.groups.clear(),
    "set": lambda user, role: user.groups.set([]),
    "remove from the role": lambda user, role: role.user_set.remove(user),
    "clear the role": lambda user, role: role.user_set.clear(),
    "delete the role": lambda user, role: role.delete(),
}


@pytest.mark.parametrize("how", ROLE_GOES)
def test_last_administrator_keeps_the_role(chen, how):
    role = Group.objects.get(name="Administrator")
    with pytest.raises(LastAdministrator), transaction.atomic():
        ROLE_GOES[how](chen, role)
    assert list(administrators()) == [chen]


def test_last_administrator_is_not_deleted(chen):
    with pytest.raises(LastAdministrator), transaction.atomic():
        chen.delete()
    assert list(administrators()) == [chen]


def test_all_administrators_together_are_not_deleted(chen):
    superuser("root")
    make_user()
    with pytest.raises(LastAdministrator), transaction.atomic():
        User.objects.all().delete()
    assert User.objects.count() == 3


@pytest.mark.parametrize("another", ["role", "superuser"])
def test_administrator_beside_another_goes(chen, another):
    other = make_user(role="Administrator") if another == "role" else superuser("root")
    chen.groups.clear()
    assert list(administrators()) == [other]
    chen.delete()


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_who_could_not_keep_accounts_is_no_other_administrator(chen, fields):
    li = superuser("li")
    User.objects.filter(pk=li.pk).update(**fields)
    chen.is_active = False
    with pytest.raises(LastAdministrator):
        chen.save()


def test_other_people_are_saved_and_deleted_before_there_is_an_administrator():
    user = make_user(role="Editor")
    user.is_active = False
    user.save()
    user.groups.clear()
    user.delete()
    assert not User.objects.exists()


@pytest.mark.parametrize("fields", [["first_name"], []])
def test_save_of_other_fields_takes_nobody_away(chen, fields):
    chen.is_active, chen.first_name = False, "Chen"
    chen.save(update_fields=fields)
    chen.refresh_from_db()
    assert (chen.is_active, chen.first_name) == (True, "Chen" if fields else "")


@pytest.mark.parametrize("field", ["is_active", "is_staff", "is_superuser"])
def test_last_superuser_stays_whichever_field_is_saved_alone(field):
    root = superuser("root")
    setattr(root, field, False)
    with pytest.raises(LastAdministrator) as error:
        root.save(update_fields=[field, "first_name"])
    assert error.value.code == "last_administrator"


def test_superuser_with_the_role_keeps_accounts_without_either(chen):
    User.objects.filter(pk=chen.pk).update(is_superuser=True)
    chen.refresh_from_db()
    chen.groups.clear()
    assert list(administrators()) == [chen]
    chen.groups.add(Group.objects.get(name="Administrator"))
    chen.is_superuser = False
    chen.save()
    assert list(administrators()) == [chen]


def test_last_administrator_loses_another_role(chen):
    role = Group.objects.create(name="Editor of today")
    chen.groups.add(role)
    chen.groups.remove(role)
    chen.groups.add(role)
    role.delete()
    assert list(administrators()) == [chen]


@pytest.mark.parametrize("fields", [{"is_active": False}, {"is_staff": False}])
def test_role_of_somebody_who_keeps_no_accounts_goes(chen, fields):
    li = make_user(role="Administrator")
    User.objects.filter(pk=li.pk).update(**fields)
    li.refresh_from_db()
    li.groups.clear()
    li.delete()
    assert list(administrators()) == [chen]


def test_administrator_is_counted_once(chen):
    User.objects.filter(pk=chen.pk).update(is_superuser=True)
    chen.groups.add(Group.objects.create(name="Another"))
    assert is_last(chen)
    other = superuser("root")
    assert [is_last(user) for user in (chen, other, make_user(role="Editor"))] == [False] * 3
    assert [another_is_left(gone) for gone in ([chen.pk], [chen.pk, other.pk])] == [True, False]


# What takes an administrator away, and what does not.
WAITS = {
    "save": (lambda user, role: switched_off(user), True),
    "delete": (lambda user, role: user.delete(), True),
    **{how: (act, True) for how, act in ROLE_GOES.items()},
    "save of a name": (lambda user, role: user.save(), False),
    "add the role": (lambda user, role: user.groups.add(role), False),
    "save of another": (lambda user, role: switched_off(make_user()), False),
    "delete another": (lambda user, role: make_user().delete(), False),
    "role of another": (lambda user, role: make_user(role="Editor").groups.clear(), False),
}


@pytest.mark.parametrize("how", WAITS)
def test_what_takes_an_administrator_away_waits_for_the_same(chen, monkeypatch, how):
    superuser("root")
    make_user(role="Editor")
    act, waits = WAITS[how]
    held, lock = [], QuerySet.select_for_update

    def remembered(rows, *args, **more):
        held.append((rows.model, more))
        return lock(rows, *args, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", remembered)
    act(chen, Group.objects.get(name="Administrator"))
    assert held == ([(Group, {"no_key": True})] if waits else [])


def test_administrator_is_taken_away_before_there_is_the_role():
    root = superuser("root")
    superuser("li")
    root.is_superuser = False
    root.save()
    assert [user.username for user in administrators()] == ["li"]


# --- the admin --------------------------------------------------------------------------


@pytest.mark.parametrize("field", ["is_active", "is_staff", "groups"])
def test_nobody_takes_their_own_rights_away(chen, field):
    superuser("root")
    response = change(signed_in(chen), chen, **{field: None})
    assert OWN in text_of(response)
    assert list(response.context["adminform"].form.errors) == [field]
    chen.refresh_from_db()
    assert (chen.is_active, chen.is_staff, chen.groups.count()) == (True, True, 1)


@pytest.mark.parametrize("field", ["is_active", "is_staff", "groups"])
def test_administrator_takes_the_rights_of_another(chen, field):
    other = make_user(role="Administrator")
    assert change(signed_in(chen), other, **{field: None}).status_code == 302
    assert list(administrators()) == [chen]


def test_own_name_is_changed(chen):
    assert change(signed_in(chen), chen, first_name="Chen").status_code == 302
    chen.refresh_from_db()
    assert chen.first_name == "Chen"


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_deletes_himself(chen, method):
    superuser("root")
    client = signed_in(chen)
    response = getattr(client, method)(f"{BASE}{chen.pk}/delete/", {"post": "yes"}, follow=True)
    assert "You cannot delete your own account" in text_of(response)
    assert User.objects.filter(pk=chen.pk).exists()


def test_nobody_deletes_himself_among_others(chen):
    other = make_user()
    data = {"action": "delete_selected", "_selected_action": [chen.pk, other.pk], "post": "yes"}
    response = signed_in(chen).post(BASE, data, follow=True)
    assert "You cannot delete your own account" in text_of(response)
    assert User.objects.count() == 2


def test_others_are_deleted(chen):
    one, other = make_user(role="Administrator"), make_user()
    client = signed_in(chen)
    assert client.post(f"{BASE}{one.pk}/delete/", {"post": "yes"}).status_code == 302
    client.post(BASE, {"action": "delete_selected", "_selected_action": [other.pk], "post": "yes"})
    assert list(User.objects.all()) == [chen]


def test_last_administrator_stays_whoever_else_may_change_accounts(chen):
    """Somebody with a permission of their own, given past the site."""
    from django.contrib.auth.models import Permission

    li = make_user(role="Editor")
    li.user_permissions.set(
        Permission.objects.filter(codename__in=["change_user", "delete_user", "view_user"])
    )
    client = signed_in(li)
    assert str(LAST) in text_of(change(client, chen, is_active=None))
    deleted = client.post(f"{BASE}{chen.pk}/delete/", {"post": "yes"}, follow=True)
    assert str(LAST) in text_of(deleted)
    data = {"action": "delete_selected", "_selected_action": [chen.pk], "post": "yes"}
    assert str(LAST) in text_of(client.post(BASE, data, follow=True))
    assert list(administrators()) == [chen]


# --- two at once ------------------------------------------------------------------------


def at_once(*acts):
    ready, outcomes = threading.Barrier(len(acts)), []

    def run(act):
        try:
            ready.wait()
            outcomes.append(act())
        except LastAdministrator:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def switched_off(user):
    user.is_active = False
    user.save()


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_that_switch_off_the_last_two_one_wins():
    for _round in range(5):
        one, other = (make_user(role="Administrator") for _time in range(2))
        outcomes = at_once(lambda: switched_off(one), lambda: switched_off(other))  # noqa: B023
        assert sorted(map(str, outcomes)) == ["None", "refused"]
        User.objects.update(is_active=False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["is_active", "groups", "delete"])
@pytest.mark.parametrize("third", [False, True])
def test_of_two_administrators_who_remove_each_other_one_wins(how, third):
    one, other = (make_user(role="Administrator") for _time in range(2))
    if third:
        make_user(role="Administrator")
    clients = [(signed_in(one), other), (signed_in(other), one)]
    forms = [page_form(client.get(f"{BASE}{user.pk}/change/"), "user_form") for client, user in clients]

    def act(client, user, form):
        if how == "delete":
            return client.post(f"{BASE}{user.pk}/delete/", {"post": "yes"}).status_code
        form = {name: value for name, value in form.items() if name != how}
        return client.post(f"{BASE}{user.pk}/change/", form).status_code

    (first, second), (form, form2) = clients, forms
    statuses = at_once(lambda: act(*first, form), lambda: act(*second, form2))
    assert sorted(statuses) in ([302, 302], [302, 403])  # the second is sent to the sign-in, or told
    left = administrators().filter(pk__in=[one.pk, other.pk])
    assert left.count() == 1
