"""An import in a real browser, from the file to taking it back: accessible on each page, also on a phone."""

from __future__ import annotations

from typing import Any

import pytest

from companies.models import Company
from profiles.models import ChangeSet
from tests.browsing import assert_accessible, follow
from tests.factories import make_company, make_metric, make_sector
from tests.profiles.admin.test_admin_browser import open_everything, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILE = """List of companies, 2026;;;;
Firm name;Branch of trade;Sales (US$ m);Since;Remark
Qinghe;Chip design, Robots;12.5;1984;met at the fair
Beihe;Chip design;10-20;2013-02-30;
Nanhe;Fishing;;1999;
Full Company (Beijing);Robots;;1984;
;;;;no name
"""
COLUMNS = {"0": "name_en", "1": "sector", "2": "turnover", "3": "founded", "4": "note"}


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1440, "light")])
def test_file_goes_in_and_out_again_on_accessible_pages(browser, live_server, width, scheme):
    make_metric(code="turnover", kind="money"), make_company(name_en="Full Company")
    make_sector(slug="chips", name_en="Chips"), make_sector(slug="robots", name_en="Robots")
    size = {"width": width, "height": 900}
    person = sign_in(browser, live_server, "Editor", viewport=size, color_scheme=scheme)
    page = person.page

    def check(what: str) -> None:
        assert (what, person.faults) == (what, [])
        open_everything(page)
        assert_accessible(page, width, what)
        person.faults.clear()  # the checker's own styles are blocked like anybody's

    page.goto(f"{live_server.url}/admin/companies/company/import/")
    check("file")
    page.set_input_files("input[type=file]", {"name": "a.csv", "mimeType": "", "buffer": FILE.encode()})
    follow(page, "input.default")
    for place, target in COLUMNS.items():
        page.select_option(f"[name=column_{place}]", target)
    assert page.input_value("[name=currency_2]") == "USD"  # shown now that the column holds money
    assert page.is_visible("[name=currency_2]")
    assert not page.is_visible("[name=currency_0]")
    check("columns")
    follow(page, "input.default")
    choose_words(page, {"Chip design": "chips", "Fishing": "leave out"})
    check("words")
    follow(page, "input.default")
    assert "Founded 1" in page.inner_text("#content")
    page.select_option("select[name^=answer_]", "update")
    check("rows")
    follow(page, "input[name=_import]")
    assert "Created: 3" in page.inner_text("#content")
    assert "Updated: 1" in page.inner_text("#content")
    check("import")
    qinghe = Company.objects.get(name_en="Qinghe")
    assert [sector.slug for sector in qinghe.sectors.order_by("slug")] == ["chips", "robots"]
    assert (qinghe.figures.get().value, qinghe.figures.get().unit) == (12_500_000, "USD")
    assert qinghe.editors_note == "Remark: met at the fair"
    follow(page, "a[href*=take-back]")
    check("what would be taken back")
    follow(page, ".submit-row input")
    page.wait_for_selector("text=Taken back by")
    check("taken back")
    assert ChangeSet.objects.get().state == ChangeSet.State.TAKEN_BACK
    assert [company.name_en for company in Company.objects.all()] == ["Full Company"]
    person.context.close()


def choose_words(page: Any, meanings: dict[str, str]) -> None:
    rows = page.locator(".form-row")
    assert {row.locator("label").inner_text().rstrip(": ") for row in rows.all()} == {*meanings}
    for word, meaning in meanings.items():
        rows.filter(has_text=word).locator("select").select_option(meaning)
