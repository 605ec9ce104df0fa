"""The explorer of figures: a page, a file, and each chart as a picture."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kit.charts.png import png
from partners.models import Park
from profiles.content.caching import stamp_of
from profiles.content.home import home
from profiles.content.visitors import same_for_visitors
from profiles.exploring.explorer import Explorer
from profiles.exploring.file import figures_file
from profiles.exploring.page import FiguresPage
from profiles.exploring.query import CHART, FiguresQuery
from profiles.lists.filters import refusal


def _answer(request: HttpRequest) -> FiguresPage:
    stamp, host = stamp_of(request), Park.objects.host()
    query = FiguresQuery(request.GET, host)
    explorer = Explorer(query, get_language() or "", stamp)
    return FiguresPage(query, explorer, str(host.name) if host else _("Science park"))


@require_safe
@login_not_required
@same_for_visitors
def figures(request: HttpRequest) -> HttpResponse:
    """Let a visitor see figures of the park and of companies over years, with what they rest on."""
    return render(request, "figures/figures.html", _answer(request).context)


@require_safe
@login_not_required
def figures_export(request: HttpRequest) -> HttpResponse:
    """The same as a file for programs."""
    page = _answer(request)
    if refused := refusal(page.query.form):
        return refused
    currency = home(page.explorer.stamp).currency
    response = HttpResponse(figures_file(page.explorer, currency), content_type="text/csv; charset=utf-8")
    return _as_file(response, f"figures-{timezone.localdate().isoformat()}.csv")


@require_safe
@login_not_required
@same_for_visitors
def figures_chart(request: HttpRequest) -> HttpResponse:
    """One of the charts as a picture, with its definition, sources and citation in it."""
    page = _answer(request)
    if refused := refusal(page.query.form):
        return refused
    chart = page.explorer.charts.get(page.query.form.values.get(CHART, ""))
    if chart is None or not chart.is_series:
        raise Http404
    names = [(line.number, line.label) for line in chart.drawn]
    picture = png(chart.plot, chart.title, chart.definition, names, page.notes(chart))
    return _as_file(HttpResponse(picture, content_type="image/png"), f"{chart.metric.code}-{chart.key}.png")


def _as_file(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Robots-Tag"] = "noindex"
    return response
