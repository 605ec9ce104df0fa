"""The review: parts side by side, choices, and what becomes of them."""

from __future__ import annotations

import datetime
import re

import pytest
from django.utils import timezone

from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete, save
from profiles.models import Version
from submissions.models import AccessLink, Event, Notice, Reason, Submission
from tests.factories import make_company, make_figure, make_metric, make_park, make_source, make_user
from tests.submissions.proposals import a_key, changed, make_submission
from tests.submissions.review_page import address, answer

pytestmark = pytest.mark.django_db


@pytest.fixture
def reason():
    fields = {
        "name_en": "No source",
        "text_en": "Send a source.",
        "text_zh": "请附来源。",
        "text_fr": "Une source.",
    }
    return Reason.objects.update_or_create(slug="no-source", defaults=fields)[0]


def edit(company, **fields):
    company.refresh_from_db()
    base = document_of(company)
    save(company, base, changed(base, fields, {}), Actor())


def page_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_page_shows_live_and_proposed_with_the_words_that_differ(client, moderator):
    company = make_company(summary_en="Makes lenses", summary_zh="生产镜头")
    fields = {"summary_en": "Makes good lenses", "summary_zh": "研发镜头"}
    text = page_of(client.get(address(make_submission(company, fields=fields))))
    assert '<ins><span class="vh" lang="en">added: </span>good </ins>' in text
    assert '<del><span class="vh" lang="en">removed: </span>生产</del>镜头' in text
    assert "2 proposed changes" in text


def test_page_shows_the_source_with_its_address(client, moderator):
    company, source = make_company(), make_source(title="Report", url="https://example.org/report")
    citation = {"citations": {a_key(): {"field": "founded", "source": source.key}}}
    submission = make_submission(company, fields={"founded": "1985"}, rows=citation)
    text = page_of(client.get(address(submission)))
    assert 'href="https://example.org/report"' in text


