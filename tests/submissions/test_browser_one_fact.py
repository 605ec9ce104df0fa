"""One fact proposed in a real browser: beside the fact, and on a page of its own without scripts."""

from __future__ import annotations

import datetime

import pytest

from profiles.models.registry import profile_kinds
from submissions.models import Submission
from tests.browsing import assert_accessible, follow
from tests.factories import make_company, make_park, make_source
from tests.profiles.pictures import encode

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LINK = 'a.ask[href$="/edit/founded/"]'
PHONE = {"width": 390, "height": 844}
# How far down the button that sends ends, in a window that is not scrolled.
END = "document.querySelector('.brief .btnrow').getBoundingClientRect().bottom"


@pytest.fixture
def company():
    company = make_company(slug="lenovo", name_en="Lenovo", name_zh="联想", founded="1984")
    company.citations.create(field="founded", source=make_source(title="Register of firms"))
    return company


@pytest.fixture
def page(browser, live_server, company):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{live_server.url}/companies/lenovo/")
    yield page
    context.close()


def opened(page):
    """The form beside the fact, by keyboard as anybody can."""
    page.focus(LINK)
    page.keyboard.press("Enter")
    page.wait_for_selector(".askbox form")


def focused(page):
    return page.evaluate("document.activeElement.id || document.activeElement.className")


def typed(page):
    page.fill("#founded", "1985")
    page.fill("#source-founded-new", "Annual report 1985")
    page.fill("#sender-email", "wang@example.org")


@pytest.mark.parametrize(("width", "scheme", "prefix"), [(390, "dark", "/fr"), (1440, "light", ""), (390, "light", "/zh-hans")])  # fmt: skip
def test_fact_is_corrected_beside_it(browser, live_server, company, width, scheme, prefix):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/companies/lenovo/")
    opened(page)
    assert (focused(page), page.input_value("#founded")) == ("founded", "1984")
    assert page.locator(".askbox").bounding_box()["height"] <= 844
    assert_accessible(page, width, "open")
    page.fill("#founded", "1985")
    page.click(".askbox [type=submit]")
    page.wait_for_selector(".askbox .errsum")
    assert (focused(page), page.input_value("#founded")) == ("attention", "1985")
    assert_accessible(page, width, "errors")
    typed(page)
    page.click(".askbox [type=submit]")
    page.wait_for_selector("[data-sent]")
    assert focused(page) == "brief__h"
    assert_accessible(page, width, "sent")
    submission = Submission.objects.get()
    assert page.url == f"{live_server.url}{prefix}/companies/lenovo/"
    assert page.get_attribute("[data-sent] a", "href").endswith(f"/submissions/sent/{submission.form_key}/")
    context.close()


def test_escape_closes_the_form_and_keeps_what_was_typed(page):
    opened(page)
    page.fill("#founded", "1985")
    page.keyboard.press("Escape")
    assert page.locator(".askbox").count() == 0
    assert page.evaluate(f"document.activeElement === document.querySelector('{LINK}')")
    assert page.get_attribute(LINK, "aria-expanded") == "false"
    opened(page)
    assert page.input_value("#founded") == "1985"


def test_what_was_typed_is_there_after_another_page(page, live_server):
    opened(page)
    typed(page)
    page.goto(f"{live_server.url}/companies/")
    page.go_back()
    opened(page)
    assert (page.input_value("#founded"), page.input_value("#source-founded-new")) == (
        "1985",
        "Annual report 1985",
    )
    page.click(".askbox [type=submit]")
    page.wait_for_selector("[data-sent]")
    page.reload()
    opened(page)
    assert page.input_value("#founded") == "1984"


def test_button_pressed_twice_is_one_proposal(page):
    opened(page)
    typed(page)
    page.dblclick(".askbox [type=submit]")
    page.wait_for_selector("[data-sent]")
    assert Submission.objects.count() == 1


def test_two_windows_make_one_proposal(page, live_server):
    other = page.context.new_page()
    other.goto(f"{live_server.url}/companies/lenovo/")
    for window in (page, other):
        opened(window)
        typed(window)
        window.click(".askbox [type=submit]")
        window.wait_for_selector("[data-sent]")
    assert Submission.objects.count() == 1


