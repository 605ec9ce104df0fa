"""Terms and sources in the admin: saves that meet a newer one are merged or asked about, and short names stay."""

import re
import threading

import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from companies.models import Company, Sector, Zone
from profiles.documents import records
from profiles.documents.reading import document_of
from profiles.editing.edits import record_as_opened
from profiles.models import ContentVersion, Metric, Source
from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_sector,
    make_source,
    make_user,
    make_zone,
)
from tests.page_form import page_form
from tests.profiles.test_merging_saves import open_form as open_company
from tests.profiles.test_merging_saves import text_of
from tests.profiles.test_merging_saves import url_of as company_url

pytestmark = pytest.mark.django_db

# How a record of each model is made, its short name, and two of its fields with their labels.
RECORDS = {
    "source": (lambda: make_source(title="First"), "key", ("title", "Title"), ("publisher", "Publisher")),
    "metric": (
        lambda: make_metric(name_en="First"),
        "code",
        ("name_en", "Name in English"),
        ("definition_en", "Definition in English"),
    ),
    "sector": (
        lambda: make_sector(name_en="First"),
        "slug",
        ("name_en", "Name in English"),
        ("description_en", "Description in English"),
    ),
    "zone": (
        lambda: make_zone(slug="zone"),
        "slug",
        ("name_en", "Name in English"),
        ("name_fr", "Name in French"),
    ),
}


def url_of(record, name: str = "change") -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=[record.pk])


def form_of(response, record) -> dict:
    return page_form(response, f"{record._meta.model_name}_form")


def open_form(client: Client, record) -> dict:
    return form_of(client.get(url_of(record)), record)


def chosen(response, record, side: str) -> dict:
    values = re.findall(rf'name="(choose:[^"]+)"\s+value="({side}:[^"]+)"', response.content.decode())
    assert values, "no conflict is shown"
    return form_of(response, record) | dict(values)


def sign_in(role: str = "Administrator") -> Client:
    client = Client()
    client.force_login(make_user(role=role))
    return client


@pytest.fixture
def admin(client) -> Client:
    client.force_login(make_user(role="Administrator"))
    return client


@pytest.fixture(params=RECORDS)
def case(request):
    make, short, one, two = RECORDS[request.param]
    return make(), short, one, two


# --- saves that meet a newer one ---------------------------------------------------------


def test_changes_to_different_fields_are_both_kept_and_said(admin, case):
    record, _short, (one, label), (two, _label) = case
    stale = open_form(admin, record) | {two: "Mine"}
    assert admin.post(url_of(record), open_form(admin, record) | {one: "Theirs"}).status_code == 302
    response = admin.post(url_of(record), stale, follow=True)
    assert f"theirs changed: {label}." in text_of(response)
    record.refresh_from_db()
    assert (getattr(record, one), getattr(record, two)) == ("Theirs", "Mine")


@pytest.mark.parametrize(("side", "kept"), [("proposed", "Mine"), ("live", "Theirs")])
def test_changes_to_the_same_field_are_a_question(admin, case, side, kept):
    record, _short, (one, label), (two, _label) = case
    before = getattr(record, one)
    stale = open_form(admin, record) | {one: "Mine", two: "Mine, too"}
    admin.post(url_of(record), open_form(admin, record) | {one: "Theirs"})
    response = admin.post(url_of(record), stale)
    assert response.status_code == 200
    assert f"{label} Before {before} Theirs, saved Theirs Yours Mine" in text_of(response)
    assert form_of(response, record)[one] == ["Mine"]
    assert admin.post(url_of(record), form_of(response, record)).status_code == 200
    assert admin.post(url_of(record), chosen(response, record, side)).status_code == 302
    record.refresh_from_db()
    assert (getattr(record, one), getattr(record, two)) == (kept, "Mine, too")


def test_choice_counts_for_the_value_that_was_shown(admin, case):
    record, _short, (one, _label), _two = case
    stale = open_form(admin, record) | {one: "Mine"}
    admin.post(url_of(record), open_form(admin, record) | {one: "Second"})
    choice = chosen(admin.post(url_of(record), stale), record, "proposed")
    admin.post(url_of(record), open_form(admin, record) | {one: "Third"})
    assert admin.post(url_of(record), choice).status_code == 200
    record.refresh_from_db()
    assert getattr(record, one) == "Third"


