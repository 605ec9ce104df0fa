"""Addresses of the site. English has no prefix; /zh-hans/ and /fr/ prefix the same paths."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from accounts import admin_doors
from profiles.models.registry import ProfileKind, profile_kinds
from submissions.views import one_fact, submit
from zgc_site.sitemaps import sitemap, sitemap_section
from zgc_site.views import (
    cards,
    figures,
    health,
    home,
    media,
    on_map,
    pages,
    park,
    preview,
    search,
    sources,
)

admin_doors.close(admin.site)

machines: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    *(path(name, cards.icon, {"name": name}, name=name) for name in cards.ICONS),
    path(".well-known/security.txt", pages.security, name="security"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
    path("media/<slug:kind>/<slug:slug>/<int:number>/<path:name>", media.past_media, name="past-media"),
    path("preview-media/<str:token>/<path:name>", preview.preview_media, name="preview-media"),
    path("media/<path:name>", media.media, name="media"),
]


def profile_pages(kind: ProfileKind) -> URLResolver:
    """The pages of a kind of profile as its app has them, and the forms for changes below each profile."""
    only = {"kind": kind.name}
    forms = [
        path("<slug:slug>/edit/", submit.propose_change, only, name="edit"),
        path("<slug:slug>/edit/<slug:fact>/", one_fact.propose_fact, only, name="edit-fact"),
        path("<slug:slug>/edit/<slug:fact>/<slug:row>/", one_fact.propose_fact, only, name="edit-row"),
    ]
    patterns = import_module(kind.pages.urls).urlpatterns
    return path(kind.pages.prefix, include(([*patterns, *forms], kind.pages.name)))


pages_for_people: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("park/", park.park, name="park"),
    *park.past,
    *map(profile_pages, profile_kinds()),
    path("", include("submissions.urls")),
    path("stories/", include("stories.urls")),
    path("search/", search.search, name="search"),
    path("search/suggest/", search.suggest, name="search-suggest"),
    path("map/", on_map.companies_on_map, name="map"),
    path("figures/", figures.figures, name="figures"),
    path("figures/export.csv", figures.figures_export, name="figures-export"),
    path("figures/chart.png", figures.figures_chart, name="figures-chart"),
    path("sources/", sources.source_list, name="sources"),
    path("cards/<slug:kind>/<slug:slug>/<slug:key>.png", cards.card, name="card"),
    path("manifest.webmanifest", cards.manifest, name="manifest"),
    path("", include("pages.urls")),
    path("preview/<str:token>/", preview.preview, name="preview"),
    path("moderation/", include("submissions.moderation.urls")),
    path("accounts/", include("accounts.urls")),
    # Django's shortcut to "view on site" tells any staff the address of any draft. Nothing here uses it.
    path("admin/r/<path:rest>", pages.not_found),
    path("admin/", admin.site.urls),
]

# Pages get most requests, so they come first.
urlpatterns = i18n_patterns(*pages_for_people, prefix_default_language=False) + machines

handler404 = "zgc_site.views.pages.page_not_found"
