"""What senders see of a proposal, in every state it can have: accessible, and said in words."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from submissions.deciding import merging
from submissions.deciding.decide import ask, decide, mark_spam
from submissions.models import AccessLink, Notice, Reason
from tests.browsing import assert_accessible, follow
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission, verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SEVERAL = {"founded": "1985", "postcode": "100085"}


def _proposal(state, moderator):
    company = make_company(name_en="Lens", founded="1984")
    submission = make_submission(company, fields=SEVERAL, queued=state != "received")
    reason = Reason.objects.get_or_create(slug="x", defaults={"text_en": "Please name a source."})[0]
    chosen = {
        "accepted": verdict([*SEVERAL]),
        "partly": verdict(["founded"], ["postcode"], reason=reason, note="The map says otherwise."),
        "rejected": verdict([], [*SEVERAL], reason=reason),
    }
    if state in chosen:
        decide(submission, chosen[state], by=moderator, revision=submission.revision)
    elif state == "needs_changes":
        ask(submission, "Which page?", verdict(), by=moderator, revision=submission.revision)
    elif state == "spam":
        mark_spam(submission, by=moderator, revision=submission.revision)
    elif state == "withdrawn":
        submission.withdraw()
    elif state == "gone":
        company.withdraw(by=None)
    elif state == "merged":
        primary = make_company(name_en="Kept")
        merging.merge(primary, company, {}, seen=(primary.version, company.version), by=moderator)
    return submission


STATES = {
    "received": "Please confirm that you sent it.",
    "queued": "It is number",
    "needs_changes": "Which page?",
    "accepted": "See it among the changes of the page",
    "partly": "beside the rest it says why not",
    "rejected": "Please name a source.",
    "spam": "took it for advertising",
    "withdrawn": "Nothing of it was published.",
    "gone": "is not shown any more",
    "merged": "is now one with Kept",
}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_every_state_is_accessible_and_explained(browser, live_server, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    moderator = make_user(role="Moderator")
    said = {}
    for state, words in STATES.items():
        submission = _proposal(state, moderator)
        link = f"{live_server.url}/submissions/{AccessLink.issue(submission)}/"
        page.goto(link)
        assert_accessible(page, width, state)
        said[state] = words in page.locator("#next").inner_text()
        if state == "queued":
            follow(page, 'button[value="withdraw"]')
            assert_accessible(page, width, "withdraw")
            assert page.locator('button[name="do"]').last.is_visible()
        if state == "needs_changes":
            follow(page, 'button[value="answer"]')
            assert_accessible(page, width, "no answer")
            page.fill("textarea", "Page 12, " + "long" * 99)
            submission.refresh_from_db()
            mark_spam(submission, by=moderator, revision=submission.revision)
            follow(page, 'button[value="answer"]')
            assert "Page 12" in page.locator("#attention").inner_text()
            assert_accessible(page, width, "late answer")
        if state == "partly":
            follow(page, 'a[href$="/again/"]')
            assert_accessible(page, width, "again")
    assert said == dict.fromkeys(STATES, True)
    AccessLink.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    page.goto(link)
    assert_accessible(page, width, "expired")
    for path in ("submissions/ledger/", "submissions/link/"):
        page.goto(f"{live_server.url}/{path}")
        assert_accessible(page, width, path)
    staff = Client()
    staff.force_login(moderator)
    session = staff.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    notice = Notice.objects.filter(what="asked").get()
    page.goto(f"{live_server.url}/admin/submissions/notice/{notice.pk}/change/")
    assert "Which page?" in page.frame_locator("iframe.message").locator("blockquote").inner_text()
    assert_accessible(page, width, "message")
    context.close()
