"""The list of partner parks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.facets import MAX_PARKS, ParkSearch
from partners.filters import ORDER_CHOICES, ParkFilter, all_sectors
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from profiles.listing import CountedPaginator, page_links
from profiles.source_list import SourceList

PER_PAGE = 12


@require_safe
@login_not_required
def park_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter and page through the partner parks, on a map and in a list."""
    parks = Park.objects.published().partners()
    host = Park.objects.host()
    filterset = ParkFilter(request.GET, queryset=parks, host=host)
    ties = Partnership.objects.ties()
    counted = parks.prefetch_related(Prefetch("focus_sectors", all_sectors()))[:MAX_PARKS]
    search = ParkSearch(request.GET, filterset, counted, set(ties))
    rows = filterset.qs.select_related("logo")
    page = CountedPaginator(rows, PER_PAGE, count=search.total).get_page(request.GET.get("page"))
    shown = [park for park in search.parks if park.pk in search.result]
    context = {
        "search": search,
        "orders": ORDER_CHOICES,
        "page": page,
        "page_links": page_links(request.GET, page),
        "cards": [park_card(park, host, ties.get(park.pk, [])) for park in page],
        "map": world_of(host, shown, set(ties)),
        "sources": SourceList(),
    }
    return render(request, "partners/park_list.html", context)