def test_accepted_parts_are_published_and_the_sender_is_told(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    takes = {"founded": "accept", "postcode": "reject"}
    sent = answer(submission, takes=takes) | {"postcode-why": "Wrong code"}
    response = client.post(address(submission), sent, follow=True)
    company.refresh_from_db()
    submission.refresh_from_db()
    assert (company.founded, company.postcode, submission.state) == ("1985", "", "partly")
    assert submission.decisions["postcode"]["why"] == "Wrong code"
    assert "1 change is published" in page_of(response)
    assert Notice.objects.get().what == "decided"


def test_missing_decision_gives_an_error_summary_and_keeps_everything(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    sent = answer(submission, takes={"founded": "edit"}) | {"edit:founded-founded": "1984", "note": "Thanks"}
    text = page_of(client.post(address(submission), sent))
    assert "<title>Error:" in text
    assert 'href="#c2">Postcode: accept or reject' in text
    assert 'value="1984"' in text
    assert "Thanks</textarea>" in text
    assert re.search(r'name="founded-take" value="edit" checked', text)
    submission.refresh_from_db()
    assert submission.state == Submission.State.QUEUED


def test_refused_part_needs_a_reason(client, moderator, reason):
    submission = make_submission(make_company(), fields={"founded": "1985", "postcode": "100085"})
    takes = {"founded": "accept", "postcode": "reject"}
    text = page_of(client.post(address(submission), answer(submission, takes=takes)))
    assert "Postcode: give a reason" in text
    client.post(address(submission), answer(submission, takes=takes, reason="no-source"))
    submission.refresh_from_db()
    assert (submission.state, submission.reason) == ("partly", reason)


def test_conflict_is_a_choice_of_three_values(client, moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    text = page_of(client.get(address(submission)))
    assert "Take 1985" in text
    assert "Keep 1986" in text
    assert "When it was sent" in text
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    company.refresh_from_db()
    assert company.founded == "1985"


def test_conflict_kept_live_needs_no_reason_beside_it_but_one_for_the_whole(client, moderator, reason):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    edit(company, founded="1986")
    text = page_of(client.post(address(submission), answer(submission, takes={"founded": "reject"})))
    assert "Nothing is accepted: choose a reason." in text
    client.post(address(submission), answer(submission, takes={"founded": "reject"}, reason="no-source"))
    submission.refresh_from_db()
    assert submission.state == "rejected"


def test_value_that_moved_after_the_page_was_opened_is_chosen_again(client, moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    sent = answer(submission, takes={"founded": "accept", "postcode": "accept"})
    edit(company, founded="1986")
    text = page_of(client.post(address(submission), sent))
    assert "Founded: choose again, the values changed" in text
    assert re.search(r'name="postcode-take" value="accept" checked', text)
    assert not re.search(r'name="founded-take" value="\w+" checked', text)
    company.refresh_from_db()
    assert (company.founded, company.postcode) == ("1986", "")


def test_edited_value_is_checked_by_the_field_of_the_model(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    bad = answer(submission, takes={"founded": "edit"}) | {"edit:founded-founded": "soon"}
    assert "<title>Error:" in page_of(client.post(address(submission), bad))
    client.post(address(submission), bad | {"edit:founded-founded": "1984-11"})
    company.refresh_from_db()
    assert company.founded == "1984-11"


def test_edited_row_is_published_with_all_its_fields(client, moderator):
    company, key = make_company(), a_key()
    source = make_source()
    row = {"on": "1985", "text_en": "Founded", "source": source.key}
    submission = make_submission(company, rows={"milestones": {key: row}})
    name = f"milestones/{key}"
    sent = answer(submission, takes={name: "edit"})
    sent |= {f"edit:{name}-on": "1984", f"edit:{name}-text_en": "Founded in Beijing"}
    client.post(address(submission), sent)
    milestone = company.milestones.get()
    assert (milestone.on, milestone.text_en, milestone.source) == ("1984", "Founded in Beijing", None)


def test_offers_of_a_partnership_are_edited_by_boxes_to_tick(client, moderator):
    park, key = make_park(), a_key()
    row = {"kind": "memorandum", "status": "active", "offers": "office|training"}
    submission = make_submission(park, rows={"partnerships": {key: row}})
    name = f"partnerships/{key}"
    ticked = rf'name="edit:{name}-offers" value="(\w+)"[^>]* checked'
    assert re.findall(ticked, page_of(client.get(address(submission)))) == ["office", "training"]
    sent = answer(submission, takes={name: "edit"})
    sent |= {f"edit:{name}-{part}": value for part, value in row.items()}
    client.post(address(submission), sent | {f"edit:{name}-offers": ["castle"]})
    assert not park.partnerships.exists()
    client.post(address(submission), sent | {f"edit:{name}-offers": ["training", "incubator"]})
    assert park.partnerships.get().offers == "incubator|training"


def test_value_that_the_profile_cannot_hold_is_said_beside_its_card(client, moderator):
    company, key = make_company(), a_key()
    submission = make_submission(company, rows={"milestones": {key: {"on": "1985"}}})
    text = page_of(
        client.post(address(submission), answer(submission, takes={f"milestones/{key}": "accept"}))
    )
    assert "<title>Error:" in text
    assert not company.milestones.exists()


def test_part_that_is_there_already_needs_no_decision(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    edit(company, founded="1985")
    assert "The profile says so already." in page_of(client.get(address(submission)))
    client.post(address(submission), answer(submission, takes={"postcode": "accept"}))
    submission.refresh_from_db()
    assert submission.state == "accepted"


def test_deleted_profile_is_explained_and_the_proposal_rejected(client, moderator, reason):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    delete(company, company.version, Actor())
    assert "The profile was deleted" in page_of(client.get(address(submission)))
    assert "choose a reason" in page_of(client.post(address(submission), answer(submission)))
    client.post(address(submission), answer(submission, reason="no-source"))
    submission.refresh_from_db()
    assert submission.state == "rejected"


def test_new_profile_is_published(client, moderator):
    submission = make_submission(fields={"slug": "new-one", "name_en": "New one"})
    takes = {"slug": "accept", "name_en": "accept"}
    client.post(address(submission), answer(submission, takes=takes))
    submission.refresh_from_db()
    assert submission.profile.state == "published"
    assert client.get(address(submission)).status_code == 200


def test_question_goes_out_in_the_language_of_the_sender(client, moderator, reason):
    submission = make_submission(make_company(), fields={"founded": "1985"}, language="zh-hans")
    client.post(address(submission), answer(submission, "ask", reason="no-source"))
    submission.refresh_from_db()
    assert (submission.state, submission.note) == ("needs_changes", "请附来源。")


def test_question_without_words_is_not_sent(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    assert "Write what you want to know" in page_of(
        client.post(address(submission), answer(submission, "ask"))
    )


def test_whole_proposal_is_rejected_with_a_reason(client, moderator, reason):
    submission = make_submission(make_company(), fields={"founded": "1985", "postcode": "100085"})
    assert "Choose a reason" in page_of(client.post(address(submission), answer(submission, "reject")))
    client.post(address(submission), answer(submission, "reject", reason="no-source"))
    submission.refresh_from_db()
    assert (submission.state, submission.decisions["founded"]["take"]) == ("rejected", "reject")


def test_spam_is_marked_without_a_word_and_taken_back_without_one(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    client.post(address(submission), answer(submission, "spam"))
    submission.refresh_from_db()
    assert (submission.state, Notice.objects.count()) == ("spam", 0)
    client.post(address(submission, "undo/"), {"revision": submission.revision})
    submission.refresh_from_db()
    assert (submission.state, Notice.objects.count()) == ("queued", 0)


@pytest.mark.parametrize(("button", "state"), [("done", "accepted"), ("reject", "rejected")])
def test_report_is_dealt_with_or_refused(client, moderator, reason, button, state):
    company = make_company()
    submission = make_submission(company, queued=False)
    Submission.objects.filter(pk=submission.pk).update(purpose="report", problem="closed")
    submission.refresh_from_db()
    submission.confirm()
    assert f"/admin/companies/company/{company.pk}/change/" in page_of(client.get(address(submission)))
    client.post(address(submission), answer(submission, button, reason="no-source"))
    submission.refresh_from_db()
    assert submission.state == state


def test_decision_is_taken_back_within_ten_minutes(client, moderator):
    company = make_company(founded="1984")
    submission = make_submission(company, fields={"founded": "1985"})
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    assert "Take the decision back (10 minutes left)" in page_of(client.get(address(submission)))
    submission.refresh_from_db()
    client.post(address(submission, "undo/"), {"revision": submission.revision})
    company.refresh_from_db()
    submission.refresh_from_db()
    assert (company.founded, submission.state) == ("1984", "queued")


@pytest.mark.parametrize("revision", ["0", "x", "", "99999999999999999999"])
def test_undo_with_a_wrong_step_is_refused_with_a_reason(client, moderator, revision):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    response = client.post(address(submission, "undo/"), {"revision": revision}, follow=True)
    assert "Somebody else has taken the decision back" in page_of(response)


def test_undo_says_what_stays_because_it_was_changed_since(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    edit(company, founded="1986")
    submission.refresh_from_db()
    response = client.post(address(submission, "undo/"), {"revision": submission.revision}, follow=True)
    assert "Founded “1986” stays as it is: somebody changed it since." in page_of(response)


def test_undo_that_comes_too_late_is_refused_with_a_reason(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    client.post(address(submission), answer(submission, takes={"founded": "accept"}))
    submission.refresh_from_db()
    past = timezone.now() - datetime.timedelta(minutes=11)
    Submission.objects.filter(pk=submission.pk).update(decided_at=past)
    response = client.post(address(submission, "undo/"), {"revision": submission.revision}, follow=True)
    assert "Ten minutes have passed" in page_of(response)


def test_second_moderator_is_told_who_decided(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    sent = answer(submission, takes={"founded": "accept"})
    client.post(address(submission), sent)
    client.force_login(make_user(role="Moderator", username="other"))
    response = client.post(address(submission), sent)
    assert response.status_code == 409
    assert "moderator decided first: accepted" in page_of(response)
    assert Version.objects.filter(origin="submission").count() == 1
    assert Event.objects.filter(what="decided").count() == 1


def test_proposal_that_its_sender_changed_is_read_again(client, moderator):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    sent = answer(submission, takes={"founded": "accept", "postcode": "accept"})
    submission.change(changed(submission.base_document, {"founded": "1066", "postcode": "100085"}, {}))
    response = client.post(address(submission), sent)
    text = page_of(response)
    assert response.status_code == 409
    assert "The proposal changed after you opened it" in text
    assert re.search(r'name="postcode-take" value="accept" checked', text)
    assert not re.search(r'name="founded-take" value="\w+" checked', text)


def test_nobody_decides_on_their_own_proposal(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"}, email=moderator.email)
    assert "This is your own proposal" in page_of(client.get(address(submission)))
    for do in ("publish", "ask", "reject", "spam"):
        response = client.post(address(submission), answer(submission, do, takes={"founded": "accept"}))
        assert response.status_code == 409
    submission.refresh_from_db()
    assert submission.state == "queued"


def test_second_reader_sees_what_the_first_decided(client, moderator):
    company = make_company(name_en="Old")
    submission = make_submission(company, fields={"name_en": "New"})
    client.post(address(submission), answer(submission, takes={"name_en": "accept"}, note="Checked"))
    assert "it waits for a second reader" in page_of(client.get(address(submission)))
    client.force_login(make_user(role="Moderator"))
    text = page_of(client.get(address(submission)))
    assert "moderator accepted this." in text
    assert "Confirm and publish 1 change" in text
    assert "Checked</textarea>" in text
    client.post(address(submission), answer(submission, takes={"name_en": "accept"}))
    company.refresh_from_db()
    assert company.name_en == "New"


def test_opening_claims_and_the_other_is_told(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    client.get(address(submission))
    submission.refresh_from_db()
    assert submission.claimed_by == moderator
    client.force_login(make_user(role="Moderator"))
    assert "moderator has this open too, since" in page_of(client.get(address(submission)))
    submission.refresh_from_db()
    assert submission.claimed_by == moderator


def test_leaving_releases_what_is_ones_own(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    client.get(address(submission))
    client.force_login(make_user(role="Moderator"))
    client.post(address(submission, "release/"), {"quietly": "1"})
    submission.refresh_from_db()
    assert submission.claimed_by == moderator
    client.force_login(moderator)
    assert client.post(address(submission, "release/"), {"quietly": "1"}).status_code == 204
    submission.refresh_from_db()
    assert submission.claimed_by is None


def test_proposal_is_assigned_to_moderators_alone(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    editor = make_user(role="Editor")
    client.post(address(submission, "assign/"), {"to": editor.username})
    submission.refresh_from_db()
    assert submission.assigned_to is None
    client.post(address(submission, "assign/"), {"to": moderator.username})
    submission.refresh_from_db()
    assert submission.assigned_to == moderator


@pytest.mark.parametrize("number", [0, 10**30])
def test_proposal_that_is_not_there_is_not_found(client, moderator, number):
    assert client.get(f"/moderation/{number}/").status_code == 404


def test_unconfirmed_proposal_is_not_found(client, moderator):
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    assert client.get(address(submission)).status_code == 404


HOSTILE = ["\0", "\ud800", "<script>alert(1)</script>", "9" * 5_000, "'; --", "edit", "[]", "\u202e", "%00"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_are_answered_and_nothing_is_written(client, moderator, text):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    plain = answer(submission, takes={"founded": "accept"})
    safe = text.encode("utf-8", "replace").decode()
    for name in [*plain, "note", "reason", "founded-why", "edit:founded-founded"]:
        response = client.post(address(submission), plain | {"do": "ask", name: safe})
        assert response.status_code < 500
        assert "<script>alert" not in response.content.decode()
    company.refresh_from_db()
    assert company.founded == ""


def test_what_else_came_from_an_address_is_counted(client, moderator):
    first, second = (make_submission(make_company(), fields={"founded": "1985"}) for _place in range(2))
    client.post(address(first), answer(first, takes={"founded": "accept"}))
    make_submission(make_company(), fields={"founded": "1985"}, email="other@example.org")
    counts = client.get(address(second)).context["counts"]
    assert (counts["sent"], counts["published"]) == (1, 1)


def test_review_says_what_a_machine_noticed_beside_each_part(client, moderator):
    company = make_company(founded="1984")
    figure = make_figure(company=company, metric=make_metric(), value=100)
    row = document_of(company).of("figures")[str(figure.pk)] | {"value": "1500"}
    rows = {"figures": {str(figure.pk): row}}
    text = page_of(client.get(address(make_submission(company, fields={"founded": "1985"}, rows=rows))))
    founded, value = text.split('id="c1"')[1].split('id="c2"')
    assert "The value changed, but its source did not." in founded
    assert "is more than ten times" in value
    assert "is more than ten times" not in founded


# --- a sender whom nothing reaches ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("email", "days_of_link", "is_reached"),
    [("wang@example.org", None, True), ("", 1, True), ("", -1, False), ("", None, False)],
)
def test_question_goes_to_whom_it_reaches_alone(client, moderator, email, days_of_link, is_reached):
    submission = make_submission(make_company(), fields={"founded": "1985"}, email=email)
    if days_of_link:
        AccessLink.issue(submission)
        AccessLink.objects.update(expires_at=timezone.now() + datetime.timedelta(days=days_of_link))
    page = page_of(client.get(address(submission)))
    assert ('value="ask"' in page, "nobody reads it but the team" in page) == (is_reached, not is_reached)
    response = client.post(address(submission), answer(submission, "ask", note="Which page?"))
    submission.refresh_from_db()
    assert submission.state == ("needs_changes" if is_reached else "queued")
    if not is_reached:
        text = page_of(response)
        assert "The sender cannot be asked" in text
        assert "Which page?" in text  # what was typed is still there
