"""The portrait of the host park."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.models import Company, Sector
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from profiles.models import Profile
from profiles.source_list import SourceList
from zgc_site.dot_field import dot_field
from zgc_site.key_figures import figures_of, key_figures

MOST_FEATURED = 4
MOST_CHANGED = 6
MOST_PARTNERS = 6


@require_safe
@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the park by its figures, sectors, companies and partners; an empty database gives a short page."""
    host = Park.objects.host()
    context: dict[str, Any] = {
        "sources": SourceList(),
        "sectors": broad_sectors(),
        "featured": featured_companies(),
        "changed": last_changed(),
        "address": request.build_absolute_uri(request.path),
        **partner_map(host),
    }
    if host:
        figures = figures_of(host)
        context |= {
            "figures": key_figures(figures),
            "dots": dot_field(figures),
            "statements": host.statements.select_related("source"),
            "area": next(iter(figures.get("area", [])), None),
        }
    return render(request, "home.html", context)


def broad_sectors() -> list[Sector]:
    """Broad sectors with the number of published companies in them or in their narrower ones."""
    broad = Coalesce("sectors__parent", "sectors")
    rows = Company.objects.published().order_by().values_list(broad).annotate(Count("pk", distinct=True))
    counts = dict(rows)
    sectors = list(Sector.objects.filter(parent=None))
    most = max((counts.get(sector.pk, 0) for sector in sectors), default=0) or 1
    for sector in sectors:
        sector.companies_count = counts.get(sector.pk, 0)  # type: ignore[attr-defined]
        sector.bar = round(100 * counts.get(sector.pk, 0) / most)  # type: ignore[attr-defined]
    return sectors


def featured_companies() -> list[Company]:
    rows = Company.objects.published().filter(featured=True).select_related("logo")
    return list(rows.prefetch_related("sectors").by_name()[:MOST_FEATURED])


def last_changed() -> list[Profile]:
    """The companies and parks that changed last, newest first."""
    kinds = (Company.objects.published(), Park.objects.published())
    rows = chain.from_iterable(kind.order_by("-changed_at", "pk")[:MOST_CHANGED] for kind in kinds)
    newest = sorted(rows, key=lambda profile: profile.changed_at, reverse=True)[:MOST_CHANGED]
    return newest  # type: ignore[return-value]  # the plugin sees their other abstract base


def partner_map(host: Park | None) -> dict[str, Any]:
    """The parks with a partnership on the map, and some of them in words; ended ones come last."""
    ties = Partnership.objects.ties()
    parks = list(Park.objects.published().partners().filter(pk__in=list(ties)).by_name())
    parks.sort(key=lambda park: all(tie.status == Partnership.Status.ENDED for tie in ties[park.pk]))
    return {
        "map": world_of(host, parks, set(ties)),
        "partners": [park_card(park, host, ties[park.pk]) for park in parks[:MOST_PARTNERS]],
    }
