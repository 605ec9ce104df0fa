"""Mails about accounts: written by the request, sent by the outbox, with secrets that are kept nowhere."""

from __future__ import annotations

import datetime
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import outbox
from accounts.models import AccountMail
from accounts.queued_mail import LINK
from submissions.messages import notices, tidying
from tests.factories import PASSWORD, make_company, make_user
from tests.submissions.proposals import make_submission

RESET = "/accounts/password/reset/"
SMTP = "django.core.mail.backends.smtp.EmailBackend"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://park.example"


def ask(client, email="chen@example.org", page=RESET, **headers):
    return client.post(page, {"email": email}, **headers)


def due_again():
    AccountMail.objects.update(next_try_at=timezone.now())


@contextmanager
def hanging_server():
    """A mail server that takes the call and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        calls = []
        threading.Thread(target=lambda: _take(listening, calls), daemon=True).start()
        yield listening.getsockname()[1]
        for call in calls:
            call.close()


def _take(listening, calls):
    while True:
        try:
            calls.append(listening.accept()[0])
        except OSError:
            return


def closed_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def test_link_leads_to_the_site_whatever_host_the_request_names(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_user(username="chen")
    for email in ("chen@example.org", "nobody@example.org"):
        assert ask(client, email, headers={"host": "evil.example"}).status_code == 302
    outbox.run_due()
    assert len(mail.outbox) == 2
    for message in mail.outbox:
        assert "evil.example" not in message.body + message.subject
        assert message.subject.startswith("[park.example] ")
    assert re.search(r"^https://park\.example/accounts/password/reset/key/\S+/$", mail.outbox[0].body, re.M)


@pytest.mark.parametrize(("prefix", "subject"), [("/fr", "mot de passe"), ("/zh-hans", "密码")])
def test_mail_and_its_link_are_in_the_language_of_the_page(client, prefix, subject):
    make_user(username="chen")
    ask(client, page=prefix + RESET)
    outbox.run_due()
    message = mail.outbox[0]
    assert subject in message.subject
    assert f"https://park.example{prefix}{RESET}key/" in message.body


def test_link_is_in_the_mail_alone(client):
    make_user(username="chen")
    ask(client)
    row = AccountMail.objects.get()
    assert (row.text.count(LINK), "key/" in row.text) == (1, False)
    outbox.run_due()
    row.refresh_from_db()
    assert (row.state, row.text, row.html) == ("sent", "", "")
    assert "key/" in mail.outbox[0].body


def test_link_of_an_earlier_attempt_works_as_well(client, settings):
    """A server may take a mail and fail afterwards."""
    user = make_user(username="chen")
    ask(client)
    row = AccountMail.objects.get()
    first, second = (row.contents()[0] for _attempt in range(2))
    for text in (first, second):
        address = re.search(r"https://park\.example(\S+)", text)[1]
        assert client.get(address)["Location"].endswith("set-password/")
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("change", [{"email": "new@example.org"}, {"is_active": False}])
def test_link_is_not_sent_to_an_address_that_is_the_accounts_no_more(client, change):
    user = make_user(username="chen")
    ask(client)
    for name, value in change.items():
        setattr(user, name, value)
    user.save()
    assert outbox.run_due() == 1
    row = AccountMail.objects.get()
    assert (mail.outbox, row.state, row.text) == ([], "failed", "")
    assert outbox.run_due() == 0


def test_request_does_as_much_for_an_unknown_address(client):
    make_user(username="chen")
    ask(client, "warm@example.org")
    counts = []
    for email in ("chen@example.org", "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(client, email)
        counts.append([re.sub(r"'[^']*'|\d+", "?", one["sql"])[:60] for one in queries])
    assert counts[0] == counts[1]


def test_server_that_hangs_delays_the_mail_and_no_visitor(client, settings):
    make_user(username="chen")
    with hanging_server() as port:
        settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", port
        settings.EMAIL_TIMEOUT = 0.5
        begun = time.monotonic()
        assert ask(client)["Location"] == RESET + "done/"
        assert AccountMail.objects.get().attempts == 0
        assert outbox.run_due() == 1
        assert time.monotonic() - begun < 20  # it would wait for ever
    row = AccountMail.objects.get()
    assert (row.state, row.attempts, "timed out" in row.problem) == ("waiting", 1, True)
    assert row.next_try_at > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.run_due() == 0
    due_again()
    assert (outbox.run_due(), mail.outbox[0].to) == (1, ["chen@example.org"])


def test_server_that_refuses_delays_the_mail(client, settings):
    make_user(username="chen")
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = SMTP, "127.0.0.1", closed_port()
    assert ask(client)["Location"] == RESET + "done/"
    assert outbox.run_due() == 1
    row = AccountMail.objects.get()
    assert (row.state, "Refused" in row.problem) == ("waiting", True)


def test_one_loop_sends_every_kind_of_mail_the_oldest_first(client):
    make_user(username="chen")
    ask(client)
    notice = notices.write(make_submission(make_company(), fields={"founded": "1985"}), "decided")
    ask(client, "nobody@example.org")
    for number, row in enumerate((*AccountMail.objects.order_by("pk"), notice)):
        row.next_try_at = timezone.now() - datetime.timedelta(minutes=number)
        row.save()
    assert outbox.run_due() == 3
    assert [message.to for message in mail.outbox] == [
        [notice.to],
        ["nobody@example.org"],
        ["chen@example.org"],
    ]


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_mail_once(client):
    make_user(username="chen")
    for _time in range(3):
        ask(client)

    def work(_number):
        try:
            return outbox.run_due()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 3
    assert len(mail.outbox) == 3


def test_no_page_of_the_admin_shows_them(client):
    assert AccountMail not in admin.site._registry
    make_user(username="chen")
    ask(client)
    client.force_login(make_user(role="Administrator"))
    assert "chen@example.org" not in client.get("/admin/submissions/notice/").content.decode()


def test_old_ones_are_tidied_away(client):
    ask(client)
    outbox.run_due()
    tidying.tidy()
    assert AccountMail.objects.count() == 1
    AccountMail.objects.update(made_at=timezone.now() - AccountMail.KEPT - datetime.timedelta(minutes=1))
    tidying.tidy()
    assert AccountMail.objects.count() == 0


# --- deleted meanwhile ----------------------------------------------------------------------------


@pytest.mark.parametrize("server", ["takes it", "is down"])
def test_mail_that_is_deleted_while_it_is_sent_keeps_no_other_back(monkeypatch, server):
    first, second = (
        notices.write(make_submission(make_company(), fields={"founded": "1985"}), "again") for _ in range(2)
    )
    sent = []

    def send(mail):
        sent.append(mail.pk)
        if mail.pk == first.pk:
            type(mail).objects.filter(pk=mail.pk).delete()
            if server == "is down":
                raise OSError("down")

    monkeypatch.setattr(outbox, "_send", send)
    assert outbox.run_due() == 2
    assert sent == [first.pk, second.pk]
    assert list(type(second).objects.values_list("pk", "state")) == [(second.pk, "sent")]
