"""Plans: taken once, and what became of them."""

from __future__ import annotations

import pytest
from django.utils import timezone

from profiles.models import Plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    return Plan.objects.create(kind="company", object_id=1, action="publish", due_at=timezone.now())


def test_plan_is_taken_once(plan):
    first, second = Plan.take(plan.pk), Plan.take(plan.pk)
    assert (first, second) == (plan, None)
    assert (first.done_at, first.problem) == (Plan.objects.get().done_at, "")


def test_plan_that_failed_says_why(plan):
    Plan.take(plan.pk).mark_failed(Plan.Problem.GONE)
    assert Plan.objects.get().problem == "gone"
