"""The addresses of the comparison, below those of a kind of profile."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_safe

from profiles.catalogue import current
from profiles.comparing.chosen import Chosen
from profiles.comparing.comparison import Comparison
from profiles.comparing.file import comparison_file
from profiles.comparing.page import ComparePage
from profiles.content.caching import stamp_of
from profiles.content.home import home
from profiles.content.visitors import same_for_visitors


def compare_urls(kind: str) -> list[URLPattern]:
    """A page and a file; `c` of the query names the profiles."""

    @require_safe
    @login_not_required
    @same_for_visitors
    def compare(request: HttpRequest) -> HttpResponse:
        """Let a visitor see some profiles side by side, and choose which."""
        stamp, chosen = stamp_of(request), Chosen(kind, request.GET)
        if chosen.clean_query:
            return HttpResponseRedirect(f"{request.path}{chosen.clean_query.removesuffix('?')}")
        page = ComparePage(chosen, current(kind, stamp))
        return render(request, "comparing/compare.html", page.context, status=chosen.status)

    @require_safe
    @login_not_required
    def compare_file(request: HttpRequest) -> HttpResponse:
        """The same as a table for programs."""
        chosen = Chosen(kind, request.GET)
        if refused := chosen.refusal:
            return HttpResponse(refused, status=400, content_type="text/plain; charset=utf-8")
        comparison = Comparison(kind, chosen.profiles, home(stamp_of(request)).currency)
        response = HttpResponse(comparison_file(comparison), content_type="text/csv; charset=utf-8")
        name = f"compare-{timezone.localdate().isoformat()}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Robots-Tag"] = "noindex"
        return response

    return [path("compare/", compare, name="compare"), path("compare.csv", compare_file, name="compare-file")]
