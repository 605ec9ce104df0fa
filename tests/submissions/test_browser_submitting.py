"""Proposing in a real browser: accessible in every state, its sum done, its rows added in place."""

from __future__ import annotations

import re

import pytest
from django.core import mail

from submissions import outbox
from submissions.models import Submission
from tests.browsing import assert_accessible, follow
from tests.factories import make_company

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/fr"), (1440, "light", "")])
def test_change_is_proposed_confirmed_and_followed(browser, live_server, width, scheme, prefix):
    make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/companies/lenovo/")
    follow(page, 'a.ask[href*="field=founded"]')
    assert page.locator("#founded").input_value() == "1984"
    assert_accessible(page, width)
    page.fill("#founded", "1985")
    page.click("#rows-milestones > summary")
    page.click('button[name="add"][value="milestones"]')
    page.fill("#milestones-new1-on", "1988")
    page.fill("#milestones-new1-text_en", "First PC")
    send = page.locator(".propose > .btnrow button")
    follow(page, send)
    assert page.locator(".errsum a[href='#source-founded-title']").count() == 1
    assert_accessible(page, width)
    page.fill("#source-all-title", "Annual report 1985")
    page.fill("#sender-name", "Wang Fang")
    page.fill("#sender-email", "wang@example.org")
    page.wait_for_function("document.querySelector('[name=solution]').value !== ''")
    follow(page, send)
    page.wait_for_url("**/submissions/sent/**")
    assert_accessible(page, width)
    outbox.run_due()
    path = re.search(r"http://[^/]+(/\S*submissions/\S+)", mail.outbox[-1].body)[1]
    page.goto(live_server.url + path)
    assert_accessible(page, width)
    follow(page, 'button[value="confirm"]')
    assert_accessible(page, width)
    follow(page, 'button[value="withdraw"]')
    assert_accessible(page, width)
    context.close()
    submission = Submission.objects.get()
    assert (submission.state, len(submission.proposed_document.of("milestones"))) == ("queued", 1)
