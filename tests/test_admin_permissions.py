"""Every address of the admin, for every role: it opens to whom accounts/roles.py says, and to nobody else."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib import admin
from django.core import serializers
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Representative, User
from accounts.roles import ROLES, codenames
from companies.models import Company, Sector, Zone
from partners.models import Park
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete
from profiles.editing import drafts
from profiles.models import Draft, Metric, Plan, Profile, Source, Version
from tests.all_rows import all_rows
from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_park,
    make_sector,
    make_source,
    make_user,
    make_zone,
)
from tests.page_form import page_form

PEOPLE = ("anonymous", "visitor", "staff without a role", *ROLES)
CHANGES: dict[Any, dict[str, str]] = {
    Company: {"name_en": "Changed"},
    Park: {"name_en": "Changed"},
    Sector: {"name_en": "Changed"},
    Zone: {"name_en": "Changed"},
    Source: {"title": "Changed"},
    Metric: {"name_en": "Changed"},
    User: {"first_name": "Changed"},
    Representative: {"role": "owner"},
}
VERBS = {
    "publish_selected": "publish",
    "withdraw_selected": "withdraw",
    "verify_selected": "change",
    "delete_selected": "delete",
}


@dataclass(frozen=True)
class Request:
    """One request, the permission that it needs, and its data if it is a POST."""

    url: str
    needs: str
    data: dict[str, Any] | None = field(default=None)

    def send(self, client: Client) -> Any:
        return client.get(self.url) if self.data is None else client.post(self.url, self.data)


@pytest.fixture
def records(db) -> dict[Any, Any]:
    """One record of every model in the admin, none of which anything else holds on to."""
    company, user = make_company(published=False), make_user(role="Editor", username="somebody")
    make_figure(company=company, metric=make_metric(), value=1, source=make_source())
    park = make_park(published=False)
    for profile, deleted in ((company, make_company()), (park, make_park())):
        Version.record(profile, Version.Action.CREATED, by=None)
        drafts.begin(profile, profile.version, document_of(profile), Actor())
        due_at = timezone.now() + datetime.timedelta(days=1)
        Plan.objects.create(**subject(profile), action="publish", due_at=due_at)
        delete(deleted, deleted.version, Actor())
    return {
        Company: company,
        Park: park,
        Sector: make_sector(),
        Zone: make_zone(slug="zone"),
        Source: make_source(),
        Metric: make_metric(code="employees", kind="count", unit="count"),
        User: user,
        Representative: Representative.objects.create(user=user, company=company, role="member"),
    }


def subject(profile: Profile) -> dict[str, Any]:
    """What drafts, plans and versions name a profile by."""
    return {"kind": profile._meta.model_name, "object_id": profile.pk}


def sign_in(who: str) -> Client:
    client = Client()
    if who == "visitor":
        client.force_login(make_user())
    elif who == "staff without a role":
        client.force_login(staff_without_role())
    elif who != "anonymous":
        client.force_login(make_user(role=who))
    return client


def staff_without_role() -> User:
    user = make_user()
    user.is_staff = True
    user.save()
    return user


def requests(records: dict[Any, Any]) -> Iterator[Request]:
    for model, record in records.items():
        yield from pages(model, record)
        yield from actions(model, record)
        yield from autocompletes(model)
    password = f"/admin/accounts/user/{records[User].pk}/password/"
    new = {"password1": "another long password", "password2": "another long password", "set-password": "1"}
    yield Request(password, "accounts.change_user")
    yield Request(password, "accounts.change_user", {**new, "usable_password": "true"})


def pages(model: Any, record: Any) -> Iterator[Request]:
    label, name = model._meta.app_label, model._meta.model_name
    base = f"/admin/{label}/{name}/"
    change, delete = f"{base}{record.pk}/change/", f"{base}{record.pk}/delete/"
    form = page_form(sign_in("Administrator").get(change), f"{name}_form") | CHANGES[model]
    seen = {"seen": f"{record.pk}:{getattr(record, 'version', '')}"}
    for query in ("", "?_popup=1&_to_field=id"):
        yield Request(base + query, f"{label}.view_{name}")
        yield Request(f"{base}add/{query}", f"{label}.add_{name}")
        yield Request(f"{base}add/{query}", f"{label}.add_{name}", form)
        yield Request(change + query, f"{label}.view_{name}")
        yield Request(change + query, f"{label}.change_{name}", form)
        yield Request(change + query, f"{label}.change_{name}", form | {"_saveasnew": "1"})
        yield Request(delete + query, f"{label}.delete_{name}")
        yield Request(delete + query, f"{label}.delete_{name}", {"post": "yes", **seen})
    if model in (Company, Park):
        yield Request(f"{base}{record.pk}/open/", f"{label}.change_{name}", {"seen_version": "1"})
        yield from pages_of_the_past(record, base, label, name)
        yield from pages_of_drafts(record, base, f"{label}.change_{name}", name)
    yield Request(f"{base}{record.pk}/history/", f"{label}.view_{name}")
    yield Request(f"{base}{record.pk}/history/", f"{label}.view_{name}", {"post": "yes"})


def pages_of_the_past(record: Profile, base: str, label: str, name: str) -> Iterator[Request]:
    deleted = Version.objects.get(kind=name, action=Version.Action.DELETED)
    number, history = record.version, f"{base}{record.pk}/history/"
    yield Request(f"{history}?keep={number}", f"{label}.view_{name}")
    yield Request(f"{history}compare/?old={number}", f"{label}.view_{name}")
    yield Request(f"{base}{deleted.object_id}/history/", f"{label}.view_{name}")
    yield Request(f"{base}deleted/", f"{label}.view_{name}")
    yield Request(f"{history}revert/", f"{label}.change_{name}", {"number": number, "seen": number})
    yield Request(f"{base}deleted/restore/", f"{label}.add_{name}", {"object_id": deleted.object_id})


def pages_of_drafts(record: Profile, base: str, needs: str, name: str) -> Iterator[Request]:
    draft, plan = (kind.objects.get(**subject(record)) for kind in (Draft, Plan))
    own, plans = f"{base}{record.pk}/drafts/{draft.pk}/", f"{base}{record.pk}/plans/"
    form = page_form(sign_in("Administrator").get(own), f"{name}_form") | {"name_en": "Changed"}
    for url in (own, f"{own}discard/", plans):
        yield Request(url, needs)
    yield Request(own, needs, form)
    yield Request(own, needs, form | {"_apply": "1"})
    yield Request(f"{base}{record.pk}/change/", needs, form | {"_draft": "1"})
    yield Request(f"{own}discard/", needs, {"seen": draft.number})
    due_at = f"{timezone.localdate().year + 1}-12-31T09:30"
    yield Request(plans, needs, {"action": "apply", "draft": draft.pk, "due_at": due_at})
    yield Request(f"{plans}{plan.pk}/cancel/", needs, {"post": "yes"})


def actions(model: Any, record: Any) -> Iterator[Request]:
    label, name = model._meta.app_label, model._meta.model_name
    names = VERBS if model in (Company, Park) else ("delete_selected",)
    for action in names:
        data = {"action": action, "_selected_action": [record.pk], "post": "yes"}
        data["seen"] = f"{record.pk}:{getattr(record, 'version', '')}"
        yield Request(f"/admin/{label}/{name}/", f"{label}.{VERBS[action]}_{name}", data)


def autocompletes(model: Any) -> Iterator[Request]:
    """From each field of the model and of its rows; needed is the right to see what is offered."""
    model_admin = admin.site._registry[model]
    for owner in (model_admin, *(inline(model, admin.site) for inline in model_admin.inlines)):
        for name in owner.autocomplete_fields:
            meta, remote = owner.model._meta, owner.model._meta.get_field(name).related_model._meta
            query = f"app_label={meta.app_label}&model_name={meta.model_name}&field_name={name}"
            needs = f"{remote.app_label}.view_{remote.model_name}"
            yield Request(f"{reverse('admin:autocomplete')}?{query}", needs)


def permissions(who: str) -> set[str]:
    return {f"{app}.{codename}" for app, codename in codenames(who)} if who in ROLES else set()


def is_refused(request: Request, response: Any) -> bool:
    """Denied or sent to sign in. An action that one does not have is no choice of the list's form."""
    if "action" in (request.data or {}):
        return response.status_code in (200, 302, 403)
    return response.status_code == 403 or "/login/" in response.get("Location", "")


