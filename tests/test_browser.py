"""Pages in a real browser: accessible in both themes and widths, and asking no other site for anything."""

import re

import pytest

from tests.browsing import assert_accessible, follow

PAGES = (
    "/",
    "/park/",
    "/companies/",
    "/companies/?sector=nonsense&founded_min=x",
    "/companies/?zone=fengtai&returnee=true",
    "/companies/lenovo/",
    "/partners/",
    "/companies/compare/",
    "/companies/compare/?c=lenovo&find=data",
    "/companies/compare/?c=lenovo&c=baidu&c=nobody",
    "/partners/compare/?c=zhongguancun&c=sophia-antipolis",
    "/search/",
    "/search/?q=lenovo",
    "/search/?q=%E2%98%83",
    "/companies/lenovo/history/",
    "/companies/lenovo/history/?on=1999-12-31",
    "/companies/lenovo/history/2/",
    "/partners/sophia-antipolis/",
    "/partners/sophia-antipolis/history/2/",
    "/history/",
    "/history/2/",
    "/map/",
    "/sources/",
    "/sources/?evidence=primary&kind=park&publisher=Nobody&order=-published",
    "/figures/?metric=total_income",
    "/figures/?metric=turnover&group=sector&company=lenovo&company=baidu&find=data",
    "/figures/?metric=nothing&from=x",
    "/accounts/login/",
    "/privacy/",
    "/no-such-page/",
    "/zh-hans/companies/lenovo/",
    "/zh-hans/companies/lenovo/history/",
    "/fr/",
)

# As the success criterion 1.4.12 of WCAG says.
TEXT_SPACING = """
    * { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }
"""

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible(browser, demo_site, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    strangers, errors = [], []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith((demo_site, "data:")) else None
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in PAGES:
        page.goto(demo_site + path)
        assert_accessible(page, width, path)
    context.close()
    assert (strangers, errors) == ([], [])


def test_filter_changes_the_list_in_place_and_the_address(browser, demo_site):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_site + "/companies/")
    page.check("input[name=sector][value=life-sciences]")
    page.wait_for_url("**sector=life-sciences**")
    page.wait_for_selector(".chip")
    assert page.inner_text("#rescount") == "12 companies"
    page.close()


def test_list_works_without_script(browser, demo_site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site + "/companies/")
    page.fill("#q", "lianxiang")
    follow(page, "main .searchbar button")
    assert page.inner_text("#rescount") == "2 companies"
    context.close()


@pytest.mark.parametrize(
    "path", ["/companies/lenovo/", "/zh-hans/companies/baidu/", "/fr/partners/sophia-antipolis/"]
)
def test_profile_prints_on_few_pages_in_black_on_white(browser, demo_site, path):
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(demo_site + path)
    page.emulate_media(media="print", color_scheme="dark")
    colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    assert page.evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))) <= 4
    context.close()


def test_what_is_ticked_is_kept_from_page_to_page_and_compared(browser, demo_site):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_site + "/companies/")
    page.locator("[data-pick]").nth(0).check()
    page.goto(demo_site + "/companies/?page=2")
    page.locator("[data-pick]").nth(0).check()
    assert page.locator(".tray__list li").count() == 2
    follow(page, "[data-tray-go]")
    assert page.locator(".cmp thead a").count() == 2
    page.close()


def test_what_is_ticked_is_compared_without_script(browser, demo_site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo_site + "/companies/?sector=life-sciences")
    for place in range(2):
        page.locator("[data-pick]").nth(place).check()
    follow(page, "[formaction]")
    assert page.locator(".cmp thead a").count() == 2
    assert "sector" not in page.url
    context.close()


def test_way_out_of_no_result_gives_its_number_in_place(browser, demo_site):
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(demo_site + "/companies/?zone=fengtai&returnee=true")
    promised = page.inner_text(".opts b")
    page.click(".opts a")
    page.wait_for_selector(".res")
    assert page.inner_text("#rescount") == promised
    assert page.evaluate("document.activeElement.id") == "rescount"
    page.close()


def test_nothing_is_cut_with_wide_text_spacing(browser, demo_site):
    context = browser.new_context(viewport={"width": 320, "height": 900}, bypass_csp=True)
    page = context.new_page()
    for path in (*PAGES, "/fr/companies/lenovo/", "/fr/partners/sophia-antipolis/"):
        page.goto(demo_site + path)
        page.add_style_tag(content=TEXT_SPACING)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    context.close()
