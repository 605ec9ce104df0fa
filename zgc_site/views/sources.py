"""All sources that published profiles rest on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from profiles.content.visitors import same_for_visitors
from profiles.lists.links import CountedPaginator, page_links, with_values
from profiles.models import Tally
from profiles.tally import latest
from zgc_site.parts.source_filters import SourceFilters
from zgc_site.parts.source_use import used_sources, uses_of

PER_PAGE = 25


@require_safe
@login_not_required
@same_for_visitors
def source_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor look through the sources and what rests on them, those to be checked included."""
    filters = SourceFilters(request.GET, queryset=used_sources())
    rows, form = filters.qs, filters.form
    tally = latest() or Tally()
    count = rows.count() if filters.is_narrowed else tally.sources
    page = CountedPaginator(rows, PER_PAGE, count=count).get_page(form.page_number)
    uses = uses_of(page.object_list)
    number = str(page.number) if page.number > 1 else ""
    context = {
        "filters": filters,
        "form": form,
        "page": page,
        "entries": [(source, uses[source.pk]) for source in page],
        "page_links": page_links(form.query, page),
        "canonical_query": with_values(form.query, order="", page=number).rstrip("?"),
        "tally": tally,
    }
    return render(request, "sources.html", context)
