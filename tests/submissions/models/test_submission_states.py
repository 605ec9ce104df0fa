"""What a proposal says of itself: whose it is, whose turn it is, and what of it is seen."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from accounts.models import User
from submissions.models import Event, NotTheSame, Submission
from submissions.moderation.assigning import moderators
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db
State = Submission.State

# Which states are which, one by one.
OPEN = {"queued", "needs_changes", "second"}
WAITING = {"queued", "second"}
DECIDED = {"accepted", "partly", "rejected", "spam"}
CHANGEABLE = {"queued", "needs_changes"}
SENDERS = {"received", "queued", "needs_changes"}


def in_state(state, **columns):
    return Submission(state=state, **columns)


@pytest.mark.parametrize("state", State)
def test_state_says_whose_turn_it_is(state):
    one = in_state(state)
    found = (one.is_open, one.is_senders(), one.may_be_changed, one.is_asked)
    assert found == (state in OPEN, state in SENDERS, state in CHANGEABLE, state == "needs_changes")
    assert ((state in Submission.DECIDED), (state in Submission.PUBLISHED)) == (
        state in DECIDED,
        state in {"accepted", "partly"},
    )


def test_report_is_not_changed():
    assert [in_state("queued", purpose=purpose).may_be_changed for purpose in ("new", "change", "report")] == [
        True, True, False,
    ]  # fmt: skip


def test_queries_by_state():
    reason = {"decided_at": timezone.now()}
    rows = {}
    for state in State:
        if state == "rejected":
            continue
        submission = make_submission(make_company(), fields={"founded": "1985"})
        Submission.objects.filter(pk=submission.pk).update(state=state, **reason)
        rows[submission.pk] = str(state)
    found = {
        name: {rows[one.pk] for one in getattr(Submission.objects, name)()}
        for name in ("open", "waiting", "decided", "for_moderators")
    }
    assert found == {
        "open": OPEN,
        "waiting": WAITING,
        "decided": DECIDED - {"rejected"},
        "for_moderators": set(rows.values()) - {"received"},
    }


def test_next_one_is_due_later_or_first_of_all():
    now = timezone.now()
    rows = [make_submission(make_company(), fields={"founded": "1985"}) for _number in range(3)]
    asked = make_submission(make_company(), fields={"founded": "1985"})
    Submission.objects.filter(pk=asked.pk).update(state="needs_changes")
    for days, row in enumerate((rows[1], rows[0], rows[2])):
        Submission.objects.filter(pk=row.pk).update(due_at=now + datetime.timedelta(days=days))
    found = {one.pk: one.next_pk for one in Submission.objects.waiting().with_next()}
    assert found == {rows[1].pk: rows[0].pk, rows[0].pk: rows[2].pk, rows[2].pk: rows[1].pk}


def test_own_proposal_is_that_of_the_account_or_of_the_address():
    user, other = make_user(), make_user()
    assert in_state("queued", sent_by=user, email="x@example.org").is_own(user)
    assert in_state("queued", email=user.email.upper()).is_own(user)
    assert not in_state("queued", sent_by=other, email="x@example.org").is_own(user)
    assert not in_state("queued", email="x@example.org").is_own(User(email="y@example.org"))
    nobody = make_user()
    nobody.email = ""
    assert not in_state("queued", email="").is_own(nobody)


@pytest.mark.parametrize(("minutes", "claimed"), [(14.9, 1), (15.1, 0)])
def test_claims_of_the_last_15_minutes_are_counted(minutes, claimed):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    submission.claim(by=make_user(role="Moderator"))
    later = timezone.now() + datetime.timedelta(minutes=minutes)
    assert Submission.objects.claimed(later).count() == claimed
    assert submission.claim_of_another(make_user(), later) is False  # as this object was read
    submission.refresh_from_db()
    assert submission.claim_of_another(make_user(), later) is bool(claimed)


def test_profile_is_that_of_its_kind_and_number():
    company = make_company()
    make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    assert submission.profile == company
    company.delete()
    assert submission.profile is None
    assert make_submission(fields={"name_en": "New"}).profile is None


def test_marks_are_said_in_words_and_unknown_ones_are_not():
    assert in_state("queued", risks=["name", "gone", "many"]).risk_words == ["changes a name", "many changes"]


def test_steps_that_its_sender_is_not_shown():
    assert set(Event.INTERNAL) == {"assigned", "remark", "first_read"}


# --- who decides ----------------------------------------------------------------------------------


def test_moderators_are_those_who_may_decide_and_are_active():
    people = {role: make_user(role=role) for role in ("Moderator", "Administrator", "Editor")}
    make_user()
    gone = make_user(role="Moderator")
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    superuser = make_user(is_superuser=True)
    assert set(moderators()) == {people["Moderator"], people["Administrator"], superuser}


# --- pairs that are not the same ------------------------------------------------------------------


def test_pair_that_is_not_the_same_is_said_once_by_the_first():
    user = make_user()
    first = NotTheSame.remember("company", 7, 3, by=user)
    assert NotTheSame.remember("company", 3, 7, by=None) == first
    assert (first.low_id, first.high_id, first.said_by) == (3, 7, user)


def test_pairs_of_one_profile_are_of_its_kind():
    companies = [make_company() for _number in range(4)]
    one, low, high, other = (company.pk for company in companies)
    NotTheSame.remember("company", one, low, by=None)
    NotTheSame.remember("company", high, one, by=None)
    NotTheSame.remember("park", one, other, by=None)
    found = type(companies[0]).objects.filter(NotTheSame.as_this("company", one))
    assert {company.pk for company in found} == {low, high}
