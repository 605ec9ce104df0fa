"""All that the directory records of the host park: its figures, history and sources; and the park as it was."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.models import Park
from profiles.content.visitors import same_for_visitors
from profiles.documents.reading import rows_of
from profiles.models.source import Cited, cited
from profiles.pages.figure_lines import figure_lines, latest_of_each
from profiles.pages.source_list import SourceList
from profiles.pages.ways_on import ways_on
from profiles.past.snapshot import Snapshot
from profiles.past.urls import past_urls
from zgc_site.parts.key_figures import figures_of, key_figures, longest_charts
from zgc_site.parts.statements import by_source

MAX_CHARTS = 6


@require_safe
@login_not_required
@same_for_visitors
def park(request: HttpRequest) -> HttpResponse:
    """Show the host park's record; its story is the home page."""
    return render(request, "park.html", record(_host_or_404("park/")))


def _host_or_404(rest: str) -> Park:
    host = Park.objects.host()
    if host is None:
        raise Http404
    return host


def _as_it_was(request: HttpRequest, past: Snapshot[Park]) -> HttpResponse:
    return render(request, "park.html", {"past": past, **record(past.profile)})


past = past_urls(_host_or_404, _as_it_was, name="host-")


def record(host: Park) -> dict[str, Any]:
    """The context of the page."""
    figures = figures_of(host)
    newest = latest_of_each(row for rows in figures.values() for row in rows)
    return {
        "sources": SourceList(),
        "host": host,
        "site_name": host.name,
        "summary_sources": summary_sources(host),
        "links": ways_on(rows_of(host, "links")),
        "figures": key_figures(figures),
        "charts": longest_charts(figures)[:MAX_CHARTS],
        "latest": figure_lines(newest),
        "milestones": rows_of(host, "milestones"),
        "statements": by_source(rows_of(host, "statements")),
    }


def summary_sources(host: Park) -> list[Cited]:
    """What the sentence under the heading rests on."""
    rows = rows_of(host, "citations")
    return cited(row for row in rows if row.field == "summary_en" and not row.says)
