"""The list of parks, and one of them beside the host park."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from kit.places import place_name
from partners.columns import PARKS
from partners.models import FormerParkSlug, Park, Partnership
from partners.places import park_card, world_of
from partners.profile import profile_page
from partners.some import MAX_ON_MAP, counted_by_tie, parks_on_map, some_parks, ties_of
from partners.structured import park_nodes
from profiles.catalogue import current
from profiles.content.caching import stamp_of
from profiles.content.visitors import moved_to, same_for_visitors
from profiles.exports.answer import FORMATS, export
from profiles.exports.facts.answer import FACT_FORMATS, export_facts
from profiles.exports.facts.datapackage import datapackage
from profiles.imports.rows.labelled import columns_for
from profiles.lists.links import page_links
from profiles.lists.page import ListPage
from profiles.lists.query import ListQuery
from profiles.lists.results import Results, whole_list
from profiles.past.snapshot import Snapshot
from profiles.past.urls import past_urls
from profiles.search.matches import ListedTexts, Match, matches


class ParkListPage(ListPage):
    about = _(
        "Partners work with the park, and centres abroad are its own. Reference parks are here for comparison: no tie with them is known."
    )

    def counted(self, number: int) -> str:
        return ngettext("%(total)s park", "%(total)s parks", number)

    @property
    def by_tie(self) -> list[str]:
        """How many of the results have which tie."""
        return [text for _tie, text in counted_by_tie(self.results.catalogue, self.results.ids)]


@require_safe
@login_not_required
@same_for_visitors
def park_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter and page through the parks, on a map and in a list."""
    catalogue = current("park", stamp_of(request))
    query = ListQuery(request.GET, catalogue)
    state = ParkListPage(query, Results.of(query, catalogue))
    if state.wanted_page:
        return redirect(f"{request.path}{state.wanted_page}".rstrip("?"))
    parks = some_parks(list(state.page.object_list), lambda rows: rows.select_related("logo"))
    host, rows_by_pk = Park.objects.host(), Partnership.objects.by_park(parks)
    matches_by_pk = _unlisted_matches(parks, state.answered)
    on_map = parks_on_map(state.results.slice(0, MAX_ON_MAP).tolist())
    context = {
        "state": state,
        "page": state.page,
        "page_links": page_links(state.query, state.page),
        "cards": [
            (park_card(park, host, rows_by_pk[park.pk]), matches_by_pk.get(park.pk, [])) for park in parks
        ],
        "map": world_of(host, on_map, ties_of(catalogue, (park.pk for park in on_map))),
    }
    return render(request, "partners/park_list.html", context)


@require_safe
@login_not_required
def park_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list that the same query gives, as a file with a row for each park."""
    if kind not in FORMATS:
        raise Http404
    listed = whole_list(request.GET, current("park", stamp_of(request)))
    if isinstance(listed, HttpResponse):
        return listed
    columns = columns_for(PARKS, request)
    return columns if isinstance(columns, HttpResponse) else export(columns, kind, listed)


@require_safe
@login_not_required
def park_facts(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same with a line for each fact."""
    if kind not in FACT_FORMATS:
        raise Http404
    listed = whole_list(request.GET, current("park", stamp_of(request)))
    return listed if isinstance(listed, HttpResponse) else export_facts(PARKS.file, kind, listed)


@require_safe
@login_not_required
def park_datapackage(request: HttpRequest) -> JsonResponse:
    """What the files of the list that the same query gives hold, for programs."""
    return JsonResponse(datapackage(PARKS.file, request), json_dumps_params={"ensure_ascii": False})


def _unlisted_matches(parks: list[Park], words: str) -> dict[int, list[Match]]:
    """What parks were found by, where their lines do not say so."""
    listed = {
        park.pk: ListedTexts(
            [park.name, park.second_name], [park.summary, place_name(park.country, park.city)]
        )
        for park in parks
    }
    return matches("park", words, listed) if words else {}


@require_safe
@login_not_required
@same_for_visitors
def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything that is known of a park, beside the host park."""
    park = _park_or_redirect("", slug)
    if isinstance(park, HttpResponse):
        return park
    template, context = profile_page(park, stamp_of(request))
    return render(request, template, {**context, "structured": park_nodes(context["profile"])})


def _park_or_redirect(rest: str, slug: str) -> Park | HttpResponse:
    """A published park, or the way to it: from a former address, or to the host park at the top of the site."""
    parks = Park.objects.published().besides_host().select_related("logo", "cover")
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


def _as_it_was(request: HttpRequest, past: Snapshot[Park]) -> HttpResponse:
    template, context = profile_page(past.profile)
    return render(request, template, {**context, "past": past})


past = past_urls(
    _park_or_redirect, _as_it_was, above=(_("Parks worldwide"), "partners:list"), prefix="<slug:slug>/"
)
