"""Proposals whose page was merged or is to be withdrawn."""

from __future__ import annotations

import re
from contextlib import nullcontext

import pytest

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor, ProfileGone, delete, save
from profiles.models import Version
from submissions.deciding import following, merging, unmerging
from submissions.deciding.decide import decide
from submissions.deciding.undo import CannotUndo, can_undo, undo
from submissions.models import AlreadyDecided, Event, Merge, Notice, OwnProposal, Submission
from tests.factories import make_company, make_park, make_user
from tests.submissions.proposals import changed, make_submission, verdict
from tests.submissions.review_page import address, answer

pytestmark = pytest.mark.django_db


def merged(primary, duplicate, **picks):
    for one in (primary, duplicate):
        one.refresh_from_db()
    return merging.merge(primary, duplicate, picks, seen=(primary.version, duplicate.version), by=None)


def page_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_proposal_follows_its_page_and_what_the_merge_changed_is_a_conflict(client, moderator):
    primary, duplicate = make_company(name_en="Lenovo", founded="1984"), make_company(founded="1985")
    submission = make_submission(duplicate, fields={"founded": "1986", "postcode": "100085"})
    merged(primary, duplicate)
    text = page_of(client.get(address(submission)))
    assert "Merged into another page meanwhile" in text
    assert "The profile was deleted" not in text
    moved = client.post(address(submission, "retarget/"), {"revision": submission.revision}, follow=True)
    assert "The proposal is about Lenovo now." in page_of(moved)
    assert "Keep 1984" in page_of(moved)
    takes = {"founded": "accept", "postcode": "accept"}
    client.post(address(submission), answer(submission, takes=takes))
    company = Company.objects.get()
    assert (company.pk, company.founded, company.postcode) == (primary.pk, "1986", "100085")
    assert company.slug == primary.slug
    assert Event.objects.filter(what="moved").count() == 1


def test_proposal_follows_two_merges(moderator):
    first, second, third = make_company(), make_company(), make_company()
    submission = make_submission(first, fields={"founded": "1986"})
    merged(second, first)
    merged(third, second)
    following.retarget(submission, by=moderator, revision=submission.revision)
    submission.refresh_from_db()
    assert (submission.object_id, submission.state) == (third.pk, "queued")


