"""The admin of companies: publishing by role, pictures, and saves that never overwrite a newer one."""

import io
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from companies.models import Company
from tests.factories import make_company, make_user

LIST = "/admin/companies/company/"
INLINES = (
    "other_names",
    "identifiers",
    "stakeholders",
    "figures",
    "milestones",
    "presences",
    "certificates",
    "citations",
)


def form_data(company: Company, **changes) -> dict:
    """What a browser would send for this company."""
    names = (
        "slug",
        "name_en",
        "name_zh",
        "name_fr",
        "summary_en",
        "summary_zh",
        "summary_fr",
        "founded",
        "website",
    )
    data = {name: getattr(company, name) for name in names}
    data["seen_version"] = company.version
    for prefix in INLINES:
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    return {**data, **changes}


def change_url(company: Company) -> str:
    return reverse("admin:companies_company_change", args=[company.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "state"), [("Editor", "published"), ("Moderator", "draft"), ("Administrator", "published")]
)
def test_publish_action_follows_the_role(client, role, state):
    company = make_company(published=False)
    client.force_login(make_user(role=role))
    client.post(LIST, {"action": "publish_selected", "_selected_action": [company.pk]})
    company.refresh_from_db()
    assert company.state == state


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "state"), [("Editor", "withdrawn"), ("Moderator", "published")])
def test_withdraw_action_follows_the_role(client, role, state):
    company = make_company()
    client.force_login(make_user(role=role))
    client.post(LIST, {"action": "withdraw_selected", "_selected_action": [company.pk]})
    company.refresh_from_db()
    assert company.state == state


@pytest.mark.django_db
def test_save_counts_a_version_and_names_the_editor(client):
    company, editor = make_company(), make_user(role="Editor")
    client.force_login(editor)
    response = client.post(change_url(company), form_data(company, name_en="Renamed"))
    assert response.status_code == 302
    saved = Company.objects.get(pk=company.pk)
    assert (saved.name_en, saved.version, saved.changed_by) == ("Renamed", company.version + 1, editor)
    assert "renamed" in saved.search_text


@pytest.mark.django_db
def test_moderator_may_not_save(client):
    company = make_company(name_en="Kept")
    client.force_login(make_user(role="Moderator"))
    assert client.post(change_url(company), form_data(company, name_en="Changed")).status_code == 403
    company.refresh_from_db()
    assert company.name_en == "Kept"


@pytest.mark.django_db
def test_stale_save_is_refused_with_both_texts(client):
    company = make_company(name_en="First")
    client.force_login(make_user(role="Editor"))
    stale = form_data(company, name_en="Mine")
    client.post(change_url(company), form_data(company, name_en="Theirs"))
    html = client.post(change_url(company), stale).content.decode()
    assert Company.objects.get(pk=company.pk).name_en == "Theirs"
    assert html.count("Theirs") >= 1
    assert 'value="Mine"' in html


@pytest.mark.django_db
def test_stale_save_goes_through_once_compared(client):
    company = make_company(name_en="First")
    client.force_login(make_user(role="Editor"))
    stale = form_data(company, name_en="Mine", save_anyway="on")
    client.post(change_url(company), form_data(company, name_en="Theirs"))
    assert client.post(change_url(company), stale).status_code == 302
    assert Company.objects.get(pk=company.pk).name_en == "Mine"


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_have_one_winner():
    company, editor = make_company(name_en="First"), make_user(role="Editor")
    start, codes = threading.Barrier(2, timeout=20), []

    def save(name):
        client = Client()
        client.force_login(editor)
        start.wait()
        codes.append(client.post(change_url(company), form_data(company, name_en=name)).status_code)
        connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == [200, 302]
    assert Company.objects.get(pk=company.pk).version == company.version + 1


@pytest.mark.django_db
def test_changed_slug_keeps_the_old_address(client):
    company = make_company(slug="before")
    client.force_login(make_user(role="Editor"))
    client.post(change_url(company), form_data(company, slug="after"))
    assert client.get("/companies/before/")["Location"] == "/companies/after/"


def upload(name: str = "logo.png") -> SimpleUploadedFile:
    file = io.BytesIO()
    Picture.new("RGB", (300, 300), "red").save(file, "PNG")
    return SimpleUploadedFile(name, file.getvalue(), "image/png")


@pytest.mark.django_db
def test_uploaded_logo_is_shown_only_while_published(client):
    company = make_company(published=False)
    client.force_login(make_user(role="Editor"))
    response = client.post(change_url(company), form_data(company, new_logo=upload("../../x.png")))
    assert response.status_code == 302
    company.refresh_from_db()
    address = reverse("media", args=[company.logo.largest["name"]])
    assert "x.png" not in address
    assert client.get(address).status_code == 200
    visitor = Client()
    assert visitor.get(address).status_code == 404
    company.publish(by=None)
    assert visitor.get(address)["Content-Type"] == "image/webp"
    company.withdraw(by=None)
    assert visitor.get(address).status_code == 404


@pytest.mark.django_db
def test_refused_picture_is_explained(client):
    company = make_company()
    client.force_login(make_user(role="Editor"))
    svg = SimpleUploadedFile("logo.png", b"<svg/>", "image/png")
    html = client.post(change_url(company), form_data(company, new_logo=svg)).content.decode()
    assert "PNG, JPEG, WebP or GIF" in html
    company.refresh_from_db()
    assert company.logo is None


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_queries(client, number, django_assert_max_num_queries):
    for _company in range(number):
        make_company()
    client.force_login(make_user(role="Editor"))
    with django_assert_max_num_queries(14):
        client.get(LIST)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator", "Administrator"])
def test_first_page_shows_what_waits(client, role):
    make_company(published=False, name_en="Waiting draft")
    client.force_login(make_user(role=role))
    assert "Waiting draft" in client.get("/admin/").content.decode()
