import datetime
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.models import ChangeSet, Upload, Version
from tests.factories import make_company, make_user

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:companies_company_import")
SCRIPT = re.compile(r"<script[^>]*>\s*alert")
TEXT = "slug,name_en,founded\nqinghe,Qinghe,1984\nbeihe,,1990\n"


@pytest.fixture
def editor(client):
    user = make_user(role="Editor")
    client.force_login(user)
    return user


def upload(client, text=TEXT, name="companies.csv", **fields):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content), **fields})


def preview(client, text=TEXT, **choices):
    response = upload(client, text)
    assert response.status_code == 302, response.context["form"].errors
    if choices:
        Upload.objects.update(choices=choices)
    url = response.url.removesuffix("columns/")
    return url, client.get(url)


def confirm(client, url, page, button="_import", **fields):
    return client.post(url, {"seen": page.context["seen"], button: "1", **fields})


def counts(page):
    return {group.status.value: group.total for group in page.context["groups"]}


def test_nothing_is_written_before_it_is_confirmed(client, editor):
    url, page = preview(client)
    assert counts(page) == {"created": 1, "rejected": 1}
    assert "Give a name in at least one language." in page.content.decode()
    assert (Company.objects.count(), Version.objects.count()) == (0, 0)
    response = confirm(client, url, page)
    assert response.status_code == 302
    company = Company.objects.get()
    assert (company.slug, company.state) == ("qinghe", "draft")
    version = Version.objects.get()
    assert (version.made_by, version.why, version.origin) == (editor, "companies.csv", "import")
    done = client.get(url, follow=True)
    change_set = version.change_set
    assert (change_set.title, change_set.state, change_set.counts["created"]) == ("companies.csv", "done", 1)
    assert change_set.title in done.content.decode()
    report = client.get(reverse("admin:profiles_changeset_report", args=[change_set.pk]))
    assert b"Give a name in at least one language." in report.content


def test_cells_that_are_left_out_are_shown_first_and_counted(client, editor, monkeypatch):
    monkeypatch.setattr("profiles.admin.imports.MAX_SHOWN", 3)
    rows = "".join(f"Company {number},1984\n" for number in range(5))
    url, page = preview(client, f"name,founded\n{rows}Beihe,2013-02-30\n")
    assert counts(page) == {"created": 6}
    text = page.content.decode()
    assert "left out: There is no such date: 2013-02-30." in text
    confirm(client, url, page)
    assert Company.objects.get(slug="beihe").founded == ""
    assert ChangeSet.objects.get().counts["left_out"] == 1
    assert "left out: There is no such date: 2013-02-30." in client.get(url, follow=True).content.decode()


def test_only_the_first_new_profiles_are_shown_field_by_field(client, editor, monkeypatch):
    monkeypatch.setattr("profiles.admin.imports.MAX_NEW", 2)
    _url, page = preview(client, "name,founded\nQinghe,1984\nBeihe,1985\nNanhe,1986\n")
    (group,) = page.context["groups"]
    assert [bool(entries) for _outcome, _messages, entries in group.rows] == [True, True, False]
    assert "Line 4: Nanhe" in page.content.decode()


def test_second_confirmation_does_nothing(client, editor):
    url, page = preview(client)
    confirm(client, url, page)
    assert confirm(client, url, page).status_code == 302
    assert (Company.objects.count(), Version.objects.count()) == (1, 1)
    assert bytes(Upload.objects.get().content) == b""


def test_preview_says_what_changes_field_by_field(client, editor):
    company = make_company(slug="qinghe", name_en="Qinghe", founded="1985")
    url, page = preview(client, "slug,name_en,founded,address\nqinghe,Qinghe,1984,1 Road\n")
    text = page.content.decode()
    assert counts(page) == {"updated": 1}
    assert "1 Road" in text
    assert "The site says “1985”, the file “1984”." in text
    confirm(client, url, page)
    company.refresh_from_db()
    assert (company.founded, company.address) == ("1985", "1 Road")


def test_what_moved_since_the_preview_is_shown_first(client, editor):
    company = make_company(slug="qinghe", name_en="Qinghe")
    url, page = preview(client, "slug,name_en,founded\nqinghe,Qinghe,1984\n")
    base = document_of(company)
    save(company, base, type(base)(base.kind, {**base.fields, "founded": "1985"}, base.rows), Actor())
    again = confirm(client, url, page)
    assert "Somebody saved after you opened the page" in again.content.decode()
    company.refresh_from_db()
    assert company.founded == "1985"
    assert Version.objects.filter(origin="import").count() == 0
    assert confirm(client, url, again).status_code == 302


