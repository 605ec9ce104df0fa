"""Proposing a change as a visitor: without JavaScript, from the form to the history."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache

from accounts import outbox
from submissions.deciding.decide import decide
from submissions.models import Notice, Submission
from tests.factories import make_company, make_user
from tests.page_form import page_form
from tests.submissions.proposals import verdict
from tests.submissions.submitting import filled_in, sent

pytestmark = pytest.mark.django_db

SOURCE = {"source-founded-title": "Annual report 1985", "source-founded-url": "https://a.example/1985"}
SENDER = {"sender-name": "Wang Fang", "sender-email": "wang@example.org"}


@pytest.fixture
def company():
    return make_company(slug="lenovo", name_en="Lenovo", founded="1984")


def secret_link(address):
    outbox.run_due()
    text = next(message for message in reversed(mail.outbox) if message.to == [address]).body
    return re.search(r"http\S+(/\S*submissions/\S+)", text)[1]


def test_proposal_goes_from_the_form_to_the_history(client, company):
    response = sent(client, "/companies/lenovo/edit/", founded="1985", **SOURCE, **SENDER)
    submission = Submission.objects.get()
    assert response.headers["Location"] == f"/submissions/sent/{submission.form_key}/"
    assert (submission.state, submission.email) == ("received", "wang@example.org")
    assert "message from us" in client.get(response["Location"]).content.decode()

    link = secret_link("wang@example.org")
    assert "Confirm" in client.get(link).content.decode()
    submission.refresh_from_db()
    assert submission.state == "received"  # reading confirms nothing
    client.post(link, {"do": "confirm"})
    submission.refresh_from_db()
    assert submission.state == "queued"

    decide(submission, verdict(["founded"]), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    assert company.founded == "1985"
    assert [(row.field, row.source.title) for row in company.citations.all()] == [
        ("founded", "Annual report 1985")
    ]
    assert "accepted" in client.get(secret_link("wang@example.org")).content.decode()
    assert "Annual report 1985" in client.get("/companies/lenovo/history/").content.decode()


def test_missing_source_is_said_beside_the_field_and_nothing_typed_is_lost(client, company):
    response = sent(client, "/companies/lenovo/edit/", founded="1985", summary_en="Computers", **SENDER)
    form = page_form(response, "proposal")
    assert Submission.objects.count() == 0
    assert (form["founded"], form["summary_en"], form["sender-name"]) == (
        ["1985"], ["Computers"], ["Wang Fang"],
    )  # fmt: skip
    assert 'href="#source-founded-title"' in response.content.decode()
    assert 'id="source-founded-title_error"' in response.content.decode()


def test_one_source_counts_for_all_changes(client, company):
    sent(client, "/companies/lenovo/edit/", founded="1985", summary_en="Computers",
         **{"source-all-title": "Its own site"}, **SENDER)  # fmt: skip
    proposed = Submission.objects.get().proposed_document
    assert {row["field"] for row in proposed.of("citations").values()} == {"founded", "summary_en"}


def test_form_that_changes_nothing_is_not_sent(client, company):
    response = sent(client, "/companies/lenovo/edit/", **SENDER)
    assert "Nothing was changed yet" in response.content.decode()
    assert Submission.objects.count() == 0


def test_form_sent_twice_is_one_proposal(client, company):
    form = filled_in(client, "/companies/lenovo/edit/", founded="1985", **SOURCE, **SENDER)
    first, second = (client.post("/companies/lenovo/edit/", form) for _time in range(2))
    assert first["Location"] == second["Location"]
    assert (Submission.objects.count(), Notice.objects.count()) == (1, 1)


def test_mistyped_address_is_corrected_and_the_first_link_ends(client, company):
    page = sent(client, "/companies/lenovo/edit/", founded="1985", **SOURCE, **SENDER)["Location"]
    outbox.run_due()
    assert "<b>wang@example.org</b>" in client.get(page).content.decode()
    client.post(page, {"email": "right@example.org"})
    submission = Submission.objects.get()
    assert (submission.email, submission.state, submission.links.count()) == (
        "right@example.org",
        "received",
        0,
    )
    outbox.run_due()
    assert [message.to for message in mail.outbox] == [["wang@example.org"], ["right@example.org"]]
    assert submission.links.count() == 1


def test_address_is_not_corrected_once_it_is_confirmed_or_again_and_again(client, company):
    page = sent(client, "/companies/lenovo/edit/", founded="1985", **SOURCE, **SENDER)["Location"]
    assert 'id="email_error"' in client.post(page, {"email": "no address"}).content.decode()
    for number in range(5):
        client.post(page, {"email": f"a{number}@example.org"})
    assert Submission.objects.get().email == "a2@example.org"
    Submission.objects.get().confirm()
    cache.clear()
    client.post(page, {"email": "evil@example.org"})
    assert Submission.objects.get().email == "a2@example.org"
    assert "a2@example.org" not in client.get(page).content.decode()
