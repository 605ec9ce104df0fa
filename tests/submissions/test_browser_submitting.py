"""Proposing in a real browser: accessible in every state, its sum done, and nothing to be looked for."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core import mail

from accounts import outbox
from profiles.recognising.match_keys import keep_missing
from submissions.models import AccessLink, Submission
from tests.browsing import assert_accessible, follow
from tests.factories import make_company
from tests.submissions.submitting import SENDER

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/fr"), (1440, "light", "")])
def test_change_is_proposed_confirmed_and_followed(browser, live_server, width, scheme, prefix):
    make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/companies/lenovo/edit/?field=founded#founded")
    assert page.locator("#founded").input_value() == "1984"
    assert_accessible(page, width)
    page.fill("#founded", "1985")
    page.click("#rows-milestones > summary")
    follow(page, 'button[name="add"][value="milestones"]')
    assert page.evaluate("document.activeElement.id") == "milestones-new1"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") > 0
    page.fill("#milestones-new1-on", "1988")
    page.fill("#milestones-new1-text_en", "First PC")
    send = page.locator(".propose > .btnrow button")
    follow(page, send)
    assert page.locator(".errsum a[href='#source-founded-title']").count() == 1
    assert page.evaluate("document.activeElement.className") == "errsum"
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


def test_without_scripts_the_page_opens_where_something_is_to_be_done(browser, live_server, monkeypatch):
    monkeypatch.setattr("submissions.sending.guard.MIN_TIME", datetime.timedelta(0))
    make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    context = browser.new_context(viewport={"width": 390, "height": 700}, java_script_enabled=False)
    page = context.new_page()

    def is_in_view(selector):
        box = page.locator(selector).bounding_box()
        return 0 < box["y"] < 350

    page.goto(f"{live_server.url}/companies/lenovo/edit/?field=founded#founded")
    page.fill("#founded", "2990")
    send = page.locator(".propose > .btnrow button")
    follow(page, send)
    assert is_in_view(".errsum")
    page.fill("#source-all-title", "Annual report 1985")
    page.fill("#sender-name", "Wang Fang")
    page.fill("#sender-email", "wang@example.org")
    follow(page, send)
    assert is_in_view(".doubts")
    page.check("[name=confirmed]")
    follow(page, ".doubts button")
    page.goto(f"{live_server.url}/submissions/{AccessLink.issue(Submission.objects.get())}/")
    follow(page, 'button[value="withdraw"]')
    assert is_in_view("#withdraw h2")
    follow(page, 'button[value="withdraw"]')
    assert Submission.objects.get().state == "withdrawn"
    context.close()


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/fr"), (1440, "light", "")])
def test_questions_before_sending_and_reports_are_accessible(browser, live_server, width, scheme, prefix):
    make_company(slug="lenovo", name_en="Lenovo")
    keep_missing("company")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/submit/company/")
    typed = {"name_en": "Lenovo", "name_zh": "联想", "source-all-title": "Register"}
    for name, value in {**typed, **SENDER}.items():
        page.fill(f"#{name}", value)
    follow(page, ".propose > .btnrow button")
    assert_accessible(page, width, "doubts")
    follow(page, 'button[name="instead"]')
    assert_accessible(page, width, "instead")
    assert page.url == f"{live_server.url}{prefix}/companies/lenovo/edit/#main"
    assert page.input_value("#name_zh") == "联想"
    follow(page, 'a[href="?report=1"]')
    assert_accessible(page, width, "report")
    follow(page, ".propose > .btnrow button")
    assert_accessible(page, width, "report with errors")
    assert page.locator(".errsum li").count() == 4
    context.close()