@pytest.mark.parametrize("who", PEOPLE)
def test_every_address_opens_to_whom_the_roles_say(records, who):
    client, allowed = sign_in(who), permissions(who)
    sent, wrong = list(requests(records)), []
    before = all_rows()  # and again after each rollback
    for request in sent:
        with transaction.atomic():
            response = request.send(client)
            after = all_rows() if request.data else before
            transaction.set_rollback(True)
        if request.needs in allowed:
            fine = response.status_code in (200, 302) and "/login/" not in response.get("Location", "")
        else:
            fine = is_refused(request, response) and before == after
        if not fine:
            wrong.append((request.url, request.needs, bool(request.data), response.status_code))
    assert wrong == []


def test_what_the_roles_allow_takes_effect(records):
    """Otherwise the test above would pass for an admin that does nothing."""
    client, sent, without_effect = sign_in("Administrator"), list(requests(records)), []
    before = all_rows()  # and again after each rollback
    for request in sent:
        if (
            not request.data
            or "/history/" in request.url
            or "add/" in request.url
            or "withdraw" in str(request)
        ):
            continue
        with transaction.atomic():
            request.send(client)
            after = all_rows()
            transaction.set_rollback(True)
        if before == after and "_saveasnew" not in request.data:
            without_effect.append((request.url, request.data))
    assert without_effect == []


