"""The admin in a real browser: accessible, within its own security policy, usable by keyboard and on a phone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.editing import drafts
from profiles.models import Source
from tests import browsing
from tests.browsing import follow
from tests.factories import (
    make_company,
    make_full_company,
    make_metric,
    make_park,
    make_picture,
    make_source,
    make_user,
)
from tests.profiles.edits import edit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(browser: Any, server: Any, role: str, **options: Any) -> Any:
    """A page of a signed-in person, with a list of what went wrong on it."""
    client, user = Client(), make_user(role=role)
    client.force_login(user)
    context = browser.new_context(**options)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}])
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: faults.append(request.url) if is_strange(request, server) else None)
    return SimpleNamespace(page=page, context=context, faults=faults, user=user)


def is_strange(request: Any, server: Any) -> bool:
    return not request.url.startswith((server.url, "data:"))


def violations(person: Any, page: Any = None) -> list[tuple[str, str]]:
    assert person.faults == []
    found = browsing.violations(page or person.page)
    person.faults.clear()  # the checker's own styles are blocked like anybody's
    return found


def change_url(record: Any) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def open_everything(page: Any) -> None:
    page.wait_for_load_state("load")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_admin_pages_are_accessible(browser, live_server, width, scheme):
    company, park = make_full_company(rows=1), make_park()
    source = make_source()
    park.partnerships.create(kind="memorandum", source=source)
    park.milestones.create(on="2020", text_en="Moved")
    size = {"width": width, "height": 900}
    person = sign_in(browser, live_server, "Administrator", viewport=size, color_scheme=scheme)
    own = change_url(company).removesuffix("change/")
    before = company.version
    edit(company, summary_en="Makes lasers.")
    draft = drafts.begin(company, before, document_of(company), Actor(why="annual report"))
    paths = (
        "/admin/", "/admin/companies/", "/admin/companies/company/", "/admin/companies/company/?q=none",
        change_url(company), "/admin/companies/company/add/", f"{own}delete/", f"{own}history/",
        f"{own}history/compare/?old={before}", f"{own}drafts/{draft.pk}/", f"{own}plans/", "/admin/companies/company/deleted/",
        change_url(park), "/admin/partners/park/", "/admin/profiles/source/", "/admin/profiles/source/add/", change_url(source), f"{change_url(source).removesuffix('change/')}delete/",
        "/admin/companies/sector/add/", "/admin/accounts/user/", change_url(person.user),
        "/admin/accounts/user/add/", "/admin/accounts/representative/add/", "/admin/password_change/",
        "/zh-hans/admin/companies/company/", "/fr" + change_url(company), "/accounts/logout/",
    )  # fmt: skip
    for path in paths:
        person.page.goto(live_server.url + path)
        open_everything(person.page)
        assert (path, violations(person)) == (path, [])
        assert person.page.evaluate("document.documentElement.scrollWidth") <= width, path
    person.context.close()
    assert person.faults == []


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
@pytest.mark.parametrize("role", ["Editor", "Moderator"])
def test_admin_pages_with_pictures_are_accessible(browser, live_server, role, width, scheme):
    """Who changes a profile and who only reads it; a line of a list leads to its form once, by its name."""
    company, park = make_full_company(rows=1), make_park()
    edit(company, name_en="Lens", name_zh="透镜")
    edit(park, name_en="Parc")
    for profile in (company, park):
        profile.refresh_from_db()
        profile.logo, profile.cover = make_picture("logo"), make_picture("cover")
        profile.save()
    make_company(name_en="Bare")
    person = sign_in(
        browser, live_server, role, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    lists = ("/admin/companies/company/", "/admin/partners/park/", "/fr/admin/companies/company/?q=lens")
    for path in (*lists, change_url(company), change_url(park), f"{change_url(park)}?_popup=1"):
        person.page.goto(live_server.url + path)
        open_everything(person.page)
        assert (path, violations(person)) == (path, [])
        assert person.page.evaluate("document.documentElement.scrollWidth") <= width, path
    person.page.goto(live_server.url + lists[0])
    links = person.page.locator(f"#result_list a[href^='{change_url(company)}']")
    assert [link.inner_text().split() for link in links.all()] == [["Lens", "透镜"]]
    person.context.close()
    assert person.faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_conflict_is_accessible_and_settled_by_a_choice(browser, live_server, scheme):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor", color_scheme=scheme)
    page = person.page
    page.goto(live_server.url + change_url(company))
    page.fill("#id_name_en", "Mine")
    edit(company, name_en="Theirs")
    follow(page, "input[name=_save] >> nth=0")
    assert "Theirs" in page.inner_text(".stale")
    assert violations(person) == []
    page.check(".question label:has-text('Save mine') input")
    follow(page, "input[name=_save] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    assert Company.objects.get().name_en == "Mine"
    person.context.close()
    assert person.faults == []


def test_row_and_its_source_are_added_in_place(browser, live_server):
    company = make_full_company(rows=1)
    make_metric(code="employees", kind="count", unit="count")
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    open_everything(page)
    page.click("#figures-group .add-row a")
    page.click("#figures-1 .field-metric .select2-selection")
    page.fill(".select2-search--dropdown .select2-search__field", "employ")
    page.wait_for_selector(".select2-results__option--highlighted >> text=employees")
    assert violations(person) == []
    page.keyboard.press("Enter")
    page.fill("#id_figures-1-period_start", "2020")
    page.fill("#id_figures-1-value", "12")
    page.select_option("#id_figures-1-unit", "count")
    with page.expect_popup() as opened:
        page.click("#add_id_figures-1-source")
    popup = opened.value
    popup.wait_for_load_state("load")
    popup.fill("#id_title", "Annual report")
    popup.press("#id_title", "Tab")
    assert popup.input_value("#id_key") == "annual-report"
    assert violations(person, popup) == []
    popup.click("input[name=_save]")
    page.wait_for_selector("#figures-1 .select2-selection__rendered >> text=Annual report")
    assert violations(person) == []
    follow(page, "input[name=_save] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    figure = company.figures.get(value=12)
    assert (figure.metric.code, figure.source) == ("employees", Source.objects.get(key="annual-report"))
    person.context.close()
    assert person.faults == []


def test_languages_are_tabs_for_the_keyboard(browser, live_server):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    assert page.locator("[role=tab]").all_inner_texts() == ["English", "Chinese", "French"]
    page.focus("[role=tab] >> nth=0")
    page.keyboard.press("ArrowRight")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "Chinese"
    assert page.is_visible("#id_name_zh")
    assert not page.is_visible("#id_name_en")
    page.keyboard.press("Home")
    assert page.is_visible("#id_name_en")
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_name_fr"
    person.context.close()


def test_error_opens_the_part_that_holds_it(browser, live_server):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    page.click("[role=tab] >> nth=2")
    page.evaluate("document.getElementById('id_summary_fr').removeAttribute('maxlength')")
    page.fill("#id_summary_fr", "x" * 401)
    page.click("[role=tab] >> nth=0")
    page.evaluate("document.getElementById('id_milestones-0-on').value = 'yesterday'")
    follow(page, "input[name=_save] >> nth=0")
    assert page.locator("[role=tab][aria-selected=true]").inner_text() == "French !"
    assert page.is_visible("#id_milestones-0-on")
    assert not page.is_visible("#id_presences-0-city")
    links = page.locator(".errors-in-all a")
    assert links.count() == 2
    assert "This is no date" in links.nth(1).inner_text()
    page.click("[role=tab] >> nth=0")
    links.nth(0).press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_summary_fr"
    links.nth(1).press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_milestones-0-on"
    assert violations(person) == []
    person.context.close()


def test_everything_is_there_without_script(browser, live_server):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor", java_script_enabled=False)
    page = person.page
    page.goto(live_server.url + change_url(company))
    for name in ("name_en", "name_zh", "name_fr"):
        assert page.is_visible(f"#id_{name}")
    page.click("#milestones-heading")
    page.fill("#id_milestones-0-text_en", "Moved house")
    follow(page, "input[name=_save] >> nth=0")
    assert company.milestones.get().text_en == "Moved house"
    person.context.close()


def test_calendar_filter_and_theme_stay_within_the_policy(browser, live_server):
    company = make_full_company(rows=1)
    person = sign_in(browser, live_server, "Editor")
    page = person.page
    page.goto(live_server.url + change_url(company))
    page.click(".field-verified_on .date-icon")
    page.click("#calendarbox0 .calendarnav-next")
    page.click(".field-verified_on a >> text=Today")
    page.click("#user-tools .theme-toggle")
    page.goto(live_server.url + "/admin/companies/company/")
    page.click("#changelist-filter summary >> nth=1")
    page.check("#action-toggle")
    page.select_option("select[name=action]", "publish_selected")
    page.fill("#nav-filter", "sec")
    page.click("#toggle-nav-sidebar")
    person.context.close()
    assert person.faults == []


def test_language_links_keep_the_page(browser, live_server):
    person = sign_in(browser, live_server, "Editor")
    person.page.goto(live_server.url + "/admin/companies/company/?state__exact=draft")
    follow(person.page, ".langs a[hreflang=fr]")
    assert person.page.url == live_server.url + "/fr/admin/companies/company/?state__exact=draft"
    person.context.close()
