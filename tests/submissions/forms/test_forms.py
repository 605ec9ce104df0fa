"""What forms make of what was typed: rows, sources, new profiles, reports, pictures."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from companies.models import CompanyFigure
from profiles.recognising.match_keys import keep_missing
from submissions.deciding.decide import PartDecision, Verdict, decide, proposal_of
from submissions.models import Submission, Upload
from tests.factories import make_company, make_metric, make_park, make_picture, make_source, make_user
from tests.page_form import page_form
from tests.profiles.pictures import encode
from tests.submissions.proposals import make_submission
from tests.submissions.submitting import SENDER, as_sent, filled_in, sent

pytestmark = pytest.mark.django_db

EDIT = "/companies/lenovo/edit/"
ALL = {"source-all-title": "Annual report 2024"}
RIGHTS = {"picture-rights": "own", "picture-owner": "Lenovo Group"}


@pytest.fixture
def company():
    return make_company(slug="lenovo", name_en="Lenovo", founded="1984")


@pytest.fixture
def figure(company):
    return CompanyFigure.objects.create(
        company=company, metric=make_metric(), period_kind="year", period_start="2012",
        value=33_900_000_000, unit="USD", source=make_source(title="Report 2012"),
    )  # fmt: skip


def test_whole_form_opens_at_the_fact_that_an_address_names(client, company, figure):
    path = f"/companies/lenovo/edit/?row=figures/{figure.pk}"
    form = page_form(client.get(path), "proposal")
    assert form[f"figures-{figure.pk}-value"] == ["33900000000"]
    text = client.get("/companies/lenovo/edit/?field=founded").content.decode()
    opened = text.index('id="founded"')
    assert '<details class="fold" open>' in text[opened : opened + 900]


def test_row_is_added_without_a_script_and_nothing_typed_is_lost(client, company):
    form = filled_in(client, EDIT, founded="1985", add="milestones", **SENDER)
    again = client.post(EDIT, form)
    assert "There is a problem" not in again.content.decode()
    second = as_sent(again, **{"milestones-new1-on": "1988", "milestones-new1-text_en": "First PC", **ALL})
    assert second["founded"] == ["1985"]
    client.post(EDIT, second)
    proposed = Submission.objects.get().proposed_document
    (row,) = proposed.of("milestones").values()
    assert {name: row[name] for name in ("on", "text_en")} == {"on": "1988", "text_en": "First PC"}
    assert proposed.sources[row["source"]] == {"title": "Annual report 2024", "evidence": "to_check"}
    assert proposed.fields["founded"] == "1985"


def test_row_is_changed_and_only_what_was_changed(client, company, figure):
    path = f"{EDIT}?row=figures/{figure.pk}"
    typed = {f"figures-{figure.pk}-value": "34000000000", f"figures-{figure.pk}-source-title": "Report 2013"}
    sent(client, path, **typed, **SENDER)
    submission = Submission.objects.get()
    base = submission.base_document.of("figures")[str(figure.pk)]
    row = submission.proposed_document.of("figures")[str(figure.pk)]
    assert {name for name in base if base[name] != row.get(name)} == {"value", "source"}
    assert row["value"] == "34000000000"


def test_row_that_changed_while_its_source_did_not_is_asked_about(client, company, figure):
    path = f"{EDIT}?row=figures/{figure.pk}"
    response = sent(client, path, **{f"figures-{figure.pk}-value": "34000000000"}, **SENDER)
    assert "The value changed, but its source did not." in response.content.decode()
    assert Submission.objects.count() == 0
    form = as_sent(response)
    text = response.content.decode()
    form["confirmed"] = text.split('name="confirmed"')[1].split('value="')[1].split('"')[0]
    client.post(path, form)
    assert Submission.objects.count() == 1


def test_row_is_taken_out_only_with_a_reason(client, company, figure):
    path, remove = f"{EDIT}?row=figures/{figure.pk}", {f"figures-{figure.pk}-remove": "on"}
    response = sent(client, path, **remove, **SENDER)
    assert "Say why a row should be taken out" in response.content.decode()
    client.post(path, as_sent(response, **{"sender-comment": "It is of another company."}))
    assert Submission.objects.get().proposed_document.of("figures") == {}


def test_slip_between_units_is_asked_about(client, company, figure):
    path = f"{EDIT}?row=figures/{figure.pk}"
    typed = {f"figures-{figure.pk}-value": "339000000", f"figures-{figure.pk}-source-title": "Report 2013"}
    assert "a hundred times" in sent(client, path, **typed, **SENDER).content.decode()


def test_identifier_with_wrong_check_digit_is_refused_beside_the_field(client, company):
    response = sent(
        client, f"{EDIT}?add=identifiers",
        **{"identifiers-new1-scheme": "uscc", "identifiers-new1-value": "91110108700000458A"}, **ALL, **SENDER,
    )  # fmt: skip
    assert 'id="identifiers-new1-value_error"' in response.content.decode()
    assert Submission.objects.count() == 0


def test_new_company_that_is_here_already_is_asked_about(client, company):
    keep_missing("company")
    response = sent(client, "/submit/company/", name_en="LENOVO", **ALL, **SENDER)
    text = response.content.decode()
    assert "This is mine, propose a change instead" in text
    assert 'formaction="/companies/lenovo/edit/#main"' in text


def test_names_are_lines_and_sentences_are_not(client, company):
    page = client.get(EDIT).content.decode()
    tags = [
        re.search(rf'<(\w+) [^>]*\bid="{name}"', page)[1] for name in ("name_en", "legal_name", "summary_en")
    ]
    assert tags == ["input", "input", "textarea"]


def test_new_company_like_a_draft_tells_its_sender_nothing(client):
    make_company(published=False, name_en="Hidden")
    keep_missing("company")
    sent(client, "/submit/company/", name_en="Hidden", **ALL, **SENDER)
    submission = Submission.objects.get()
    assert (submission.purpose, submission.title) == ("new", "Hidden")
    assert submission.risks == ["first", "duplicate"]
    assert submission.proposed_document.fields["slug"] == "hidden"


def test_new_park_needs_a_country(client):
    response = sent(client, "/submit/park/", name_en="Adlershof", **ALL, **SENDER)
    assert 'id="country_error"' in response.content.decode()
    sent(client, "/submit/park/", name_en="Adlershof", country="DE", **ALL, **SENDER)
    assert Submission.objects.get().proposed_document.fields["country"] == "DE"


def test_park_is_changed_by_the_same_form(client):
    make_park(slug="adlershof", name_en="Adlershof", country="DE")
    sent(client, "/partners/adlershof/edit/?field=founded", founded="1991", **ALL, **SENDER)
    assert Submission.objects.get().proposed_document.fields["founded"] == "1991"


def propose_partnership(client, **typed):
    make_park(slug="there", name_en="There")
    path = "/partners/there/edit/?add=partnerships"
    row = {f"partnerships-new1-{name}": value for name, value in typed.items()}
    response = sent(client, path, **row, **SENDER, **ALL)
    return response, Submission.objects.first()


def test_what_a_partnership_offers_is_proposed(client):
    _response, submission = propose_partnership(
        client, kind="soft_landing", offers=["", "training", "office"], contact="www.example.org/desk"
    )
    (row,) = submission.proposed_document.of("partnerships").values()
    assert (row["offers"], row["contact"]) == ("office|training", "https://www.example.org/desk")


@pytest.mark.parametrize(
    "typed", [{"offers": ["", "castle"]}, {"offers": "office|castle"}, {"contact": "javascript:alert(1)"}]
)
def test_what_no_partnership_can_offer_is_refused_beside_its_field(client, typed):
    response, submission = propose_partnership(client, kind="soft_landing", **typed)
    (name,) = typed
    assert submission is None
    assert f'href="#partnerships-new1-{name}"' in response.content.decode()


def test_offers_of_a_partnership_are_taken_back_and_the_rest_stays(client):
    row = make_park(slug="there").partnerships.create(
        kind="memorandum", offers="office|training", contact="https://example.org", source=make_source()
    )
    path = f"/partners/there/edit/?row=partnerships/{row.pk}"
    assert page_form(client.get(path), "proposal")[f"partnerships-{row.pk}-offers"] == [
        "",
        "office",
        "training",
    ]
    typed = {f"partnerships-{row.pk}-offers": [""], f"partnerships-{row.pk}-source-title": "Report 2013"}
    sent(client, path, **typed, **SENDER)
    submission = Submission.objects.get()
    base = submission.base_document.of("partnerships")[str(row.pk)]
    proposed = submission.proposed_document.of("partnerships")[str(row.pk)]
    assert {name for name in base if base[name] != proposed.get(name)} == {"offers", "source"}


def test_problem_is_reported_without_facts(client, company):
    path = f"{EDIT}?report=1"
    sent(client, path, problem="closed", what="It left in 2020.", **SENDER)
    submission = Submission.objects.get()
    assert (submission.purpose, submission.problem, submission.comment) == (
        "report", "closed", "It left in 2020.",
    )  # fmt: skip


@pytest.mark.parametrize("slug", ["hidden", "nobody"])
def test_profile_that_is_not_public_has_no_form(client, slug):
    make_company(published=False, slug="hidden")
    assert client.get(f"/companies/{slug}/edit/").status_code == 404


def test_picture_is_kept_while_the_form_comes_back_and_is_private(client, company):
    form = filled_in(
        client,
        EDIT,
        **SENDER,
        new_logo=SimpleUploadedFile("logo.png", encode(size=(200, 200))),
        founded="1985",
    )
    response = client.post(EDIT, form)
    assert "The picture that you chose is kept." in response.content.decode()
    client.post(EDIT, as_sent(response, **ALL, **RIGHTS))
    submission = Submission.objects.get()
    upload = Upload.objects.get(submission=submission)
    assert submission.proposed_document.fields["logo"] == upload.image.sha256
    for size in upload.image.renditions:
        assert client.get(f"/media/{size['name']}").status_code == 404
        assert client.get(f"/media/company/lenovo/1/{size['name']}").status_code == 404


def with_logo(client, path="/companies/lenovo/edit/logo/", **typed):
    return sent(
        client, path, new_logo=SimpleUploadedFile("logo.png", encode(size=(200, 200))), **SENDER, **typed
    )


def test_picture_comes_with_its_owner_and_why_the_park_may_show_it(client, company):
    with_logo(client, **RIGHTS)
    submission = Submission.objects.get()
    assert (submission.picture_rights, submission.picture_owner) == ("own", "Lenovo Group")


@pytest.mark.parametrize(
    ("typed", "missing"),
    [({}, {"picture-rights", "picture-owner"}), ({"picture-rights": "own"}, {"picture-owner"}),
     ({"picture-owner": "Lenovo"}, {"picture-rights"}), ({**RIGHTS, "picture-rights": "mine"}, {"picture-rights"}),
     ({**RIGHTS, "picture-owner": "…"}, {"picture-owner"})],
)  # fmt: skip
@pytest.mark.parametrize("path", [EDIT, "/companies/lenovo/edit/logo/"])
def test_picture_without_its_rights_is_asked_about_and_kept(client, company, path, typed, missing):
    response = with_logo(client, path, **typed)
    html = response.content.decode()
    assert {name for name in ("picture-rights", "picture-owner") if f'href="#{name}' in html} == missing
    assert "The picture that you chose is kept." in html
    assert Submission.objects.count() == 0
    client.post(path, as_sent(response, **RIGHTS))
    assert Submission.objects.get().picture_rights == "own"


def test_rights_of_no_picture_are_neither_asked_nor_kept(client, company):
    sent(client, EDIT, founded="1985", **ALL, **SENDER, **{"picture-owner": "Nobody"})
    submission = Submission.objects.get()
    assert (submission.picture_rights, submission.picture_owner) == ("", "")


def test_picture_that_is_taken_away_needs_no_rights(client, company):
    company.logo = make_picture("logo")
    company.save()
    sent(client, EDIT, remove_logo="on", **SENDER)
    assert "logo" not in Submission.objects.get().proposed_document.fields


@pytest.mark.parametrize(
    ("rights", "owner"), [("own", ""), ("", "Lenovo"), ("mine", "Lenovo"), ("own", "  ")]
)
def test_database_refuses_half_an_answer_on_a_picture(company, rights, owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_submission(company, picture_rights=rights, picture_owner=owner)


def test_moderator_reads_who_owns_a_picture(client, company):
    with_logo(client, **{**RIGHTS, "picture-owner": "Studio <b>Ling</b>"})
    submission = Submission.objects.get()
    submission.confirm()
    client.force_login(make_user(role="Moderator"))
    html = client.get(f"/moderation/{submission.pk}/").content.decode()
    assert (
        "The organisation owns it and lets the park show it. Owner or licence: Studio &lt;b&gt;Ling&lt;/b&gt;"
        in html
    )


def test_what_is_no_evidence_is_not_offered_and_gives_a_row_no_source(client, company, figure):
    known = make_source(title="General knowledge", evidence="none")
    figure.source = known
    figure.save()
    company.citations.create(field="founded", source=known)
    company.citations.create(field="postcode", source=make_source(title="A report"))
    path, value = f"{EDIT}?row=figures/{figure.pk}", f"figures-{figure.pk}-value"
    page = client.get(path).content.decode()
    assert ("General knowledge" in page, "A report" in page) == (False, True)
    refused = sent(client, path, **{value: "34000000000"}, **SENDER)
    assert Submission.objects.count() == 0
    client.post(path, as_sent(refused, **{f"figures-{figure.pk}-source-title": "Report 2013"}))
    row = Submission.objects.get().proposed_document.of("figures")[str(figure.pk)]
    assert row["source"].startswith("report-2013")


def test_source_of_the_old_value_goes_with_it_and_one_that_says_something_else_stays(client, company):
    old, other = make_source(title="Old"), make_source(title="Other")
    company.citations.create(field="founded", source=old)
    company.citations.create(field="founded", source=other, says="1988")
    company.citations.create(field="postcode", source=old)
    sent(client, EDIT, founded="1985", **{"source-founded-title": "New"}, **SENDER)
    submission = Submission.objects.get()
    rows = submission.proposed_document.of("citations").values()
    cited = sorted((row["field"], row["source"] in (old.key, other.key), row.get("says")) for row in rows)
    assert cited == [("founded", False, None), ("founded", True, "1988"), ("postcode", True, None)]
    (part,) = proposal_of(submission, company).parts
    assert (part.name, len(part.citations), len(part.dropped)) == ("founded", 1, 1)


@pytest.mark.parametrize("take", ["accept", "reject"])
def test_old_source_goes_only_with_its_part(client, company, take):
    old = make_source(title="Old")
    company.citations.create(field="founded", source=old)
    sent(client, EDIT, founded="1985", postcode="1", **{"source-all-title": "New"}, **SENDER)
    submission = Submission.objects.get()
    submission.confirm()
    choices = {"founded": PartDecision(take), "postcode": PartDecision("accept")}
    decide(submission, Verdict(choices), by=make_user(role="Moderator"), revision=submission.revision)
    company.refresh_from_db()
    sources = {row.source_id for row in company.citations.filter(field="founded")}
    assert (company.founded, old.pk in sources, len(sources)) == (
        ("1985", False, 1) if take == "accept" else ("1984", True, 1)
    )


def test_old_source_that_somebody_changed_meanwhile_is_decided_on_by_itself(client, company):
    old = make_source(title="Old")
    row = company.citations.create(field="founded", source=old)
    sent(client, EDIT, founded="1985", **{"source-founded-title": "New"}, **SENDER)
    row.says = "1983"
    row.save()
    parts = proposal_of(Submission.objects.get(), company).parts
    assert [(part.path[:1], str(part.status)) for part in parts] == [
        ((), "applies"),
        (("citations",), "conflict"),
    ]


@pytest.mark.parametrize("name", ["-", "…", "/", "\U0001f680"])
def test_name_of_signs_is_refused_beside_its_field(client, company, name):
    new = sent(client, "/submit/company/", name_en=name, name_zh="清河", **ALL, **SENDER).content.decode()
    assert '<a href="#name_en">' in new
    assert (
        new.count("A name needs at least one letter or digit.") == 2
    )  # on top of the page, and beside the field
    row = {"other_names-new1-name": name, "other_names-new1-kind": "brand"}
    changed = sent(client, f"{EDIT}?add=other_names", **row, **ALL, **SENDER).content.decode()
    assert '<a href="#other_names-new1-name">' in changed
    nobody = sent(client, EDIT, founded="1985", **ALL, **{**SENDER, "sender-name": name}).content.decode()
    assert re.search(r"<a href=\"#[a-z_-]*sender-name\">", nobody)
    assert Submission.objects.count() == 0


def test_name_that_is_not_seen_is_none(client, company):
    page = sent(client, "/submit/company/", name_en="\u200b\u2060", **ALL, **SENDER).content.decode()
    assert "Give a name in at least one language." in page
    assert Submission.objects.count() == 0


def test_proposal_holds_what_is_seen(client, company):
    typed = {
        "name_zh": "联\u200b想\u3000集团 ",
        "address": "6\u00adRoad",
        "description_en": "One\r\nTwo\x07",
        "source-all-title": "Annual\u00a0report\u202e 2024",
    }
    sent(client, EDIT, **typed, **{**SENDER, "sender-name": " Wang\u3000Fang\u200b"})
    submission = Submission.objects.get()
    proposed = submission.proposed_document
    fields = {name: proposed.fields[name] for name in ("name_zh", "address", "description_en")}
    assert fields == {"name_zh": "联想 集团", "address": "6Road", "description_en": "One\nTwo"}
    assert {source["title"] for source in proposed.sources.values()} == {"Annual report 2024"}
    assert submission.name == "Wang Fang"


def test_new_source_of_a_row_does_not_take_over_what_another_was_worth_there(client, company):
    row = company.milestones.create(
        on="1988", text_en="First PC", source=make_source(title="Vendor"), evidence="primary"
    )
    path = f"{EDIT}?row=milestones/{row.pk}"
    sent(client, path, **{f"milestones-{row.pk}-text_en": "Second PC"}, **SENDER)
    kept = Submission.objects.get().proposed_document.of("milestones")[str(row.pk)]
    assert (kept["text_en"], kept["evidence"]) == ("Second PC", "primary")
    Submission.objects.all().delete()
    typed = {f"milestones-{row.pk}-text_en": "Second PC", f"milestones-{row.pk}-source-title": "My blog"}
    sent(client, path, **typed, **SENDER)
    document = Submission.objects.get().proposed_document
    proposed = document.of("milestones")[str(row.pk)]
    assert "evidence" not in proposed
    assert document.sources[proposed["source"]]["evidence"] == "to_check"