@pytest.mark.parametrize(
    ("decision", "number", "founded"), [("", 1, ""), ("create", 2, ""), ("that", 1, "1984")]
)
def test_what_looks_like_a_company_is_asked_about(client, editor, decision, number, founded):
    company = make_company(slug="lenovo", name_en="Lenovo")
    url, page = preview(client, "name,founded\nLENOVO Ltd,1984\n")
    assert counts(page) == {"to decide": 1}
    answer = str(company.pk) if decision == "that" else decision
    confirm(client, url, page, decide_2=answer)
    company.refresh_from_db()
    assert (Company.objects.count(), company.founded) == (number, founded)


def test_decisions_are_shown_before_they_are_done(client, editor):
    company = make_company(slug="lenovo", name_en="Lenovo")
    url, page = preview(client, "name,founded\nLENOVO Ltd,1984\n")
    looked = confirm(client, url, page, button="_look", decide_2=str(company.pk))
    assert counts(looked) == {"updated": 1}
    assert Version.objects.filter(origin="import").count() == 0


def test_decision_for_a_company_that_was_not_offered_is_refused(client, editor):
    make_company(slug="lenovo", name_en="Lenovo")
    other = make_company(name_en="Other")
    url, page = preview(client, "name,founded\nLENOVO Ltd,1984\n")
    assert confirm(client, url, page, decide_2=str(other.pk)).status_code == 200
    other.refresh_from_db()
    assert other.founded == ""


def test_publishing_needs_its_permission(client, editor):
    url, page = preview(client)
    confirm(client, url, page, publish="on")
    assert Company.objects.get().is_published


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "no text file"),
        ("name\n" + "A\n" * 5_001, "more than 5"),
    ],
)
def test_bad_file_is_refused_beside_its_field(client, editor, content, message):
    response = upload(client, content)
    assert response.status_code == 200
    assert message in str(response.context["form"].errors["file"])
    assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("big5", "宏達電子"), ("shift-jis", "ソニー"), ("euc-kr", "삼성전자"), ("windows-1251", "Яндекс")],
)
def test_chosen_encoding_is_read_and_shown(client, editor, encoding, name):
    _url, page = preview(client, f"name\n{name}\n".encode(encoding), encoding=encoding)
    assert name in page.content.decode()


@pytest.mark.parametrize("role", ["Moderator", ""])
def test_who_may_not_add_may_not_import(client, role):
    client.force_login(make_user(role=role))
    assert client.get(IMPORT).status_code in (302, 403)
    assert upload(client).status_code in (302, 403)
    assert Upload.objects.count() == 0


def test_link_is_shown_to_those_who_may(client, editor):
    address = reverse("admin:companies_company_changelist")
    assert IMPORT in client.get(address).content.decode()
    client.force_login(make_user(role="Moderator"))
    assert IMPORT not in client.get(address).content.decode()


def test_nobody_sees_the_files_of_others(client, editor):
    url, page = preview(client)
    client.force_login(make_user(role="Editor"))
    assert client.get(url).status_code == 404
    assert confirm(client, url, page).status_code == 404
    assert client.get(url.replace("companies/company", "partners/park")).status_code == 404


def test_file_expires(client, editor):
    url, page = preview(client)
    Upload.objects.update(made_at=timezone.now() - datetime.timedelta(hours=25))
    assert client.get(url).status_code == 404
    assert confirm(client, url, page).status_code == 404
    preview(client)
    assert Upload.objects.count() == 1


def test_park_files_are_imported_as_well(client, editor):
    address = reverse("admin:partners_park_import")
    response = client.post(address, {"file": SimpleUploadedFile("parks.csv", b"name,country\nA park,FR\n")})
    assert client.get(response.url).status_code == 200


def test_names_are_harmless_on_the_page(client, editor):
    _url, page = preview(client, "name\n<script>alert(1)</script>\n")
    html = page.content.decode()
    assert SCRIPT.search(unescape(html))  # what a page would hold that does not escape
    assert not SCRIPT.search(html)


def test_list_of_facts_is_previewed_and_imported(client, editor):
    text = "company,field,value\nLong A,founded,1999\nLong B,founded,2001\nLong A,postcode,100080\n"
    url, page = preview(client, text)
    assert counts(page) == {"created": 2}
    confirm(client, url, page)
    assert Company.objects.get(name_en="Long A").postcode == "100080"
