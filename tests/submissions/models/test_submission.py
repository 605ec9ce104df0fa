"""Every verb of a proposal: who may, and in which state."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Representative
from submissions.deciding import following
from submissions.deciding.decide import ask, decide, mark_spam, undo
from submissions.deciding.merging import merge
from submissions.models import Event, Notice, OwnProposal, Reason, Submission, WrongState
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
    return decide(submission := waiting(colleague, **sender), verdict(["founded"]), by=colleague, step=submission.step)  # fmt: skip


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
    "move": (merged, following.move, "queued"),
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
    was = (submission.state, submission.step, submission.object_id, Event.objects.count())
    with pytest.raises(OwnProposal):
        act(submission, by=moderator, step=submission.step)
    submission.refresh_from_db()
    assert (submission.state, submission.step, submission.object_id, Event.objects.count()) == was
    assert not Notice.objects.exists()
    act(submission, by=colleague, step=submission.step)
    submission.refresh_from_db()
    assert (submission.state, submission.step) == (after, was[1] + 1)


@pytest.mark.parametrize("name", ["decide", "mark_spam", "ask"])
def test_act_of_staff_by_the_first_reader(colleague, name):
    submission, second = (
        make_submission(make_company(), fields={"name_en": "New"}),
        make_user(role="Moderator"),
    )
    decide(submission, verdict(["name_en"]), by=colleague, step=submission.step)
    submission.refresh_from_db()
    assert submission.state == "second"
    acts = {**ACTS, "decide": (None, lambda one, **by: decide(one, verdict(["name_en"]), **by), "accepted")}
    _before, act, after = acts[name]
    with pytest.raises(OwnProposal):
        act(submission, by=colleague, step=submission.step)
    act(submission, by=second, step=submission.step)
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


@pytest.mark.parametrize("name", ["undo", "move", "withdraw_page"])
def test_page_of_an_act_on_own_proposal(client, moderator, colleague, name):
    before, _act, after = ACTS[name]
    place = "withdraw/" if name == "withdraw_page" else f"{name}/"
    submission = before(colleague, **by_address(moderator))
    state = submission.state
    assert f'"{address(submission, place)}"' not in page_of(client.get(address(submission)))
    response = client.post(address(submission, place), {"step": submission.step}, follow=True)
    assert "This is your own proposal" in page_of(response)
    submission.refresh_from_db()
    assert submission.state == state
    client.force_login(colleague)
    assert f'"{address(submission, place)}"' in page_of(client.get(address(submission)))
    client.post(address(submission, place), {"step": submission.step})
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
    chosen = [f"{row.pk}:{row.step}" for row in rows]
    sent = {"action": action, "reason": "no-source", "to": "moderator", "chosen": chosen}
    done = client.post("/moderation/bulk/", sent).context["done"]
    assert [one.is_done for one in done] == [False, False, False, True]
    for row in rows[:3]:
        row.refresh_from_db()
        assert (row.state, row.assigned_to) == ("queued", None)


def test_own_proposal_of_a_representative_who_moderates(client, moderator, colleague):
    """Of a company that he speaks for, sent by somebody else, he may decide."""
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
    "ask": (lambda one, staff: one.ask(by=staff, note="?", decisions={}, step=one.step), OPEN),
    "pass_on": (
        lambda one, staff: one.pass_on(by=staff, decisions={}, step=one.step),
        {State.QUEUED, State.NEEDS_CHANGES},
    ),
    "decide": (lambda one, staff: one.decide("accepted", by=staff, step=one.step), OPEN),
    "reopen": (lambda one, staff: one.reopen(by=staff, step=one.step), set(Submission.DECIDED)),
    "move": (lambda one, staff: one.move(1, "Kept", 1, by=staff, step=one.step), OPEN),
    "assign": (lambda one, staff: one.assign(staff), OPEN),
}


@pytest.mark.parametrize("name", VERBS)
def test_verb_in_each_state(colleague, name):
    verb, expected = VERBS[name]
    worked = set()
    for state in State:
        submission = in_state(state)
        try:
            verb(submission, colleague)
            worked.add(state)
        except WrongState:
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
