"""Saves that meet a newer one: merged, or asked about with both texts kept; never lost, never written over unseen."""

import html
import re
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from companies.models import Company, CompanyName, Stakeholder
from profiles.documents import writing
from profiles.documents.writing import Actor, verify
from tests.factories import make_company, make_figure, make_metric, make_source, make_user
from tests.page_form import page_form
from tests.profiles.pictures import encode

LIST = "/admin/companies/company/"


def url_of(company: Company) -> str:
    return reverse("admin:companies_company_change", args=[company.pk])


def open_form(client: Client, company: Company) -> dict:
    return page_form(client.get(url_of(company)), "company_form")


def chosen(response, side: str) -> dict:
    """The form as it came back, with this side chosen in every conflict."""
    values = re.findall(rf'name="(choose:[^"]+)"\s+value="({side}:[^"]+)"', response.content.decode())
    assert values, "no conflict is shown"
    return page_form(response, "company_form") | dict(values)


def text_of(response) -> str:
    words = re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode()))
    return " ".join(words.split())


@pytest.fixture
def company(db) -> Company:
    company = make_company(name_en="First")
    for name in ("One", "Two", "Three"):
        company.other_names.create(name=name)
    return company


@pytest.fixture
def editor(client, db):
    client.force_login(make_user(role="Editor"))
    return client


@pytest.mark.parametrize("seen", [None, "", "0", "x", "١", "9" * 400, "1\x00"])
def test_form_that_names_no_version_it_has_seen_is_refused(editor, company, seen):
    data = open_form(editor, company) | {"name_en": "Mine", "seen_version": seen}
    if seen is None:
        del data["seen_version"]
    assert editor.post(url_of(company), data).status_code == 200
    assert Company.objects.get().name_en == "First"


