"""Every verb of a proposal: who may, and in which state."""

from __future__ import annotations

import datetime

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Representative
from companies.models import Company
from submissions.deciding import following
from submissions.deciding.decide import ask, decide, mark_spam
from submissions.deciding.merging import merge
from submissions.deciding.undo import CannotUndo, undo
from submissions.models import (
    AlreadyDecided,
    Event,
    Notice,
    OwnProposal,
    Reason,
    Submission,
    WrongSubmissionState,
)
from tests.factories import make_company, make_user
from tests.submissions.proposals import changed, make_submission, verdict
from tests.submissions.review_page import address, answer

pytestmark = pytest.mark.django_db
State = Submission.State

# --- who may ------------------------------------------------------------------------------------


@pytest.fixture
def colleague():
    return make_user(role="Moderator")


def by_account(moderator):
    return {"sent_by": moderator}


def by_address(moderator):
    return {"email": moderator.email.upper()}


def as_representative(moderator):
    return {"sent_by": moderator, "email": moderator.email, "is_representative": True}


def waiting(colleague, **sender):
    return make_submission(make_company(), fields={"founded": "1985"}, **sender)


def decided(colleague, **sender):
    return decide(submission := waiting(colleague, **sender), verdict(["founded"]), by=colleague, revision=submission.revision)  # fmt: skip


def merged(colleague, **sender):
    submission, kept = waiting(colleague, **sender), make_company()
    other = submission.profile
    merge(kept, other, {}, seen=(kept.version, other.version), by=colleague)
    return submission


def reported(colleague, **sender):
    submission = waiting(colleague, **sender)
    Submission.objects.filter(pk=submission.pk).update(purpose="report", problem="closed")
    submission.refresh_from_db()
    return submission


# Each act of staff: what there is before it, the act, and what has become of the proposal.
ACTS = {
    "decide": (waiting, lambda one, **by: decide(one, verdict(["founded"]), **by), "accepted"),
    "mark_spam": (waiting, mark_spam, "spam"),
    "ask": (waiting, lambda one, **by: ask(one, "Which page?", verdict(), **by), "needs_changes"),
    "undo": (decided, undo, "queued"),
    "retarget": (merged, following.retarget, "queued"),
    "withdraw_page": (reported, following.withdraw_page, "accepted"),
}


@pytest.mark.parametrize("sender", [by_account, by_address, as_representative])
@pytest.mark.parametrize("name", ACTS)
def test_act_of_staff_on_own_proposal(colleague, name, sender):
    """Refused, with nothing written and nobody told; a colleague does it."""
    moderator = make_user(role="Moderator")
    before, act, after = ACTS[name]
    submission = before(colleague, **sender(moderator))
    Notice.objects.all().delete()
    was = (submission.state, submission.revision, submission.object_id, Event.objects.count())
    with pytest.raises(OwnProposal):
        act(submission, by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.revision, submission.object_id, Event.objects.count()) == was
    assert not Notice.objects.exists()
    act(submission, by=colleague, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.revision) == (after, was[1] + 1)


# What an act tells its sender, what it records, and with which words.
TOLD = {
    "decide": ("decided", "decided", ""),
    "mark_spam": (None, "decided", ""),
    "ask": ("asked", "asked", "Which page?"),
    "undo": ("undone", "undone", ""),
    "retarget": (None, "moved", "Kept Ltd"),
    "withdraw_page": ("decided", "decided", ""),
}


@pytest.mark.parametrize("name", ACTS)
def test_act_of_staff_is_recorded_and_told(colleague, name):
    before, act, after = ACTS[name]
    submission = before(colleague)
    if name == "retarget":
        Company.objects.update(name_en="Kept Ltd")
    Notice.objects.all().delete()
    Event.objects.all().delete()
    act(submission, by=colleague, revision=submission.revision)
    mail, what, text = TOLD[name]
    assert list(Notice.objects.values_list("what", "to")) == ([(mail, submission.email)] if mail else [])
    events = Event.objects.values_list("submission", "what", "by", "by_staff", "state", "text")
    assert list(events) == [(submission.pk, what, colleague.pk, True, after, text)]


