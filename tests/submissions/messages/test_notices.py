"""Mails to senders: in the transaction that they tell of, in the language of their reader."""

from __future__ import annotations

import pytest
from django.utils import translation

from accounts import outbox
from submissions.messages import notices
from submissions.models import Notice
from tests.factories import make_company
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db


def proposal(**more):
    return make_submission(make_company(), fields={"founded": "1985"}, **more)


def test_mail_is_in_the_language_of_its_sender_whoever_writes():
    submission, subjects = proposal(), set()
    for language in ("en", "fr", "zh-hans"):
        submission.language = language
        for active in ("en", "fr"):
            with translation.override(active):
                notice = notices.write(submission, "decided")
            assert (notice.language, notice.to, notice.submission, notice.what) == (
                language, "wang@example.org", submission, "decided",
            )  # fmt: skip
            subjects.add((language, notice.subject))
    assert len({subject for _language, subject in subjects}) == len(subjects) == 3


def test_nobody_without_an_address_is_written_to():
    assert notices.write(proposal(email=""), "decided") is None
    assert not Notice.objects.exists()


def test_subject_is_one_line_and_the_text_ends_with_one(settings):
    notice = notices.write(proposal(), "confirm")
    assert "\n" not in notice.subject
    assert notice.text.endswith("\n")
    assert (notice.text.strip() + "\n", notice.html.strip()) == (notice.text, notice.html)


def test_worker_is_woken_once_the_mail_is_there(django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr(outbox.SENDING, "wake", lambda: woken.append(1))
    submission = proposal()
    with django_capture_on_commit_callbacks(execute=True):
        notices.write(submission, "decided")
        assert woken == []
    assert woken == [1]
