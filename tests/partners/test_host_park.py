"""There is one host park; visitors see it; and it goes only where another takes its place."""

from __future__ import annotations

import datetime
import html
import threading
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from partners.models import CannotBeHost, Park, Partnership
from profiles.documents import writing
from profiles.documents.document import pack
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.editing import schedule
from profiles.models import MustStay, Plan, Version
from submissions.deciding import merging
from submissions.models import Submission
from tests.factories import make_park, make_user
from tests.page_form import page_form
from tests.submissions.proposals import make_submission

BASE = "/admin/partners/park/"
STAYS = "This is the host park: its page stays."

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return make_park(slug="host", name_en="Host", is_host=True, country="CN")


def text_of(response):
    return html.unescape(response.content.decode())


def unchanged(host):
    host.refresh_from_db()
    return (host.is_host, host.state, list(Park.objects.filter(is_host=True))) == (True, "published", [host])


# --- it stays ---------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_database_refuses_a_host_that_visitors_do_not_see(host, state):
    with pytest.raises(IntegrityError), transaction.atomic():
        Park.objects.filter(pk=host.pk).update(state=state)


def test_host_is_not_withdrawn(host):
    seen_before = Park(pk=host.pk, state="published")  # by whoever read it before it became the host
    for park in (host, seen_before):
        with pytest.raises(MustStay, match="host park"):
            park.withdraw(by=None)
    assert unchanged(host)


DELETIONS = {
    "the model": lambda host: host.delete(),
    "a query": lambda host: Park.objects.filter(pk=host.pk).delete(),
    "the core": lambda host: writing.delete(host, host.version, Actor()),
}


@pytest.mark.parametrize("how", DELETIONS)
def test_host_is_not_deleted(host, how):
    versions = Version.objects.count()
    with pytest.raises(MustStay), transaction.atomic():
        DELETIONS[how](host)
    assert (unchanged(host), Version.objects.count()) == (True, versions)


@pytest.mark.parametrize("is_kept", [True, False])
def test_host_is_not_merged(host, is_kept):
    pair = (host, make_park()) if is_kept else (make_park(), host)
    with pytest.raises(merging.CannotMerge, match="host park"):
        merging.merge(*pair, {}, seen=tuple(park.version for park in pair), by=None)
    assert unchanged(host)


def test_another_park_goes(host):
    park = make_park()
    park.withdraw(by=None)
    writing.delete(park, park.version, Actor())
    assert unchanged(host)


def test_no_document_says_who_is_the_host(host):
    """So no draft, no revert and no import changes it."""
    assert "is_host" not in document_of(host).fields
    base = document_of(host)
    writing.save(host, base, replace(base, fields={**base.fields, "city": "Beijing"}), Actor())
    assert unchanged(host)


@pytest.mark.parametrize("was_host", [True, False])
def test_version_from_before_does_not_make_or_unmake_the_host(client, host, was_host):
    """Documents once held it."""
    park = host if not was_host else make_park(slug="other")
    base = document_of(park)
    writing.save(park, base, replace(base, fields={**base.fields, "city": "Lyon"}), Actor())
    old = {**base.fields, **({"is_host": True} if was_host else {})}
    first = (
        Version.objects.filter(kind="park", object_id=park.pk).exclude(document=None).order_by("number")[0]
    )
    Version.objects.filter(pk=first.pk).update(document=pack(replace(base, fields=old).as_json()))
    park.refresh_from_db()
    client.force_login(make_user(role="Editor"))
    own = f"{BASE}{park.pk}/"
    assert client.get(f"{own}history/").status_code == 200
    assert client.get(f"{own}history/compare/?old={first.number}").status_code == 200
    client.post(f"{own}history/revert/", {"number": first.number, "seen": park.version})
    park.refresh_from_db()
    assert park.city == ""
    assert unchanged(host)


def test_plan_to_withdraw_the_host_is_refused_beside_the_field(client, host):
    client.force_login(make_user(role="Editor"))
    due_at = timezone.localtime() + datetime.timedelta(days=1)
    data = {"action": "withdraw", "due_at": f"{due_at:%Y-%m-%dT%H:%M}"}
    response = client.post(f"{BASE}{host.pk}/plans/", data)
    assert [text[: len(STAYS)] for text in response.context["form"].errors["action"]] == [STAYS]
    assert not Plan.objects.exists()


def test_plan_from_before_it_became_the_host_says_why_it_was_not_done(host):
    editor = make_user(role="Editor")
    plan = Plan.objects.create(
        kind="park", object_id=host.pk, action="withdraw", due_at=timezone.now(), asked_by=editor
    )
    assert schedule.run_due() == 1
    plan.refresh_from_db()
    assert (plan.problem, unchanged(host)) == ("stays", True)


def test_report_that_the_host_is_closed_withdraws_nothing(client, host):
    submission = make_submission(host)
    Submission.objects.filter(pk=submission.pk).update(purpose="report", problem="closed")
    submission.refresh_from_db()
    client.force_login(make_user(role="Moderator"))
    address = f"/moderation/{submission.pk}/withdraw/"
    for send in (client.get, client.post):
        response = send(address, {"revision": submission.revision}, follow=True)
        assert STAYS in text_of(response)
    submission.refresh_from_db()
    assert (unchanged(host), submission.is_open) == (True, True)


# --- the admin --------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["Editor", "Administrator"])
def test_form_does_not_unmake_the_host(client, host, role):
    client.force_login(make_user(role=role))
    url = f"{BASE}{host.pk}/change/"
    form = page_form(client.get(url), "park_form")
    assert "is_host" not in form
    assert client.post(url, {**form, "name_en": "Changed", "is_host": ""}).status_code == 302
    host.refresh_from_db()
    assert (host.name_en, unchanged(host)) == ("Changed", True)


