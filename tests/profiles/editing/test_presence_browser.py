"""The note on who else has a form open, in a real browser: it changes by itself, is read out, and stays in its place."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from profiles.documents.writing import Actor, verify
from profiles.models import OpenForm
from tests.factories import make_full_company, make_user
from tests.profiles.admin.test_admin_browser import change_url, sign_in, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NOTE = ".open-note[role=status]"


def come_back(page: Any) -> None:
    """Have the page's script speak now, as it does when its tab is looked at again."""
    with page.expect_response(lambda response: response.url.endswith("/open/")):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def wait_until_open(user: Any, page: Any, *, count: int = 1) -> None:
    for _time in range(300):
        if OpenForm.objects.filter(user=user, seen_at__isnull=False).count() == count:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not {count}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_note_appears_and_goes_without_moving_the_focus(browser, live_server, width, scheme):
    company, chen = make_full_company(rows=1), make_user(role="Editor", first_name="Chen")
    size = {"width": width, "height": 900}
    person = sign_in(browser, live_server, "Editor", viewport=size, color_scheme=scheme)
    page = person.page
    page.goto(live_server.url + change_url(company))
    wait_until_open(person.user, page)
    assert page.inner_text(NOTE) == ""
    page.focus("#id_name_en")
    OpenForm.objects.create(kind="company", object_id=company.pk, user=chen, seen_at=timezone.now())
    verify(company, Actor(by=chen))
    come_back(page)
    page.wait_for_selector(f"{NOTE} >> text=Also open: Chen, for less than a minute")
    assert "Chen has saved since you opened it." in page.inner_text(NOTE)
    assert page.evaluate("document.activeElement.id") == "id_name_en"
    assert violations(person) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    OpenForm.objects.filter(user=chen).delete()
    come_back(page)
    expect(page.locator(NOTE)).not_to_contain_text("Also open")
    person.context.close()
    assert person.faults == []


def test_time_goes_on_without_being_read_out(browser, live_server):
    """Only the part that is silent changes; the rest of the note stays the same nodes."""
    company, chen = make_full_company(rows=1), make_user(role="Editor", first_name="Chen")
    note = OpenForm.objects.create(kind="company", object_id=company.pk, user=chen, seen_at=timezone.now())
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    wait_until_open(person.user, page)
    page.evaluate("window.first = document.querySelector('.open-note p')")
    OpenForm.objects.filter(pk=note.pk).update(opened_at=timezone.now() - datetime.timedelta(minutes=3))
    come_back(page)
    page.wait_for_selector(f"{NOTE} >> text=Also open: Chen, for 3 minutes")
    assert page.evaluate("window.first === document.querySelector('.open-note p')")
    assert page.get_attribute(".open-note__since", "aria-live") == "off"
    person.context.close()
    assert person.faults == []


def test_page_that_is_left_is_open_no_more(browser, live_server):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    wait_until_open(person.user, page)
    page.goto(live_server.url + "/admin/companies/company/")
    for _time in range(300):
        if not OpenForm.objects.exists():
            break
        page.wait_for_timeout(100)
    assert not OpenForm.objects.exists()
    person.context.close()
    assert person.faults == []


def test_note_is_there_without_script(browser, live_server):
    company, chen = make_full_company(rows=1), make_user(role="Editor", first_name="Chen")
    OpenForm.objects.create(kind="company", object_id=company.pk, user=chen)
    person = sign_in(browser, live_server, "Editor", java_script_enabled=False)
    person.page.goto(live_server.url + change_url(company))
    assert "Also open: Chen, for less than a minute" in person.page.inner_text(NOTE)
    assert OpenForm.objects.filter(user=person.user, seen_at=None).exists()
    person.context.close()
