"""Who may import and not publish: what a file says waits for the moderators."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.models import Company
from profiles.documents.document import Document
from profiles.documents.writing import Actor, create
from profiles.models import ChangeSet, Version
from submissions.deciding.decide import PartDecision, Verdict, decide, proposal_of
from submissions.models import Submission
from tests.factories import make_user

pytestmark = pytest.mark.django_db

TEXT = "slug,name,founded,address,source\nalpha,Alpha,1984,1 Road,Register 1\nbeta,Beta,1985,,Register 1\n,,1990,,\n"


@pytest.fixture
def importer(client):
    """An editor without the right to publish."""
    user = make_user(role="Editor")
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename__startswith="publish_"))
    client.force_login(user)
    return user


@pytest.fixture
def alpha():
    company = create(Document("company", {"slug": "alpha", "name_en": "Alpha", "founded": "1984"}), Actor())
    company.publish(by=None)
    return company


def imported(client, text=TEXT):
    address = reverse("admin:companies_company_import")
    sent = client.post(address, {"file": SimpleUploadedFile("a.csv", text.encode())})
    preview = sent.url.removesuffix("columns/")
    page = client.get(preview)
    client.post(preview, {"seen": page.context["seen"], "_import": "1"})
    return page, ChangeSet.objects.first()


def test_rows_become_proposals_and_nothing_is_written(client, importer, alpha):
    versions = Version.objects.count()
    page, change_set = imported(client)
    text = page.content.decode()
    assert (
        "You may not publish" in text,
        "Send as proposals" in text,
        "is what “Import” would do" in text,
    ) == (
        True,
        True,
        False,
    )
    assert (Company.objects.count(), Version.objects.count()) == (1, versions)
    assert change_set.counts == {"proposed": 2, "rejected": 1, "conflicts": 0, "left_out": 0}
    change, new = Submission.objects.order_by("pk")
    assert (change.purpose, change.object_id, change.state, change.sent_by) == (
        "change",
        alpha.pk,
        "queued",
        importer,
    )
    assert (new.purpose, new.object_id, new.state, new.title) == ("new", None, "queued", "Beta")
    assert change.proposed_document.fields["address"] == "1 Road"
    text = client.get(reverse("admin:profiles_changeset_change", args=[change_set.pk])).content.decode()
    assert f"#{change.pk}" in text
    assert reverse("moderation:review", args=[change.pk]) not in text
    client.force_login(make_user(role="Administrator"))
    text = client.get(reverse("admin:profiles_changeset_change", args=[change_set.pk])).content.decode()
    assert reverse("moderation:review", args=[change.pk]) in text


@pytest.mark.parametrize(("most", "made"), [(3, 2), (2, 0)])
def test_more_rows_than_become_proposals_at_a_time_are_refused_before_any(
    client, importer, alpha, monkeypatch, most, made
):
    monkeypatch.setattr("profiles.admin.imports.PLAIN_UP_TO", most)
    address = reverse("admin:companies_company_import")
    sent = client.post(address, {"file": SimpleUploadedFile("a.csv", TEXT.encode())})
    preview = sent.url.removesuffix("columns/")
    page = client.get(preview, follow=True)
    client.post(preview, {"seen": page.context.get("seen", ""), "_import": "1"})
    assert Submission.objects.count() == made
    assert ("at most 2 rows of a file become proposals at a time" in page.content.decode()) == (made == 0)


def test_who_may_publish_writes(client, alpha):
    client.force_login(make_user(role="Editor"))
    page, _change_set = imported(client)
    assert "Send as proposals" not in page.content.decode()
    assert (Company.objects.count(), Submission.objects.count()) == (2, 0)


def test_same_file_makes_no_second_proposals_while_the_first_wait(client, importer, alpha):
    imported(client)
    numbers = set(Submission.objects.values_list("pk", flat=True))
    _page, second = imported(client)
    assert second.counts["proposed"] == 2
    assert set(Submission.objects.values_list("pk", flat=True)) == numbers
    assert all(f"Proposal {number} waits" in second.report for number in numbers)
    Submission.objects.filter(purpose="new").update(state="withdrawn")
    imported(client)
    assert Submission.objects.count() == 3


def test_proposal_of_an_import_is_accepted_like_any_other(client, importer, alpha):
    imported(client)
    proposal = Submission.objects.get(purpose="new")
    moderator = make_user(role="Administrator")
    choices = {part.name: PartDecision("accept") for part in proposal_of(proposal, None).parts}
    decide(proposal, Verdict(choices), by=moderator, revision=proposal.revision)
    beta = Company.objects.get(slug="beta")
    assert (beta.founded, beta.is_published) == ("1985", True)


def test_own_proposals_are_taken_back_and_those_that_were_decided_stay(client, importer, alpha):
    _page, change_set = imported(client)
    Submission.objects.filter(purpose="change").update(state="second")
    address = reverse("admin:profiles_changeset_take_back", args=[change_set.pk])
    assert "Its proposals that still wait are withdrawn" in client.get(address).content.decode()
    client.post(address)
    assert sorted(Submission.objects.values_list("purpose", "state")) == [
        ("change", "second"),
        ("new", "withdrawn"),
    ]
    change_set.refresh_from_db()
    assert change_set.state == "taken back"


def test_proposals_of_others_are_not_taken_back_by_who_may_not_publish(client, importer, alpha):
    _page, change_set = imported(client)
    other = make_user(role="Editor")
    client.force_login(other)
    assert client.post(reverse("admin:profiles_changeset_take_back", args=[change_set.pk])).status_code == 403
    assert set(Submission.objects.values_list("state", flat=True)) == {"queued"}
