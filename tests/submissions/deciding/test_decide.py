"""Decisions: exactly what was accepted is applied, once, and never over what moved meanwhile."""

from __future__ import annotations

import pytest

from profiles.documents.merge import Conflict
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, ProfileGone, SaveConflict, delete
from profiles.editing.edits import fingerprint
from profiles.models import Version
from submissions.deciding.decide import (
    PartDecision,
    Undecided,
    Verdict,
    ask,
    chooser,
    decide,
    mark_spam,
)
from submissions.deciding.undo import undo
from submissions.models import AlreadyDecided, Event, Notice, OwnProposal, Reason, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import a_key, changed, edit, make_submission, verdict

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user(role="Moderator")


@pytest.fixture
def reason():
    return Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source"})[0]


def test_three_of_seven_fields_are_applied_and_no_other(moderator):
    company = make_company()
    fields = {"founded": "1984", "address": "6 Road", "postcode": "100085", "website": "https://a.example"}
    fields |= {"summary_en": "Makes", "summary_fr": "Fait", "description_en": "Long"}
    submission = make_submission(company, fields=fields)
    taken = ["founded", "postcode", "summary_fr"]
    before = document_of(company)
    decide(
        submission,
        verdict(taken, [name for name in fields if name not in taken]),
        by=moderator,
        revision=submission.revision,
    )
    submission.refresh_from_db()
    company.refresh_from_db()
    assert submission.state == Submission.State.PARTLY
    assert document_of(company).fields == before.fields | {name: fields[name] for name in taken}
    version = Version.objects.filter(kind="company", object_id=company.pk).order_by("-number").first()
    assert (version.origin, version.made_by, version.number) == (
        "submission",
        moderator,
        submission.applied_number,
    )


def test_rows_and_their_new_source_arrive_with_the_acceptance(moderator):
    company, key = make_company(), a_key()
    submission = make_submission(company, rows={"milestones": {key: {"on": "1984", "text_en": "Founded"}}})
    decide(submission, verdict([f"milestones/{key}"]), by=moderator, revision=submission.revision)
    assert [(row.on, row.text_en) for row in company.milestones.all()] == [("1984", "Founded")]


