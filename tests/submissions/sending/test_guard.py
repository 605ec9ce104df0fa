"""Junk is held off, and no real proposal is lost."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from submissions.models import Notice, Submission
from submissions.sending import guard
from submissions.sending.challenge import Challenge
from submissions.sending.limits import network_of
from tests.factories import make_company
from tests.page_form import page_form
from tests.submissions.submitting import SENDER, filled_in, sent

pytestmark = pytest.mark.django_db

EDIT = "/companies/lenovo/edit/"
TYPED = {"founded": "1985", "source-all-title": "Register", **SENDER}


@pytest.fixture(autouse=True)
def company(request):
    if "transactional_db" not in request.fixturenames:
        return make_company(slug="lenovo")


def without_script(client):
    return {**page_form(client.get(EDIT), "proposal"), **TYPED}


def test_form_without_a_script_waits_a_few_seconds(client, monkeypatch):
    now = timezone.now()
    monkeypatch.setattr("submissions.sending.challenge.timezone.now", lambda: now)
    response = client.post(EDIT, without_script(client))
    assert "Please send it once more in a few seconds" in response.content.decode()
    assert page_form(response, "proposal")["founded"] == ["1985"]
    form = {**page_form(response, "proposal"), **TYPED}
    later = now + guard.MIN_TIME + datetime.timedelta(seconds=2)
    monkeypatch.setattr("submissions.sending.challenge.timezone.now", lambda: later)
    client.post(EDIT, form)
    assert Submission.objects.count() == 1


def test_sum_counts_once():
    challenge = Challenge.read(Challenge.fresh().signed)
    assert (challenge.use_up(), challenge.use_up()) == (True, False)


@pytest.mark.parametrize("signed", ["", "nonsense", "a:b:c"])
def test_challenge_that_is_not_ours_is_none(signed):
    assert Challenge.read(signed) is None


@pytest.mark.parametrize("solution", ["", "-1", "1.5", "١٢", "9" * 13, "x"])
def test_solution_that_is_no_number_solves_nothing(solution):
    assert Challenge("salt", 0, timezone.now()).is_solved_by(solution) is False


def test_limit_of_a_network_comes_back_with_what_was_typed(client, settings):
    settings.SUBMISSIONS_AN_HOUR = 2
    for _time in range(2):
        assert sent(client, EDIT, **TYPED).status_code == 302
    response = sent(client, EDIT, **TYPED)
    assert "Much was sent from your network" in response.content.decode()
    assert page_form(response, "proposal")["founded"] == ["1985"]
    assert Submission.objects.count() == 2


def test_field_that_nobody_sees_marks_a_proposal_and_loses_none(client):
    sent(client, EDIT, **TYPED, **{"sender-fax": "+1 555"})
    submission = Submission.objects.get()
    assert (submission.state, "automatic" in submission.risks) == ("received", True)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "9.9.9.9", "127.0.0.1"),
        (1, "9.9.9.9", "9.9.9.9"),
        (1, "1.1.1.1, 9.9.9.9", "9.9.9.9"),
        (1, "2001:db8::1", "2001:db8::/64"),
        (2, "9.9.9.9", "127.0.0.1"),
        (1, "nonsense", "nonsense"),
    ],
)
def test_network_is_what_a_trusted_proxy_says(rf, settings, proxies, forwarded, network):
    settings.TRUSTED_PROXIES = proxies
    assert network_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == network


@pytest.mark.django_db(transaction=True)
def test_forms_sent_twice_at_once_are_each_one_proposal(transactional_db):
    """20 forms here; 200 were tried in the same way."""
    make_company(slug="lenovo")
    answers = []
    for number in range(20):
        form = filled_in(Client(), EDIT, **{**TYPED, "sender-email": f"s{number}@example.org"})
        start = threading.Barrier(2)
        both = [threading.Thread(target=_send, args=(form, start, answers)) for _time in range(2)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
    assert Submission.objects.count() == 20
    assert Notice.objects.count() == 20
    assert {status for status, _place in answers} <= {302, 200}


def _send(form, start, answers):
    start.wait()
    response = Client().post(EDIT, form)
    answers.append((response.status_code, response.get("Location")))
    connection.close()