def test_proposal_whose_page_is_there_or_was_deleted_does_not_move(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1986"})
    with pytest.raises(ProfileGone):
        following.retarget(submission, by=moderator, revision=submission.revision)
    company.delete()
    with pytest.raises(ProfileGone):
        following.retarget(submission, by=moderator, revision=submission.revision)
    assert "The profile was deleted" in page_of(client.get(address(submission)))
    for revision in (submission.revision, 99, "x", ""):
        response = client.post(address(submission, "retarget/"), {"revision": revision}, follow=True)
        assert "Nothing was written" in page_of(response)


def test_of_two_who_move_it_one_is_told(moderator):
    primary, duplicate = make_company(), make_company()
    submission = make_submission(duplicate, fields={"founded": "1986"})
    merged(primary, duplicate)
    following.retarget(submission, by=moderator, revision=submission.revision)
    with pytest.raises(AlreadyDecided):
        following.retarget(submission, by=moderator, revision=submission.revision)


def test_proposal_is_moved_to_the_page_and_the_version_before_the_merge(moderator):
    make_company()
    primary, duplicate = make_company(name_en="Kept"), make_company()
    Company.objects.filter(pk=primary.pk).update(name_en="K" * 201)
    submission = make_submission(duplicate, fields={"founded": "1986"})
    record = merged(primary, duplicate)
    found, number = following.successor_of(submission)
    assert (found.pk, number) == (primary.pk, record.into_number - 1)
    assert following.retarget(submission, by=moderator, revision=submission.revision) == primary
    submission.refresh_from_db()
    assert (submission.base_number, submission.title) == (record.into_number - 1, "K" * 200)
    event = submission.events.get()
    assert (event.what, event.by, event.by_staff, event.text) == ("moved", moderator, True, "K" * 201)


def test_proposal_does_not_follow_a_merge_that_was_undone(moderator):
    primary, duplicate = make_company(), make_company()
    submission = make_submission(duplicate, fields={"founded": "1986"})
    unmerging.undo(merged(primary, duplicate), by=moderator)
    duplicate.refresh_from_db()
    assert following.successor_of(submission) is None
    Company.objects.filter(pk=duplicate.pk).delete()
    assert following.successor_of(submission) is None


def test_proposal_whose_page_was_restored_stays_with_it(moderator):
    primary, duplicate = make_company(), make_company()
    submission = make_submission(duplicate, fields={"founded": "1986"})
    merged(primary, duplicate)
    Company.former_slugs.rel.related_model.objects.all().delete()
    restore("company", submission.object_id, Actor())
    with pytest.raises(ProfileGone):
        following.retarget(submission, by=moderator, revision=submission.revision)


def test_proposal_follows_no_merge_of_another_profile_or_kind(moderator):
    primary = make_company()
    submission = make_submission(make_company(), fields={"founded": "1986"})
    one = {"into_id": primary.pk, "into_number": 3, "from_number": 1}
    Merge.objects.create(kind="company", from_id=submission.object_id + 100, **one)
    Merge.objects.create(kind="park", from_id=submission.object_id, **one)
    Company.objects.filter(pk=submission.object_id).delete()
    assert following.successor_of(submission) is None


@pytest.mark.parametrize(("merges", "is_followed"), [(20, True), (21, False)])
def test_proposal_follows_twenty_merges(merges, is_followed):
    primary, first = make_company(), 1_000
    submission = make_submission(make_company(), fields={"founded": "1986"})
    Submission.objects.update(object_id=first)
    submission.refresh_from_db()
    for number in range(merges):
        into = primary.pk if number == merges - 1 else first + number + 1
        one = {"from_id": first + number, "from_number": 1, "into_id": into, "into_number": 5}
        Merge.objects.create(kind="company", **one)
    assert following.successor_of(submission) == ((primary, 4) if is_followed else None)


# --- a page that is reported as closed -------------------------------------------------------


@pytest.fixture
def report():
    submission = make_submission(make_company(name_en="Gone Ltd"))
    Submission.objects.filter(pk=submission.pk).update(purpose="report", problem="closed")
    submission.refresh_from_db()
    return submission


def test_page_reported_as_closed_is_withdrawn_after_a_question(client, report):
    client.force_login(make_user(role="Moderator"))
    assert f'href="{address(report, "withdraw/")}"' in page_of(client.get(address(report)))
    assert "Withdraw the page of Gone Ltd?" in page_of(client.get(address(report, "withdraw/")))
    assert report.profile.is_published
    client.post(address(report, "withdraw/"), {"revision": report.revision})
    report.refresh_from_db()
    assert (report.profile.state, report.state) == ("withdrawn", "accepted")
    assert Notice.objects.get().what == "decided"
    version = Version.objects.filter(object_id=report.object_id).latest("number")
    assert (version.why, version.origin) == (f"#{report.pk}", "submission")
    assert (version.number, version.made_by) == (report.applied_number, report.decided_by)
    event = report.events.get()
    assert (event.what, event.by, event.by_staff) == ("decided", report.decided_by, True)
    another = make_user(role="Moderator")
    undo(report, by=another, revision=report.revision)
    report.refresh_from_db()
    assert (report.profile.state, report.state) == ("published", "queued")
    version = Version.objects.filter(kind="company", object_id=report.object_id).latest("number")
    assert (version.action, version.origin, version.why, version.made_by) == (
        "published", "revert", f"#{report.pk}", another,
    )  # fmt: skip


def publish(profile):
    profile.publish(by=None)


def withdraw(profile):
    profile.withdraw(by=None)


def unpublish(profile):
    profile.return_to_draft(by=None, why="", origin="admin")


def write(profile):
    base = document_of(profile)
    save(profile, base, changed(base, {"postcode": "100085"}, {}), Actor())


def bring_back(profile):
    delete(profile, profile.version, Actor())
    restore("company", profile.pk, Actor())


@pytest.mark.parametrize(
    ("since", "state"),
    [
        ([], "published"),
        ([write], "published"),
        ([publish], "published"),
        ([publish, withdraw], None),
        ([publish, withdraw, write], None),
        ([publish, unpublish], None),
        ([bring_back], None),
        ([publish, withdraw, publish], "published"),
    ],
)
def test_page_that_somebody_hid_again_stays_hidden(report, since, state):
    moderator = make_user(role="Moderator")
    report = following.withdraw_page(report, by=moderator, revision=report.revision)
    for act in since:
        act(report.profile)
    before = report.profile
    assert can_undo(report) is (state is not None)
    with nullcontext() if state else pytest.raises(CannotUndo, match="it stays hidden"):
        undo(report, by=moderator, revision=report.revision)
    report.refresh_from_db()
    found = (report.profile.state, report.state)
    assert found == ((state, "queued") if state else (before.state, "accepted"))


def test_what_became_of_other_pages_keeps_none_hidden(report):
    moderator = make_user(role="Moderator")
    report = following.withdraw_page(report, by=moderator, revision=report.revision)
    for other in (make_company(), make_park(pk=report.object_id)):
        for _time in range(3):
            other.withdraw(by=None)
            other.publish(by=None)
    assert undo(report, by=moderator, revision=report.revision).left_out == []
    assert report.profile.is_published


@pytest.mark.parametrize("role", [None, "", "Editor"])
def test_page_is_withdrawn_only_by_who_decides(client, report, role):
    if role is not None:
        client.force_login(make_user(role=role))
    for send in (client.get, client.post):
        assert send(address(report, "withdraw/"), {"revision": report.revision}).status_code in (302, 403)
    assert report.profile.is_published


def test_withdrawing_what_somebody_decided_or_withdrew_changes_nothing(client, report):
    client.force_login(make_user(role="Administrator"))
    report.profile.withdraw(by=None)
    response = client.post(address(report, "withdraw/"), {"revision": report.revision}, follow=True)
    assert "not shown any more" in page_of(response)
    report.refresh_from_db()
    assert report.state == "queued"
    decide(report, verdict(), by=make_user(role="Moderator"), revision=report.revision)
    response = client.post(address(report, "withdraw/"), {"revision": report.revision}, follow=True)
    assert "Nothing was written" in page_of(response)


def test_report_of_a_page_that_was_deleted_withdraws_nothing(report, moderator):
    Company.objects.all().delete()
    with pytest.raises(ProfileGone):
        following.withdraw_page(report, by=moderator, revision=report.revision)
    assert Submission.objects.get().state == "queued"


def test_own_report_withdraws_nothing(report):
    own = make_user(role="Administrator", username="own")
    own.email = report.email
    with pytest.raises(OwnProposal):
        following.withdraw_page(report, by=own, revision=report.revision)
    assert report.profile.is_published


def test_other_reports_withdraw_nothing(client):
    client.force_login(make_user(role="Administrator"))
    submission = make_submission(make_company(), fields={"founded": "1986"})
    assert client.get(address(submission, "withdraw/")).status_code == 404
