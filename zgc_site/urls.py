"""Addresses of the site. English has no prefix; /zh-hans/ and /fr/ prefix the same paths."""

from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path

from zgc_site.sitemaps import SITEMAPS
from zgc_site.views import health, home, media, pages, park, robots, sources

admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

machines: list[URLPattern | URLResolver] = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", login_not_required(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("media/<path:name>", media.media, name="media"),
]

partner_parks: tuple[list[URLPattern | URLResolver], str] = (
    [
        path("", include("partners.urls")),
        path("<slug:slug>/", park.park_detail, name="detail"),
    ],
    "partners",
)

pages_for_people: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("companies/", include("companies.urls")),
    path("partners/", include(partner_parks)),
    path("sources/", sources.source_list, name="sources"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

urlpatterns = machines + i18n_patterns(*pages_for_people, prefix_default_language=False)
