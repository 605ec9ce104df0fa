"""One fact proposed: on a page without scripts and as a part of a page with them, once, and beside what changed meanwhile."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.core import mail
from django.test import Client

from accounts import outbox
from submissions.deciding.decide import decide, proposal_of
from submissions.models import Notice, Submission
from submissions.parts.proposals import PartStatus, Proposal
from tests.at_once import in_threads
from tests.factories import make_company, make_metric, make_user
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
