"""Every address of a sender, asked and sent whatever: an answer in words and nothing unescaped."""

from __future__ import annotations

import datetime
import random

import pytest

from submissions.deciding.decide import ask, decide, proposal_of
from submissions.models import AccessLink, Reason, Submission
from tests.factories import make_company, make_metric, make_park, make_user
from tests.submissions.hostile import VALUES, posts
from tests.submissions.proposals import a_key, make_submission, verdict
from tests.submissions.submitting import SENDER, filled_in

pytestmark = pytest.mark.django_db

MARKUP = '"><img src=x onerror=alert(1)><script>alert(1)</script>'
FOUND = (b"<script>alert", b"<img src=x")


@pytest.fixture(autouse=True)
def _no_limits(settings, monkeypatch):
    settings.SUBMISSIONS_AN_HOUR = 1_000_000
    monkeypatch.setattr("submissions.sending.guard.MESSAGES_TO_ONE_ADDRESS", 1_000_000)
    monkeypatch.setattr("submissions.sending.guard.LINKS_FROM_ONE_NETWORK", 1_000_000)
    monkeypatch.setattr("submissions.sending.guard.MIN_TIME", datetime.timedelta(0))


@pytest.fixture
def links():
    """The secret pages of a proposal that waits, of one that was asked about, and of one that was refused."""
    moderator = make_user(role="Moderator")
    row = {"milestones": {a_key(): {"on": "1990", "text_en": MARKUP, "source": "nowhere"}}}
    proposals = [
        make_submission(
            make_company(name_en=f"{MARKUP} {number}"),
            fields={"summary_en": MARKUP, "founded": "1985"},
            rows=row,
            name=MARKUP,
            comment=MARKUP,
        )
        for number in range(3)
    ]
    ask(proposals[1], MARKUP, verdict(), by=moderator, revision=proposals[1].revision)
    reason = Reason.objects.create(slug="x", text_en=MARKUP, name_en=MARKUP)
    parts = proposal_of(proposals[2], proposals[2].profile).parts
    refused = verdict([], [part.name for part in parts], reason=reason, note=MARKUP)
    decide(proposals[2], refused, by=moderator, revision=proposals[2].revision)
    return [f"/submissions/{AccessLink.issue(one)}/" for one in proposals]


def check(response, what):
    assert response.status_code in (200, 302, 400, 403, 404, 405, 410), what
    for found in FOUND:
        assert found not in response.content, what


def test_pages_of_a_sender_escape_what_anybody_wrote(client, links):
    for path in (*links, f"{links[0]}edit/", f"{links[1]}edit/", f"{links[2]}again/"):
        response = client.get(path)
        check(response, path)
        assert response.status_code == 200


def test_hostile_questions_are_answered(client, links):
    paths = [*links, f"{links[0]}edit/", f"{links[2]}again/", f"{links[0]}picture/logo/"]
    paths += ["/submit/company/", "/submit/park/", "/submissions/link/", "/submissions/ledger/"]
    for value in VALUES[::8]:
        query = dict.fromkeys(("field", "row", "add", "report", "do", "seen", "sure"), value)
        for path in paths:
            check(client.get(path, query), (path, value))


def test_hostile_steps_are_answered_and_decide_nothing(client, links):
    states = list(Submission.objects.order_by("pk").values_list("state", flat=True))
    for value in VALUES[1::4]:
        for path in links:
            check(client.post(path, {"do": value, "text": value, "sure": value}), (path, value))
        for name in ("edit", "again", "picture/logo"):
            check(client.post(f"{links[0]}{name}/", {"form_key": value, "seen": value}), (name, value))
        check(client.post("/submissions/link/", {"email": value}), value)
        check(client.post("/submissions/ledger/", {"email": value}), value)
    assert list(Submission.objects.order_by("pk").values_list("state", flat=True)) == states


@pytest.mark.parametrize("page", ["edit", "again", "new", "park"])
def test_hostile_values_of_the_other_forms_never_break_them(client, links, page):
    make_metric()
    path = {
        "edit": f"{links[0]}edit/",
        "again": f"{links[2]}again/",
        "new": "/submit/company/",
        "park": f"{make_park(name_en='Park').get_absolute_url()}edit/",
    }[page]
    form = filled_in(client, path, **SENDER, **{"source-all-title": "Register", "name_en": "New name"})
    rows = {"company": "identifiers", "park": "partnerships"}["park" if page == "park" else "company"]
    form = {**form, "row": ["figures/new1", f"{rows}/new1", "other_names/new2", "nonsense/new1"]}
    chance = random.Random(7)
    for data in posts(form, 12):
        fields = {
            f"{rows}-new1-{name}": chance.choice(VALUES) for name in ("scheme", "value", "kind", "since")
        }
        figures = {f"figures-new1-{name}": chance.choice(VALUES) for name in ("metric", "value", "unit")}
        check(client.post(path, {**data, **fields, **figures}), data)


@pytest.mark.parametrize("content", ["application/json", "text/plain", "multipart/form-data; boundary=x"])
def test_bodies_that_are_no_form_are_answered(client, links, content):
    for path in (*links, f"{links[0]}edit/", "/submit/company/", "/submissions/link/"):
        check(client.generic("POST", path, b"--x\r\n\x00\xff", content_type=content), path)
