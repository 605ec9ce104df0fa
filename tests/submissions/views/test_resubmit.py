"""What was refused can be proposed again, on top of the page as it is now."""

from __future__ import annotations

import pytest

from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from submissions.deciding.decide import decide
from submissions.models import AccessLink, Reason, Submission
from tests.factories import make_company, make_source, make_user
from tests.page_form import page_form
from tests.submissions.proposals import a_key, changed, make_submission, verdict
from tests.submissions.submitting import SENDER, as_sent

pytestmark = pytest.mark.django_db


def reason():
    texts = {f"{name}_{suffix}": "x" for name in ("name", "text") for suffix in ("en", "zh", "fr")}
    return Reason.objects.update_or_create(slug="x", defaults=texts)[0]


def decided(submission, accepted, refused):
    choice = verdict(accepted, refused, reason=reason())
    decide(submission, choice, by=make_user(role="Moderator"), revision=submission.revision)
    return f"/submissions/{AccessLink.issue(submission)}/"


def test_form_opens_with_what_was_refused_on_the_page_as_it_is(client):
    company, source = make_company(founded="1984"), make_source(title="Report")
    citation = {"citations": {a_key(): {"field": "founded", "source": source.key}}}
    submission = make_submission(company, fields={"founded": "1985", "postcode": "100085"}, rows=citation)
    link = decided(submission, ["postcode"], ["founded"])
    company.refresh_from_db()
    base = document_of(company)
    save(company, base, changed(base, {"address": "Haidian"}, {}), Actor())
    assert f'href="{link}again/"' in client.get(link).content.decode()
    page = client.get(f"{link}again/")
    form = page_form(page, "proposal")
    assert [form[name] for name in ("founded", "postcode", "address")] == [["1985"], ["100085"], ["Haidian"]]
    assert form["sender-name"] == ["Wang"]
    client.post(f"{link}again/", as_sent(page, founded="1986", **{"source-founded-title": "Better"}))
    again = Submission.objects.exclude(pk=submission.pk).get()
    assert (again.state, again.object_id, again.purpose) == ("received", company.pk, "change")
    assert (again.base_document.fields["founded"], again.proposed_document.fields["founded"]) == (
        "1984",
        "1986",
    )
    assert again.proposed_document.fields["postcode"] == "100085"


def test_new_profile_that_was_refused_is_proposed_again(client):
    submission = make_submission(fields={"name_en": "Newcomer", "slug": "newcomer"})
    parts = ["name_en", "slug"]
    link = decided(submission, [], parts)
    page = client.get(f"{link}again/")
    assert page_form(page, "proposal")["name_en"] == ["Newcomer"]
    client.post(f"{link}again/", as_sent(page, **{"source-all-title": "Report"}, **SENDER))
    again = Submission.objects.exclude(pk=submission.pk).get()
    assert (again.purpose, again.object_id) == ("new", None)


@pytest.mark.parametrize("state", ["accepted", "waiting", "gone", "report"])
def test_where_nothing_was_refused_nothing_is_offered(client, state):
    company = make_company()
    submission = make_submission(company, fields={"founded": "1985"})
    link = f"/submissions/{AccessLink.issue(submission)}/"
    if state == "accepted":
        decided(submission, ["founded"], [])
    elif state == "gone":
        decided(submission, [], ["founded"])
        company.delete()
    elif state == "report":
        decided(submission, [], ["founded"])
        Submission.objects.update(purpose="report")
    assert "again/" not in client.get(link).content.decode()
    assert client.get(f"{link}again/")["Location"] == link


def test_again_needs_the_link(client):
    assert client.get("/submissions/wrong/again/").status_code == 404
