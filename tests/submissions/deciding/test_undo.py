"""Decisions taken back: within ten minutes, and without what somebody changed since."""

from __future__ import annotations

import datetime
from contextlib import nullcontext

import pytest
from django.utils import timezone

from companies.models import Company
from partners.models import Park
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete
from profiles.models import Version
from submissions.deciding.decide import decide, mark_spam
from submissions.deciding.undo import CannotUndo, can_undo, undo, undo_ends_at
from submissions.models import Event, Notice, Reason, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import edit, make_submission, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user(role="Moderator")


@pytest.fixture
def reason():
    return Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source"})[0]


def test_undo_within_ten_minutes_puts_everything_back(moderator):
    company = make_company(founded="1984")
    before = document_of(company)
    submission = make_submission(company, fields={"founded": "1985"})
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    undone = undo(decided, by=moderator, revision=decided.revision).submission
    company.refresh_from_db()
    assert (document_of(company), undone.state) == (before, Submission.State.QUEUED)
    assert undone.decisions["founded"]["take"] == "accept"  # to be looked at again, not to be made anew


def test_undo_of_a_new_profile_takes_it_away(moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decided = decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)
    pk, number = decided.object_id, decided.applied_number
    taken_back = undo(decided, by=moderator, revision=decided.revision)
    undone, left_out = taken_back.submission, taken_back.left_out
    undone.refresh_from_db()
    assert (undone.profile, undone.object_id, left_out) == (None, None, [])
    assert not Company.objects.exists()
    newest = Version.objects.filter(kind="company", object_id=pk).latest("number")
    assert (newest.action, newest.origin, newest.number) == ("deleted", "revert", number + 1)
    assert newest.made_by == moderator


@pytest.mark.parametrize(
    ("since", "founded", "left_out"),
    [({"postcode": "100085"}, "1984", []), ({"founded": "1986"}, "1986", [("founded",)])],
)
def test_undo_takes_out_what_was_decided_and_leaves_what_was_changed_since(
    moderator, since, founded, left_out
):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    edit(company, **since)
    undone = undo(decided, by=moderator, revision=decided.revision)
    company.refresh_from_db()
    assert (company.founded, company.postcode) == (founded, since.get("postcode", ""))
    assert ([part.path for part in undone.left_out], undone.submission.state) == (left_out, "queued")


@pytest.mark.parametrize("was_published", [False, True])
def test_undo_of_a_change_does_not_ask_whether_the_page_is_shown(moderator, was_published):
    company = make_company(founded="1984", published=was_published)
    submission = make_submission(company, fields={"founded": "1985"})
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    if was_published:
        decided.profile.withdraw(by=None)
    undo(decided, by=moderator, revision=decided.revision)
    company.refresh_from_db()
    assert (company.founded, company.is_published) == ("1984", False)


@pytest.mark.parametrize(("last", "is_refused"), [("100085", True), ("", False)])
def test_undo_of_a_new_profile_is_refused_once_somebody_changed_what_it_says(moderator, last, is_refused):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decided = decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)
    edit(Company.objects.get(), postcode="100080")
    edit(Company.objects.get(), postcode=last)
    with pytest.raises(CannotUndo) if is_refused else nullcontext():
        undo(decided, by=moderator, revision=decided.revision)
    assert Company.objects.exists() == is_refused


