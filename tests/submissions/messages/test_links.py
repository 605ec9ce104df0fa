"""Where sending leads, and which links are sent again."""

import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone

from profiles.models import ChangeSet
from submissions.messages.links import address_after_sending, send_links
from submissions.models import AccessLink, Notice, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    return make_submission(make_company(), fields={"founded": "1985"})


@pytest.mark.parametrize("is_representative", [True, False])
def test_representative_has_the_secret_page_at_once_and_nobody_else(submission, is_representative):
    """Not even who has the same address: the account counts that sent it."""
    user, other = make_user(), make_user()
    other.email = submission.email
    other.save()
    submission.sent_by, submission.is_representative = user, is_representative
    submission.save()
    after = reverse("submissions:sent", args=[submission.form_key])
    assert [address_after_sending(submission, one) for one in (other, AnonymousUser())] == [after, after]
    own = address_after_sending(submission, user)
    if is_representative:
        assert AccessLink.find(own.strip("/").rpartition("/")[2]).submission == submission
    else:
        assert own == after


@pytest.mark.parametrize(("days", "number"), [(179, 1), (181, 0)])
def test_links_of_an_address_are_those_of_the_last_180_days(submission, days, number):
    Submission.objects.update(sent_at=timezone.now() - datetime.timedelta(days=days))
    send_links(submission.email)
    assert Notice.objects.filter(what="again", submission=submission).count() == number


def test_link_of_one_proposal_is_sent_however_old_it_is_and_of_no_other(submission):
    """Its sender has an expired link to it, and asks for another."""
    make_submission(make_company(), fields={"founded": "1985"})
    Submission.objects.filter(pk=submission.pk).update(sent_at=timezone.now() - datetime.timedelta(days=400))
    send_links(submission.email, only=submission)
    assert [notice.submission for notice in Notice.objects.filter(what="again")] == [submission]


UNSIGNED = {"email": "", "risks": ["unsigned"]}


def test_visitor_without_an_address_has_the_secret_page_at_once():
    signed_in = make_user()
    for who, sent_by in ((AnonymousUser(), None), (signed_in, signed_in)):
        sent = make_submission(make_company(), fields={"founded": "1985"}, sent_by=sent_by, **UNSIGNED)
        token = address_after_sending(sent, who).strip("/").rpartition("/")[2]
        assert AccessLink.find(token).submission == sent


@pytest.mark.parametrize("why", ["import", "import taken back", "account of another", "forgotten"])
def test_key_of_what_no_visitor_sent_leads_to_no_secret_page(why):
    """That of an import follows from what it says, so that others can tell it."""
    more = dict(UNSIGNED)
    if why == "import":
        more["change_set"] = ChangeSet.objects.create(step="import", kind="company", title="x.csv")
    elif why == "forgotten":
        more["risks"] = []
    else:
        more["sent_by"] = make_user()
    submission = make_submission(make_company(), fields={"founded": "1985"}, **more)
    after = reverse("submissions:sent", args=[submission.form_key])
    assert address_after_sending(submission, AnonymousUser()) == after
    assert not AccessLink.objects.exists()
