"""The proposals that an import of somebody made who may not publish, on its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.core.paginator import Paginator

from profiles.models import ChangeSet
from submissions.models import Submission

register = template.Library()

PER_PAGE = 50


@register.inclusion_tag("admin/import_proposals.html", takes_context=True)
def proposals_of_import(context: dict[str, Any], change_set: ChangeSet) -> dict[str, Any]:
    """With links for those who may decide."""
    request = context["request"]
    proposals = Submission.objects.filter(change_set=change_set).order_by("pk")
    page = Paginator(proposals.defer("base", "proposed"), PER_PAGE).get_page(request.GET.get("r"))
    return {
        "proposals": page,
        "may_decide": request.user.has_perm("submissions.moderate_submission"),
        "at": context["profiles"].number,
    }