def test_kind_and_unit_of_a_metric_are_never_mixed(admin):
    metric = make_metric(kind="money", unit="CNY")
    stale = open_form(admin, metric) | {"default_unit": "USD"}
    admin.post(url_of(metric), open_form(admin, metric) | {"kind": "count", "default_unit": "count"})
    assert admin.post(url_of(metric), stale).status_code == 200
    metric.refresh_from_db()
    assert (metric.kind, metric.default_unit) == ("count", "count")


def test_result_of_a_merge_is_checked(admin):
    """Each is fine by itself: a sector that becomes narrow, and one that gets a narrower one."""
    broad, other = make_sector(), make_sector()
    stale = open_form(admin, broad) | {"parent": other.pk}
    make_sector(parent=broad)
    response = admin.post(url_of(broad), stale)
    assert "This sector has narrower ones" in text_of(response)
    broad.refresh_from_db()
    assert broad.parent is None


@pytest.mark.parametrize("brought", ["", "x", "other", "signed otherwise"])
def test_form_that_brings_nothing_it_has_seen_goes_over_nothing(admin, brought):
    source, other = make_source(title="First"), make_source(title="Other")
    fields = document_of(source).fields | {"title": "Forged"}
    brought = {
        "other": record_as_opened(other),
        "signed otherwise": signing.dumps(fields, compress=True),
    }.get(brought, brought)
    form = open_form(admin, source) | {"title": "Mine", "seen": brought}
    assert admin.post(url_of(source), form).status_code == 200
    del form["seen"]
    response = admin.post(url_of(source), form)
    assert response.status_code == 200
    source.refresh_from_db()
    assert source.title == "First"
    assert admin.post(url_of(source), chosen(response, source, "proposed")).status_code == 302


def test_what_is_carried_is_small(admin):
    source = make_source(title="T" * 300, url="https://example.org/" + "a" * 900)
    assert len(record_as_opened(source)) < 400


# --- deletion ----------------------------------------------------------------------------


def test_deletion_meanwhile_is_said_and_the_text_kept(admin, case):
    record, short, (one, _label), _two = case
    form, name = open_form(admin, record) | {one: "Mine"}, getattr(record, short)
    records.delete(record)
    response = admin.post(url_of(record), form)
    assert "Somebody deleted this record while you were working on it." in text_of(response)
    assert form_of(response, record)[one] == ["Mine"]
    assert not type(record).objects.exists()
    back = form_of(response, record) | {"bring_back": "on"}
    assert admin.post(url_of(record), back).status_code == 302
    saved = type(record).objects.get()
    assert (saved.pk, getattr(saved, short), getattr(saved, one)) == (record.pk, name, "Mine")


def test_bringing_back_needs_the_right_to_add(admin, settings):
    source, editor = make_source(), sign_in("Editor")
    form = open_form(editor, source) | {"title": "Mine", "bring_back": "on"}
    records.delete(source)
    user = make_user(role="Editor")
    group = user.groups.get()
    group.permissions.remove(group.permissions.get(codename="add_source"))
    editor.force_login(user)
    response = editor.post(url_of(source), form)
    assert response.status_code == 200
    assert 'name="bring_back"' not in response.content.decode()
    assert not Source.objects.exists()


def test_bringing_back_what_somebody_entered_anew_is_explained(admin):
    source = make_source()
    form = open_form(admin, source) | {"bring_back": "on"}
    records.delete(source)
    Source.objects.create(key=source.key, title="Entered anew")
    response = admin.post(url_of(source), form)
    assert response.status_code == 200
    assert "already exists" in text_of(response)
    assert Source.objects.get().title == "Entered anew"


def test_record_in_use_is_kept_and_what_uses_it_is_named(admin):
    metric, source, zone = make_metric(), make_source(), make_zone(slug="zone")
    company = make_company(name_en="Lenovo", zone=zone)
    make_figure(company=company, metric=metric, value=1, source=source)
    for record in (metric, source):
        page = admin.get(url_of(record, "delete"))
        assert "would require deleting the following protected related objects" in text_of(page)
        admin.post(url_of(record, "delete"), {"post": "yes"})
        assert type(record).objects.exists()