def test_conflict_is_never_accepted_blindly(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    with pytest.raises(SaveConflict):
        decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    submission.refresh_from_db()
    assert (company.founded, submission.state) == ("1986", Submission.State.QUEUED)


def test_conflict_is_accepted_by_whoever_saw_the_live_value(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    seen = PartDecision("accept", seen=fingerprint({"founded": "1986"}))
    decide(submission, Verdict({"founded": seen}), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1985"


def test_conflict_whose_live_value_moved_again_is_asked_again(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    seen = PartDecision("accept", seen=fingerprint({"founded": "1986"}))
    edit(company, founded="1987")
    with pytest.raises(SaveConflict):
        decide(submission, Verdict({"founded": seen}), by=moderator, revision=submission.revision)


def test_conflict_takes_only_what_was_accepted_beside_what_is_live():
    conflict = Conflict((), ("founded",), {"founded": "1984"}, {"founded": "1986"}, {"founded": "1985"})
    seen = fingerprint({"founded": "1986"})
    accepted, rejected = PartDecision("accept", seen=seen), PartDecision("reject", seen=seen)
    for choices, side in (({"founded": accepted}, "proposed"), ({"founded": rejected}, None), ({}, None)):
        assert chooser(Verdict(choices))(conflict) == side


def test_value_that_is_edited_to_what_is_live_makes_no_version(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edited = PartDecision("edit", edited={"founded": "1984"})
    decided = decide(submission, Verdict({"founded": edited}), by=moderator, revision=submission.revision)
    assert (decided.state, decided.applied_number) == ("accepted", None)


def test_edited_value_is_applied_in_place_of_the_proposed_one(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    edited = PartDecision("edit", edited={"founded": "1984-11"})
    decide(submission, Verdict({"founded": edited}), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1984-11"


def test_conflict_is_settled_by_a_value_that_is_neither(moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    edited = PartDecision("edit", edited={"founded": "1987"}, seen=fingerprint({"founded": "1986"}))
    decide(submission, Verdict({"founded": edited}), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1987"


@pytest.mark.parametrize(
    ("take", "edited", "founded"), [("accept", {"founded": "1990"}, "1985"), ("edit", {}, "")]
)
def test_what_was_typed_counts_where_it_was_chosen_and_there_as_it_is(moderator, take, edited, founded):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    choice = PartDecision(take, edited=edited)
    decide(submission, Verdict({"founded": choice}), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == founded


def test_decision_is_on_what_is_proposed_now(moderator):
    """Whoever read it again knows its new revision, whatever copy of it is at hand."""
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    old = Submission.objects.get(pk=submission.pk)
    submission.change(changed(document_of(company), {"founded": "1990"}, {}))
    decide(old, verdict(["founded"]), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1990"


def test_row_needs_a_second_reader_as_its_relation_says(moderator):
    key = a_key()
    rows = {"identifiers": {key: {"scheme": "uscc", "value": "91110000802100433B"}}}
    submission = make_submission(make_company(), rows=rows)
    parts = verdict([f"identifiers/{key}"])
    assert decide(submission, parts, by=moderator, revision=submission.revision).state == "second"


def test_missing_decision_is_named_and_nothing_is_written(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    with pytest.raises(Undecided) as error:
        decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    assert error.value.missing == {"postcode": "decision"}
    company.refresh_from_db()
    assert company.founded == ""


def test_rejection_needs_a_reason(moderator, reason):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    with pytest.raises(Undecided) as error:
        decide(submission, verdict([], ["founded"]), by=moderator, revision=submission.revision)
    assert error.value.missing == {"": "reason"}
    decide(submission, verdict([], ["founded"], reason=reason), by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == (Submission.State.REJECTED, reason)


def test_new_profile_is_created_and_published(moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.profile.name_en, submission.profile.state) == ("New one", "published")
    assert submission.profile.version == submission.applied_number


def test_second_decision_loses_and_changes_nothing(moderator, reason):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    revision = submission.revision
    decide(submission, verdict(["founded"]), by=moderator, revision=revision)
    other = make_user(role="Moderator")
    with pytest.raises(AlreadyDecided):
        decide(submission, verdict([], ["founded"], reason=reason), by=other, revision=revision)
    assert Notice.objects.filter(submission=submission).count() == 1
    assert Event.objects.filter(submission=submission, what="decided").count() == 1


def test_nobody_decides_on_their_own_proposal(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"}, sent_by=moderator)
    with pytest.raises(OwnProposal):
        decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    same_address = make_submission(make_company(), fields={"founded": "1985"}, email=moderator.email.upper())
    with pytest.raises(OwnProposal):
        decide(same_address, verdict(["founded"]), by=moderator, revision=same_address.revision)


def test_whose_proposal_it_is_comes_before_what_is_missing(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"}, sent_by=moderator)
    with pytest.raises(OwnProposal):
        decide(submission, verdict(), by=moderator, revision=submission.revision)


def test_name_needs_a_second_reader_who_is_another(moderator):
    company = make_company(name_en="Old")
    submission = make_submission(company, fields={"name_en": "New"})
    decide(submission, verdict(["name_en"]), by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    company.refresh_from_db()
    assert (submission.state, company.name_en) == (Submission.State.SECOND, "Old")
    with pytest.raises(OwnProposal):
        decide(submission, verdict(["name_en"]), by=moderator, revision=submission.revision)
    decide(submission, verdict(["name_en"]), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.name_en == "New"


def test_administrator_needs_no_second_reader():
    company = make_company(name_en="Old")
    submission = make_submission(company, fields={"name_en": "New"})
    decide(submission, verdict(["name_en"]), by=make_user(role="Administrator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.name_en == "New"


def test_profile_that_is_gone_cannot_be_changed(moderator, reason):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    delete(company, company.version, Actor())
    decided = decide(
        submission, verdict(["founded"], reason=reason), by=moderator, revision=submission.revision
    )
    assert decided.state == Submission.State.REJECTED
    assert not Submission.objects.get(pk=submission.pk).applied_number


def test_question_keeps_the_decisions_and_the_answer_waits_again(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    ask(submission, "Which page?", verdict(["founded"]), by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.decisions["founded"]["take"]) == ("needs_changes", "accept")
    assert submission.notices.get().what == "asked"
    submission.answer()
    assert submission.state == Submission.State.QUEUED


def test_spam_is_decided_without_a_message(moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    mark_spam(submission, by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.state, submission.notices.count()) == (Submission.State.SPAM, 0)


def test_changed_proposal_is_not_decided_as_it_was_read(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    revision = submission.revision
    submission.change(changed(submission.base_document, {"founded": "1066"}, {}))
    with pytest.raises(AlreadyDecided):
        decide(submission, verdict(["founded"]), by=moderator, revision=revision)


def test_gone_is_raised_where_a_profile_vanishes_during_the_decision(moderator, monkeypatch):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    found = [company, None]
    monkeypatch.setattr(Submission, "profile", property(lambda self: found.pop(0)))
    with pytest.raises(ProfileGone):
        decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)


# --- what is decided, and by whom -----------------------------------------------------------------


def newest(submission):
    return Version.objects.filter(kind="company", object_id=submission.object_id).order_by("-number").first()


@pytest.mark.parametrize(("is_representative", "origin"), [(False, "submission"), (True, "company")])
def test_version_of_a_decision_names_the_proposal_and_its_moderator(moderator, is_representative, origin):
    more = {"fields": {"founded": "1985"}, "is_representative": is_representative}
    submission = make_submission(make_company(), **more)
    decided = decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    version = newest(decided)
    assert (version.why, version.origin, version.made_by) == (f"#{submission.pk}", origin, moderator)
    undone = undo(decided, by=moderator, revision=decided.revision).submission
    version = newest(undone)
    assert (version.why, version.origin, version.made_by) == (f"#{submission.pk}", "revert", moderator)


def test_versions_of_a_new_profile_name_the_proposal_and_its_moderator(moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decided = decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)
    versions = Version.objects.filter(kind="company", object_id=decided.object_id).order_by("number")
    found = [(one.action, one.why, one.origin, one.made_by) for one in versions]
    assert found == [
        ("created", f"#{submission.pk}", "submission", moderator),
        ("published", f"#{submission.pk}", "submission", moderator),
    ]


def test_new_profile_with_a_name_needs_no_second_reader(moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    decided = decide(submission, verdict(["name_en", "slug"]), by=moderator, revision=submission.revision)
    assert decided.state == "accepted"


@pytest.mark.parametrize(("taken", "state"), [(["founded", "name_en"], "second"), (["founded"], "partly")])
def test_second_reader_is_for_what_is_accepted(moderator, taken, state):
    submission = make_submission(make_company(), fields={"name_en": "New", "founded": "1985"})
    refused = [name for name in ("name_en", "founded") if name not in taken]
    decided = decide(submission, verdict(taken, refused), by=moderator, revision=submission.revision)
    assert decided.state == state


def test_first_reading_is_recorded_for_staff_and_its_sender_is_not_told(moderator):
    submission = make_submission(make_company(), fields={"name_en": "New"})
    decide(submission, verdict(["name_en"], note="Looks right"), by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.first_reader, submission.note) == (moderator, "Looks right")
    assert submission.decisions["name_en"]["take"] == "accept"
    event = submission.events.get()
    assert (event.what, event.by, event.by_staff, event.state) == ("first_read", moderator, True, "second")
    assert not Notice.objects.exists()


def test_decision_keeps_what_was_chosen_said_and_shown(moderator, reason):
    submission = make_submission(make_company(), fields={"founded": "1985", "postcode": "100085"})
    choices = {
        "founded": PartDecision("edit", why="Typo", edited={"founded": "1986"}, seen="abc"),
        "postcode": PartDecision("reject", why="No source"),
    }
    decided = decide(
        submission, Verdict(choices, "Thank you", reason), by=moderator, revision=submission.revision
    )
    assert decided.decisions == {
        "founded": {"take": "edit", "why": "Typo", "edited": {"founded": "1986"}, "seen": "abc"},
        "postcode": {"take": "reject", "why": "No source", "edited": None, "seen": ""},
    }
    assert (decided.note, decided.reason, decided.decided_by) == ("Thank you", reason, moderator)
    assert decided.events.get().text == "Thank you"


def test_conflict_that_is_refused_leaves_what_is_live(moderator, reason):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    edit(company, founded="1986")
    choices = {
        "founded": PartDecision("reject", seen=fingerprint({"founded": "1986"})),
        "postcode": PartDecision("accept"),
    }
    decided = decide(submission, Verdict(choices), by=moderator, revision=submission.revision)
    company.refresh_from_db()
    assert (decided.state, company.founded, company.postcode) == ("partly", "1986", "100085")


def test_part_that_is_done_already_needs_no_decision_and_refuses_nothing(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    edit(company, founded="1985")
    decided = decide(submission, verdict(["postcode"]), by=moderator, revision=submission.revision)
    assert decided.state == "accepted"


def test_proposal_that_is_done_already_makes_no_version(moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1985")
    decided = decide(submission, verdict(), by=moderator, revision=submission.revision)
    version = company.version
    company.refresh_from_db()
    assert (decided.state, decided.applied_number, company.version) == ("accepted", None, version)


@pytest.mark.parametrize(("refused", "state"), [([], "accepted"), (["report"], "rejected")])
def test_report_is_answered_yes_or_no(moderator, reason, refused, state):
    submission = make_submission(make_company())
    Submission.objects.update(purpose="report", problem="wrong")
    decided = decide(
        submission, verdict([], refused, reason=reason), by=moderator, revision=submission.revision
    )
    assert (decided.state, decided.applied_number) == (state, None)
