"""What tests in a real browser share: following a link or button to its page, and axe."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe


def follow(page: Any, target: Any) -> None:
    """Click what leads to another page and wait until that is there: a click alone waits for nothing."""
    with page.expect_navigation():
        (page.locator(target) if isinstance(target, str) else target).click()


def violations(page: Any) -> list[tuple[str, str]]:
    """What axe finds on the whole page: each rule with the element that breaks it."""
    page.wait_for_load_state("load")
    found = Axe().run(page).response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


def assert_accessible(page: Any, width: int, what: str = "") -> None:
    """Nothing that axe finds, and nothing that sticks out of a window of this width in CSS pixels."""
    assert (what, violations(page)) == (what, [])
    assert page.evaluate("document.documentElement.scrollWidth") <= width, what
