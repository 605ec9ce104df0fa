"""The review in a browser: keys, progress, and what axe says of it."""

from __future__ import annotations

import pytest

from profiles.documents.reading import document_of
from profiles.documents.writing import Author, save
from tests.browsing import assert_accessible, follow
from tests.factories import PASSWORD, make_company, make_user
from tests.submissions.proposals import changed, make_submission

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def submission():
    """One part in conflict, one that applies."""
    company = make_company(name_en="Lens", founded="1984")
    found = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    base = document_of(company)
    save(company, base, changed(base, {"founded": "1986"}, {}), Author())
    return found


def opened(browser, live_server, path, **options):
    make_user(role="Moderator", username="moderator")
    page = browser.new_context(bypass_csp=True, **options).new_page()
    page.goto(f"{live_server.url}/accounts/login/?next={path}")
    page.fill("[name=login]", "moderator")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{path}")
    return page


def test_proposal_is_decided_by_keys_alone(browser, live_server, submission):
    page = opened(browser, live_server, f"/moderation/{submission.pk}/")
    for key in ("j", "a", "j", "r"):
        page.keyboard.press(key)
    page.keyboard.type("jar")  # a reason, and no command
    assert page.inner_text("[data-done]") == "2 of 2 decided"
    assert page.inner_text("[data-publish]") == "Publish 1 change"
    page.focus("[data-publish]")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Take the decision back")
    submission.refresh_from_db()
    assert (submission.state, submission.decisions["postcode"]["why"]) == ("partly", "jar")


def test_keys_rest_when_they_are_switched_off(browser, live_server, submission):
    page = opened(browser, live_server, f"/moderation/{submission.pk}/")
    page.uncheck("#keysw")
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("a")
    assert page.inner_text("[data-done]") == "0 of 2 decided"


def test_missing_choice_takes_the_focus_to_a_summary(browser, live_server, submission):
    page = opened(browser, live_server, f"/moderation/{submission.pk}/")
    follow(page, "[data-publish]")
    page.wait_for_selector(".errsum")
    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "errsum"
    assert page.get_attribute(".errsum a", "href") == "#c1"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_desk_is_accessible(browser, live_server, submission, scheme, width):
    size = {"width": width, "height": 900}
    page = opened(browser, live_server, "/moderation/", color_scheme=scheme, viewport=size)
    assert_accessible(page, width)
    page.goto(f"{live_server.url}/moderation/{submission.pk}/")
    assert_accessible(page, width)


@pytest.mark.parametrize(
    ("scheme", "width"), [("light", 390), ("dark", 390), ("light", 1440), ("dark", 1440)]
)
def test_merge_is_accessible(browser, live_server, scheme, width):
    kept = make_company(name_en="Lens", founded="1984")
    other = make_company(name_en="Lens Ltd", founded="1985", postcode="100085")
    path, size = f"/moderation/merge/company/{kept.pk}/{other.pk}/", {"width": width, "height": 900}
    page = opened(browser, live_server, path, color_scheme=scheme, viewport=size)
    assert_accessible(page, width)
    follow(page, "[name=do][value=merge]")
    page.wait_for_url("**/merges/*/")
    assert_accessible(page, width)