@pytest.mark.parametrize("revision", [-1, 1])
@pytest.mark.parametrize("name", ACTS)
def test_act_of_staff_on_what_changed_since_it_was_read(colleague, name, revision):
    before, act, _after = ACTS[name]
    submission = before(colleague)
    was = everything_of(submission)
    with pytest.raises(CannotUndo if name == "undo" else AlreadyDecided):
        act(submission, by=colleague, revision=submission.revision + revision)
    assert everything_of(submission) == was


def everything_of(submission):
    submission = Submission.objects.get(pk=submission.pk)
    profiles = [(one.pk, one.version, one.state, one.founded) for one in Company.objects.order_by("pk")]
    return (submission.state, submission.revision, profiles, Event.objects.count(), Notice.objects.count())


@pytest.mark.parametrize("name", ACTS)
def test_act_of_staff_that_fails_half_way_writes_nothing(colleague, name, monkeypatch):
    before, act, _after = ACTS[name]
    submission = before(colleague)
    was = everything_of(submission)

    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(Event, "record", fail)
    with pytest.raises(RuntimeError):
        act(submission, by=colleague, revision=submission.revision)
    assert everything_of(submission) == was


@pytest.mark.parametrize("name", ACTS)
def test_act_of_staff_holds_its_proposal(colleague, name, monkeypatch):
    before, act, _after = ACTS[name]
    submission, held = before(colleague), []
    lock = QuerySet.select_for_update

    def remembered(rows, *args, **more):
        held.append(rows.model)
        return lock(rows, *args, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", remembered)
    act(submission, by=colleague, revision=submission.revision)
    assert held.count(Submission) == 1


@pytest.mark.parametrize("name", ["decide", "mark_spam", "ask"])
def test_act_of_staff_by_the_first_reader(colleague, name):
    submission, second = (
        make_submission(make_company(), fields={"name_en": "New"}),
        make_user(role="Moderator"),
    )
    decide(submission, verdict(["name_en"]), by=colleague, revision=submission.revision)
    submission.refresh_from_db()
    assert submission.state == "second"
    acts = {**ACTS, "decide": (None, lambda one, **by: decide(one, verdict(["name_en"]), **by), "accepted")}
    _before, act, after = acts[name]
    with pytest.raises(OwnProposal):
        act(submission, by=colleague, revision=submission.revision)
    act(submission, by=second, revision=submission.revision)
    submission.refresh_from_db()
    assert submission.state == after


def test_own_proposal_is_claimed_and_assigned_to_others_alone(colleague):
    moderator = make_user(role="Moderator")
    submission = waiting(colleague, **by_account(moderator))
    assert not submission.claim(by=moderator)
    with pytest.raises(OwnProposal):
        submission.assign(moderator)
    assert submission.claim(by=colleague)
    submission.assign(colleague)
    submission.assign(None)
    submission.refresh_from_db()
    assert (submission.claimed_by, submission.assigned_to) == (colleague, None)


def page_of(response):
    return response.content.decode()


@pytest.mark.parametrize("name", ["undo", "retarget", "withdraw_page"])
def test_page_of_an_act_on_own_proposal(client, moderator, colleague, name):
    before, _act, after = ACTS[name]
    place = "withdraw/" if name == "withdraw_page" else f"{name}/"
    submission = before(colleague, **by_address(moderator))
    state = submission.state
    assert f'"{address(submission, place)}"' not in page_of(client.get(address(submission)))
    response = client.post(address(submission, place), {"revision": submission.revision}, follow=True)
    assert "This is your own proposal" in page_of(response)
    submission.refresh_from_db()
    assert submission.state == state
    client.force_login(colleague)
    assert f'"{address(submission, place)}"' in page_of(client.get(address(submission)))
    client.post(address(submission, place), {"revision": submission.revision})
    submission.refresh_from_db()
    assert submission.state == after


def test_page_of_own_proposal_offers_no_assignment_to_its_sender(client, moderator, colleague):
    submission = waiting(colleague, **by_address(moderator))
    assert "Assign to me" not in page_of(client.get(address(submission)))
    response = client.post(address(submission, "assign/"), {"to": "moderator"}, follow=True)
    assert "moderator sent this proposal" in page_of(response)
    client.post(address(submission, "assign/"), {"to": colleague.username})
    submission.refresh_from_db()
    assert submission.assigned_to == colleague


@pytest.mark.parametrize("action", ["accept", "reject", "spam", "assign"])
def test_bulk_act_on_own_proposal(client, moderator, colleague, action):
    Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source", "text_en": "Why"})
    senders = (by_account(moderator), by_address(moderator), as_representative(moderator), {})
    rows = [waiting(colleague, **sender) for sender in senders]
    chosen = [f"{row.pk}:{row.revision}" for row in rows]
    sent = {"action": action, "reason": "no-source", "to": "moderator", "chosen": chosen}
    done = client.post("/moderation/bulk/", sent).context["done"]
    assert [one.is_done for one in done] == [False, False, False, True]
    for row in rows[:3]:
        row.refresh_from_db()
        assert (row.state, row.assigned_to) == ("queued", None)


def test_own_proposal_of_a_representative_who_moderates(client, moderator, colleague):
    """Of a company that they speak for, sent by somebody else, they may decide."""
    submission = waiting(colleague)
    Representative.objects.create(user=moderator, company=submission.profile)
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    submission.refresh_from_db()
    assert submission.state == "accepted"


# --- in which state -----------------------------------------------------------------------------


def in_state(state):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    reason = Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source"})[0]
    Submission.objects.filter(pk=submission.pk).update(state=state, decided_at=timezone.now(), reason=reason)
    submission.refresh_from_db()
    return submission


OPEN = {State.QUEUED, State.NEEDS_CHANGES, State.SECOND}
VERBS = {
    "confirm": (lambda one, staff: one.confirm(), {State.RECEIVED}),
    "correct_address": (lambda one, staff: one.correct_address("x@example.org"), {State.RECEIVED}),
    "answer": (lambda one, staff: one.answer(), {State.NEEDS_CHANGES}),
    "change": (
        lambda one, staff: one.change(changed(one.base_document, {"founded": "1066"}, {})),
        {State.QUEUED, State.NEEDS_CHANGES},
    ),
    "withdraw": (lambda one, staff: one.withdraw(), {State.RECEIVED, State.QUEUED, State.NEEDS_CHANGES}),
    "ask": (lambda one, staff: one.ask(by=staff, note="?", decisions={}, revision=one.revision), OPEN),
    "pass_on": (
        lambda one, staff: one.pass_on(by=staff, decisions={}, revision=one.revision),
        {State.QUEUED, State.NEEDS_CHANGES},
    ),
    "decide": (lambda one, staff: one.decide("accepted", by=staff, revision=one.revision), OPEN),
    "reopen": (lambda one, staff: one.reopen(by=staff, revision=one.revision), set(Submission.DECIDED)),
    "retarget": (lambda one, staff: one.retarget(1, "Kept", 1, by=staff, revision=one.revision), OPEN),
    "assign": (lambda one, staff: one.assign(staff), OPEN),
}


@pytest.mark.parametrize("name", ["ask", "pass_on", "decide", "reopen", "retarget"])
def test_verb_of_staff_takes_its_proposal_as_it_was_read(colleague, name):
    """One conditional UPDATE, whoever holds the row."""
    submission = in_state(min(VERBS[name][1]))
    Submission.objects.update(revision=7)
    with pytest.raises(WrongSubmissionState):
        VERBS[name][0](submission, colleague)
    assert Submission.objects.get().revision == 7


@pytest.mark.parametrize("name", ["ask", "pass_on", "decide", "reopen", "retarget"])
def test_verb_of_staff_checks_who_acts(colleague, name):
    submission = in_state(min(VERBS[name][1]))
    Submission.objects.update(sent_by=colleague)
    submission.refresh_from_db()
    with pytest.raises(OwnProposal):
        VERBS[name][0](submission, colleague)
    assert Submission.objects.get().revision == submission.revision


COLUMNS = ("state", "decisions", "first_reader", "note", "decided_by", "claimed_by", "claimed_at", "revision")


def columns_of(submission):
    return {name: getattr(Submission.objects.get(pk=submission.pk), name) for name in COLUMNS}


def claimed(colleague, state="queued"):
    submission = in_state(state)
    marks = {"claimed_by": colleague, "claimed_at": timezone.now(), "decisions": {"founded": {}}}
    Submission.objects.filter(pk=submission.pk).update(first_reader=colleague, decided_at=None, **marks)
    submission.refresh_from_db()
    return submission


def test_question_keeps_decisions_and_lets_go_of_the_claim(colleague):
    submission = claimed(colleague)
    submission.ask(by=colleague, note="Which page?", decisions={"x": 1}, revision=submission.revision)
    found = columns_of(submission)
    assert (found["note"], found["decisions"]) == ("Which page?", {"x": 1})
    assert (found["claimed_by"], found["claimed_at"]) == (None, None)


def test_first_reading_is_kept_and_lets_go_of_the_claim(colleague):
    submission, reader = claimed(colleague), make_user(role="Moderator")
    submission.pass_on(by=reader, decisions={"x": 1}, revision=submission.revision, note="Looks right")
    found = columns_of(submission)
    assert (found["first_reader"], found["decisions"], found["note"]) == (reader, {"x": 1}, "Looks right")
    assert (found["claimed_by"], found["claimed_at"], found["decided_by"]) == (None, None, None)


def test_decision_says_who_and_when_and_lets_go_of_the_claim(colleague):
    submission, before = claimed(colleague), timezone.now()
    submission.decide(
        "accepted", by=colleague, revision=submission.revision, decisions={"x": 1}, note="Thanks"
    )
    found = columns_of(submission)
    assert (found["decided_by"], found["decisions"], found["note"]) == (colleague, {"x": 1}, "Thanks")
    assert (found["claimed_by"], found["claimed_at"]) == (None, None)
    assert before <= submission.decided_at <= timezone.now()


def test_decision_that_was_undone_is_nobodys(colleague):
    submission = in_state("accepted")
    Submission.objects.update(decided_by=colleague, applied_number=3)
    submission.reopen(by=colleague, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.decided_by, submission.decided_at, submission.applied_number) == (None, None, None)


@pytest.mark.parametrize(("purpose", "left"), [("new", None), ("change", 5)])
def test_new_profile_of_a_decision_that_was_undone_is_not_named_any_more(colleague, purpose, left):
    submission = in_state("accepted")
    Submission.objects.update(purpose=purpose, object_id=5)
    submission.refresh_from_db()
    submission.reopen(by=colleague, revision=submission.revision)
    assert Submission.objects.get().object_id == left


@pytest.mark.parametrize("name", ["answer", "change", "retarget"])
def test_what_is_read_anew_keeps_nothing_of_the_first_reading(colleague, name):
    submission = claimed(colleague, "needs_changes")
    due = submission.due_at
    VERBS[name][0](submission, colleague)
    found = columns_of(submission)
    assert (found["decisions"], found["first_reader"]) == ({}, None)
    assert submission.due_at == due


@pytest.mark.parametrize(
    ("before", "after"),
    [("queued", "queued"), ("second", "queued"), ("needs_changes", "needs_changes")],
)
def test_moved_proposal_waits_for_whom_it_waited_for(colleague, before, after):
    submission = in_state(before)
    submission.retarget(41, "Kept", 6, by=colleague, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.object_id, submission.title, submission.base_number) == (
        after, 41, "Kept", 6,
    )  # fmt: skip


def test_confirmed_proposal_is_answered_within_14_days():
    submission, before = make_submission(make_company(), fields={"founded": "1985"}), timezone.now()
    assert submission.due_at - submission.queued_at == datetime.timedelta(days=14)
    assert before - submission.queued_at < datetime.timedelta(minutes=1)


def test_promise_of_an_answer_stays_when_its_sender_speaks_again(colleague):
    submission = in_state("needs_changes")
    moments = {"queued_at": timezone.now() - datetime.timedelta(days=9), "due_at": timezone.now()}
    Submission.objects.update(**moments)
    submission.refresh_from_db()
    submission.answer()
    submission.refresh_from_db()
    assert {name: getattr(submission, name) for name in moments} == moments


def test_change_keeps_its_title_unless_there_is_another_and_knows_its_sectors():
    submission = make_submission(make_company(name_en="Lens"), fields={"founded": "1985"})
    proposed = changed(submission.base_document, {"sectors": ["ai", "chips"]}, {})
    submission.change(proposed)
    assert (submission.title, submission.sectors) == ("Lens", " ai chips ")
    assert Submission.objects.get().proposed_document == proposed
    submission.change(changed(proposed, {"sectors": None}, {}), title="Lenses")
    assert (submission.title, submission.sectors) == ("Lenses", "")


def test_corrected_address_is_kept():
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    submission.correct_address("right@example.org")
    assert Submission.objects.get().email == "right@example.org"


# --- who has it open ----------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "free"), [(14.9, False), (15.1, True)])
def test_claim_keeps_others_out_for_15_minutes(colleague, minutes, free):
    submission, other = waiting(colleague), make_user(role="Moderator")
    assert submission.claim(by=colleague)
    past = timezone.now() - datetime.timedelta(minutes=minutes)
    Submission.objects.update(claimed_at=past)
    submission.refresh_from_db()
    assert submission.claim_of_another(other) is not free
    assert not submission.claim_of_another(colleague)
    assert submission.claim(by=other) is free
    assert Submission.objects.get().claimed_by == (other if free else colleague)


def test_claim_is_renewed_by_whoever_has_it(colleague):
    submission = waiting(colleague)
    submission.claim(by=colleague)
    past = timezone.now() - datetime.timedelta(minutes=10)
    Submission.objects.update(claimed_at=past)
    assert submission.claim(by=colleague)
    assert Submission.objects.get().claimed_at > past


@pytest.mark.parametrize("state", State)
def test_claim_is_of_what_is_open(colleague, state):
    assert in_state(state).claim(by=colleague) is (state in OPEN)


def test_claim_is_released_by_whoever_has_it_alone(colleague):
    submission, other = waiting(colleague), waiting(colleague)
    for one in (submission, other):
        one.claim(by=colleague)
    submission.release(by=make_user(role="Moderator"))
    assert Submission.objects.get(pk=submission.pk).claimed_by == colleague
    submission.release(by=colleague)
    found = [(one.claimed_by, one.claimed_at is None) for one in Submission.objects.order_by("pk")]
    assert found == [(None, True), (colleague, False)]


def test_assignment_is_of_one_proposal(colleague):
    submission, other = waiting(colleague), waiting(colleague)
    submission.assign(colleague)
    found = dict(Submission.objects.values_list("pk", "assigned_to"))
    assert found == {submission.pk: colleague.pk, other.pk: None}
    assert submission.assigned_to == colleague


@pytest.mark.parametrize("name", VERBS)
def test_verb_in_each_state(colleague, name):
    verb, expected = VERBS[name]
    worked = set()
    for state in State:
        submission = in_state(state)
        try:
            verb(submission, colleague)
            worked.add(state)
        except WrongSubmissionState:
            assert Submission.objects.get(pk=submission.pk).state == state
    assert worked == expected


def test_verbs_are_all_tested():
    """Those that change no state say only who has it open."""
    verbs = {
        name for name in vars(Submission) if getattr(getattr(Submission, name, None), "alters_data", False)
    }
    assert verbs == {*VERBS, "claim", "release", "save"}


def test_question_asked_again(client, moderator):
    submission = waiting(moderator)
    for question in ("Which page?", "Or which year?"):
        client.post(address(submission), answer(submission, "ask", note=question))
    submission.refresh_from_db()
    assert (submission.state, submission.note) == ("needs_changes", "Or which year?")
    asked = list(submission.events.filter(what="asked").values_list("text", flat=True))
    assert asked == ["Which page?", "Or which year?"]


def test_name_decided_on_while_a_question_is_open(client, moderator):
    submission = make_submission(make_company(), fields={"name_en": "New"})
    client.post(address(submission), answer(submission, "ask", note="Which page?"))
    response = client.post(address(submission), answer(submission, takes={"name_en": "accept"}))
    submission.refresh_from_db()
    assert (response.status_code, submission.state) == (302, "second")


def test_each_step_has_a_revision_of_its_own_though_both_had_read_the_same():
    """What a moderator saw between the two is not taken for what is there after the second."""
    submission = make_submission(make_company(), fields={"founded": "1985"})
    one, other = (Submission.objects.get(pk=submission.pk) for _time in range(2))
    for copy in (one, other):
        copy.change(copy.proposed_document)
    assert (one.revision, other.revision) == (submission.revision + 1, submission.revision + 2)
