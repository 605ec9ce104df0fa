"""What is stored of a sender is shown, and goes at one press; what was proposed stays."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import LogEntry

from submissions.messages import notices
from submissions.messages.forgetting import StoredOfSender, forget
from submissions.models import AccessLink, Event, Notice, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db

PAGE = "/moderation/sender-data/"
ADDRESS = "wang@example.org"


@pytest.fixture
def administrator():
    return make_user(role="Administrator", username="administrator")


@pytest.fixture
def submission():
    submission = make_submission(
        make_company(slug="lenovo"), fields={"founded": "1985"}, comment="I am Wang."
    )
    notices.write(submission, "again")
    AccessLink.issue(submission)
    Event.record(submission, Event.Type.ANSWERED, text="Call me: 12345")
    return submission


def stored_anywhere(text: str) -> bool:
    """Whether any column of any row of proposals holds it."""
    rows = [
        *Submission.objects.values(),
        *Event.objects.values(),
        *Notice.objects.values(),
        *LogEntry.objects.values(),
    ]
    return any(text.lower() in str(value).lower() for row in rows for value in row.values())


def test_personal_data_goes_and_the_proposal_stays(submission, administrator):
    before = Submission.objects.values("state", "base", "proposed", "revision", "title").get()
    assert forget("WANG@example.org", by=administrator) == 1
    assert Submission.objects.values("state", "base", "proposed", "revision", "title").get() == before
    assert [stored_anywhere(text) for text in ("wang", "12345")] == [False, False]
    assert (Notice.objects.count(), AccessLink.objects.count()) == (0, 0)
    event = submission.events.get(what="forgotten")
    assert (event.by, event.by_staff) == (administrator, True)
    assert [entry.user for entry in LogEntry.objects.all()] == [administrator]


def test_proposal_that_was_never_confirmed_goes_as_a_whole(administrator):
    make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    assert (forget(ADDRESS, by=administrator), Submission.objects.count()) == (1, 0)


@pytest.mark.parametrize("email", ["", "other@example.org"])
def test_what_others_sent_stays(submission, administrator, email):
    Submission.objects.create(
        kind="company", purpose="new", title="x", base=submission.base, proposed=submission.proposed,
        form_key="00000000-0000-4000-8000-000000000001",
    )  # fmt: skip
    assert forget(email, by=administrator) == 0
    submission.refresh_from_db()
    assert (submission.email, submission.events.count(), LogEntry.objects.count()) == (ADDRESS, 1, 0)


def test_page_shows_what_is_stored_and_deletes_it(client, submission, administrator):
    client.force_login(administrator)
    make_user(username="wang")
    response = client.post(PAGE, {"email": ADDRESS})
    html = response.content.decode()
    assert (response.context["stored"].total, "1 mail" in html) == (1, True)
    assert "An account has this address." in html
    assert "no-store" in response["Cache-Control"]
    response = client.post(PAGE, {"email": ADDRESS, "delete": "1"}, follow=True)
    assert "The personal data in 1 proposal is deleted." in response.content.decode()
    assert StoredOfSender.of(ADDRESS).total == 0


def test_page_of_a_forgotten_sender_still_reads(client, submission, administrator):
    forget(ADDRESS, by=administrator)
    client.force_login(administrator)
    assert (
        "Sent by a visitor who gave no name" in client.get(f"/moderation/{submission.pk}/").content.decode()
    )


@pytest.mark.parametrize("email", ["", "nonsense", "\0@example.org"])
def test_what_is_no_address_is_said_beside_the_field(client, submission, administrator, email):
    client.force_login(administrator)
    response = client.post(PAGE, {"email": email, "delete": "1"})
    assert 'id="email_error"' in response.content.decode()
    assert Submission.objects.get().email == ADDRESS


@pytest.mark.parametrize("role", ["Moderator", "Editor"])
def test_nobody_else_may(client, submission, role):
    client.force_login(make_user(role=role))
    assert client.post(PAGE, {"email": ADDRESS, "delete": "1"}).status_code == 403
    assert Submission.objects.get().email == ADDRESS
