"""The host park told as a story; all that is recorded of it is on a page of its own (zgc_site/views/park.py)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.catalogue import current, some_companies
from companies.colours import coloured
from companies.facets import TODAY
from companies.latest_events import latest_events
from companies.models import Company, Sector
from companies.on_map import CompaniesOnMap
from companies.returnees import returnees
from partners.facts.ties import ParkTie
from partners.models import Park, Partnership
from partners.places import park_card, world_of
from partners.some import MAX_ON_MAP, counted_by_tie, parks_in_brief, ties_of
from partners.structured import park_node
from profiles.catalogue import Catalogue
from profiles.catalogue import current as current_of
from profiles.content.caching import stamp_of
from profiles.content.changes import ContentStamp
from profiles.content.visitors import same_for_visitors
from profiles.documents.reading import rows_of
from profiles.pages.source_list import SourceList
from profiles.pages.structured import website
from profiles.pages.ways_on import ways_on
from profiles.past.latest import latest_changes
from stories.related import latest_stories
from zgc_site.parts.differing import differing
from zgc_site.parts.dot_field import dot_field
from zgc_site.parts.key_figures import area_of, by_chapter, figures_of, key_figures, longest_charts
from zgc_site.parts.statements import by_source
from zgc_site.views.park import summary_sources

MAX_FEATURED = 4
MAX_CHARTS = 3
MAX_RETURNED = 6
MAX_COUNTRIES = 8
MAX_PARTNERS = 4
MAX_DIFFERING = 4
MAX_STORIES = 3
MAX_EVENTS = 5
MAX_CHANGED = 5


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


def whole_page(host: Park | None, stamp: ContentStamp | None = None) -> dict[str, Any]:
    """What is said of companies comes from the catalogue, so that it takes the same whatever their number."""
    catalogue = current(stamp)
    on_map = CompaniesOnMap(catalogue)
    return {
        "sources": SourceList(),
        "sectors": broad_sectors(catalogue),
        "featured": featured_companies(catalogue),
        "returnees": returnees(catalogue, MAX_RETURNED),
        "countries": [country for country in on_map.countries if country.present][:MAX_COUNTRIES],
        "stories": latest_stories(MAX_STORIES),
        "events": latest_events(MAX_EVENTS),
        "changed": latest_changes(MAX_CHANGED),
        **partner_map(host, current_of("park", stamp)),
        **(portrait(host) if host else {}),
    }


def portrait(host: Park) -> dict[str, Any]:
    """The park by its figures, and where sources do not agree on it."""
    figures = figures_of(host)
    return {
        "key_figures": by_chapter(key_figures(figures)),
        "charts": longest_charts(figures)[:MAX_CHARTS],
        "dots": dot_field(figures),
        "differing": differing(rows_of(host, "figures"), MAX_DIFFERING),
        "statements": by_source(rows_of(host, "statements")),
        "host": host,
        "structured": [website(host), park_node(host)],
        "site_name": host.name,
        "links": ways_on(rows_of(host, "links")),
        "summary_sources": summary_sources(host),
        "area": area_of(figures),
    }


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
        pks, lambda rows: rows.select_related("logo", "cover").prefetch_related("sectors", "products")
    )
    coloured(companies, catalogue)
    return companies


def partner_map(host: Park | None, catalogue: Catalogue) -> dict[str, Any]:
    """The parks with a tie on the map, some of them in words, and how many parks there are of each sort."""
    tied = catalogue.published - catalogue.having("tie", ParkTie.NONE.value)
    parks = parks_in_brief(catalogue.orders["tie"].slice(tied, 0, MAX_ON_MAP).tolist())
    shown = parks[:MAX_PARTNERS]
    rows_by_pk = Partnership.objects.by_park(shown)
    return {
        "map": world_of(host, parks, ties_of(catalogue, (park.pk for park in parks))),
        "partners": [park_card(park, host, rows_by_pk[park.pk]) for park in shown],
        "park_counts": [*counted_by_tie(catalogue, catalogue.published)],
    }