def test_record_put_to_use_just_before_is_kept(admin, monkeypatch):
    """The page of the deletion saw no use of it, the database does."""
    source = make_source()
    company = make_company()
    monkeypatch.setattr("django.contrib.admin.options.get_deleted_objects", lambda *args: ([], {}, set(), []))
    monkeypatch.setattr("profiles.admin.terms.InUseAdmin.uses", lambda *args: [])
    company.milestones.create(on="2020", text_en="Moved", source=source)
    changelist = reverse("admin:profiles_source_changelist")
    bulk = {"action": "delete_selected", "_selected_action": [source.pk], "post": "yes"}
    for url, data in ((url_of(source, "delete"), {"post": "yes"}), (changelist, bulk)):
        response = admin.post(url, data, follow=True)
        assert "Nothing was deleted" in text_of(response)
        assert Source.objects.filter(pk=source.pk).exists()


# --- short names -------------------------------------------------------------------------


def test_short_name_is_given_once(admin, case):
    record, short, (one, _label), _two = case
    page = admin.get(url_of(record))
    assert short not in form_of(page, record)
    assert getattr(record, short) in text_of(page)
    form = open_form(admin, record) | {short: "another", one: "Mine"}
    assert admin.post(url_of(record), form).status_code == 302
    saved = type(record).objects.get()
    assert (getattr(saved, short), getattr(saved, one)) == (getattr(record, short), "Mine")


def test_short_name_is_refused_elsewhere_as_well(case):
    record, short, _one, _two = case
    record.full_clean()
    setattr(record, short, "another")
    with pytest.raises(ValidationError, match="The short name stays"):
        record.full_clean()
    base = document_of(type(record).objects.get())
    renamed = type(base)(base.kind, base.fields | {short: "another"})
    with pytest.raises(ValidationError, match="The short name stays"):
        records.save(record, base, renamed)


def test_new_record_gets_its_short_name_from_the_form(admin):
    url = reverse("admin:profiles_source_add")
    assert "key" in page_form(admin.get(url), "source_form")
    assert admin.post(url, {"key": "new", "title": "New", "evidence": "secondary"}).status_code == 302
    assert Source.objects.get().key == "new"
    response = admin.post(url, {"key": "new", "title": "Again", "evidence": "secondary"})
    assert "Source with this Short name already exists." in text_of(response)


def test_source_added_in_a_popup_is_handed_to_the_page_that_asked(admin):
    url = reverse("admin:profiles_source_add") + "?_popup=1"
    response = admin.post(url, {"key": "new", "title": "New", "evidence": "secondary", "_popup": "1"})
    assert f"&quot;{Source.objects.get().pk}&quot;" in response.content.decode()


# --- pages for visitors ------------------------------------------------------------------


def test_save_and_deletion_move_the_content_version(admin, case):
    record, _short, (one, _label), _two = case
    before = ContentVersion.current()
    form = open_form(admin, record) | {one: "Second"}
    admin.post(url_of(record), form)
    saved = ContentVersion.current()
    admin.post(url_of(record), open_form(admin, record))
    unchanged = ContentVersion.current()
    admin.post(url_of(record, "delete"), {"post": "yes"})
    assert not type(record).objects.exists()
    assert before < saved == unchanged < ContentVersion.current()


def test_new_record_and_deletion_in_bulk_move_the_content_version(admin):
    before = ContentVersion.current()
    admin.post(reverse("admin:profiles_source_add"), {"key": "new", "title": "New", "evidence": "secondary"})
    added = ContentVersion.current()
    chosen = [make_source().pk, Source.objects.get(key="new").pk]
    bulk = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    admin.post(reverse("admin:profiles_source_changelist"), bulk)
    assert not Source.objects.exists()
    assert before < added < ContentVersion.current()


@pytest.mark.parametrize(("role", "status", "title"), [("Editor", 302, "Mine"), ("Moderator", 403, "First")])
def test_save_follows_the_role(admin, role, status, title):
    source = make_source(title="First")
    form = open_form(admin, source) | {"title": "Mine"}
    assert sign_in(role).post(url_of(source), form).status_code == status
    source.refresh_from_db()
    assert source.title == title


