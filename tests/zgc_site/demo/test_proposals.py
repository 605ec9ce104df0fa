"""The proposals of the demo: all states, one in conflict, one duplicate, and no shipped profile changed."""

from __future__ import annotations

from collections import Counter

from profiles.models import Version
from submissions.deciding.decide import proposal_of
from submissions.models import Notice, Submission
from submissions.parts.proposals import PartStatus


def test_proposals_stand_in_different_states(demo):
    states = Counter(Submission.objects.values_list("state", flat=True))
    assert states == {
        "queued": 8, "second": 1, "needs_changes": 1, "accepted": 1, "partly": 1, "rejected": 1,
        "withdrawn": 1, "spam": 1,
    }  # fmt: skip
    assert set(Submission.objects.values_list("kind", flat=True)) == {"company", "park"}
    assert not Version.objects.filter(origin__in=["submission", "company"]).exists()
    assert set(Notice.objects.values_list("state", flat=True)) == {"sent"}


def test_one_proposal_conflicts_and_one_is_a_duplicate(demo):
    conflicted = [
        submission.title
        for submission in Submission.objects.waiting()
        if any(
            part.status == PartStatus.CONFLICT for part in proposal_of(submission, submission.profile).parts
        )
    ]
    assert conflicted == ["Baidu"]
    assert [row.title for row in Submission.objects.all() if "duplicate" in row.risks] == ["Baidu"]


def test_second_load_makes_no_proposal(demo, django_user_model):
    from django.core.management import call_command

    before = list(Submission.objects.order_by("pk").values_list("pk", "revision", "state"))
    call_command("load_demo", verbosity=0)
    assert list(Submission.objects.order_by("pk").values_list("pk", "revision", "state")) == before
