"""Suggestions while typing, in a real browser: by keyboard, by pointer, for screen readers."""

from urllib.parse import quote

import pytest

from tests.browsing import assert_accessible, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser, demo_site):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_site + "/companies/")
    yield page
    page.close()


def type_and_wait(page, text):
    with page.expect_response(lambda response: response.url.endswith(f"?q={quote(text)}")):
        page.locator("#q").press_sequentially(text)
    page.wait_for_selector(".sugg li")


def test_late_answer_leaves_the_choice_alone(page):
    type_and_wait(page, "lenov")
    held = []
    page.route("**/suggest/**", lambda route: held.append(route))
    with page.expect_request("**/suggest/?q=lenovo"):
        page.locator("#q").press_sequentially("o")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/suggest/?q=lenovo"):
        held[0].continue_()
    page.wait_for_timeout(200)
    assert page.locator("#q").get_attribute("aria-activedescendant") == "q-suggestions-0"


def test_arrows_choose_and_enter_opens(page, demo_site):
    type_and_wait(page, "lenov")
    field = page.locator("#q")
    assert (field.get_attribute("role"), field.get_attribute("aria-expanded")) == ("combobox", "true")
    assert page.inner_text(".dirsearch [role=status]").endswith("suggestions") or page.inner_text(
        ".dirsearch [role=status]"
    ).endswith("suggestion")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert page.get_attribute(f"#{active}", "aria-selected") == "true"
    assert violations(page) == []
    page.keyboard.press("ArrowUp")
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(demo_site + "/companies/lenovo/")


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_head_searches_the_site_in_groups(browser, demo_site, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(demo_site + "/sources/")
    page.focus(".find summary")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'find-q'")
    with page.expect_response("**/search/suggest/?q=lei"):
        page.keyboard.type("lei")
    page.wait_for_selector(".find .sugg [role=option]")
    assert page.locator(".find .sugg [role=group] >> nth=0").get_attribute("aria-labelledby")
    page.keyboard.press("ArrowDown")
    active = page.get_attribute("#find-q", "aria-activedescendant")
    assert page.locator(f"#{active}").inner_text().startswith("Lei Jun")
    assert_accessible(page, width)
    page.keyboard.press("Escape")
    assert page.is_hidden(".find .sugg")
    assert page.is_visible("#find-q")
    page.keyboard.press("Escape")
    assert page.is_hidden("#find-q")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    context.close()


def test_escape_closes_and_enter_searches(page):
    type_and_wait(page, "lianx")
    page.keyboard.press("Escape")
    assert page.is_hidden(".sugg")
    assert (page.input_value("#q"), page.get_attribute("#q", "aria-expanded")) == ("lianx", "false")
    page.locator("#q").press_sequentially("iang")
    page.wait_for_selector(".sugg li")
    page.keyboard.press("Enter")
    page.wait_for_url("**/companies/?**q=lianxiang**")
    assert page.is_hidden(".sugg")


def test_pointer_opens_and_leaving_closes(page, demo_site):
    type_and_wait(page, "lenov")
    page.keyboard.press("Tab")
    assert page.is_hidden(".sugg")
    page.fill("#q", "")
    type_and_wait(page, "lenovo")
    page.click(".sugg li:first-child")
    page.wait_for_url(demo_site + "/companies/lenovo/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_home_page_suggests_on_a_narrow_screen(browser, demo_site, scheme):
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme)
    page = context.new_page()
    page.goto(demo_site + "/zh-hans/")
    type_and_wait(page, "联")
    page.keyboard.press("ArrowDown")
    assert_accessible(page, 390)
    context.close()
