"""The public pages for search engines, each in three languages."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap, views
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from companies.models import Company
from partners.models import Park
from profiles.models import Profile


class PageSitemap(Sitemap):
    i18n = alternates = x_default = True

    def items(self) -> list[str]:
        return ["home", "companies:list", "partners:list", "sources", "accessibility", "privacy"]

    def location(self, item: str) -> str:
        return reverse(item)


class ProfileSitemap(Sitemap):
    i18n = alternates = x_default = True
    limit = 9_000  # addresses in a file, each company in three languages

    def __init__(self, profiles: QuerySet) -> None:
        self.profiles = profiles

    def items(self) -> QuerySet:
        return self.profiles.all().order_by("pk")

    def lastmod(self, item: Profile) -> datetime:
        return item.changed_at


SITEMAPS: dict[str, type[Sitemap] | Sitemap] = {
    "pages": PageSitemap(),
    "companies": ProfileSitemap(Company.objects.published()),
    "parks": ProfileSitemap(Park.objects.published().partners()),
}


def _is_long() -> bool:
    return any(part.paginator.num_pages > 1 for part in SITEMAPS.values() if isinstance(part, Sitemap))


@require_safe
@login_not_required
def sitemap(request: HttpRequest, section: str | None = None) -> HttpResponse:
    """All addresses in one file, or, where they do not fit, an index of files."""
    if section is None and _is_long():
        return views.index(request, SITEMAPS, sitemap_url_name="sitemap-section")
    return views.sitemap(request, SITEMAPS, section)
