"""The ledger: numbers of what was decided, and no names."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone

from submissions.deciding.ledger import ledger
from submissions.models import Reason, Submission
from tests.factories import make_company, make_user
from tests.submissions.proposals import make_submission

pytestmark = pytest.mark.django_db


def decided(state, days=2, **more):
    submission = make_submission(make_company(), fields={"founded": "1985"}, name="Secretname")
    submission.decide(state, by=make_user(), step=submission.step, **more)
    queued = timezone.now() - datetime.timedelta(days=days)
    Submission.objects.filter(pk=submission.pk).update(queued_at=queued, decided_at=timezone.now())


def test_ledger_counts_by_outcome_and_reason():
    reason = Reason.objects.get_or_create(slug="no-source", defaults={"name_en": "No source"})[0]
    for state in ("accepted", "accepted", "partly", "spam"):
        decided(state)
    decided("rejected", days=4, reason=reason)
    make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    total = ledger()[0].total
    assert (total.proposed, total.accepted, total.partly, total.rejected, total.median_days) == (
        4,
        2,
        1,
        1,
        2.0,
    )
    assert ledger()[0].reasons == [(reason.name, 1)]


@pytest.mark.parametrize("prefix", ["", "/fr", "/zh-hans"])
def test_ledger_is_public_and_names_nobody(client, prefix):
    decided("accepted")
    response = client.get(f"{prefix}/submissions/ledger/")
    assert response.status_code == 200
    assert "Secretname" not in response.content.decode()


def test_history_says_who_proposed_without_a_name(client):
    from submissions.deciding.decide import decide
    from tests.submissions.proposals import verdict

    company = make_company(slug="lens")
    for is_representative, text in ((False, "Proposed by a visitor"), (True, "Proposed by the company")):
        fields = {"founded": f"198{int(is_representative)}"}
        more = {"name": "Secretname", "is_representative": is_representative}
        submission = make_submission(company, fields=fields, **more)
        decide(submission, verdict(["founded"]), by=make_user(role="Moderator"), step=submission.step)
        company.refresh_from_db()
        page = client.get("/companies/lens/history/").content.decode()
        assert text in page
        assert "Secretname" not in page
    client.force_login(make_user(role="Administrator"))
    page = client.get(f"/admin/companies/company/{company.pk}/history/").content.decode()
    assert f'href="/moderation/{submission.pk}/"' in page
