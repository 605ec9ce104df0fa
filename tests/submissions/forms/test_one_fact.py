"""The form of one fact: which fields it has, and what is made of them."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from accounts.models import Representative
from companies.models import CompanyFigure
from profiles.models.registry import profile_kinds
from submissions.forms.one_fact import place_of
from submissions.forms.opening import target_of
from submissions.forms.sources import LIKE_ADDRESS
from submissions.models import Submission
from submissions.parts.proposals import Proposal
from tests.factories import make_company, make_metric, make_park, make_source, make_user
from tests.page_form import page_form
from tests.submissions.submitting import sent

pytestmark = pytest.mark.django_db

SENDER = {"sender-email": "wang@example.org"}
HIDDEN = {"form_key", "seen", "challenge", "solution", "csrfmiddlewaretoken", "sender-fax"}


@pytest.fixture
def company():
    return make_company(slug="lenovo", name_en="Lenovo", founded="1984")


@pytest.fixture
def figure(company):
    return CompanyFigure.objects.create(
        company=company, metric=make_metric(code="turnover"), period_kind="year", period_start="2012",
        value=33_900_000_000, unit="USD", source=make_source(title="Report 2012"),
    )  # fmt: skip


def asked(client, path):
    """The fields that somebody who opens the form sees."""
    return page_form(client.get(path), "proposal").keys() - HIDDEN


def proposed():
    submission = Submission.objects.get()
    return Proposal(submission.base_document, submission.base_document, submission.proposed_document).parts


def test_form_has_the_value_a_source_a_message_and_an_address(client, company):
    form = page_form(client.get("/companies/lenovo/edit/founded/"), "proposal")
    assert form.keys() - HIDDEN == {"founded", "source-founded-new", "sender-email", "sender-comment"}
    assert form["founded"] == ["1984"]


def test_proposal_is_an_ordinary_one_of_one_field(client, company):
    response = sent(client, "/companies/lenovo/edit/founded/", founded="1985",
                    **{"source-founded-new": "https://a.example/1985"}, **SENDER)  # fmt: skip
    submission = Submission.objects.get()
    assert response["Location"] == f"/submissions/sent/{submission.form_key}/"
    assert (submission.state, submission.email, submission.name) == (
        *("received", "wang@example.org", "wang@example.org"),
    )
    (part,) = proposed()
    assert (part.name, part.base, part.proposed) == ("founded", {"founded": "1984"}, {"founded": "1985"})
    (citation,) = submission.proposed_document.of("citations").values()
    source = submission.proposed_document.sources[citation["source"]]
    assert (citation["field"], source["url"]) == ("founded", "https://a.example/1985")


def test_other_fields_that_are_sent_are_not_read(client, company):
    sent(client, "/companies/lenovo/edit/founded/", founded="1985", legal_name="Evil", row="milestones/new1",
         **{"milestones-new1-on": "1988", "milestones-new1-text_en": "Evil", "source-founded-new": "Report"},
         **SENDER)  # fmt: skip
    assert [part.name for part in proposed()] == ["founded"]


@pytest.mark.parametrize(
    ("language", "shown", "field"),
    [("en", {"en": "Computers"}, "summary_en"), ("fr", {"en": "Computers"}, "summary_en"),
     ("fr", {"en": "Computers", "fr": "Ordinateurs"}, "summary_fr"), ("zh-hans", {}, "summary_zh")],
)  # fmt: skip
def test_text_is_asked_in_the_language_that_the_page_shows(company, language, shown, field):
    for suffix, text in shown.items():
        setattr(company, f"summary_{suffix}", text)
    company.save()
    target, _number = target_of("company", company)
    with override(language):
        place = place_of(target, "summary")
    assert place.offered.fields == [field]


def test_row_of_a_figure_is_changed_by_its_value(client, company, figure):
    path = f"/companies/lenovo/edit/turnover/{figure.pk}/"
    prefix = f"figures-{figure.pk}"
    assert asked(client, path) == {
        *(f"{prefix}-value", f"{prefix}-unit", f"{prefix}-period_kind", f"{prefix}-period_start"),
        *(f"{prefix}-source-new", f"{prefix}-source-known", "sender-email", "sender-comment"),
    }
    sent(client, path, **{f"{prefix}-value": "34000000000", f"{prefix}-source-new": "Report 2013"}, **SENDER)
    assert {part.path for part in proposed()} == {("figures", str(figure.pk))}
    row = Submission.objects.get().proposed_document.of("figures")[str(figure.pk)]
    assert (row["value"], row["period_start"], row["unit"]) == ("34000000000", "2012", "USD")


def test_figure_of_a_metric_is_added_without_asking_for_the_metric(client, company):
    make_metric(code="turnover")
    sent(client, "/companies/lenovo/edit/turnover/", **{
        "figures-new1-value": "1000", "figures-new1-unit": "CNY", "figures-new1-period_start": "2020",
        "figures-new1-source-new": "Report 2020"}, **SENDER)  # fmt: skip
    (row,) = Submission.objects.get().proposed_document.of("figures").values()
    assert (row["metric"], row["value"], row["period_kind"]) == ("turnover", "1000", "year")


def test_metric_that_no_fact_names_has_an_address(client, company):
    make_metric(code="rd_spending")
    assert "figures-new1-metric" not in asked(client, "/companies/lenovo/edit/rd_spending/")
    assert "figures-new1-value" in asked(client, "/companies/lenovo/edit/rd_spending/")


def test_what_is_wrong_with_a_field_that_the_form_lacks_is_said_of_the_row(client, company, figure):
    prefix = f"figures-{figure.pk}"
    response = sent(client, f"/companies/lenovo/edit/figures/{figure.pk}/", **{
        f"{prefix}-period_kind": "span", f"{prefix}-source-new": "Report"}, **SENDER)  # fmt: skip
    assert "Give the first and the last month or day of the period." in response.content.decode()
    assert Submission.objects.count() == 0


def test_founder_is_added_as_a_founder(client, company):
    sent(client, "/companies/lenovo/edit/founders/", **{
        "stakeholders-new1-name": "Liu Chuanzhi", "stakeholders-new1-source-new": "Report 1984"},
        **SENDER)  # fmt: skip
    (row,) = Submission.objects.get().proposed_document.of("stakeholders").values()
    assert (row["kind"], row["name"]) == ("founder", "Liu Chuanzhi")


def test_source_alone_says_that_a_value_is_still_right(client, company):
    sent(client, "/companies/lenovo/edit/founded/", **{"source-founded-new": "Register of firms"}, **SENDER)
    (part,) = proposed()
    assert (part.path[0], part.base, part.proposed["field"]) == ("citations", None, "founded")


def test_source_alone_confirms_no_value_that_is_not_there(client):
    make_company(slug="lenovo", founded="")
    response = sent(
        client, "/companies/lenovo/edit/founded/", **{"source-founded-new": "Register of firms"}, **SENDER
    )
    assert "Nothing was changed yet" in response.content.decode()
    assert Submission.objects.count() == 0


def test_missing_source_is_asked_for_in_the_words_of_its_field(client, company):
    response = sent(client, "/companies/lenovo/edit/founded/", founded="1985", **SENDER)
    html = response.content.decode()
    assert '<a href="#source-founded-new">Source: Give a web address, a document, or a source' in html
    assert page_form(response, "proposal")["founded"] == ["1985"]
    assert html.index("There is a problem") < html.index("<h1")
    assert "<title>Error:" in html.replace("<title> ", "<title>").replace("\n", "")


@pytest.mark.parametrize(
    ("typed", "is_address"),
    [("https://a.example/x", True), ("www.example.com", True), ("lenovo.com/about", True), ("lenovo.com", True),
     ("Annual report 2024, page 12", False), ("年报", False), ("See lenovo.com for it", False)],
)  # fmt: skip
def test_source_is_told_to_be_an_address_or_a_title(typed, is_address):
    assert bool(LIKE_ADDRESS.match(typed)) == is_address


def test_address_that_is_none_is_refused_beside_its_field(client, company):
    response = sent(client, "/companies/lenovo/edit/founded/", founded="1985",
                    **{"source-founded-new": "https://no address"}, **SENDER)  # fmt: skip
    assert 'id="source-founded-new_error"' in response.content.decode()


def test_representative_is_asked_for_no_address(client, company):
    user = make_user(username="rep")
    Representative.objects.create(user=user, company=company)
    client.force_login(user)
    assert asked(client, "/companies/lenovo/edit/founded/") == {
        *("founded", "source-founded-new", "sender-comment"),
    }


@pytest.mark.parametrize(
    "path",
    ["nothing/", "coordinates/", "founded/01a22d79-0000-7000-8000-000000000000/", "founders/new1/",
     "founders/01a22d79-0000-7000-8000-000000000000/", "slug/", "editors_note/"],
)  # fmt: skip
def test_what_nobody_may_propose_has_no_address(client, company, path):
    assert client.get(f"/companies/lenovo/edit/{path}").status_code == 404


def test_row_of_another_fact_is_not_found(client, company):
    listing = company.identifiers.create(scheme="hkex", value="0992", source=make_source())
    assert client.get(f"/companies/lenovo/edit/listings/{listing.pk}/").status_code == 200
    assert client.get(f"/companies/lenovo/edit/identifiers/{listing.pk}/").status_code == 404


@pytest.mark.parametrize("kind", ["company", "park"])
def test_each_fact_that_can_be_proposed_has_a_form(client, kind):
    profile = make_company(slug="one") if kind == "company" else make_park(slug="one")
    facts = next(one.facts for one in profile_kinds() if one.name == kind)
    for code in {fact.metric for fact in facts if fact.metric}:
        make_metric(code=code)
    there = {fact.key: client.get(f"{profile.get_edit_url()}{fact.key}/").status_code for fact in facts}
    assert there == {fact.key: 404 if "form" in fact.absent else 200 for fact in facts}
