"""A new company that is there already: its sender proposes a change instead, with all that was typed."""

from __future__ import annotations

import pytest

from companies.models import Identifier
from submissions.models import Submission
from tests.factories import make_company, make_sector
from tests.page_form import page_form
from tests.submissions.submitting import SENDER, as_sent, sent

pytestmark = pytest.mark.django_db

INSTEAD = '/companies/lenovo/edit/#main"'


@pytest.fixture
def company():
    sectors = (make_sector(slug="chips"),)
    make_sector(slug="ai")
    company = make_company(
        slug="lenovo",
        name_en="Lenovo",
        founded="1984",
        postcode="100085",
        sectors=sectors,
        returnee_founded=True,
    )
    Identifier.objects.create(company=company, scheme="lei", value="300300NIFA1100044282")
    return company


def form_instead(client):
    typed = {
        "name_en": ["lenovo"],
        "name_zh": ["联想"],
        "founded": ["1985"],
        "sectors": ["ai"],
        "row": ["identifiers/new1", "milestones/new1"],
        "identifiers-new1-scheme": ["lei"],
        "identifiers-new1-value": ["300300NIFA1100044282"],
        "milestones-new1-on": ["1988"],
        "milestones-new1-text_en": ["First computer"],
        "source-all-title": ["Annual report"],
    }
    page = sent(client, "/submit/company/", **typed, **SENDER)
    assert INSTEAD in page.content.decode()
    return client.post("/companies/lenovo/edit/", as_sent(page, **typed, instead="1"))


def test_what_was_typed_is_in_the_form_of_the_page(client, company):
    page = form_instead(client)
    form = page_form(page, "proposal")
    assert Submission.objects.count() == 0
    assert [form[name] for name in ("name_en", "name_zh", "founded", "postcode")] == [
        ["Lenovo"], ["联想"], ["1985"], ["100085"],
    ]  # fmt: skip
    assert sorted(form["sectors"]) == ["", "ai", "chips"]
    assert form["returnee_founded"] == ["true"]
    assert form["row"] == ["milestones/new1"]
    assert form["milestones-new1-text_en"] == ["First computer"]
    assert form["sender-email"] == [SENDER["sender-email"]]


def test_it_is_sent_as_a_change_of_the_page(client, company):
    page = form_instead(client)
    client.post("/companies/lenovo/edit/", as_sent(page))
    submission = Submission.objects.get()
    base, proposed = submission.base_document, submission.proposed_document
    changed = {name for name in proposed.fields if proposed.fields[name] != base.fields.get(name)}
    assert (submission.purpose, submission.object_id) == ("change", company.pk)
    assert changed == {"name_zh", "founded", "sectors"}
    assert proposed.fields["sectors"] == ["ai", "chips"]
    assert (len(proposed.of("milestones")), len(proposed.of("identifiers"))) == (1, 1)
