"""The portrait of the host park."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.models import Company, Sector
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from profiles.source_list import SourceList
from zgc_site.key_figures import dot_field, figures_of, key_figures

MOST_FEATURED = 4
MOST_CHANGED = 6
MOST_PARTNERS = 6


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    host = Park.objects.host()
    context: dict[str, Any] = {
        "sources": SourceList(),
        "sectors": broad_sectors(),
        "featured": featured_companies(),
        "changed": Company.objects.published().order_by("-changed_at", "pk")[:MOST_CHANGED],
        **_partners(host),
    }
    if host:
        figures = figures_of(host)
        context |= {
            "figures": key_figures(figures),
            "dots": dot_field(figures),
            "statements": host.statements.select_related("source"),
            "area": next(iter(figures.get("area", [])), None),
            "industrial": next(iter(figures.get("share_city_industrial_surface", [])), None),
        }
    return render(request, "home.html", context)


def broad_sectors() -> list[Sector]:
    """Broad sectors with the number of published companies in them or in their narrower ones."""
    published = Q(state="published")
    companies = (
        Company.objects.filter(published).values_list("sectors__pk", "sectors__parent", "pk").distinct()
    )
    counted: dict[int, set[int]] = {}
    for sector_pk, parent, company in companies:
        if sector_pk:
            counted.setdefault(parent or sector_pk, set()).add(company)
    sectors = list(Sector.objects.filter(parent=None))
    most = max(map(len, counted.values()), default=1)
    for sector in sectors:
        sector.companies_count = len(counted.get(sector.pk, ()))  # type: ignore[attr-defined]
        sector.bar = round(100 * sector.companies_count / most)  # type: ignore[attr-defined]
    return sectors


def featured_companies() -> list[Company]:
    rows = Company.objects.published().filter(featured=True).select_related("logo")
    return list(rows.prefetch_related("sectors").by_name()[:MOST_FEATURED])


def _partners(host: Park | None) -> dict[str, Any]:
    ties = Partnership.objects.ties()
    parks = list(Park.objects.published().partners().filter(pk__in=list(ties)).by_name())
    return {
        "map": world_of(host, parks, set(ties)),
        "partners": [park_card(park, host, ties[park.pk]) for park in parks[:MOST_PARTNERS]],
    }
