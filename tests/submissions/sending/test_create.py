"""A form becomes one proposal, with everything that it brought."""

from __future__ import annotations

import re
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.utils import translation

from accounts.models import Representative
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from submissions.messages.links import address_after_sending
from submissions.models import AccessLink, Event, Notice, Submission, Upload, WrongSubmissionState
from submissions.sending.create import (
    NewSubmission,
    create_submission,
    keep_uploads,
    represents,
    send_to,
    sent_before,
    with_slug,
)
from tests.factories import make_company, make_picture, make_user
from tests.submissions.proposals import changed, make_submission

pytestmark = pytest.mark.django_db


def letter(company, **more):
    base = document_of(company)
    sent = {
        "kind": "company",
        "purpose": "change",
        "base": base,
        "proposed": changed(base, {"founded": "1985"}, {}),
        "title": "T" * 201,
        "name": "Wang",
        "email": "wang@example.org",
        "form_key": uuid.uuid4(),
        "profile": company,
        "base_number": company.version,
    }
    return NewSubmission(**sent | more)


def test_proposal_keeps_everything_that_was_sent():
    company, user, image = make_company(), make_user(), make_picture("logo")
    sent = letter(company, comment="Please", user=user, risks=["first"], pictures=[image])
    with translation.override("fr"):
        found = Submission.objects.get(pk=create_submission(sent).pk)
    assert (found.kind, found.object_id, found.purpose, found.title) == (
        "company", company.pk, "change", "T" * 200,
    )  # fmt: skip
    assert (found.base_document, found.proposed_document) == (sent.base, sent.proposed)
    assert (found.base_number, found.comment, found.name, found.email) == (
        company.version, "Please", "Wang", "wang@example.org",
    )  # fmt: skip
    assert (found.language, found.sent_by, found.risks, found.form_key) == (
        "fr", user, ["first"], sent.form_key,
    )  # fmt: skip
    assert (found.state, found.is_representative) == ("received", False)
    assert list(found.uploads.values_list("image", flat=True)) == [image.pk]
    assert list(found.events.values_list("what", "by", "by_staff")) == [("sent", user.pk, False)]
    assert list(found.notices.values_list("what", "to", "language")) == [("confirm", found.email, "fr")]


def test_report_keeps_its_problem():
    found = create_submission(letter(make_company(), purpose="report", problem="closed"))
    assert (found.purpose, found.problem) == ("report", "closed")


def test_proposal_of_a_representative_waits_at_once():
    found = create_submission(letter(make_company(), is_representative=True))
    assert (found.state, found.is_representative) == ("queued", True)
    assert not Notice.objects.exists()


def test_same_form_is_the_same_proposal_and_another_is_another():
    one = letter(make_company())
    assert create_submission(one) == create_submission(one)
    assert create_submission(letter(make_company())) != create_submission(one)
    assert (Submission.objects.count(), Event.objects.count(), Notice.objects.count()) == (2, 2, 2)


def test_proposal_that_the_database_refuses_is_no_other_one():
    with pytest.raises(IntegrityError):
        create_submission(letter(make_company(), profile=None))
    assert not Submission.objects.exists()


# --- a mistyped address ---------------------------------------------------------------------------


def received():
    submission = create_submission(letter(make_company()))
    AccessLink.issue(submission)
    return submission


def test_address_is_corrected_and_what_was_sent_before_leads_nowhere():
    submission, other = received(), received()
    sent = Notice.objects.create(submission=submission, what="again", to="wang@example.org")
    Notice.objects.filter(pk=sent.pk).update(state="failed")
    send_to(submission, "right@example.org")
    assert (submission.links.count(), other.links.count()) == (0, 1)
    found = submission.notices.order_by("pk").values_list("what", "to", "state")
    assert list(found) == [
        ("again", "wang@example.org", "failed"),
        ("confirm", "right@example.org", "waiting"),
    ]
    assert list(other.notices.values_list("to", flat=True)) == ["wang@example.org"]


def test_address_that_is_confirmed_is_not_corrected():
    submission = received()
    submission.confirm()
    with pytest.raises(WrongSubmissionState):
        send_to(submission, "evil@example.org")
    assert (Submission.objects.get().email, submission.links.count()) == ("wang@example.org", 1)
    assert list(Notice.objects.values_list("to", flat=True)) == ["wang@example.org"]


def test_address_is_corrected_whole_or_not(monkeypatch):
    def fail(*_args):
        raise RuntimeError

    submission = received()
    monkeypatch.setattr("submissions.sending.create.notices.write", fail)
    with pytest.raises(RuntimeError):
        send_to(submission, "right@example.org")
    assert (Submission.objects.get().email, submission.links.count()) == ("wang@example.org", 1)


