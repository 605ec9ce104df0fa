"""The admin of companies: publishing by role, pictures, what the lists and the first page show."""

import io

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from companies.models import Company
from profiles.search import find
from tests.factories import (
    make_company,
    make_picture,
    make_user,
)

LIST = "/admin/companies/company/"
INLINES = (
    "other_names",
    "identifiers",
    "stakeholders",
    "ties",
    "products",
    "links",
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
    assert list(find("company", "renamed").ids) == [saved.pk]


@pytest.mark.django_db
def test_moderator_may_not_save(client):
    company = make_company(name_en="Kept")
    client.force_login(make_user(role="Moderator"))
    assert client.post(change_url(company), form_data(company, name_en="Changed")).status_code == 403
    company.refresh_from_db()
    assert company.name_en == "Kept"


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
def test_save_and_publish(client):
    company = make_company(published=False, name_en="Widgets")
    client.force_login(make_user(role="Editor"))
    assert 'name="_publish"' in client.get(change_url(company)).content.decode()
    answer = client.post(
        change_url(company), form_data(company, name_en="Gadgets", _publish="1"), follow=True
    )
    company.refresh_from_db()
    assert (company.name_en, company.state) == ("Gadgets", "published")
    assert "visitors see Gadgets now" in answer.content.decode()
    assert 'name="_publish"' not in client.get(change_url(company)).content.decode()


@pytest.mark.django_db
def test_invalid_save_publishes_nothing(client):
    company = make_company(published=False)
    client.force_login(make_user(role="Editor"))
    client.post(change_url(company), form_data(company, founded="2013-02-31", _publish="1"))
    company.refresh_from_db()
    assert company.state == "draft"


@pytest.mark.django_db
def test_who_may_not_publish_saves_a_draft(client):
    person = make_user(role="Editor")
    person.groups.clear()
    wanted = ("view_company", "change_company", "add_company")
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    company = make_company(published=False)
    client.force_login(person)
    assert 'name="_publish"' not in client.get(change_url(company)).content.decode()
    client.post(change_url(company), form_data(company, name_en="Gadgets", _publish="1"))
    company.refresh_from_db()
    assert (company.name_en, company.state) == ("Gadgets", "draft")


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "is_offered"), [("Moderator", False), ("Editor", True)])
def test_upload_is_offered_to_who_may_change_the_profile(client, role, is_offered):
    company = make_company()
    company.logo = make_picture("logo")
    company.save()
    client.force_login(make_user(role=role))
    html = client.get(change_url(company)).content.decode()
    assert ["New logo" in html, "Remove the logo" in html] == [is_offered] * 2


@pytest.mark.django_db
def test_action_on_a_profile_that_breaks_a_rule_says_so_and_does_the_others(client):
    broken, sound = make_company(name_en="Broken"), make_company()
    Company.objects.filter(pk=broken.pk).update(website="no address")  # past the site
    client.force_login(make_user(role="Editor"))
    choice = {"action": "verify_selected", "_selected_action": [broken.pk, sound.pk]}
    page = client.post(LIST, choice, follow=True).content.decode()
    assert "something in them breaks a rule; their forms say what: Broken" in page
    sound.refresh_from_db()
    assert sound.verified_on is not None


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["-", "...", "\U0001f680"])
def test_name_of_signs_is_refused_beside_its_field(client, name):
    company = make_company(name_zh="清河")
    client.force_login(make_user(role="Editor"))
    response = client.post(change_url(company), form_data(company, name_en=name))
    errors = response.context["adminform"].form.errors
    assert errors == {"name_en": ["A name needs at least one letter or digit."]}
    company.refresh_from_db()
    assert company.name_en != name


@pytest.mark.django_db
def test_form_saves_what_is_seen(client):
    company = make_company()
    client.force_login(make_user(role="Editor"))
    changes = {
        "name_en": "Qing\u200bhe\u3000 Labs",
        "summary_en": "One\x07\u202e two",
        "website": "https://a.example/\u200b",
    }
    assert client.post(change_url(company), form_data(company, **changes)).status_code == 302
    company.refresh_from_db()
    found = (company.name_en, company.summary_en, company.website)
    assert found == ("Qinghe Labs", "One two", "https://a.example/")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["profiles/source", "companies/sector", "companies/zone", "profiles/metric"])
def test_record_without_a_name_is_refused(client, path):
    client.force_login(make_user(role="Editor", is_superuser=True))
    names = dict.fromkeys(("title", "name_en", "name_zh", "name_fr"), "—")
    errors = client.post(f"/admin/{path}/add/", names).context["adminform"].form.errors
    found = {
        name for name, texts in errors.items() if texts == ["A name needs at least one letter or digit."]
    }
    assert found == ({"title"} if path == "profiles/source" else {"name_en", "name_zh", "name_fr"})
