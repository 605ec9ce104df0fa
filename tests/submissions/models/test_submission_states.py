"""What a proposal says of itself: whose it is, whose turn it is, and what of it is seen."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from accounts.models import User
from profiles.models.registry import profile_kind
from submissions.models import Event, NotTheSame, Reason, Submission
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
WITHDRAWABLE = {"received", "queued", "needs_changes"}


def in_state(state, **columns):
    return Submission(state=state, **columns)


@pytest.mark.parametrize("state", State)
def test_state_says_whose_turn_it_is(state):
    one = in_state(state)
    found = (one.is_open, one.may_be_withdrawn(), one.may_be_changed, one.is_asked)
    assert found == (state in OPEN, state in WITHDRAWABLE, state in CHANGEABLE, state == "needs_changes")
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
    assert set(Event.INTERNAL) == {"assigned", "remark", "first_read", "forgotten"}


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
    assert (first.low_id, first.high_id, first.decided_by) == (3, 7, user)


def test_pairs_of_one_profile_are_of_its_kind():
    companies = [make_company() for _number in range(4)]
    one, low, high, other = (company.pk for company in companies)
    NotTheSame.remember("company", one, low, by=None)
    NotTheSame.remember("company", high, one, by=None)
    NotTheSame.remember("park", one, other, by=None)
    found = type(companies[0]).objects.filter(NotTheSame.as_this("company", one))
    assert {company.pk for company in found} == {low, high}


# --- to the last one ------------------------------------------------------------------------------


def test_next_one_of_those_due_at_one_moment_is_by_number():
    now = timezone.now()
    rows = [make_submission(make_company(), fields={"founded": "1985"}) for _number in range(3)]
    Submission.objects.update(due_at=now)
    found = {one.pk: one.next_pk for one in Submission.objects.waiting().with_next()}
    one, other, last = (row.pk for row in rows)
    assert found == {one: other, other: one, last: one}


def test_claim_of_an_account_that_is_gone_keeps_nobody_waiting():
    submission = make_submission(make_company(), fields={"founded": "1985"})
    submission.claimed_by, submission.claimed_at = None, timezone.now()
    assert submission.claim_of_another(make_user()) is False


def test_claim_ends_to_the_moment(monkeypatch):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    moderator, other = make_user(role="Moderator"), make_user(role="Moderator")
    submission.claim(by=moderator)
    submission.refresh_from_db()
    ends = submission.claimed_at + datetime.timedelta(minutes=15)
    before = ends - datetime.timedelta(microseconds=1)
    assert [Submission.objects.claimed(moment).count() for moment in (before, ends)] == [1, 0]
    assert [submission.claim_of_another(other, moment) for moment in (before, ends)] == [True, False]
    for moment, free in ((before, False), (ends, True)):
        monkeypatch.setattr("submissions.models.submission.timezone.now", lambda moment=moment: moment)
        assert submission.claim(by=other) is free


def test_claim_without_a_moment_keeps_nobody_out():
    submission, other = make_submission(make_company(), fields={"founded": "1985"}), make_user()
    Submission.objects.update(claimed_by=make_user(), claimed_at=None)
    submission.refresh_from_db()
    assert not submission.claim_of_another(other)
    assert submission.claim(by=other)


def test_people_of_a_proposal_are_read_with_it(django_assert_num_queries):
    user = make_user()
    make_submission(make_company(), fields={"founded": "1985"}, sent_by=user)
    reason = Reason.objects.get_or_create(slug="x", defaults={"name_en": "x"})[0]
    people = dict.fromkeys(("assigned_to", "claimed_by", "first_reader", "decided_by"), user)
    Submission.objects.update(**people, reason=reason)
    with django_assert_num_queries(1):
        (found,) = Submission.objects.with_people()
        assert [getattr(found, name) for name in people] == [user] * 4
        assert (found.sent_by, found.reason) == (user, reason)


def test_sectors_of_a_proposal_are_kept_for_the_queue_as_far_as_they_fit():
    fields = {"name_en": "New", "sectors": ["ai", "chips"]}
    assert make_submission(fields=fields).sectors == " ai chips "
    assert make_submission(fields={"name_en": "New"}).sectors == ""
    many = [f"sector-{number:03}" for number in range(200)]
    assert (
        make_submission(fields={"name_en": "New", "sectors": many}).sectors == f" {' '.join(many)} "[:2_000]
    )


@pytest.mark.parametrize(("code", "name"), [("fr", "French"), ("en", "English"), ("xx", "xx")])
def test_language_of_a_sender_is_named_and_an_unknown_one_is_its_code(code, name):
    assert in_state("queued", language=code).language_name == name


def test_documents_of_a_proposal_have_the_names_of_today(monkeypatch):
    submission = make_submission(make_company(founded="1984"), fields={"founded": "1985"})
    kind = profile_kind("company")
    monkeypatch.setattr("profiles.documents.history.profile_kind", lambda name: replace(kind, renamed={"founded": "begun"}))  # fmt: skip
    found = (submission.base_document.fields, submission.proposed_document.fields)
    assert [(fields["begun"], "founded" in fields) for fields in found] == [("1984", False), ("1985", False)]