@pytest.mark.parametrize("who", PEOPLE)
def test_general_pages_are_for_staff(records, who):
    client = sign_in(who)
    expected = 302 if who in ("anonymous", "visitor") else 200
    for name in ("index", "jsi18n", "password_change"):
        assert client.get(reverse(f"admin:{name}")).status_code == expected, name


@pytest.mark.django_db
def test_administrator_cannot_become_a_superuser(client):
    administrator = make_user(role="Administrator")
    client.force_login(administrator)
    url = f"/admin/accounts/user/{administrator.pk}/change/"
    form = page_form(client.get(url), "user_form")
    assert "is_superuser" not in form
    form |= {"is_superuser": "on", "user_permissions": ["1", "2"], "first_name": "Changed"}
    assert client.post(url, form).status_code == 302
    administrator.refresh_from_db()
    assert (administrator.is_superuser, administrator.first_name) == (False, "Changed")
    assert not administrator.user_permissions.exists()


@pytest.mark.django_db
def test_administrator_cannot_take_over_or_remove_a_superuser(client):
    superuser = make_user(username="root")
    User.objects.filter(pk=superuser.pk).update(is_superuser=True, is_staff=True)
    client.force_login(make_user(role="Administrator"))
    before, base = (
        serializers.serialize("json", User.objects.filter(pk=superuser.pk)),
        "/admin/accounts/user/",
    )
    own = f"{base}{superuser.pk}/"
    assert client.get(f"{own}change/").status_code == 200
    assert client.post(f"{own}change/", {"username": "mine"}).status_code == 403
    assert client.post(f"{own}password/", {"password1": "x", "password2": "x"}).status_code == 403
    assert client.post(f"{own}delete/", {"post": "yes"}).status_code == 403
    bulk = {"action": "delete_selected", "_selected_action": [superuser.pk], "post": "yes"}
    assert client.post(base, bulk).status_code == 403
    assert serializers.serialize("json", User.objects.filter(pk=superuser.pk)) == before
