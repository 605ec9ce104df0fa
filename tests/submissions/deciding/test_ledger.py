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
    submission.decide(state, by=make_user(), revision=submission.revision, **more)
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


def at(year, month, day=15, hour=12):
    return timezone.make_aware(datetime.datetime(year, month, day, hour))


def dated(state, sent, decided_at=None, queued=None, reason=None):
    submission = make_submission(make_company(), fields={"founded": "1985"})
    columns = {"state": state, "sent_at": sent, "decided_at": decided_at, "reason": reason}
    Submission.objects.filter(pk=submission.pk).update(queued_at=queued or sent, **columns)


def numbers(row):
    return (row.label, row.proposed, row.accepted, row.partly, row.rejected, row.median_days)


def test_ledger_is_by_year_and_month_newest_first():
    year = timezone.localdate().year
    dated("accepted", at(year - 1, 11), at(year, 1))
    dated("queued", at(year - 1, 11))
    dated("withdrawn", at(year - 1, 12))
    dated("partly", at(year - 1, 12), at(year - 1, 12, 18))
    years = ledger()
    assert [numbers(one.total) for one in years] == [
        (year, 0, 1, 0, 0, 61.0),
        (year - 1, 4, 0, 1, 0, 3.0),
    ]
    assert [numbers(row) for row in years[1].months] == [
        (datetime.date(year - 1, 12, 1), 2, 0, 1, 0, 3.0),
        (datetime.date(year - 1, 11, 1), 2, 0, 0, 0, None),
    ]


def test_ledger_shows_ten_years():
    year = timezone.localdate().year
    for ago in (0, 9, 10):
        dated("queued", at(year - ago, 6))
    assert [one.total.label for one in ledger()] == [year, year - 9]


def test_ledger_counts_by_the_days_of_the_site(settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    year = timezone.localdate().year - 1
    dated("queued", datetime.datetime(year - 1, 12, 31, 17, tzinfo=datetime.UTC))
    assert [one.total.label for one in ledger()] == [year]


def test_ledger_names_reasons_the_most_frequent_first():
    year = timezone.localdate().year
    texts = {"name_en": "Rare"}, {"name_en": "Frequent"}
    rare, frequent = (Reason.objects.create(slug=one["name_en"].lower(), **one) for one in texts)
    for reason in (rare, frequent, frequent):
        dated("rejected", at(year, 1), at(year, 1, 16), reason=reason)
    assert ledger()[0].reasons == [("Frequent", 2), ("Rare", 1)]
    assert ledger()[0].total.rejected == 3


@pytest.mark.parametrize("state", ["received", "spam"])
def test_ledger_counts_nothing_of_what_was_not_confirmed_or_is_spam(state):
    year = timezone.localdate().year
    dated(state, at(year, 1), at(year, 1, 16))
    assert ledger() == []


@pytest.mark.parametrize(("days", "shown"), [(1.24, 1.2), (1.26, 1.3), (10_000, 10_000.0)])
def test_ledger_says_the_wait_in_tenths_of_a_day(days, shown):
    decided_at = at(timezone.localdate().year, 1)
    dated("accepted", decided_at, decided_at, queued=decided_at - datetime.timedelta(days=days))
    assert ledger()[0].total.median_days == shown


def test_ledger_takes_what_never_waited_for_no_wait():
    year = timezone.localdate().year
    dated("accepted", at(year, 1), at(year, 1, 16))
    Submission.objects.update(queued_at=None)
    assert numbers(ledger()[0].total) == (year, 1, 1, 0, 0, None)


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
        decide(submission, verdict(["founded"]), by=make_user(role="Moderator"), revision=submission.revision)
        company.refresh_from_db()
        page = client.get("/companies/lens/history/").content.decode()
        assert text in page
        assert "Secretname" not in page
    client.force_login(make_user(role="Administrator"))
    page = client.get(f"/admin/companies/company/{company.pk}/history/").content.decode()
    assert f'href="/moderation/{submission.pk}/"' in page
