"""One fact proposed: on a page without scripts and as a part of a page with them, once, and beside what changed meanwhile."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts import outbox
from submissions.deciding.decide import ask, decide, proposal_of
from submissions.models import AccessLink, Notice, Submission
from submissions.parts.proposals import PartStatus, Proposal
from submissions.sending import guard
from tests.at_once import in_threads
from tests.factories import make_company, make_metric, make_user
from tests.page_form import page_form
from tests.submissions.proposals import verdict
from tests.submissions.submitting import filled_in, sent

EDIT = "/companies/lenovo/edit/founded/"
TYPED = {"founded": "1985", "source-founded-new": "Annual report 1985", "sender-email": "wang@example.org"}
FRAGMENT = {"X-Fragment": "one-fact"}


@pytest.fixture
def company(db):
    return make_company(slug="lenovo", name_en="Lenovo", founded="1984")


def test_page_is_one_form_and_leads_to_all_fields(client, company):
    html = client.get(EDIT).content.decode()
    assert "<html" in html
    assert 'href="/companies/lenovo/edit/?field=founded"' in html
    assert "On the page: <b>1984</b>" in html


def test_script_gets_the_form_alone(client, company):
    response = client.get(EDIT, headers=FRAGMENT)
    html = response.content.decode()
    assert "<html" not in html
    assert 'action="/companies/lenovo/edit/founded/#attention"' in html
    assert "X-Fragment" in response["Vary"]


def test_empty_form_may_be_kept_for_back_and_one_that_was_sent_may_not(client, company):
    assert client.get(EDIT)["Cache-Control"] == "private, no-cache"
    assert client.post(EDIT, {})["Cache-Control"] == "no-store, private"


def test_script_is_answered_with_the_way_to_follow(client, company):
    response = client.post(EDIT, filled_in(client, EDIT, **TYPED), headers=FRAGMENT)
    submission = Submission.objects.get()
    html = response.content.decode()
    assert (response.status_code, "data-sent" in html) == (200, True)
    assert f'href="/submissions/sent/{submission.form_key}/"' in html


def test_proposal_goes_the_way_of_all_proposals(client, company):
    sent(client, EDIT, **TYPED)
    outbox.run_due()
    link = re.search(r"http\S+(/\S*submissions/\S+)", mail.outbox[-1].body)[1]
    client.post(link, {"do": "confirm"})
    submission = Submission.objects.get()
    assert submission.state == "queued"
    decide(submission, verdict(["founded"]), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1985"
    assert [row.source.title for row in company.citations.all()] == ["Annual report 1985"]


def test_confirmed_value_gets_its_source(client, company):
    sent(client, EDIT, **{**TYPED, "founded": "1984"})
    submission = Submission.objects.get()
    submission.confirm()
    base = submission.base_document
    (part,) = Proposal(base, base, submission.proposed_document).parts
    decide(submission, verdict([part.name]), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1984"
    assert [(row.field, row.source.title) for row in company.citations.all()] == [
        ("founded", "Annual report 1985")
    ]


def test_form_that_is_sent_twice_is_one_proposal(client, company):
    form = filled_in(client, EDIT, **TYPED)
    first, second = (client.post(EDIT, form)["Location"] for _time in range(2))
    assert first == second
    assert (Submission.objects.count(), Notice.objects.count()) == (1, 1)


def test_same_said_in_two_windows_is_one_proposal(client, company):
    forms = [filled_in(client, EDIT, **TYPED) for _window in range(2)]
    first, second = (client.post(EDIT, form)["Location"] for form in forms)
    assert first == second
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"founded": "1986"},
        {"sender-email": "li@example.org"},
        {"source-founded-new": "Register"},
        {"sender-comment": "It is on page 12."},
    ],
)
def test_something_else_is_another_proposal(client, company, other):
    sent(client, EDIT, **TYPED)
    sent(client, EDIT, **{**TYPED, **other})
    assert Submission.objects.count() == 2


def test_somebody_else_who_says_the_same_does_not_come_to_the_proposal(client, company):
    sent(client, EDIT, **TYPED)
    first = Submission.objects.get()
    other = Client()
    unsolved = other.post(EDIT, {**filled_in(other, EDIT, **TYPED), "solution": ""})
    assert "once more in a few seconds" in unsolved.content.decode()
    answer = sent(other, EDIT, **TYPED)
    assert (answer.status_code, str(first.form_key) in answer["Location"]) == (302, False)
    assert Submission.objects.count() == 2


def test_value_that_is_changed_after_going_back_is_another_proposal(client, company):
    form = filled_in(client, EDIT, **TYPED)
    client.post(EDIT, form)
    again = filled_in(client, EDIT, **{**TYPED, "founded": "1986"})
    client.post(EDIT, {**again, "form_key": form["form_key"]})
    assert Submission.objects.count() == 2


def test_what_was_taken_back_can_be_proposed_once_more(client, company):
    sent(client, EDIT, **TYPED)
    Submission.objects.get().withdraw()
    sent(client, EDIT, **TYPED)
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["received", "withdrawn"]


def test_new_row_said_twice_is_one_proposal(client, company):
    path = "/companies/lenovo/edit/milestones/"
    typed = {"milestones-new1-on": "1988", "milestones-new1-text_en": "First PC",
             "milestones-new1-source-new": "Report", "sender-email": "wang@example.org"}  # fmt: skip
    for _window in range(2):
        sent(client, path, **typed)
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(("kind", "unit", "asked"), [("money", "CNY", True), ("count", "count", False)])
def test_new_figure_asks_for_its_unit_where_there_are_several(client, company, kind, unit, asked):
    make_metric(code="measured", kind=kind, unit=unit)
    html = client.get("/companies/lenovo/edit/measured/").content.decode()
    assert 'name="figures-new1-value"' in html
    assert ('name="figures-new1-unit"' in html, 'value="CNY" selected' in html) == (asked, asked)


def test_live_value_that_moved_meanwhile_is_a_conflict_for_the_moderator(client, company):
    sent(client, EDIT, **TYPED)
    company.founded = "1983"
    company.save()
    (part,) = proposal_of(Submission.objects.get(), company).parts
    values = [side["founded"] for side in (part.base, part.live, part.proposed)]
    assert (part.status, values) == (PartStatus.CONFLICT, ["1984", "1983", "1985"])


def test_value_that_seems_wrong_is_asked_about_before_it_is_sent(client, company):
    response = sent(client, EDIT, **{**TYPED, "founded": "2990"})
    assert "Please look again" in response.content.decode()
    assert Submission.objects.count() == 0


def test_form_without_a_script_waits_a_few_seconds(client, company):
    form = filled_in(client, EDIT, **TYPED)
    response = client.post(EDIT, {**form, "solution": ""})
    assert "once more in a few seconds" in response.content.decode()
    assert Submission.objects.count() == 0


def test_profile_that_is_not_public_has_no_form(client, company):
    company.withdraw(by=None)
    assert client.get(EDIT).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_button_pressed_twice_at_once_is_one_proposal_and_both_are_told_so(transactional_db):
    make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    for number in range(8):
        form = filled_in(Client(), EDIT, **{**TYPED, "sender-email": f"s{number}@example.org"})
        answers: list[int] = []
        in_threads(*[partial(_send, form, answers)] * 2)
        assert answers == [302, 302]
    assert (Submission.objects.count(), Notice.objects.count()) == (8, 8)


def _send(form, answers):
    answers.append(Client().post(EDIT, form).status_code)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_are_one_proposal(transactional_db):
    make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    forms = [filled_in(Client(), EDIT, **TYPED) for _window in range(4)]
    in_threads(*(lambda form=form: Client().post(EDIT, form) for form in forms))
    assert Submission.objects.count() == 1


# --- without an address ----------------------------------------------------------------------

UNSIGNED = {"founded": "1985", "source-founded-new": "Annual report 1985"}


def test_proposal_without_an_address_waits_in_the_queue_and_its_sender_has_the_link(client, company):
    response = sent(client, EDIT, **UNSIGNED)
    submission = Submission.objects.get()
    assert (submission.state, submission.email, submission.name) == ("queued", "", "")
    assert submission.risks == ["unsigned"]
    assert [event.what for event in submission.events.all()] == ["sent"]
    assert Notice.objects.count() == 0
    page = client.get(response["Location"])
    assert (page.status_code, submission.links.count()) == (200, 1)
    assert "nothing else leads back to it" in page.content.decode()


def test_script_is_told_to_keep_the_link_where_there_is_no_address(client, company):
    html = client.post(EDIT, filled_in(client, EDIT, **UNSIGNED), headers=FRAGMENT).content.decode()
    assert "Keep this link" in html
    link = re.search(r'href="(/submissions/[^"]+)"', html)[1]
    client.post(link, {"do": "withdraw", "sure": "1"})
    assert Submission.objects.get().state == "withdrawn"


def test_what_was_sent_without_an_address_leads_nobody_to_its_link(client, company):
    sent(client, EDIT, **UNSIGNED)
    form_key = Submission.objects.get().form_key
    assert client.get(f"/submissions/sent/{form_key}/").status_code == 404
    answer = sent(Client(), EDIT, **UNSIGNED)  # the same, said by somebody else
    other = Submission.objects.exclude(form_key=form_key).get()
    assert client.get(answer["Location"]).context["submission"] == other


def test_same_said_twice_without_an_address_is_one_proposal(client, company):
    for _window in range(2):
        sent(client, EDIT, **UNSIGNED)
    assert Submission.objects.count() == 1


def test_question_and_decision_are_on_the_page_of_a_sender_without_an_address(client, company):
    link = sent(client, EDIT, **UNSIGNED)["Location"]
    moderator, submission = make_user(role="Moderator"), Submission.objects.get()
    ask(submission, "Which page?", verdict(), by=moderator, revision=submission.revision)
    assert "Which page?" in client.get(link).content.decode()
    client.post(link, {"do": "answer", "text": "Page 12."})
    submission.refresh_from_db()
    decide(submission, verdict(["founded"]), by=moderator, revision=submission.revision)
    assert (Submission.objects.get().state, Notice.objects.count()) == ("accepted", 0)


def test_expired_link_without_an_address_promises_no_message(client, company):
    link = sent(client, EDIT, **UNSIGNED)["Location"]
    AccessLink.objects.update(expires_at=timezone.now())
    for ask_for_it in (client.get, client.post):
        response = ask_for_it(link)
        assert (response.status_code, "so no new link can be sent" in response.content.decode()) == (
            410,
            True,
        )
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("limit", ["UNSIGNED_FROM_ONE_NETWORK", "UNSIGNED"])
def test_few_proposals_without_an_address_are_taken_within_an_hour(client, company, monkeypatch, limit):
    monkeypatch.setattr(guard, limit, 1)
    sent(client, EDIT, **UNSIGNED)
    response = sent(client, EDIT, **{**UNSIGNED, "founded": "1986"})
    assert "Many proposals without an email address" in response.content.decode()
    assert page_form(response, "proposal")["founded"] == ["1986"]
    sent(client, EDIT, **{**TYPED, "founded": "1986"})
    assert sorted(Submission.objects.values_list("state", flat=True)) == ["queued", "received"]


def test_moderator_reads_that_there_is_no_address(client, company):
    sent(client, EDIT, **UNSIGNED)
    client.force_login(make_user(role="Moderator"))
    html = client.get(f"/moderation/{Submission.objects.get().pk}/").content.decode()
    assert "Sent by a visitor who gave no name" in html
    assert "Note to the sender" in html
    assert "From this address:" not in html


@pytest.mark.parametrize(
    "path", ["/companies/lenovo/edit/", "/companies/lenovo/edit/?report=1", "/submit/company/"]
)
def test_longer_forms_ask_for_an_address(client, company, path):
    response = sent(
        client, path, **{"sender-name": "Wang", "name_en": "New", "what": "x", "problem": "wrong"}
    )
    assert 'href="#sender-email"' in response.content.decode()
    assert Submission.objects.count() == 0
