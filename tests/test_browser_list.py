"""The lists in a real browser: nothing jumps while they load, and the form asks for what its reader chose."""

import pytest

from tests.browsing import follow

pytestmark = pytest.mark.browser

NOTE_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
        .observe({ type: 'layout-shift', buffered: true });
"""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))"


def shift_of(browser, address: str, width: int) -> float:
    """How far what was on show moved while the page was loading (cumulative layout shift)."""
    page = browser.new_page(viewport={"width": width, "height": 844})
    page.add_init_script(NOTE_SHIFTS)
    page.goto(address, wait_until="load")
    page.evaluate(SETTLED)
    moved = page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)")
    page.close()
    return moved


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_list_stays_where_it_is_while_it_loads(browser, demo_site, prefix, width):
    for path in ("/companies/", "/companies/?sector=nope&sector=semiconductors", "/partners/"):
        assert shift_of(browser, f"{demo_site}{prefix}{path}", width) < 0.005, path


@pytest.mark.parametrize("path", ["/companies/", "/partners/"])
def test_filters_are_folded_on_a_phone_and_open_without_script(browser, demo_site, path):
    for has_script in (True, False):
        context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=has_script)
        page = context.new_page()
        page.goto(demo_site + path)
        assert page.is_visible("#filters") is not has_script
        page.click(".facetbox > summary")
        assert page.is_visible("#filters") is has_script
        context.close()


@pytest.mark.parametrize("has_script", [True, False])
def test_words_typed_into_the_list_are_answered_by_best_match(browser, demo_site, has_script):
    context = browser.new_context(viewport={"width": 1440, "height": 900}, java_script_enabled=has_script)
    page = context.new_page()
    page.goto(demo_site + "/companies/")
    assert page.locator("#order option:checked").inner_text() == "Name"
    page.fill("#q", "lenovo")
    if has_script:
        page.press("#q", "Enter")
        page.wait_for_url("**/companies/?q=lenovo")
        page.wait_for_selector(".chip")
    else:
        follow(page, "main .searchbar button")
    assert page.locator("#order option:checked").inner_text() == "Best match"
    assert page.locator(".res h3 a").first.get_attribute("href") == "/companies/lenovo/"
    page.select_option("#order", label="Name")
    if has_script:
        page.wait_for_url("**order=name")
    else:
        follow(page, ".resbar__sort button")
    assert "order=name" in page.url
    assert page.locator("#order option:checked").inner_text() == "Name"
    context.close()


def test_list_that_cannot_be_reached_keeps_its_filters_and_says_so(browser, demo_site):
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(demo_site + "/companies/")
    context.set_offline(True)
    page.check("#filters input[value=software-internet]")
    page.wait_for_selector("[data-unreachable]", state="visible")
    assert page.is_checked("#filters input[value=software-internet]")
    context.set_offline(False)
    page.click("[data-unreachable] button")
    page.wait_for_url("**/companies/?sector=software-internet")
    page.wait_for_selector("[data-unreachable]", state="hidden")
    context.close()


# A face that comes late may break a line elsewhere; a panel or picture that comes late moves far more.
MAX_SHIFT = 0.01
PAGES = (
    *("/", "/companies/lenovo/", "/partners/sophia-antipolis/", "/companies/compare/?c=lenovo&c=baidu"),
    *("/figures/?metric=total_income", "/search/?q=lenovo", "/sources/", "/companies/lenovo/edit/founded/"),
)


@pytest.mark.parametrize("path", PAGES)
def test_page_stays_where_it_is_while_it_loads(browser, demo_site, path):
    assert shift_of(browser, demo_site + path, 390) < MAX_SHIFT


@pytest.mark.parametrize("path", ["/companies/", "/partners/"])
def test_filters_on_a_phone_open_and_close_over_a_page_that_stays(browser, demo_site, path):
    """Counted with what its reader causes, which the usual measure leaves out."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.add_init_script(NOTE_SHIFTS)
    page.goto(demo_site + path, wait_until="load")
    page.evaluate(SETTLED)
    summary = page.locator(".facetbox > summary")
    for is_open in (True, False, True):
        summary.click()
        page.evaluate(SETTLED)
        assert page.locator(".facets").is_visible() is is_open
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator(".facet input").first.focus()
    page.keyboard.press("Escape")
    page.evaluate(SETTLED)
    assert page.locator(".facets").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.evaluate("window.shifts.reduce((sum, one) => sum + one, 0)") == 0
    page.close()
