"""What is stored of a sender is shown, and goes at one press; what was proposed stays."""

from __future__ import annotations

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone, translation

from submissions.messages import notices
from submissions.messages.forgetting import StoredOfSender, forget
from submissions.models import AccessLink, Event, Notice, OwnProposal, Submission, WrongSubmissionState
from submissions.sending.create import send_to
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
    before = Submission.objects.values("state", "base", "proposed", "title").get()
    assert forget("WANG@example.org", by=administrator) == 1
    assert Submission.objects.values("state", "base", "proposed", "title").get() == before
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


@pytest.mark.parametrize(
    ("is_representative", "words"),
    [
        (False, "Sent by a visitor whose personal data is deleted"),
        (True, "Sent for the company, by a person whose data is deleted"),
    ],
)
def test_page_of_a_forgotten_sender_says_so(client, submission, administrator, is_representative, words):
    Submission.objects.update(is_representative=is_representative)
    forget(ADDRESS, by=administrator)
    client.force_login(administrator)
    html = client.get(f"/moderation/{submission.pk}/").content.decode()
    said = ("What the sender wrote is deleted.", "nobody reads it but the team")
    assert [text in html for text in (words, *said)] == [True, True, True]
    assert [text in html for text in ('value="ask"', "gave no name", "No word was left.")] == [False] * 3


def test_account_that_sent_is_named_by_no_step(administrator):
    sender = make_user(username="wang")
    submission = make_submission(
        make_company(), fields={"founded": "1985"}, email=sender.email, sent_by=sender
    )
    Event.record(submission, Event.Type.SENT, by=sender)
    Event.record(submission, Event.Type.ASSIGNED, by=administrator, staff=True)
    forget(sender.email, by=administrator)
    assert list(submission.events.values_list("what", "by")) == [
        ("sent", None), ("assigned", administrator.pk), ("forgotten", administrator.pk),
    ]  # fmt: skip


def test_what_was_sent_signed_in_without_an_address_is_found(administrator):
    sender = make_user(username="wang")
    submission = make_submission(make_company(), fields={"founded": "1985"}, email="", sent_by=sender)
    stored = StoredOfSender.of(sender.email.upper())
    assert (stored.proposals, stored.total) == ([submission], 1)
    assert forget(sender.email.upper(), by=administrator) == 1
    submission.refresh_from_db()
    assert (submission.sent_by, submission.name) == (None, "")


def test_mail_to_a_mistyped_address_goes_and_the_proposal_of_another_stays(client, administrator):
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    notices.write(submission, "confirm").mark_sent()
    send_to(submission, "wong@example.org")
    assert StoredOfSender.of(ADDRESS.upper()) == StoredOfSender([], 0, 1)
    client.force_login(administrator)
    html = client.post(PAGE, {"email": ADDRESS}).content.decode()
    assert "1 mail about a proposal of somebody else went to this address" in html
    response = client.post(PAGE, {"email": ADDRESS, "delete": "1"}, follow=True)
    assert "mails that were sent to it are deleted" in response.content.decode()
    assert list(Notice.objects.values_list("to", flat=True)) == ["wong@example.org"]
    assert (Submission.objects.get().email, LogEntry.objects.count()) == ("wong@example.org", 1)


def test_what_staff_wrote_stays(submission, administrator):
    Submission.objects.update(note="Which page?")
    for what in (Event.Type.ASKED, Event.Type.DECIDED, Event.Type.REMARK):
        Event.record(submission, what, by=administrator, staff=True, text=f"Words: {what}")
    forget(ADDRESS, by=administrator)
    texts = submission.events.values_list("text", flat=True)
    assert list(texts) == ["", "Words: asked", "Words: decided", "Words: remark", ""]
    assert Submission.objects.get().note == "Which page?"


def test_key_of_the_form_leads_nowhere_any_more(submission, administrator):
    Submission.objects.update(risks=["unsigned"])
    keys = {submission.form_key}
    forget(ADDRESS, by=administrator)
    assert set(Submission.objects.values_list("form_key", flat=True)).isdisjoint(keys)


def test_late_answer_of_a_forgotten_sender_loses(submission, administrator):
    submission.ask(by=administrator, note="?", decisions={}, revision=submission.revision)
    answering, changing = Submission.objects.get(), Submission.objects.get()
    forget(ADDRESS, by=administrator)
    assert Submission.objects.get().revision == submission.revision + 1
    for act in (answering.answer, lambda: changing.change(changing.base_document)):
        with pytest.raises(WrongSubmissionState):
            act()
    assert Submission.objects.get().state == "needs_changes"


MINUTES_AGO = {"just now": 1, "long ago": 11}


@pytest.mark.parametrize("decided", [None, "just now", "long ago"])
@pytest.mark.parametrize("is_by_address", [True, False])
def test_own_proposal_is_forgotten_by_another(client, submission, administrator, decided, is_by_address):
    """Who sent it could else decide on it alone."""
    own = {"email": administrator.email} if is_by_address else {"sent_by": administrator}
    Submission.objects.update(**own)
    if decided:
        moment = timezone.now() - datetime.timedelta(minutes=MINUTES_AGO[decided])
        Submission.objects.update(state="accepted", decided_at=moment)
    address = administrator.email if is_by_address else ADDRESS
    client.force_login(administrator)
    response = client.post(PAGE, {"email": address, "delete": "1"})
    is_kept = decided != "long ago"
    assert Submission.objects.filter(name="Wang").exists() is is_kept
    assert response.status_code == (200 if is_kept else 302)
    if is_kept:
        assert 'id="email_error"' in response.content.decode()
        with pytest.raises(OwnProposal):
            forget(address, by=administrator)
    assert forget(address, by=make_user(role="Administrator")) == int(is_kept)


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Personal data of a sender deleted."), ("zh-hans", "已删除一位提交人的个人信息。")],
)
def test_log_says_it_in_the_language_of_who_did_it(submission, administrator, language, words):
    with translation.override(language):
        forget(ADDRESS, by=administrator)
    assert LogEntry.objects.get().get_change_message() == words


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
