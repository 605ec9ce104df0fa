"""The outbox: seen, read and sent again by staff, and nothing is lost where no server answers."""

from __future__ import annotations

import datetime
import html
import re

import pytest
from django.core import mail
from django.utils import timezone

from accounts import outbox
from accounts.queued_mail import RETRIES
from submissions.deciding.decide import PartDecision, Verdict, decide
from submissions.messages import notices
from submissions.models import AccessLink, Notice, Reason
from submissions.sending.create import send_to
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice():
    submission = make_submission(make_company(name_en="Lens"), fields={"founded": "1985"}, name="<b>Chen</b>")
    return notices.write(submission, "decided")


def page(client, notice):
    return client.get(f"/admin/submissions/notice/{notice.pk}/change/").content.decode()


@pytest.mark.parametrize(("role", "status"), [("Moderator", 200), ("Administrator", 200), ("Editor", 403)])
def test_outbox_is_for_those_who_decide(client, notice, role, status):
    client.force_login(make_user(role=role))
    assert client.get("/admin/submissions/notice/").status_code == status
    assert client.get("/admin/submissions/notice/?state__exact=failed").status_code == status
    assert client.get(f"/admin/submissions/notice/{notice.pk}/change/").status_code == status


def test_message_is_shown_without_its_link_and_as_its_reader_sees_it(client, notice):
    client.force_login(make_user(role="Moderator"))
    text = page(client, notice)
    assert text.count("[the secret link]") == 2
    assert "<b>Chen</b>" not in text
    assert "[[link]]" not in text
    frame = re.search(r'<iframe class="message" sandbox title="[^"]*" srcdoc="([^"]*)"></iframe>', text)[1]
    shown = html.unescape(frame)
    assert shown.startswith("<!DOCTYPE html>")
    assert '<a href="#">[the secret link]</a>' in shown
    assert "&lt;b&gt;Chen&lt;/b&gt;" in shown


def test_message_is_sent_again_and_not_changed(client, notice):
    Notice.objects.filter(pk=notice.pk).update(state="failed", attempts=8, problem="refused")
    client.force_login(make_user(role="Moderator"))
    address = f"/admin/submissions/notice/{notice.pk}/change/"
    client.post(address, {"_send_again": "1", "to": "evil@example.org", "subject": "x"})
    notice.refresh_from_db()
    assert (notice.state, notice.attempts, notice.to) == ("waiting", 0, "wang@example.org")


def test_message_that_is_being_sent_is_left_alone(client, notice):
    assert notice.claim()
    client.force_login(make_user(role="Moderator"))
    client.post(f"/admin/submissions/notice/{notice.pk}/change/", {"_send_again": "1"})
    notice.refresh_from_db()
    assert (notice.state, notice.attempts) == ("sending", 1)


@pytest.mark.parametrize("state", ["sent", "failed"])
def test_message_to_an_address_that_was_corrected(client, state):
    """It is not sent again: whoever has that address would get a link to the proposal."""
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    first = notices.write(submission, "confirm")
    Notice.objects.update(state=state, sent_at=timezone.now())
    send_to(submission, "right@example.org")
    client.force_login(make_user(role="Moderator"))
    response = client.post(f"/admin/submissions/notice/{first.pk}/change/", follow=True)
    assert "has corrected the address" in response.content.decode()
    again = {"action": "send_again", "_selected_action": list(Notice.objects.values_list("pk", flat=True))}
    client.post("/admin/submissions/notice/", again)
    assert dict(Notice.objects.values_list("to", "state")) == {
        "wang@example.org": state, "right@example.org": "waiting",
    }  # fmt: skip


def test_failed_messages_are_named_where_staff_look(client, notice):
    Notice.objects.filter(pk=notice.pk).update(state="failed")
    client.force_login(make_user(role="Moderator"))
    for address in ("/admin/", "/moderation/"):
        assert "1 message could not be sent" in client.get(address).content.decode()


def test_server_that_refuses_loses_nothing(notice, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    for attempt in range(1, len(RETRIES) + 2):
        Notice.objects.update(next_try_at=timezone.now())
        assert outbox.run_due() == 1
        notice.refresh_from_db()
        assert (notice.attempts, notice.state) == (
            attempt,
            "waiting" if attempt <= len(RETRIES) else "failed",
        )
    assert "Refused" in notice.problem
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    notice.send_again()
    assert (outbox.run_due(), len(mail.outbox)) == (1, 1)


def test_worker_that_dies_while_sending_gives_the_message_back(notice, monkeypatch):
    def die(self, *args, **kwargs):
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMultiAlternatives.send", die)
        with pytest.raises(SystemExit):
            outbox.run_due()
    notice.refresh_from_db()
    assert (notice.state, outbox.run_due()) == ("sending", 0)
    Notice.objects.update(next_try_at=timezone.now() - datetime.timedelta(seconds=1))
    assert (outbox.run_due(), len(mail.outbox)) == (1, 1)
    assert AccessLink.objects.exists()


def test_reasons_are_edited_by_administrators(client):
    reason = Reason.objects.create(slug="r", name_en="R")
    address = f"/admin/submissions/reason/{reason.pk}/change/"
    client.force_login(make_user(role="Moderator"))
    assert client.post(address, {}).status_code == 403
    client.force_login(make_user(role="Administrator"))
    texts = {f"{what}_{language}": "Words" for what in ("name", "text") for language in ("en", "zh", "fr")}
    client.post(address, {"slug": "r", "order": "1", "in_use": "on", **texts})
    reason.refresh_from_db()
    assert reason.text_fr == "Words"


def test_message_of_a_mixed_decision_names_the_parts(client):
    submission = make_submission(make_company(founded="1984"), fields={"founded": "1985", "postcode": "1"})
    reason = Reason.objects.create(slug="r", text_en="No source.", name_en="R")
    choices = {"founded": PartDecision("accept"), "postcode": PartDecision("reject", why="r")}
    decide(
        submission,
        Verdict(choices, reason=reason),
        by=make_user(role="Moderator"),
        revision=submission.revision,
    )
    notice = Notice.objects.get()
    assert re.findall(r"^- (.*)$", notice.text, re.M) == [
        "Founded: accepted",
        "Postcode: not accepted (No source.)",
    ]
    assert re.findall(r"<li>(.*)</li>", notice.html) == [
        "Founded: accepted",
        "Postcode: not accepted (No source.)",
    ]


def test_message_of_one_answer_names_no_parts(client):
    submission = make_submission(make_company(founded="1984"), fields={"founded": "1985"})
    choices = Verdict({"founded": PartDecision("accept")})
    decide(submission, choices, by=make_user(role="Moderator"), revision=submission.revision)
    assert "Founded" not in Notice.objects.get().text
