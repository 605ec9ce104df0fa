"""The review in a browser: keys, progress, and what axe says of it."""

from __future__ import annotations

import pytest

from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete, save
from submissions.deciding.decide import Verdict, ask, decide, mark_spam
from submissions.deciding.merging import merge
from submissions.models import Reason, Submission
from tests.browsing import assert_accessible, follow
from tests.factories import PASSWORD, make_company, make_user
from tests.submissions.proposals import changed, make_submission, verdict

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def submission():
    """One part in conflict, one that applies."""
    company = make_company(name_en="Lens", founded="1984")
    found = make_submission(company, fields={"founded": "1985", "postcode": "100085"})
    base = document_of(company)
    save(company, base, changed(base, {"founded": "1986"}, {}), Actor())
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


def test_proposal_is_decided_by_keys_alone_from_the_queue_on(browser, live_server, submission):
    page = opened(browser, live_server, "/moderation/")
    page.keyboard.press("j")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    for key in ("j", "a", "j", "r"):
        page.keyboard.press(key)
    page.keyboard.type("jar")  # a reason, and no command
    assert page.inner_text("[data-done]") == "2 of 2 decided"
    assert page.inner_text("[data-publish]") == "Publish 1 change"
    page.focus("#c1")
    page.keyboard.press("p")
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
    page.goto(f"{live_server.url}/moderation/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.tagName") == "BODY"


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


def pages_of_the_desk():
    """(what it shows, its address): a review in each state, and the pages around merges."""
    staff = make_user(role="Administrator", username="administrator")
    reason, _made = Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source"})

    def change(name):
        return make_submission(make_company(name_en=name), fields={"founded": "1985", "postcode": "100085"})

    asked, second, partly, refused, spam, gone, closed = map(change, "ABCDEFG")
    ask(asked, "Which year?", Verdict({}), by=staff, revision=asked.revision)
    second.pass_on(by=staff, decisions={}, revision=second.revision)
    decide(partly, verdict(["founded"], ["postcode"], note="No source"), by=staff, revision=partly.revision)
    decide(refused, verdict([], ["founded", "postcode"], reason=reason), by=staff, revision=refused.revision)
    mark_spam(spam, by=staff, revision=spam.revision)
    delete(gone.profile, gone.profile.version, Actor())
    Submission.objects.filter(pk=closed.pk).update(purpose="report", problem="closed")
    reviews = {"new": make_submission(fields={"slug": "new", "name_en": "New"})}
    reviews |= {"asked": asked, "second": second, "partly": partly, "refused": refused, "spam": spam}
    reviews |= {"gone": gone, "closed": closed}
    yield from ((what, f"/moderation/{one.pk}/") for what, one in reviews.items())
    yield "withdraw", f"/moderation/{closed.pk}/withdraw/"
    kept, other = make_company(name_en="Lens"), make_company(name_en="Lens Ltd")
    yield "merge with", f"/moderation/merge/company/{kept.pk}/"
    yield "merge with nothing", f"/moderation/merge/company/{kept.pk}/?other=nothing"
    merged = merge(kept, other, {}, seen=(kept.version, other.version), by=staff)
    yield "merged", f"/moderation/merges/{merged.pk}/"
    yield "merges", "/moderation/merges/"


@pytest.mark.parametrize(("scheme", "width"), [("dark", 390), ("light", 1440)])
def test_desk_is_accessible_in_every_state(browser, live_server, scheme, width):
    size = {"width": width, "height": 900}
    page = opened(browser, live_server, "/moderation/", color_scheme=scheme, viewport=size)
    for what, address in pages_of_the_desk():
        assert page.goto(f"{live_server.url}{address}").status == 200, what
        assert_accessible(page, width, what)