def test_undo_is_refused_after_ten_minutes(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    past = timezone.now() - datetime.timedelta(minutes=11)
    Submission.objects.filter(pk=decided.pk).update(decided_at=past)
    with pytest.raises(CannotUndo):
        undo(decided, by=moderator, revision=decided.revision)


def decided_before(moderator, seconds, **more):
    submission = make_submission(make_company(), fields={"founded": "1985"}, **more)
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    past = timezone.now() - datetime.timedelta(minutes=10) + datetime.timedelta(seconds=seconds)
    Submission.objects.filter(pk=decided.pk).update(decided_at=past)
    decided.refresh_from_db()
    return decided


@pytest.mark.parametrize(("seconds", "can"), [(20, True), (-1, False)])
def test_undo_ends_after_ten_minutes(moderator, seconds, can):
    decided = decided_before(moderator, seconds)
    assert can_undo(decided) is can
    assert undo_ends_at(decided) == decided.decided_at + datetime.timedelta(minutes=10)


def test_undo_ends_to_the_moment(moderator, monkeypatch):
    decided = decided_before(moderator, 60)
    ends = decided.decided_at + datetime.timedelta(minutes=10)
    for moment, can in ((ends, True), (ends + datetime.timedelta(microseconds=1), False)):
        monkeypatch.setattr("submissions.deciding.undo.timezone.now", lambda moment=moment: moment)
        assert can_undo(decided) is can


def test_acceptance_of_what_was_there_already_is_taken_back(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1985")
    decided = decide(submission, verdict(), by=moderator, revision=submission.revision)
    assert undo(decided, by=moderator, revision=decided.revision).submission.state == "queued"
    company.refresh_from_db()
    assert company.founded == "1985"


@pytest.mark.parametrize("state", sorted(set(Submission.State) - set(Submission.DECIDED)))
def test_what_is_not_decided_is_not_taken_back(moderator, state):
    decided = decided_before(moderator, 60)
    Submission.objects.update(state=state)
    decided.refresh_from_db()
    assert (can_undo(decided), undo_ends_at(decided)) == (False, None)
    with pytest.raises(CannotUndo):
        undo(decided, by=moderator, revision=decided.revision)


def test_rejection_is_taken_back_whatever_became_of_the_profile(moderator, reason):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    decided = decide(
        submission, verdict([], ["founded"], reason=reason), by=moderator, revision=submission.revision
    )
    edit(company, founded="1990")
    undone = undo(decided, by=moderator, revision=decided.revision).submission
    company.refresh_from_db()
    assert (undone.state, company.founded) == ("queued", "1990")
    assert list(Notice.objects.order_by("pk").values_list("what", flat=True)) == ["decided", "undone"]


def test_spam_is_taken_back_without_a_message(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    mark_spam(submission, by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert undo(submission, by=moderator, revision=submission.revision).submission.state == "queued"
    assert not Notice.objects.exists()


def test_decision_on_a_profile_that_was_deleted_since_is_not_taken_back(moderator):
    decided = decided_before(moderator, 60)
    profile = decided.profile
    delete(profile, profile.version, Actor())
    assert not can_undo(decided)
    with pytest.raises(CannotUndo):
        undo(decided, by=moderator, revision=decided.revision)


def decided_new_one(moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    return decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)


def remove(profile):
    delete(profile, profile.version, Actor())


@pytest.mark.parametrize(
    ("act", "text"),
    [
        (lambda profile: edit(profile, postcode="100085"), "The new profile was changed"),
        (lambda profile: profile.withdraw(by=None), "The new profile was changed"),
        (remove, "The profile was deleted"),
    ],
)
def test_new_profile_that_somebody_saves_while_it_is_read_is_not_taken_back(
    moderator, monkeypatch, act, text
):
    decided, read = decided_new_one(moderator), Submission.profile.fget
    acts = [act]

    def read_and_act(submission):
        found = read(submission)
        if acts:
            acts.pop()(Company.objects.get())
        return found

    monkeypatch.setattr(Submission, "profile", property(read_and_act))
    with pytest.raises(CannotUndo, match=text):
        undo(decided, by=moderator, revision=decided.revision)
    decided.refresh_from_db()
    assert (decided.state, Company.objects.exists()) == ("accepted", True)


def test_decision_on_a_profile_that_breaks_a_rule_by_now_stays_and_says_which(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    Company.objects.update(website="nowhere")
    with pytest.raises(CannotUndo) as error:
        undo(decided, by=moderator, revision=decided.revision)
    company.refresh_from_db()
    decided.refresh_from_db()
    assert (company.founded, decided.state) == ("1985", "accepted")
    assert error.value.why.startswith("The profile cannot be saved as it is now: This is no web address.")


def test_new_profile_that_became_the_host_park_stays(moderator):
    fields = {"slug": "new-park", "name_en": "New park", "country": "FR"}
    submission = make_submission(kind="park", fields=fields)
    decided = decide(submission, verdict(list(fields)), by=moderator, revision=submission.revision)
    Park.objects.update(is_host=False)
    Park.objects.filter(pk=decided.object_id).update(is_host=True)
    assert not can_undo(decided)
    with pytest.raises(CannotUndo, match="This is the host park"):
        undo(decided, by=moderator, revision=decided.revision)


def test_decision_is_taken_back_once(moderator):
    decided = decided_before(moderator, 60)
    undo(decided, by=moderator, revision=decided.revision)
    with pytest.raises(CannotUndo):
        undo(decided, by=moderator, revision=decided.revision)
    assert Event.objects.filter(what="undone").count() == 1


def why_it_stays(moderator, decided, *, revision=None):
    assert revision is not None or not can_undo(decided)
    with pytest.raises(CannotUndo) as error:
        undo(decided, by=moderator, revision=revision or decided.revision)
    return error.value.why


def test_why_a_decision_stays_is_said(moderator):
    decided, old = decided_new_one(moderator), decided_before(moderator, -1)
    assert why_it_stays(moderator, decided, revision=decided.revision - 1).startswith("Somebody else")
    assert why_it_stays(moderator, old).startswith("Ten minutes have passed")
    edit(decided.profile, postcode="100085")
    assert why_it_stays(moderator, decided).startswith("The new profile was changed")
    remove(decided.profile)
    assert why_it_stays(moderator, decided).startswith("The profile was deleted")
    Submission.objects.update(state="queued")
    decided.refresh_from_db()
    assert why_it_stays(moderator, decided).startswith("Somebody else")
