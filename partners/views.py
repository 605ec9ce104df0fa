"""The list of partner parks."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from partners.facets import MAX_PARKS, ParkSearch
from partners.filters import ParkFilter, all_sectors
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from profiles.listing import CountedPaginator, page_links
from profiles.search.matches import Match, Shown, matches
from profiles.visitors import same_for_visitors

PER_PAGE = 12


@require_safe
@login_not_required
@same_for_visitors
def park_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter and page through the partner parks, on a map and in a list."""
    parks = Park.objects.published().partners()
    host = Park.objects.host()
    filterset = ParkFilter(request.GET)
    ties = Partnership.objects.ties()
    counted = parks.prefetch_related(Prefetch("focus_sectors", all_sectors()))[:MAX_PARKS]
    search = ParkSearch(filterset, counted, set(ties))
    rows = search.ordered(parks.filter(pk__in=search.result), host).select_related("logo")
    page = CountedPaginator(rows, PER_PAGE, count=search.total).get_page(search.form.page_number)
    found = _unseen_matches(list(page), search.answered)
    shown = [park for park in search.parks if park.pk in search.result]
    context = {
        "search": search,
        "page": page,
        "page_links": page_links(search.query, page),
        "cards": [(park_card(park, host, ties.get(park.pk, [])), found.get(park.pk, [])) for park in page],
        "map": world_of(host, shown, set(ties)),
    }
    return render(request, "partners/park_list.html", context)


def _unseen_matches(parks: list[Park], words: str) -> dict[int, list[Match]]:
    """What parks were found by, where their lines do not say so."""
    shown = {
        park.pk: Shown([park.name, park.second_name], [park.summary, park.city, str(park.country.name)])
        for park in parks
    }
    return matches("park", words, shown) if words else {}
