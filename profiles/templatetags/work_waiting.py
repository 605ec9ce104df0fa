"""What waits for the signed-in editor, on the first page of the admin."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from profiles.registry import profile_kinds
from profiles.reports import fact_counts, figure_models, stale_figures

register = template.Library()

NEWEST = 5


@register.inclusion_tag("admin/work_waiting.html", takes_context=True)
def work_waiting(context: dict[str, Any]) -> dict[str, Any]:
    """Drafts, facts without a good source and stale figures, as far as the user may see them."""
    user = context["request"].user
    kinds = [kind for kind in profile_kinds() if _may_view(user, kind.model)]
    return {
        "drafts": [_drafts(kind.model) for kind in kinds],
        "facts": [count for count in fact_counts() if _may_view(user, count.model)],
        "stale": [_stale(model, owner) for model, owner in figure_models() if _may_view(user, model)],
    }


def _may_view(user: Any, model: Any) -> bool:
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def _drafts(model: Any) -> dict[str, Any]:
    drafts = model.objects.drafts().order_by("-changed_at")
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return {
        "name": model._meta.verbose_name_plural,
        "number": drafts.count(),
        "newest": [_link(profile) for profile in drafts[:NEWEST]],
        "url": f"{address}?state__exact=draft",
    }


def _stale(model: Any, owner: str) -> dict[str, Any]:
    figures = stale_figures(model, owner)
    newest = [
        {**_link(getattr(figure, owner)), "what": f"{figure.metric}, {figure.period_start}"}
        for figure in figures[:NEWEST]
    ]
    return {
        "name": model._meta.get_field(owner).related_model._meta.verbose_name_plural,
        "number": len(figures),
        "newest": newest,
    }


def _link(profile: Any) -> dict[str, str]:
    meta = profile._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[profile.pk])
    return {"label": str(profile) or _("unnamed"), "url": url, "what": ""}