def test_changes_to_different_fields_are_both_kept(editor, company):
    stale = open_form(editor, company) | {"name_zh": "我的"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs"})
    response = editor.post(url_of(company), stale, follow=True)
    assert "theirs changed: Name in English." in text_of(response)
    company.refresh_from_db()
    assert (company.name_en, company.name_zh) == ("Theirs", "我的")


def test_changes_to_the_same_field_are_shown_and_both_kept(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine", "ownership": "joint-venture"}
    theirs = open_form(editor, company) | {"name_en": "Theirs", "ownership": "domestic"}
    assert editor.post(url_of(company), theirs).status_code == 302
    response = editor.post(url_of(company), stale)
    assert response.status_code == 200
    assert Company.objects.get().name_en == "Theirs"
    assert "Name in English Before First Theirs, saved Theirs Yours Mine" in text_of(response)
    assert "Ownership Before – Theirs, saved Domestic Yours Joint venture" in text_of(response)
    assert page_form(response, "company_form")["name_en"] == ["Mine"]


@pytest.mark.parametrize(("side", "name"), [("proposed", "Mine"), ("live", "Theirs")])
def test_choosing_a_side_settles_the_conflict(editor, company, side, name):
    stale = open_form(editor, company) | {"name_en": "Mine", "name_zh": "我的"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs"})
    response = editor.post(url_of(company), stale)
    assert editor.post(url_of(company), page_form(response, "company_form")).status_code == 200
    assert editor.post(url_of(company), chosen(response, side)).status_code == 302
    saved = Company.objects.get()
    assert (saved.name_en, saved.name_zh) == (name, "我的")


def test_what_i_overruled_is_not_said_to_be_in(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs", "address": "Street"})
    response = editor.post(url_of(company), stale)
    saved = editor.post(url_of(company), chosen(response, "proposed"), follow=True)
    assert "theirs changed: Address." in text_of(saved)


def choices(response) -> list[str]:
    return sorted(name for name in page_form(response, "company_form") if name.startswith("choose:"))


def test_choices_are_kept_while_others_are_open(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine", "address": "My street"}
    editor.post(
        url_of(company), open_form(editor, company) | {"name_en": "Theirs", "address": "Their street"}
    )
    response = editor.post(url_of(company), stale)
    for name in ("choose:name_en", "choose:address"):  # one at a time
        answer = {key: value for key, value in chosen(response, "proposed").items() if key == name}
        response = editor.post(url_of(company), page_form(response, "company_form") | answer)
        if name == "choose:name_en":
            assert choices(response) == ["choose:name_en"]
            assert "Name in English Before First Theirs, saved Theirs Yours Mine" in text_of(response), (
                "they may still choose otherwise"
            )
    assert response.status_code == 302
    saved = Company.objects.get()
    assert (saved.name_en, saved.address) == ("Mine", "My street")


def test_choices_are_kept_through_a_mistake(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs"})
    mistaken = chosen(editor.post(url_of(company), stale), "proposed") | {"website": "no address"}
    response = editor.post(url_of(company), mistaken)
    assert choices(response) == ["choose:name_en"]
    corrected = page_form(response, "company_form") | {"website": ""}
    assert editor.post(url_of(company), corrected).status_code == 302
    assert Company.objects.get().name_en == "Mine"


def test_bringing_back_is_kept_through_a_mistake(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine"}
    writing.delete(company, company.version, Actor())
    mistaken = page_form(editor.post(url_of(company), stale), "company_form")
    mistaken |= {"bring_back": "on", "website": "no address"}
    response = editor.post(url_of(company), mistaken)
    corrected = page_form(response, "company_form") | {"website": ""}
    assert editor.post(url_of(company), corrected).status_code == 302
    assert Company.objects.get().name_en == "Mine"


def test_removed_row_shows_what_the_other_side_changed_of_it(editor, company):
    name = company.other_names.get(name="Two")
    stale = open_form(editor, company)
    place = next(key for key, value in stale.items() if value == ["Two"])
    stale |= {place: "Second"}
    theirs = open_form(editor, company) | {place.replace("-name", "-DELETE"): "on"}
    assert editor.post(url_of(company), theirs).status_code == 302
    response = editor.post(url_of(company), stale)
    question = text_of(response).split("Changed by somebody else as well")[1].split("Keep theirs")[0]
    assert name.get_kind_display() not in question, "only what differs"
    assert "Before Two Theirs, saved (removed) Yours Second" in question


def test_long_text_in_a_conflict_is_cut_where_nobody_changed_it(editor, company):
    text = "Start. " + "Nobody touched this. " * 200 + "End."
    writing_form = open_form(editor, company) | {"description_en": text}
    assert editor.post(url_of(company), writing_form).status_code == 302
    stale = open_form(editor, company) | {"description_en": text.replace("End", "My end")}
    theirs = open_form(editor, company) | {"description_en": text.replace("End", "Their end")}
    editor.post(url_of(company), theirs)
    response = editor.post(url_of(company), stale)
    assert response.content.decode().count("Nobody touched this. " * 200) == 2, "before, and in the form"


def test_choice_counts_for_the_value_that_was_shown(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Second"})
    choice = chosen(editor.post(url_of(company), stale), "proposed")
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Third"})
    response = editor.post(url_of(company), choice)
    assert response.status_code == 200
    assert "Name in English Before First Theirs, saved Third Yours Mine" in text_of(response)
    assert Company.objects.get().name_en == "Third"
    assert editor.post(url_of(company), chosen(response, "proposed")).status_code == 302
    assert Company.objects.get().name_en == "Mine"


def test_rows_of_both_are_kept(editor, company):
    stale = open_form(editor, company) | {"other_names-0-name": "One of mine"}
    theirs = open_form(editor, company)
    theirs |= {"other_names-TOTAL_FORMS": 4, "other_names-3-name": "Four", "other_names-3-kind": "other"}
    assert editor.post(url_of(company), theirs).status_code == 302
    assert editor.post(url_of(company), stale).status_code == 302
    names = list(CompanyName.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["One of mine", "Two", "Three", "Four"]


def test_row_that_one_removed_and_the_other_changed_is_a_question(editor, company):
    stale = open_form(editor, company) | {"other_names-1-name": "Two of mine"}
    editor.post(url_of(company), open_form(editor, company) | {"other_names-1-DELETE": "on"})
    response = editor.post(url_of(company), stale)
    assert "Name Before Two Theirs, saved (removed) Yours Two of mine" in text_of(response)
    assert editor.post(url_of(company), chosen(response, "proposed")).status_code == 302
    names = list(CompanyName.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["One", "Two of mine", "Three"]


def test_row_that_both_changed_is_a_question_with_its_fields(editor, company):
    stale = open_form(editor, company) | {"other_names-1-name": "Zwei"}
    editor.post(url_of(company), open_form(editor, company) | {"other_names-1-name": "Deux"})
    response = editor.post(url_of(company), stale)
    assert "Other name: Deux" in text_of(response)
    assert "Name Before Two Theirs, saved Deux Yours Zwei" in text_of(response)
    assert CompanyName.objects.filter(name="Deux").exists()


def test_row_i_remove_and_row_i_add_meet_a_newer_save(editor, company):
    stale = open_form(editor, company) | {"other_names-2-DELETE": "on", "stakeholders-TOTAL_FORMS": 1}
    stale |= {"stakeholders-0-kind": "founder", "stakeholders-0-name": "Liu", "stakeholders-0-country": "FR"}
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs"})
    assert editor.post(url_of(company), stale).status_code == 302
    assert not CompanyName.objects.filter(name="Three").exists()
    assert Stakeholder.objects.get().name == "Liu"
    assert Company.objects.get().name_en == "Theirs"


def test_form_sent_twice_adds_its_row_once(editor, company):
    form = open_form(editor, company)
    form |= {"stakeholders-TOTAL_FORMS": 1, "stakeholders-0-kind": "founder", "stakeholders-0-name": "Liu"}
    assert editor.post(url_of(company), form).status_code == 302
    assert editor.post(url_of(company), form).status_code == 302
    assert Stakeholder.objects.count() == 1


def test_value_and_unit_of_a_figure_are_never_mixed(editor, company):
    figure = make_figure(company=company, metric=make_metric(), value=100, source=make_source())
    stale = open_form(editor, company) | {"figures-0-unit": "USD"}
    editor.post(url_of(company), open_form(editor, company) | {"figures-0-value": "200"})
    response = editor.post(url_of(company), stale)
    assert response.status_code == 200
    assert editor.post(url_of(company), chosen(response, "proposed")).status_code == 302
    figure.refresh_from_db()
    assert (figure.value, figure.unit) == (100, "USD")


def test_error_of_a_row_stands_beside_it_and_nothing_is_saved(editor, company):
    make_company().identifiers.create(scheme="hkex", value="0992")
    form = open_form(editor, company) | {"name_en": "Mine", "identifiers-TOTAL_FORMS": 1}
    form |= {"identifiers-0-scheme": "hkex", "identifiers-0-value": "0992"}
    response = editor.post(url_of(company), form)
    assert response.status_code == 200
    assert "Another company already has this identifier." in text_of(response)
    data = page_form(response, "company_form")
    assert (data["name_en"], data["identifiers-0-value"]) == (["Mine"], ["0992"])
    company.refresh_from_db()
    assert company.name_en == "First"


def test_rows_may_exchange_what_is_unique(editor, company):
    form = open_form(editor, company) | {"other_names-0-name": "Two", "other_names-1-name": "One"}
    assert editor.post(url_of(company), form).status_code == 302
    names = list(CompanyName.objects.order_by("pk").values_list("name", flat=True))
    assert names == ["Two", "One", "Three"]


def test_deleted_record_keeps_what_was_typed_and_can_be_brought_back(client, company):
    client.force_login(make_user(role="Administrator"))
    form = open_form(client, company) | {"name_en": "Mine", "other_names-0-name": "Uno"}
    writing.delete(company, company.version, Actor())
    response = client.post(url_of(company), form)
    assert "deleted this record" in text_of(response)
    data = page_form(response, "company_form")
    assert data["name_en"] == ["Mine"]
    assert client.post(url_of(company), data | {"bring_back": "on"}).status_code == 302
    saved = Company.objects.get()
    assert (saved.pk, saved.name_en, saved.state) == (company.pk, "Mine", "draft")
    assert set(saved.other_names.values_list("name", flat=True)) == {"Uno", "Two", "Three"}


def test_picture_chosen_before_a_conflict_is_kept(editor, company):
    stale = open_form(editor, company) | {
        "name_en": "Mine",
        "new_logo": SimpleUploadedFile("logo.png", encode(), "image/png"),
    }
    editor.post(url_of(company), open_form(editor, company) | {"name_en": "Theirs"})
    response = editor.post(url_of(company), stale)
    assert response.status_code == 200
    assert editor.post(url_of(company), chosen(response, "proposed")).status_code == 302
    saved = Company.objects.get()
    assert (saved.name_en, saved.logo is not None) == ("Mine", True)


@pytest.mark.parametrize("broken", ["x", "", "-1", "2.5"])
def test_broken_counts_of_rows_never_break_the_page(editor, company, broken):
    form = open_form(editor, company) | {"other_names-TOTAL_FORMS": broken, "name_en": "Mine"}
    assert editor.post(url_of(company), form | {"seen_version": "0"}).status_code == 200
    assert editor.post(url_of(company), form).status_code in (200, 302)
    assert company.other_names.count() == 3


def test_publishing_meanwhile_is_no_conflict(editor, company):
    stale = open_form(editor, company) | {"name_en": "Mine"}
    company.withdraw(by=None)
    assert editor.post(url_of(company), stale).status_code == 302
    company.refresh_from_db()
    assert (company.state, company.name_en) == ("withdrawn", "Mine")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(3))
def test_two_saves_at_once_lose_nothing(attempt):
    company, user = make_company(name_en="First"), make_user(role="Editor")
    company.other_names.create(name="One")
    clients = {name: Client() for name in ("Hers", "His")}
    own = {"Hers": {"name_fr": "La sienne"}, "His": {"name_zh": "他的"}}
    forms, answers = {}, {}
    for name, client in clients.items():
        client.force_login(user)
        forms[name] = open_form(client, company) | {"name_en": name} | own[name]
    start = threading.Barrier(2, timeout=120)

    def save(name):
        start.wait()
        answers[name] = clients[name].post(url_of(company), forms[name])
        connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers.values()) == [200, 302]
    saved = Company.objects.get()
    loser = next(name for name in clients if name != saved.name_en)
    assert f"Name in English Before First Theirs, saved {saved.name_en} Yours {loser}" in text_of(
        answers[loser]
    )
    choice = chosen(answers[loser], "proposed")
    assert clients[loser].post(url_of(company), choice).status_code == 302
    saved.refresh_from_db()
    assert (saved.name_en, saved.name_fr, saved.name_zh) == (loser, "La sienne", "他的")


@pytest.mark.django_db(transaction=True)
def test_save_and_deletion_at_once_have_one_winner():
    company = make_company(name_en="First")
    saver, deleter = Client(), Client()
    saver.force_login(make_user(role="Administrator"))
    deleter.force_login(make_user(role="Administrator"))
    form = open_form(saver, company) | {"name_en": "Second"}
    delete_url = reverse("admin:companies_company_delete", args=[company.pk])
    seen = {"post": "yes", "seen": f"{company.pk}:{company.version}"}
    start, answers = threading.Barrier(2, timeout=120), {}

    def run(name, client, url, data):
        start.wait()
        answers[name] = client.post(url, data)
        connection.close()

    jobs = [("save", saver, url_of(company), form), ("delete", deleter, delete_url, seen)]
    threads = [threading.Thread(target=run, args=job) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers["delete"].status_code == 302
    if Company.objects.exists():
        assert (answers["save"].status_code, Company.objects.get().name_en) == (302, "Second")
    else:
        assert "deleted this record" in text_of(answers["save"])


@pytest.fixture
def administrator(client, db):
    client.force_login(make_user(role="Administrator"))
    return client


def test_deletion_waits_for_another_look_after_a_save(administrator, company):
    url = reverse("admin:companies_company_delete", args=[company.pk])
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', administrator.get(url).content.decode())
    verify(company, Actor())
    response = administrator.post(url, {"post": "yes", "seen": seen}, follow=True)
    assert "Nothing was deleted, because somebody saved or deleted" in text_of(response)
    assert Company.objects.exists()
    assert administrator.post(url, {"post": "yes"}).status_code == 302
    assert Company.objects.exists()
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', response.content.decode())
    administrator.post(url, {"post": "yes", "seen": seen})
    assert not Company.objects.exists()


def test_deletion_in_bulk_waits_for_another_look_after_a_save(administrator, company):
    other = make_company()
    choice = {"action": "delete_selected", "_selected_action": [company.pk, other.pk]}
    page = administrator.post(LIST, choice).content.decode()
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', page)
    verify(company, Actor())
    response = administrator.post(LIST, {**choice, "post": "yes", "seen": seen}, follow=True)
    assert "somebody saved or deleted after you opened the page" in text_of(response)
    assert Company.objects.count() == 2
    page = administrator.post(LIST, choice).content.decode()
    seen = re.findall(r'name="seen"\s+value="([^"]+)"', page)
    administrator.post(LIST, {**choice, "post": "yes", "seen": seen})
    assert not Company.objects.exists()


def test_deletion_of_a_deleted_record_is_explained(administrator, company):
    url = reverse("admin:companies_company_delete", args=[company.pk])
    Company.objects.all().delete()
    response = administrator.post(url, {"post": "yes"}, follow=True)
    assert "Perhaps it was deleted?" in text_of(response)


def test_metric_deleted_meanwhile_with_its_rows_is_said_beside_the_row(editor, company):
    metric = make_metric()
    make_figure(company=company, metric=metric, value=1)
    stale = open_form(editor, company) | {"name_en": "Mine"}
    editor.post(url_of(company), open_form(editor, company) | {"figures-0-DELETE": "on"})
    metric.delete()
    response = editor.post(url_of(company), stale)
    assert "Select a valid choice" in text_of(response)
    again = page_form(response, "company_form")
    assert again["name_en"] == ["Mine"]
    assert editor.post(url_of(company), again | {"figures-0-DELETE": "on"}).status_code == 302
    company.refresh_from_db()
    assert company.name_en == "Mine"
