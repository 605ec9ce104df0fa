"""Whatever is sent: an answer in words, nothing unescaped, no header of a message that a sender made."""

from __future__ import annotations

import datetime
from urllib.parse import quote

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts import outbox
from submissions.models import AccessLink, Notice, Submission
from tests.factories import make_company, make_full_company
from tests.submissions.hostile import VALUES, posts
from tests.submissions.submitting import SENDER, as_sent, filled_in, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_limits(settings, monkeypatch):
    settings.SUBMISSIONS_AN_HOUR = 1_000_000
    monkeypatch.setattr("submissions.sending.guard.MESSAGES_TO_ONE_ADDRESS", 1_000_000)
    monkeypatch.setattr("submissions.sending.guard.MIN_TIME", datetime.timedelta(0))


@pytest.mark.parametrize(
    ("path", "typed"),
    [
        ("edit/?add=figures", {"founded": "1985"}),
        ("edit/?add=identifiers", {"founded": "1985"}),
        ("edit/founded/", {"founded": "1985", "source-founded-new": "Register"}),
        (
            "edit/milestones/",
            {
                "milestones-new1-on": "1985",
                "milestones-new1-text_en": "Moved",
                "milestones-new1-source-new": "Register",
            },
        ),
        ("edit/?report=1", {"problem": "wrong", "what": "It moved."}),
    ],
)
def test_hostile_values_of_a_form_never_break_it(client, path, typed):
    company = make_full_company(rows=3)
    path = f"{company.get_absolute_url()}{path}"
    form = filled_in(client, path, **SENDER, **{"source-all-title": "Register", **typed})
    for data in posts(form, 150):
        response = client.post(path, data)
        assert response.status_code in (200, 302, 400), data
        assert b"<script>alert" not in response.content
        assert b"<img src=x" not in response.content
    assert Submission.objects.count() >= 5
    for submission in Submission.objects.all():
        page = client.get(f"/submissions/{AccessLink.issue(submission)}/")
        assert page.status_code == 200
        assert b"<script>alert" not in page.content


@pytest.mark.parametrize("value", VALUES)
def test_hostile_addresses_open_a_form(client, value):
    make_company(slug="lenovo")
    query = {"field": value, "row": value, "add": value}
    assert client.get("/companies/lenovo/edit/", query).status_code == 200
    for path in (quote(value, safe=""), f"founders/{quote(value, safe='')}"):
        assert client.get(f"/companies/lenovo/edit/{path}/").status_code in (404, 301)


def test_name_and_title_make_no_header(client):
    make_company(slug="lenovo", name_en="Lenovo")
    injected = "X\r\nBcc: victim@example.org\r\n\r\nbody"
    typed = {"name_en": injected, "source-all-title": injected, "sender-name": injected}
    response = sent(client, "/companies/lenovo/edit/", **{**SENDER, **typed})
    assert response.status_code in (200, 302)
    response = sent(client, "/submit/company/", **{**SENDER, "name_en": injected, "source-all-title": "x"})
    outbox.run_due()
    for message in mail.outbox:
        assert message.recipients() == ["wang@example.org"]
        assert "Bcc" not in dict(message.message().items())
        assert "\n" not in message.subject


@pytest.mark.parametrize("email", ["a@b.c\r\nBcc: x@y.z", "a@b,c@d.e", "a b@c.d", "@", "x" * 400 + "@b.cd"])
def test_hostile_address_is_refused_beside_the_field(client, email):
    make_company(slug="lenovo")
    typed = {"founded": "1985", "source-all-title": "x", "sender-name": "W", "sender-email": email}
    response = sent(client, "/companies/lenovo/edit/", **typed)
    assert 'id="sender-email_error"' in response.content.decode()
    assert Notice.objects.count() == 0


def test_markup_is_escaped_in_messages(client):
    name = "<b>X</b>"
    sent(client, "/submit/company/", name_en=name, **{**SENDER, "sender-name": name, "source-all-title": "x"})
    notice = Notice.objects.get()
    assert "&lt;b&gt;" in notice.html
    assert "<b>" not in notice.html


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 99]
)
def test_file_that_is_no_picture_is_refused_and_nothing_typed_is_lost(client, content):
    make_company(slug="lenovo")
    file = SimpleUploadedFile("logo.png", content)
    response = sent(client, "/companies/lenovo/edit/", new_logo=file, founded="1985", **SENDER)
    assert 'id="new_logo_error"' in response.content.decode()
    assert as_sent(response)["founded"] == ["1985"]


def test_rows_are_bounded(client):
    make_company(slug="lenovo")
    rows = [f"milestones/new{number}" for number in range(1, 200)]
    response = sent(client, "/companies/lenovo/edit/", row=rows, founded="1985", **SENDER)
    assert "Send at most 60 rows at once." in response.content.decode()
