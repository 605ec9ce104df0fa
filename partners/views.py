"""The list of partner parks, and a partner park beside the host park."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from partners.facets import MAX_PARKS, ParkSearch
from partners.filters import ORDER_CHOICES, ParkFilter, all_sectors
from partners.models import FormerParkSlug, Park, Partnership
from partners.places import park_card, world_of
from partners.profile import profile_page
from profiles.as_it_was import AsItWas
from profiles.kept import mark_of
from profiles.listing import CountedPaginator, page_links
from profiles.past_pages import past_urls
from profiles.search.matches import Match, Shown, matches
from profiles.visitors import moved_to, same_for_visitors

PER_PAGE = 12


@require_safe
@login_not_required
@same_for_visitors
def park_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter and page through the partner parks, on a map and in a list."""
    parks = Park.objects.published().partners()
    host = Park.objects.host()
    filterset = ParkFilter(request.GET, queryset=parks, host=host)
    ties = Partnership.objects.ties()
    counted = parks.prefetch_related(Prefetch("focus_sectors", all_sectors()))[:MAX_PARKS]
    search = ParkSearch(filterset, counted, set(ties))
    rows = filterset.ordered(parks.filter(pk__in=search.result)).select_related("logo")
    page = CountedPaginator(rows, PER_PAGE, count=search.total).get_page(request.GET.get("page"))
    found = _unseen_matches(list(page), search.answered)
    shown = [park for park in search.parks if park.pk in search.result]
    context = {
        "search": search,
        "orders": ORDER_CHOICES,
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


@require_safe
@login_not_required
@same_for_visitors
def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is known of a partner park, beside the host park."""
    park = _found("", slug)
    if isinstance(park, HttpResponse):
        return park
    return render(request, *profile_page(park, mark_of(request)))


def _found(rest: str, slug: str) -> Park | HttpResponse:
    """A published partner park, or the way to it: from a former address, or to the host park at the top of the site."""
    parks = Park.objects.published().partners().select_related("logo", "cover")
    park = parks.filter(slug=slug).first()
    if park:
        return park
    host = Park.objects.host()
    if host is not None and host.slug == slug:
        return redirect(host.get_absolute_url() + rest)
    former = FormerParkSlug.objects.select_related("park").filter(slug=slug).first()
    if former is None or not former.park.is_published:
        raise Http404
    return moved_to(former.park.get_absolute_url() + rest)


def _as_it_was(request: HttpRequest, past: AsItWas) -> HttpResponse:
    template, context = profile_page(past.profile)
    return render(request, template, {**context, "past": past})


past = past_urls(_found, _as_it_was, above=(_("Partner parks"), "partners:list"), prefix="<slug:slug>/")
