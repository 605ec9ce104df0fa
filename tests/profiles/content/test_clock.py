"""Which content a page is of: at once for who is signed in, a moment later at most for visitors."""

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F

from profiles.content.caching import stamp_of
from profiles.content.changes import current_stamp
from profiles.content.clock import ContentClock
from profiles.models import ContentVersion


def _committed_by_another_process():
    """No signal is sent here."""
    ContentVersion.objects.filter(pk=1).update(number=F("number") + 1)
    return current_stamp()


@pytest.mark.django_db(transaction=True)
def test_visitor_sees_what_another_process_published_a_moment_later(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    ContentVersion.advance()
    before = stamp_of(rf.get("/"))
    now = _committed_by_another_process()
    assert before == stamp_of(rf.get("/")) != now
    monkeypatch.setattr(ContentClock, "PAUSE", 0)
    assert stamp_of(rf.get("/")) == now


@pytest.mark.django_db(transaction=True)
def test_visitor_sees_what_this_process_published_at_once(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    before = stamp_of(rf.get("/"))
    with transaction.atomic():
        ContentVersion.advance()
    assert before < stamp_of(rf.get("/")) == current_stamp()


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_in_sees_what_any_process_published_at_once(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    stamp_of(rf.get("/"))
    now = _committed_by_another_process()
    rf.cookies[settings.SESSION_COOKIE_NAME] = "any"
    assert stamp_of(rf.get("/")) == now


@pytest.mark.django_db
def test_moment_within_a_transaction_is_its_own(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    ContentVersion.advance()
    before = stamp_of(rf.get("/"))
    now = _committed_by_another_process()
    assert before < now
    assert stamp_of(rf.get("/")) == now
