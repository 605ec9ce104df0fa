"""How long proposals wait, and which place each has."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import caches
from django.utils import timezone

from submissions.deciding.waiting import kept_wait, place_in_queue, usual_wait
from submissions.models import Reason, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def proposal(**columns):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    Submission.objects.filter(pk=submission.pk).update(**columns)
    return Submission.objects.get(pk=submission.pk)


def decided(days, state="accepted", ago=0.0):
    """A proposal that was decided so many days after it came into the queue, so many days ago."""
    at = timezone.now() - datetime.timedelta(days=ago)
    reason = Reason.objects.get_or_create(slug="x", defaults={"name_en": "x"})[0]
    queued = at - datetime.timedelta(days=days)
    return proposal(state=state, queued_at=queued, decided_at=at, decided_by=make_user(), reason=reason)


def test_usual_wait_is_the_median_of_what_was_decided():
    assert usual_wait() is None
    for days, state in ((1, "accepted"), (2, "partly"), (30, "rejected")):
        decided(days, state)
    decided(100, "spam")
    proposal()
    assert usual_wait() == (datetime.timedelta(days=2), 3)


def test_usual_wait_counts_90_days():
    decided(1, ago=89.9)
    decided(5, ago=90.1)
    assert usual_wait() == (datetime.timedelta(days=1), 1)


def test_usual_wait_counts_the_newest_decisions(monkeypatch):
    monkeypatch.setattr("submissions.deciding.waiting.MAX_COUNTED", 2)
    for days, ago in ((9, 3), (2, 1), (4, 2)):
        decided(days, ago=ago)
    assert usual_wait() == (datetime.timedelta(days=3), 2)


def test_usual_wait_leaves_out_what_was_never_in_the_queue():
    decided(1)
    proposal(state="withdrawn")
    spam = decided(3)
    Submission.objects.filter(pk=spam.pk).update(queued_at=None)
    assert usual_wait() == (datetime.timedelta(days=1), 1)
    Submission.objects.exclude(pk=spam.pk).delete()
    assert usual_wait() is None


def test_kept_wait_is_kept_for_some_minutes():
    assert kept_wait() is None
    assert kept_wait() is None
    caches["memory"].clear()
    decided(1)
    assert kept_wait() == datetime.timedelta(days=1)
    decided(3)
    assert kept_wait() == datetime.timedelta(days=1)
    caches["memory"].clear()
    assert kept_wait() == datetime.timedelta(days=2)


def test_kept_wait_of_no_time_at_all_is_no_missing_one():
    decided(0)
    assert kept_wait() == datetime.timedelta(0)


def test_place_is_by_the_day_of_the_answer_and_then_by_number():
    second, third = proposal(due_at=NOW), proposal(due_at=NOW)
    first = proposal(due_at=NOW - datetime.timedelta(seconds=1), state="second")
    fourth = proposal(due_at=NOW + datetime.timedelta(seconds=1))
    proposal(due_at=NOW - datetime.timedelta(days=1), state="needs_changes")
    proposal(due_at=NOW - datetime.timedelta(days=1), state="withdrawn")
    assert [place_in_queue(one) for one in (first, second, third, fourth)] == [1, 2, 3, 4]
