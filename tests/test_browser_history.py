"""The public history in a real browser, with a change of each kind in it."""

import pytest

from kit.keys import new_key
from kit.languages import MAX_NAME_LENGTH
from tests.browsing import assert_accessible
from tests.factories import make_full_company
from tests.profiles.edits import edit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_history_is_accessible(browser, live_server, width, scheme):
    company = make_full_company(rows=2)
    edit(company, summary_en="Makes small computers.", summary_zh="制造小型电脑。")
    removed = str(company.milestones.first().pk)
    rows = {removed: None, str(new_key()): {"on": "2026-05", "text_en": "Moved", "text_zh": "搬迁"}}
    edit(company, summary_en="Makes large computers.", summary_zh="制造大型电脑。", rows={"milestones": rows})
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    for path in (f"{company.get_history_url()}", f"/zh-hans{company.get_history_url()}"):
        page.goto(live_server.url + path)
        assert page.locator("ins").count() > 1, path
        assert page.locator("del").count() > 0, path
        assert_accessible(page, width, path)
    page.close()


def test_long_name_stays_within_a_narrow_page(browser, live_server):
    company = make_full_company(rows=1)
    edit(company, name_en="N" * MAX_NAME_LENGTH, legal_name="Long " * 99)
    page = browser.new_page(viewport={"width": 390, "height": 900})
    for path in (company.get_absolute_url(), company.get_history_url(), "/companies/"):
        page.goto(live_server.url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
    page.close()