# --- pictures and representatives -----------------------------------------------------------------


def test_picture_of_a_proposal_is_kept_once_for_each():
    image = make_picture("logo")
    one, other = (make_submission(make_company(), fields={"founded": "1985"}) for _number in range(2))
    for submission in (one, one, other):
        keep_uploads(submission, [image])
    assert sorted(Upload.objects.values_list("submission", "image")) == [
        (one.pk, image.pk),
        (other.pk, image.pk),
    ]


def test_representative_speaks_for_the_own_company_alone():
    company, other, user = make_company(), make_company(), make_user()
    Representative.objects.create(user=user, company=company)
    assert represents(user, "company", company.pk) is True
    for someone, pk in (
        (user, other.pk),
        (user, None),
        (make_user(), company.pk),
        (AnonymousUser(), company.pk),
    ):
        assert represents(someone, "company", pk) is False
    user.email = ""
    assert represents(user, "company", company.pk) is False


def test_representative_of_a_company_speaks_for_no_park_of_its_number():
    company, user = make_company(), make_user()
    Representative.objects.create(user=user, company=company)
    assert represents(user, "company", company.pk)
    assert represents(user, "park", company.pk) is False


@pytest.mark.parametrize(
    ("is_representative", "who", "is_secret"),
    [(True, "sender", True), (False, "sender", False), (True, "another", False), (True, "nobody", False)],
)
def test_secret_page_is_opened_at_once_to_a_representative_who_sent(is_representative, who, is_secret):
    sender = make_user()
    people = {"sender": sender, "another": make_user(), "nobody": AnonymousUser()}
    more = {"sent_by": sender, "is_representative": is_representative}
    submission = make_submission(make_company(), fields={"founded": "1985"}, **more)
    address = address_after_sending(submission, people[who])
    assert AccessLink.objects.exists() is is_secret
    if not is_secret:
        assert address == f"/submissions/sent/{submission.form_key}/"


def test_secret_page_of_an_account_that_is_gone_is_opened_to_nobody():
    more = {"sent_by": None, "is_representative": True}
    submission = make_submission(make_company(), fields={"founded": "1985"}, **more)
    assert address_after_sending(submission, AnonymousUser()) == f"/submissions/sent/{submission.form_key}/"
    assert not AccessLink.objects.exists()


# --- an address -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "slug"),
    [
        ({"name_en": "Qing He Ltd.", "name_zh": "清河"}, "qing-he-ltd"),
        ({"name_fr": "Société", "name_zh": "清河"}, "societe"),
        ({"name_zh": "清河"}, "qing-he"),
        ({"name_en": "联想", "name_zh": "清河"}, "lian-xiang"),
        ({"name_en": "联想", "name_fr": "Lenovo"}, "lenovo"),
        ({"name_en": "a" * 101}, "a" * 100),
        ({"name_en": "a" * 99 + " bc"}, "a" * 99),
        ({"name_en": "!"}, "company"),
        ({}, "company"),
    ],
)
def test_address_is_made_of_a_name(fields, slug):
    found = with_slug(Document("company", {**fields, "founded": "1984"}))
    assert found == Document("company", {**fields, "founded": "1984", "slug": slug})


@pytest.mark.parametrize("taken_by", ["published", "draft", "former"])
def test_address_that_is_taken_gets_an_end_of_its_own(taken_by):
    company = make_company(slug="other" if taken_by == "former" else "lens", published=taken_by != "draft")
    if taken_by == "former":
        company.former_slugs.create(slug="lens")
    slugs = {with_slug(Document("company", {"name_en": "Lens"})).fields["slug"] for _time in range(2)}
    assert len(slugs) == 2
    assert all(re.fullmatch(r"lens-[0-9a-f]{6}", slug) for slug in slugs)
    assert with_slug(Document("park", {"name_en": "Lens"})).fields["slug"] == "lens"


def test_address_is_tried_until_one_is_free(monkeypatch):
    make_company(slug="lens"), make_company(slug="lens-aa")
    ends = ["aa", "bb"]
    monkeypatch.setattr("submissions.sending.create.secrets.token_hex", lambda size: ends.pop(0))
    assert with_slug(Document("company", {"name_en": "Lens"})).fields["slug"] == "lens-bb"


def test_form_that_was_sent_before_is_found_by_its_key():
    one, _other = (create_submission(letter(make_company())) for _number in range(2))
    assert (sent_before(one.form_key), sent_before(uuid.uuid4())) == (one, None)


def test_language_of_the_site_is_that_of_a_sender_without_one(settings):
    settings.LANGUAGE_CODE = "ZH-hans"
    with translation.override(None):
        assert create_submission(letter(make_company())).language == "zh-hans"
