"""The portrait of the host park."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.catalogue import current
from companies.colours import coloured
from companies.facets import TODAY
from companies.models import Company, Sector
from companies.some import some_companies
from partners.facts.ties import Tie
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from partners.some import MAX_ON_MAP, counted_by_tie, parks_in_brief, ties_of
from profiles.catalogue import Catalogue
from profiles.catalogue import current as current_of
from profiles.content.caching import stamp_of
from profiles.content.changes import ContentStamp
from profiles.content.visitors import same_for_visitors
from profiles.documents.reading import rows_of
from profiles.models import Profile
from profiles.models.source import Cited, cited
from profiles.pages.figure_lines import figure_lines, latest_of_each
from profiles.pages.source_list import SourceList
from profiles.pages.ways_on import ways_on
from profiles.past.snapshot import Snapshot
from profiles.past.urls import past_urls
from zgc_site.parts.dot_field import dot_field
from zgc_site.parts.key_figures import figures_of, key_figures, longest_charts

MAX_FEATURED = 4
MAX_LATEST = 8
MAX_CHANGED = 6
MAX_PARTNERS = 6


@dataclass(frozen=True)
class SectorCount:
    """A broad sector with the number of companies in it or in its narrower ones."""

    sector: Sector
    companies: int
    bar: int  # its length in percent


@require_safe
@login_not_required
@same_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    """Show the park by its figures, sectors, companies and partners; an empty database gives a short page."""
    address = {"address": request.build_absolute_uri(request.path)}
    return render(request, "home.html", whole_page(Park.objects.host(), stamp_of(request)) | address)


def _host_or_404(rest: str) -> Park:
    host = Park.objects.host()
    if host is None:
        raise Http404
    return host


def _as_it_was(request: HttpRequest, past: Snapshot[Park]) -> HttpResponse:
    """What was said of the park; its sectors, companies and partners are not part of that."""
    context = {"sources": SourceList(), "past": past, **portrait(past.profile)}
    return render(request, "home.html", context)


past = past_urls(_host_or_404, _as_it_was, name="host-")


def whole_page(host: Park | None, stamp: ContentStamp | None = None) -> dict[str, Any]:
    """What is said of companies comes from the catalogue, so that it takes the same whatever their number."""
    catalogue = current(stamp)
    return {
        "sources": SourceList(),
        "sectors": broad_sectors(catalogue),
        "featured": featured_companies(catalogue),
        "changed": last_changed(catalogue),
        **partner_map(host, current_of("park", stamp)),
        **(portrait(host) if host else {}),
    }


def portrait(host: Park) -> dict[str, Any]:
    """The park by its figures, and what sources say of it."""
    figures = figures_of(host)
    return {
        "figures": key_figures(figures),
        "charts": longest_charts(figures),
        "dots": dot_field(figures),
        "host": host,
        "site_name": host.name,
        "latest": figure_lines(latest_of_each(row for rows in figures.values() for row in rows), MAX_LATEST),
        "statements": rows_of(host, "statements"),
        "milestones": rows_of(host, "milestones"),
        "links": ways_on(rows_of(host, "links")),
        "summary_sources": summary_sources(host),
        "area": next((row for row in figures.get("area", []) if cited([row])), None),
    }


def summary_sources(host: Park) -> list[Cited]:
    """What the sentence under the heading rests on."""
    rows = rows_of(host, "citations")
    return cited(row for row in rows if row.field == "summary_en" and not row.says)


def broad_sectors(catalogue: Catalogue) -> list[SectorCount]:
    """Those that are in the park today: the list gives as many for the address that a sector leads to."""
    today = catalogue.having("in_park", TODAY)
    counts = [
        (sector, today.intersection_cardinality(catalogue.having("sector", sector.slug)))
        for sector in catalogue.terms["sector"].broad
    ]
    largest = max((number for _sector, number in counts), default=0) or 1
    return [SectorCount(sector, number, round(100 * number / largest)) for sector, number in counts]


def featured_companies(catalogue: Catalogue) -> list[Company]:
    featured = catalogue.having("featured", 1) & catalogue.having("in_park", TODAY)
    pks = catalogue.orders["name"].slice(featured, 0, MAX_FEATURED)
    companies = some_companies(
        pks, lambda rows: rows.select_related("logo", "cover").prefetch_related("sectors")
    )
    coloured(companies, catalogue)
    return companies


def last_changed(catalogue: Catalogue) -> list[Profile]:
    """The companies and parks that changed last, newest first."""
    companies = some_companies(catalogue.orders["-updated"].pks[:MAX_CHANGED])
    parks = Park.objects.published().order_by("-changed_at", "pk")[:MAX_CHANGED]
    profiles: list[Profile] = [*companies, *parks]
    return sorted(profiles, key=lambda profile: profile.changed_at, reverse=True)[:MAX_CHANGED]


def partner_map(host: Park | None, catalogue: Catalogue) -> dict[str, Any]:
    """The parks with a tie on the map, some of them in words, and how many parks there are of each sort."""
    tied = catalogue.published - catalogue.having("tie", Tie.NONE.value)
    parks = parks_in_brief(catalogue.orders["tie"].slice(tied, 0, MAX_ON_MAP).tolist())
    shown = parks[:MAX_PARTNERS]
    rows_by_pk = Partnership.objects.by_park(shown)
    return {
        "map": world_of(host, parks, ties_of(catalogue, (park.pk for park in parks))),
        "partners": [park_card(park, host, rows_by_pk[park.pk]) for park in shown],
        "park_counts": [*counted_by_tie(catalogue, catalogue.published)],
    }
