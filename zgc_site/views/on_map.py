"""Companies on the map: in which zones of the park they are, and in which countries abroad."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

import maps
from companies.catalogue import current
from companies.on_map import CompaniesOnMap
from profiles.content.caching import stamp_of
from profiles.content.visitors import same_for_visitors

SIGNS = {maps.DISC: _("has a place there"), maps.RING: _("had one and closed it")}


@require_safe
@login_not_required
@same_for_visitors
def companies_on_map(request: HttpRequest) -> HttpResponse:
    """Show where the companies of today's park are, each number with the list of as many."""
    found = CompaniesOnMap(current(stamp_of(request)))
    context = {
        "found": found,
        "zone_map": found.map_of_zones,
        "world_map": found.map_of_countries,
        "signs": [(maps.sign(kind), words) for kind, words in SIGNS.items()],
    }
    return render(request, "map.html", context)
