"""Which content a page is of: at once for who is signed in, a moment later at most for visitors."""

import pytest
from django.conf import settings
from django.db import transaction
from django.db.models import F

from profiles.content.changes import current_mark
from profiles.content.clock import ContentClock
from profiles.content.kept import mark_of
from profiles.models import ContentVersion


def _committed_by_another_process():
    """No signal is sent here."""
    ContentVersion.objects.filter(pk=1).update(number=F("number") + 1)
    return current_mark()


@pytest.mark.django_db(transaction=True)
def test_visitor_sees_what_another_process_published_a_moment_later(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    ContentVersion.advance()
    before = mark_of(rf.get("/"))
    now = _committed_by_another_process()
    assert before == mark_of(rf.get("/")) != now
    monkeypatch.setattr(ContentClock, "PAUSE", 0)
    assert mark_of(rf.get("/")) == now


@pytest.mark.django_db(transaction=True)
def test_visitor_sees_what_this_process_published_at_once(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    before = mark_of(rf.get("/"))
    with transaction.atomic():
        ContentVersion.advance()
    assert before < mark_of(rf.get("/")) == current_mark()


@pytest.mark.django_db(transaction=True)
def test_who_is_signed_in_sees_what_any_process_published_at_once(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    mark_of(rf.get("/"))
    now = _committed_by_another_process()
    rf.cookies[settings.SESSION_COOKIE_NAME] = "any"
    assert mark_of(rf.get("/")) == now


@pytest.mark.django_db
def test_moment_within_a_transaction_is_its_own(rf, monkeypatch):
    monkeypatch.setattr(ContentClock, "PAUSE", 60)
    ContentVersion.advance()
    before = mark_of(rf.get("/"))
    now = _committed_by_another_process()
    assert before < now
    assert mark_of(rf.get("/")) == now
