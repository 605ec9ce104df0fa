"""Addresses of the site. English has no prefix; /zh-hans/ and /fr/ prefix the same paths."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from submissions.views import submit
from zgc_site.sitemaps import sitemap, sitemap_section
from zgc_site.views import health, home, media, pages, park, preview, robots, sources

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

machines: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, name="sitemap-section"),
    path("media/<slug:kind>/<slug:slug>/<int:number>/<path:name>", media.past_media, name="past-media"),
    path("preview-media/<str:token>/<path:name>", preview.preview_media, name="preview-media"),
    path("media/<path:name>", media.media, name="media"),
]

partner_parks: tuple[list[URLPattern | URLResolver], str] = (
    [
        path("", include("partners.urls")),
        path("<slug:slug>/", park.park_detail, name="detail"),
        path("<slug:slug>/edit/", submit.propose_change, {"kind": "park"}, name="edit"),
        *park.past,
    ],
    "partners",
)

pages_for_people: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    *home.past,
    path("companies/<slug:slug>/edit/", submit.propose_change, {"kind": "company"}, name="company-edit"),
    path("companies/", include("companies.urls")),
    path("partners/", include(partner_parks)),
    path("", include("submissions.urls")),
    path("sources/", sources.source_list, name="sources"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("preview/<str:token>/", preview.preview, name="preview"),
    path("moderation/", include("submissions.moderation.urls")),
    path("accounts/", include("accounts.urls")),
    # Django's shortcut to "view on site" tells any staff the address of any draft. Nothing here uses it.
    path("admin/r/<path:rest>", pages.not_found),
    path("admin/", admin.site.urls),
]

# Pages are what is asked for most, so they come first.
urlpatterns = i18n_patterns(*pages_for_people, prefix_default_language=False) + machines

handler404 = "zgc_site.views.errors.page_not_found"
