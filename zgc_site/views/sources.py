"""All sources that published profiles rest on."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kit.form_fields import PlainTextField
from profiles.content.visitors import same_for_visitors
from profiles.lists.filters import ListQueryForm, PageField
from profiles.lists.links import CountedPaginator, page_links
from profiles.models import Tally
from profiles.tally import latest
from zgc_site.parts.source_use import used_sources, uses_of

PER_PAGE = 25


class SourceSearchForm(ListQueryForm):
    q = PlainTextField(label=_("Search sources"), required=False)
    page = PageField(required=False)


@require_safe
@login_not_required
@same_for_visitors
def source_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor look through the sources and what rests on them, those to be checked included."""
    form = SourceSearchForm(request.GET, auto_id="%s")
    words = form.values.get("q", "")
    rows = used_sources().none() if form.nobody_fits else used_sources()
    if words:
        rows = rows.filter(
            Q(title__icontains=words) | Q(publisher__icontains=words) | Q(url__icontains=words)
        )
    tally = latest() or Tally()
    count = rows.count() if words or form.nobody_fits else tally.sources
    page = CountedPaginator(rows, PER_PAGE, count=count).get_page(form.page_number)
    uses = uses_of(page.object_list)
    context = {
        "form": form,
        "words": words,
        "page": page,
        "entries": [(source, uses[source.pk]) for source in page],
        "page_links": page_links(form.query, page),
        "tally": tally,
    }
    return render(request, "sources.html", context)
