"""All sources that published profiles rest on."""

from __future__ import annotations

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from profiles.forms import PlainTextField
from profiles.listing import CountedPaginator, page_links
from profiles.models import Source
from profiles.reports import fact_models

PER_PAGE = 25


class SourceSearchForm(forms.Form):
    q = PlainTextField(label=_("Search sources"), required=False)


@require_safe
@login_not_required
def source_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor look through the sources, those to be checked included."""
    form = SourceSearchForm(request.GET)
    words = form.cleaned_data.get("q", "") if form.is_valid() else ""
    rows = used_sources()
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(publisher__icontains=words) | Q(url__icontains=words)
        )
    page = CountedPaginator(rows, PER_PAGE, count=rows.count()).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "page": page,
        "page_links": page_links(request.GET, page),
        "to_check": used_sources().filter(needs_check=True).count(),
    }
    return render(request, "sources.html", context)


def used_sources() -> QuerySet[Source]:
    """Sources of at least one fact of a published profile; what only drafts use stays hidden."""
    used = Q()
    for model, owner in fact_models():
        facts = model.objects.filter(source=OuterRef("pk"), **{f"{owner}__state": "published"})
        used |= Q(Exists(facts))
    return Source.objects.filter(used)
