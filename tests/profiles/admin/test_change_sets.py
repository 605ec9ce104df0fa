"""The list of imports, and the page of one."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from companies.models import Company
from profiles.admin import change_sets
from profiles.documents.writing import Actor, delete
from profiles.editing.taking_back import Forecast, forecast
from profiles.imports import recording
from profiles.models import ChangeSet, Upload, Version
from tests.companies.imports import change, run
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:profiles_changeset_changelist")


def page_of(change_set):
    return reverse("admin:profiles_changeset_change", args=[change_set.pk])


@pytest.fixture
def change_set(tmp_path):
    run(tmp_path, "name,founded\nAlpha,1984\nBeta,never\n")
    return ChangeSet.objects.get()


def test_imports_are_listed_and_lead_to_their_profiles(client, change_set):
    client.force_login(make_user(role="Editor"))
    assert page_of(change_set) in client.get(LIST).content.decode()
    text = client.get(page_of(change_set)).content.decode()
    for company in Company.objects.all():
        for page in ("change", "history"):
            assert reverse(f"admin:companies_company_{page}", args=[company.pk]) in text
    assert "Left out or open: 1" in text
    assert LIST in client.get(reverse("admin:companies_company_changelist")).content.decode()
    assert LIST in client.get(reverse("admin:index")).content.decode()
    history = reverse("admin:companies_company_history", args=[Company.objects.first().pk])
    assert page_of(change_set) in client.get(history).content.decode()


def test_list_is_narrowed_to_a_kind(client, change_set):
    client.force_login(make_user(role="Editor"))
    assert page_of(change_set) in client.get(f"{LIST}?kind=company").content.decode()
    for other in ("park", "nothing"):
        assert page_of(change_set) not in client.get(f"{LIST}?kind={other}").content.decode()


@pytest.mark.parametrize("role", ["Moderator", ""])
def test_who_may_not_import_sees_no_imports(client, change_set, role):
    client.force_login(make_user(role=role))
    report = reverse("admin:profiles_changeset_report", args=[change_set.pk])
    for address in (LIST, page_of(change_set), report):
        assert client.get(address).status_code in (302, 403)


def test_strange_numbers_find_nothing(client):
    client.force_login(make_user(role="Editor"))
    for number in ("x", "0", 10**30):
        assert client.get(f"{LIST}{number}/change/").status_code == 404
    assert client.get(f"{LIST}?p=x&kind=%00").status_code == 200


def test_page_of_a_large_import_takes_a_few_queries(client, tmp_path, django_assert_max_num_queries):
    run(tmp_path, "name,founded\n" + "".join(f"Company {number},x\n" for number in range(120)))
    client.force_login(make_user(role="Editor"))
    with django_assert_max_num_queries(20):
        page = client.get(page_of(ChangeSet.objects.get()) + "?p=2&q=3")
    assert (page.context["profiles"].number, page.context["questions"].number) == (2, 3)
    assert len(page.context["listed"]) == 50


# --- taking back ----------------------------------------------------------------------------


def take_back_page(change_set):
    return reverse("admin:profiles_changeset_take_back", args=[change_set.pk])


def test_profile_that_is_gone_is_not_counted_among_those_that_would_be_deleted(change_set):
    gone = Company.objects.get(slug="beta")
    delete(gone, gone.version, Actor())
    assert forecast(change_set) == Forecast(deleted=1, changed=0, edited=0)


def test_what_would_happen_is_said_first_and_then_done(client, change_set):
    change(Company.objects.get(slug="beta"), address="1 Road")
    client.force_login(make_user(role="Editor"))
    assert take_back_page(change_set) in client.get(page_of(change_set)).content.decode()
    asked = client.get(take_back_page(change_set))
    assert asked.context["forecast"] == Forecast(deleted=1, changed=0, edited=1)
    assert Company.objects.count() == 2
    done = client.post(take_back_page(change_set), follow=True)
    text = done.content.decode()
    assert "Not taken back: 1" in text
    assert "the profile stays" in text
    assert list(Company.objects.values_list("slug", flat=True)) == ["beta"]
    assert take_back_page(change_set) not in text


def test_second_press_is_told_that_somebody_was_first(client, change_set):
    client.force_login(make_user(role="Editor"))
    client.post(take_back_page(change_set))
    versions = Version.objects.count()
    again = client.post(take_back_page(change_set), follow=True)
    assert "Somebody else was first" in again.content.decode()
    assert client.get(take_back_page(change_set)).status_code == 302
    assert Version.objects.count() == versions


def test_long_work_shows_its_progress_and_is_left_to_the_worker(client, change_set, monkeypatch):
    monkeypatch.setattr(change_sets, "SECONDS_IN_REQUEST", -1)
    client.force_login(make_user(role="Editor"))
    page = client.post(take_back_page(change_set), follow=True)
    assert (page.context["progress"], page["Refresh"]) == ((0, 2), "3")
    change_sets.JOB.work()
    page = client.get(page_of(change_set))
    assert (page.context["progress"], Company.objects.count()) == (None, 0)
    assert "Refresh" not in page


def test_who_may_not_publish_does_not_take_back(client, change_set):
    user = make_user(role="Editor")
    client.force_login(user)
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="publish_company"))
    assert take_back_page(change_set) not in client.get(page_of(change_set)).content.decode()
    assert client.get(take_back_page(change_set)).status_code == 403
    assert client.post(take_back_page(change_set)).status_code == 403
    assert Company.objects.count() == 2


# --- going on -------------------------------------------------------------------------------


@pytest.fixture
def broken(client, monkeypatch):
    """An import that fails at its third row, of which the second was decided on."""
    client.force_login(make_user(role="Editor"))
    text = "name,address\nAlpha,1 Road\nAlpha,2 Road\nBeta,3 Road\nGamma,4 Road\n"
    sent = client.post(
        reverse("admin:companies_company_import"), {"file": SimpleUploadedFile("a.csv", text.encode())}
    )
    preview = sent.url.removesuffix("columns/")
    page = client.get(preview)
    add = recording.Totals.add

    def failing(totals, outcome):
        if sum(totals.counts.values()) == 3:
            raise RuntimeError
        add(totals, outcome)

    with monkeypatch.context() as patch:
        patch.setattr(recording.Totals, "add", failing)
        with pytest.raises(RuntimeError):
            client.post(preview, {"seen": page.context["seen"], "_import": "1", "decide_3": "create"})
    return ChangeSet.objects.get()


def test_import_goes_on_where_it_broke_off(client, broken):
    assert broken.state == "broken off"
    go_on = reverse("admin:profiles_changeset_go_on", args=[broken.pk])
    assert go_on in client.get(page_of(broken)).content.decode()
    client.post(go_on)
    broken.refresh_from_db()
    assert (broken.state, broken.counts.get("created"), broken.counts["unchanged"]) == ("done", None, 4)
    assert Company.objects.filter(name_en="Alpha").count() == 2
    assert Company.objects.count() == 4
    assert "Somebody else was first" in client.post(go_on, follow=True).content.decode()


def test_import_whose_file_cannot_be_read_now_stays_broken_off(client, broken):
    Upload.objects.update(content=b"PK\x03\x04 damaged")
    go_on = reverse("admin:profiles_changeset_go_on", args=[broken.pk])
    assert "damaged" in client.post(go_on, follow=True).content.decode()
    broken.refresh_from_db()
    assert broken.state == "broken off"


def test_import_that_broke_off_is_taken_back(client, broken):
    client.post(take_back_page(broken))
    assert not Company.objects.exists()


def test_import_that_was_silent_for_long_was_killed(client, change_set):
    ChangeSet.objects.update(state="running", seen_at=timezone.now() - datetime.timedelta(minutes=3))
    client.force_login(make_user(role="Editor"))
    assert "ended before its last row" in client.get(page_of(change_set)).content.decode()
    client.post(take_back_page(change_set))
    assert not Company.objects.exists()


def test_import_that_runs_is_not_taken_back(client, change_set):
    ChangeSet.objects.update(state="running", seen_at=timezone.now())
    client.force_login(make_user(role="Editor"))
    client.post(take_back_page(change_set))
    assert Company.objects.count() == 2
