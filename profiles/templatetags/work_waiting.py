"""What waits for the signed-in editor, on the first page of the admin."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django import template
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accounts.models import User
from kit.model_fields import model_named_by
from profiles.models import Draft, Metric, Plan, Profile, Tally
from profiles.models.figure import END_OF_PERIOD
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.reports import FactCount, fact_counts, figure_models
from profiles.tally import latest

register = template.Library()

NEWEST = 5
FAILED_DAYS = 14
MAX_COUNTED = 1_000  # drafts that are counted


@register.inclusion_tag("admin/work_waiting.html", takes_context=True)
def work_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """Drafts, facts without a good source and stale figures, as far as the user may see them."""
    user = context["request"].user
    kinds = [kind for kind in profile_kinds() if _may_view(user, kind.model)]
    changed = [kind for kind in kinds if _may(user, "change", kind.model)]
    tally = latest() or Tally()
    stale = [_stale(model, owner, tally.stale) for model, owner in figure_models() if _may_view(user, model)]
    return {
        "drafts": [_drafts(kind.model) for kind in kinds],
        "facts": [_facts(count) for count in fact_counts(tally.facts) if _may_view(user, count.model)],
        "changes": list(_drafts_of_changes(changed)),
        "failed": list(_failed_plans(changed)),
        "stale": [group for group in stale if group["number"]],
        "counted": tally.counted_at,
    }


def _may_view(user: User, model: type[models.Model]) -> bool:
    return _may(user, "view", model)


def _may(user: User, verb: str, model: type[models.Model]) -> bool:
    return user.has_perm(f"{model._meta.app_label}.{verb}_{model._meta.model_name}")


def _list_url(model: type[models.Model], query: str) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{query}"


def _facts(count: FactCount) -> dict[str, Any]:
    return {
        "count": count,
        "owners": count.profile._meta.verbose_name_plural,
        "unsourced_url": _list_url(count.profile, "facts=unsourced"),
        "to_check_url": _list_url(count.profile, "facts=to_check"),
    }


def _up_to(limit: int, rows: Any) -> str:
    """How many there are, or that there are more."""
    number = rows.order_by()[: limit + 1].count()
    if number <= limit:
        return number_format(number)
    return _("more than %(number)s") % {"number": number_format(limit)}


def _drafts(model: type[Profile]) -> dict[str, Any]:
    drafts = model.objects.drafts().order_by("-changed_at")
    return {
        "name": model._meta.verbose_name_plural,
        "number": _up_to(MAX_COUNTED, drafts),
        "newest": [_link(profile) for profile in drafts[:NEWEST]],
        "url": _list_url(model, "state__exact=draft"),
    }


def _drafts_of_changes(kinds: list[ProfileKind]) -> Iterator[dict[str, Any]]:
    """Drafts of published profiles, those that were worked on last first."""
    for kind in kinds:
        drafts = Draft.objects.filter(kind=kind.name).select_related("changed_by").defer("saves")[:NEWEST]
        names = kind.model._default_manager.in_bulk([draft.object_id for draft in drafts])
        for draft in drafts:
            if draft.object_id in names:
                url = _url(kind.model, "draft", draft.object_id, draft.pk)
                yield {"label": str(names[draft.object_id]), "url": url, "draft": draft}


def _failed_plans(kinds: list[ProfileKind]) -> Iterator[dict[str, Any]]:
    """Plans that could not be carried out in the last days."""
    since = timezone.now() - datetime.timedelta(days=FAILED_DAYS)
    for kind in kinds:
        plans = Plan.objects.filter(kind=kind.name, done_at__gte=since).exclude(problem="")
        plans = plans.order_by("-done_at")[:NEWEST]
        names = kind.model._default_manager.in_bulk([plan.object_id for plan in plans])
        for plan in plans:
            if plan.object_id in names:
                url = _url(kind.model, "plans", plan.object_id)
                yield {"label": str(names[plan.object_id]), "url": url, "plan": plan}


def _url(model: type[models.Model], name: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


def _stale(model: type[models.Model], owner: str, stale: dict[str, Any]) -> dict[str, Any]:
    profile = model_named_by(model, owner)
    counted = stale.get(model._meta.label_lower, {"number": 0, "some": []})
    profiles = profile._default_manager.in_bulk([pk for pk, _metric, _end in counted["some"]])
    metrics = Metric.objects.in_bulk([metric for _pk, metric, _end in counted["some"]])
    return {
        "name": profile._meta.verbose_name_plural,
        "url": _list_url(profile, "facts=stale"),
        "number": counted["number"],
        "newest": [
            {**_link(profiles[pk]), "what": f"{metrics[metric]}, {end.removesuffix(END_OF_PERIOD)}"}
            for pk, metric, end in counted["some"]
            if pk in profiles and metric in metrics
        ],
    }


def _link(profile: models.Model) -> dict[str, str]:
    meta = profile._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[profile.pk])
    return {"label": str(profile) or _("unnamed"), "url": url, "what": ""}