def test_form_that_cannot_be_sent_keeps_its_text_and_says_so(page):
    opened(page)
    typed(page)
    page.context.set_offline(True)
    page.click(".askbox [type=submit]")
    page.wait_for_selector(".askbox [role=alert]")
    assert "your text is still here" in page.inner_text(".askbox [role=alert]")
    assert page.input_value("#founded") == "1985"
    page.context.set_offline(False)
    page.click(".askbox [type=submit]")
    page.wait_for_selector("[data-sent]")
    assert Submission.objects.count() == 1


def test_form_that_cannot_be_fetched_says_so_and_can_be_opened_again(page):
    page.context.set_offline(True)
    page.focus(LINK)
    page.keyboard.press("Enter")
    page.wait_for_selector(".askbox [role=alert]")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    opened(page)
    assert focused(page) == "founded"


def test_link_is_shown_to_a_pointer_that_is_near_and_to_the_focus(page):
    opacity = f"getComputedStyle(document.querySelector('{LINK}')).opacity"
    page.mouse.move(1, 1)
    assert page.evaluate(opacity) == "0"
    page.locator(".facts tbody tr", has_text="Founded").hover()
    assert page.evaluate(opacity) == "1"
    page.mouse.move(1, 1)
    page.focus(LINK)
    assert page.evaluate(opacity) == "1"
    assert page.inner_text(LINK) == "Correct: Founded"


def test_link_is_always_shown_where_nothing_hovers(browser, live_server, company):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{live_server.url}/companies/lenovo/")
    assert page.evaluate(f"getComputedStyle(document.querySelector('{LINK}')).opacity") == "1"
    box = page.locator(LINK).bounding_box()
    assert min(box["width"], box["height"]) >= 24
    context.close()


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_page_without_scripts_is_one_screen_of_a_phone(browser, live_server, company, monkeypatch, prefix):
    monkeypatch.setattr("submissions.sending.guard.MIN_TIME", datetime.timedelta(0))
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}{prefix}/companies/lenovo/")
    follow(page, LINK)
    assert page.locator(".brief .btnrow").bounding_box()["y"] + 46 <= PHONE["height"]
    typed(page)
    follow(page, ".brief [type=submit]")
    assert f"{prefix}/submissions/sent/" in page.url
    context.close()
    assert Submission.objects.get().proposed_document.fields["founded"] == "1985"


def test_every_form_is_one_screen_of_a_phone(browser, live_server):
    profiles = {
        "company": make_company(slug="one", name_en="One", name_zh="一"),
        "park": make_park(slug="one"),
    }
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    ends = {}
    for kind in profile_kinds():
        for fact in kind.facts if kind.name in profiles else ():
            if "form" not in fact.absent and not fact.metric:
                page.goto(f"{live_server.url}{profiles[kind.name].get_edit_url()}{fact.key}/")
                ends[f"{kind.name} {fact.key}"] = page.evaluate(END)
    context.close()
    assert {what: end for what, end in ends.items() if end > PHONE["height"]} == {}


def test_picture_is_shown_before_it_is_sent(browser, live_server, company):
    context = browser.new_context(viewport=PHONE)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text) if message.type == "error" else None)
    page.goto(f"{live_server.url}/companies/lenovo/edit/logo/")
    picture = {"name": "logo.png", "mimeType": "image/png", "buffer": encode(size=(200, 100))}
    page.set_input_files("#new_logo", picture)
    page.wait_for_selector(".preview img")
    shown = page.evaluate(
        "(({naturalWidth, naturalHeight, alt}) => [naturalWidth, naturalHeight, alt])(document.querySelector('.preview img'))"
    )
    assert shown == [200, 100, "The picture that you chose: logo.png"]
    assert_accessible(page, 390, "picture")
    page.set_input_files("#new_logo", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no picture"})
    page.wait_for_selector(".preview", state="hidden")
    assert troubles == []
    context.close()