def test_reader_sees_a_page_without_fields(admin):
    source = make_source(title="First")
    page = sign_in("Moderator").get(url_of(source))
    assert page.status_code == 200
    assert "title" not in form_of(page, source)


# --- at once -----------------------------------------------------------------------------


def at_once(*jobs) -> list:
    """The answers of (client, url, data), sent at the same moment."""
    start, answers = threading.Barrier(len(jobs), timeout=120), [None] * len(jobs)

    def send(place, client, url, data):
        start.wait()
        answers[place] = client.post(url, data)
        connection.close()

    threads = [threading.Thread(target=send, args=(place, *job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_saves_at_once_lose_nothing(attempt):
    source, clients = make_source(title="First"), {name: sign_in("Editor") for name in ("Hers", "His")}
    own = {"Hers": {"publisher": "Her publisher"}, "His": {"url": "https://example.org/"}}
    forms = {
        name: open_form(client, source) | {"title": name} | own[name] for name, client in clients.items()
    }
    jobs = [(clients[name], url_of(source), forms[name]) for name in clients]
    answers = dict(zip(clients, at_once(*jobs), strict=True))
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    source.refresh_from_db()
    loser = next(name for name in clients if name != source.title)
    assert f"Title Before First Theirs, saved {source.title} Yours {loser}" in text_of(answers[loser])
    choice = chosen(answers[loser], source, "proposed")
    assert clients[loser].post(url_of(source), choice).status_code == 302
    source.refresh_from_db()
    saved = (source.title, source.publisher, source.url)
    assert saved == (loser, "Her publisher", "https://example.org/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_save_and_deletion_at_once_have_one_winner(attempt):
    source, saver, deleter = make_source(title="First"), sign_in(), sign_in()
    form = open_form(saver, source) | {"title": "Mine"}
    saved, deleted = at_once(
        (saver, url_of(source), form), (deleter, url_of(source, "delete"), {"post": "yes"})
    )
    assert deleted.status_code == 302
    assert not Source.objects.exists()
    if saved.status_code == 200:
        assert "Somebody deleted this record" in text_of(saved)
    else:
        assert saved.status_code == 302


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_citing_and_deleting_a_source_at_once_have_one_winner(attempt):
    source, company = make_source(title="First"), make_company()
    editor, deleter = sign_in("Editor"), sign_in()
    form = open_company(editor, company) | {"other_names-TOTAL_FORMS": 1, "other_names-0-name": "One"}
    form |= {"other_names-0-kind": "other", "other_names-0-source": source.pk}
    cited, deleted = at_once(
        (editor, company_url(company), form), (deleter, url_of(source, "delete"), {"post": "yes"})
    )
    assert {cited.status_code, deleted.status_code} <= {200, 302}
    if company.other_names.exists():
        assert company.other_names.get().source == source
    else:
        assert not Source.objects.exists()
        assert page_form(cited, "company_form")["other_names-0-name"] == ["One"]


@pytest.mark.django_db(transaction=True)
def test_short_name_given_to_two_at_once_is_explained_to_one():
    url, jobs = reverse("admin:profiles_source_add"), []
    for title in ("Hers", "His"):
        jobs.append((sign_in("Editor"), url, {"key": "new", "title": title, "evidence": "secondary"}))
    answers = at_once(*jobs)
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    loser = next(answer for answer in answers if answer.status_code == 200)
    assert "already exists" in text_of(loser)
    assert Source.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_deletions_in_bulk_and_saves_at_once_end(admin):
    """The same records held in the other order."""
    sources = [make_source() for _number in range(4)]
    jobs = [
        (sign_in(), url_of(source), open_form(admin, source) | {"title": "Mine"})
        for source in reversed(sources)
    ]
    bulk = {"action": "delete_selected", "_selected_action": [one.pk for one in sources], "post": "yes"}
    jobs.append((sign_in(), reverse("admin:profiles_source_changelist"), bulk))
    assert {answer.status_code for answer in at_once(*jobs)} <= {200, 302}


def test_every_record_that_a_document_names_has_a_short_name():
    for model in (Source, Metric, Sector, Zone):
        field = model._meta.get_field(model.SHORT_NAME)
        assert field.unique
    assert not hasattr(Company, "SHORT_NAME")
