"""Pages in a real browser: accessible in both themes and widths, and asking no other site for anything."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

PAGES = (
    "/",
    "/companies/",
    "/companies/?sector=nonsense&founded_min=x",
    "/companies/?zone=fengtai&returnee=true",
    "/companies/lenovo/",
    "/partners/",
    "/partners/sophia-antipolis/",
    "/sources/",
    "/accounts/login/",
    "/privacy/",
    "/no-such-page/",
    "/zh-hans/companies/lenovo/",
    "/fr/",
)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_pages_are_accessible(browser, live_server, width, scheme):
    call_command("load_demo", verbosity=0)
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    strangers, errors = [], []
    page.on(
        "request",
        lambda request: (
            strangers.append(request.url) if not request.url.startswith((live_server.url, "data:")) else None
        ),
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in PAGES:
        page.goto(live_server.url + path)
        violations = Axe().run(page).response["violations"]
        assert [(path, one["id"], one["nodes"][0]["html"][:200]) for one in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    context.close()
    assert (strangers, errors) == ([], [])


def test_filter_changes_the_list_in_place_and_the_address(browser, live_server):
    call_command("load_demo", verbosity=0)
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    page.goto(live_server.url + "/companies/")
    page.check("input[name=sector][value=life-sciences]")
    page.wait_for_url("**sector=life-sciences**")
    page.wait_for_selector(".chip")
    assert page.inner_text("#rescount") == "5 companies"
    page.close()


def test_list_works_without_script(browser, live_server):
    call_command("load_demo", verbosity=0)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/companies/")
    page.fill("#q", "lianxiang")
    page.click(".searchbar button")
    assert page.inner_text("#rescount") == "2 companies"
    context.close()
