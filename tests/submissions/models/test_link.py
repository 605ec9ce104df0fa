"""Secret links: random, kept as a digest, and over after half a year."""

from __future__ import annotations

import datetime

import pytest

from submissions.models import AccessLink
from submissions.models.link import digest
from tests.factories import make_company
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def submission():
    return make_submission(make_company(), fields={"founded": "1985"})


@pytest.fixture
def moment(monkeypatch):
    """The present, which a test moves."""
    now = [NOW]
    monkeypatch.setattr("submissions.models.link.timezone.now", lambda: now[0])
    return now


def test_issue_gives_256_random_bits_and_keeps_their_digest_alone(submission):
    tokens = {AccessLink.issue(submission) for _time in range(3)}
    assert [len(token) for token in tokens] == [43, 43, 43]
    rows = {(link.digest, link.submission) for link in AccessLink.objects.all()}
    assert rows == {(digest(token), submission) for token in tokens}


def test_find_gives_the_link_of_its_token(submission):
    other = make_submission(make_company(), fields={"founded": "1986"})
    tokens = {one.pk: AccessLink.issue(one) for one in (submission, other)}
    assert {pk: AccessLink.find(token).submission_id for pk, token in tokens.items()} == {
        pk: pk for pk in tokens
    }
    assert AccessLink.find(digest(tokens[other.pk])) is None
    assert AccessLink.find("") is None


def test_find_compares_the_whole_digest(submission):
    token = AccessLink.issue(submission)
    AccessLink.objects.update(digest=digest(token)[:-1] + "x")
    assert AccessLink.find(token) is None


@pytest.mark.parametrize(("length", "found"), [(100, True), (101, False)])
def test_find_takes_no_endless_token(submission, length, found):
    AccessLink.objects.create(submission=submission, digest=digest("x" * length), expires_at=NOW)
    assert (AccessLink.find("x" * length) is not None) is found


def test_link_is_over_after_180_days_to_the_second(submission, moment):
    link = AccessLink.find(AccessLink.issue(submission))
    moment[0] = NOW + datetime.timedelta(days=180, seconds=-1)
    assert not link.is_expired
    moment[0] = NOW + datetime.timedelta(days=180)
    assert link.is_expired


def test_link_is_called_by_its_proposal_and_its_end(submission, moment):
    AccessLink.issue(submission)
    assert str(AccessLink.objects.get()) == f"{submission.pk}, 2026-11-28"