def test_list_says_why_the_host_is_not_withdrawn_and_withdraws_the_others(client, host):
    park = make_park()
    client.force_login(make_user(role="Editor"))
    data = {"action": "withdraw_selected", "_selected_action": [host.pk, park.pk]}
    response = client.post(BASE, data, follow=True)
    assert f"Host: {STAYS}" in text_of(response)
    park.refresh_from_db()
    assert (park.state, unchanged(host)) == ("withdrawn", True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_page_of_deletion_says_why_the_host_stays(client, host, method):
    client.force_login(make_user(role="Administrator"))
    data = {"post": "yes", "seen": f"{host.pk}:{host.version}"}
    response = getattr(client, method)(f"{BASE}{host.pk}/delete/", data, follow=True)
    assert STAYS in text_of(response)
    assert response.redirect_chain == [(f"{BASE}{host.pk}/change/", 302)]
    assert unchanged(host)


@pytest.mark.parametrize("post", [{}, {"post": "yes"}])
def test_deletion_of_several_with_the_host_deletes_nothing(client, host, post):
    park = make_park()
    client.force_login(make_user(role="Administrator"))
    seen = [f"{one.pk}:{one.version}" for one in (host, park)]
    data = {"action": "delete_selected", "_selected_action": [host.pk, park.pk], "seen": seen, **post}
    response = client.post(BASE, data, follow=True)
    assert f"Nothing was deleted. {STAYS}" in text_of(response)
    assert (Park.objects.count(), unchanged(host)) == (2, True)


# --- another takes its place ------------------------------------------------------------


def test_another_park_becomes_the_host(client, host):
    park = make_park(slug="other", name_en="Other")
    administrator = make_user(role="Administrator")
    before = (host.version, park.version)
    park.make_host(by=administrator)
    host.refresh_from_db()
    assert (host.is_host, park.is_host, Park.objects.host()) == (False, True, park)
    assert (host.version, park.version) == (before[0] + 1, before[1] + 1)
    newest = [Version.objects.filter(object_id=one.pk).order_by("-number")[0] for one in (host, park)]
    assert [one.why for one in newest] == ["Is no longer the host park", "Became the host park"]
    assert {one.made_by for one in newest} == {administrator}
    assert "<title>Other" in client.get("/").content.decode()
    assert client.get("/partners/host/").status_code == 200
    host.withdraw(by=None)


def test_first_park_becomes_the_host():
    park = make_park()
    park.make_host(by=None)
    assert Park.objects.host() == park


@pytest.mark.parametrize("why", ["draft", "withdrawn", "host", "partner"])
def test_park_that_cannot_be_the_host_changes_nothing(host, why):
    park = host if why == "host" else make_park(published=why != "draft")
    if why == "withdrawn":
        park.withdraw(by=None)
    if why == "partner":
        Partnership.objects.create(park=park, kind="memorandum")
    versions = Version.objects.count()
    with pytest.raises(CannotBeHost):
        park.make_host(by=None)
    assert (unchanged(host), Version.objects.count()) == (True, versions)


@pytest.mark.parametrize(
    ("role", "becomes"), [("Administrator", True), ("Editor", False), ("Moderator", False)]
)
def test_administrators_choose_the_host(client, host, role, becomes):
    park = make_park(name_en="Other")
    client.force_login(make_user(role=role))
    response = client.post(BASE, {"action": "make_host", "_selected_action": [park.pk]}, follow=True)
    park.refresh_from_db()
    assert park.is_host == becomes
    assert ("Other is the host park now" in text_of(response)) == becomes


@pytest.mark.parametrize("number", [0, 2])
def test_administrator_chooses_one_park_and_one_that_can_be_the_host(client, host, number):
    parks = [make_park(published=number > 0) for _time in range(number or 1)]
    client.force_login(make_user(role="Administrator"))
    data = {"action": "make_host", "_selected_action": [park.pk for park in parks]}
    said = "Choose one park." if number else "Only a published park"
    assert said in text_of(client.post(BASE, data, follow=True))
    assert unchanged(host)


# --- two at once ------------------------------------------------------------------------


def at_once(*acts):
    ready, outcomes = threading.Barrier(len(acts)), {}

    def run(number, act):
        try:
            ready.wait()
            act()
            outcomes[number] = "done"
        except (CannotBeHost, MustStay) as reason:
            outcomes[number] = type(reason).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [outcomes.get(number) for number in range(len(acts))]


@pytest.mark.django_db(transaction=True)
def test_of_two_parks_made_the_host_at_once_one_is():
    host = make_park(is_host=True)
    for _round in range(5):
        one, other = make_park(), make_park()
        outcomes = at_once(lambda: one.make_host(by=None), lambda: other.make_host(by=None))  # noqa: B023
        assert set(outcomes) <= {"done", "CannotBeHost"}
        assert "done" in outcomes
        assert Park.objects.filter(is_host=True).count() == 1
        host.refresh_from_db()
        assert not host.is_host


@pytest.mark.django_db(transaction=True)
def test_park_that_is_made_the_host_and_withdrawn_at_once_is_one_of_both():
    host = make_park(is_host=True)
    for _round in range(5):
        park = make_park()
        own = Park.objects.get(pk=park.pk)
        outcomes = at_once(lambda: park.make_host(by=None), lambda: own.withdraw(by=None))  # noqa: B023
        assert outcomes in (["done", "MustStay"], ["CannotBeHost", "done"])
        assert Park.objects.host() == (park if outcomes[0] == "done" else host)
        host = Park.objects.host()
