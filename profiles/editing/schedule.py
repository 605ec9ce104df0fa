"""Carries out what was planned for a set time, by whichever process comes first."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from kit.sql import statistics
from kit.worker_loop import Job
from profiles import tally
from profiles.documents.writing import Actor, ProfileGone, SaveConflict
from profiles.editing import drafts
from profiles.models import MustStay, Plan, Profile, WrongState
from profiles.models.registry import profile_kind
from profiles.search import merge_index

log = logging.getLogger(__name__)

MAX_AT_ONCE = 100


def run_due() -> int:
    """Do what is due. Returns how many plans this process dealt with."""
    due = Plan.objects.due(timezone.now()).values_list("pk", flat=True)[:MAX_AT_ONCE]
    return sum(_run_logged(pk) for pk in list(due))


# What a worker for the profiles does; see kit/worker_loop.py.
JOBS = (
    Job("plans", run_due, every=20),
    Job("counts", tally.count_if_due, every=20),
    Job("statistics", statistics.gather_now_and_then, every=20),
    Job("search index", merge_index, every=3600),
)


def _run_logged(pk: int) -> bool:
    """One plan. An unexpected failure leaves it due and does not stop the others."""
    try:
        return _run_plan(pk)
    except Exception:
        log.exception("Plan %s could not be carried out; trying again", pk)
        return False


@transaction.atomic
def _run_plan(pk: int) -> bool:
    """One plan. False where another process was first."""
    plan = Plan.take(pk)
    if plan is None:
        return False
    if problem := _attempt(plan):
        plan.mark_failed(problem)
    return True


def _attempt(plan: Plan) -> str:
    """Why it could not be done; empty if it was. What a failed attempt wrote is undone."""
    try:
        with transaction.atomic():
            return _carry_out(plan)
    except SaveConflict:
        return Plan.Problem.CONFLICT
    except ValidationError:
        return Plan.Problem.INVALID
    except MustStay:
        return Plan.Problem.STAYS
    except WrongState:
        return Plan.Problem.STATE
    except (ProfileGone, LookupError):
        return Plan.Problem.GONE


def _carry_out(plan: Plan) -> str:
    profile = profile_kind(plan.kind).model._default_manager.filter(pk=plan.object_id).first()
    if profile is None:
        raise ProfileGone(plan)
    if not may_plan(plan.asked_by, profile, plan.action):
        return Plan.Problem.FORBIDDEN
    if plan.action == Plan.Action.APPLY:
        if plan.draft is None:
            raise ProfileGone(plan)
        drafts.apply(plan.draft, Actor(by=plan.asked_by), publish=True)
    elif plan.action == Plan.Action.PUBLISH:
        profile.publish(by=plan.asked_by)
    else:
        profile.withdraw(by=plan.asked_by)
    return ""


def may_plan(user: User | None, profile: Profile, action: str) -> bool:
    """Whoever may do it now may plan it, and must still be allowed to when it is due."""
    meta = profile._meta
    verbs = {"apply": ("change", "publish"), "publish": ("publish",), "withdraw": ("withdraw",)}[action]
    return bool(
        user
        and user.is_active
        and all(user.has_perm(f"{meta.app_label}.{verb}_{meta.model_name}") for verb in verbs)
    )
