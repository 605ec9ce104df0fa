"""The public pages for search engines, each in three languages."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

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
    limit = 1_000

    def __init__(self, profiles: QuerySet) -> None:
        self.profiles = profiles

    def items(self) -> QuerySet:
        return self.profiles.all().order_by("pk")

    def lastmod(self, item: Profile) -> datetime:
        return item.changed_at


SITEMAPS = {
    "pages": PageSitemap(),
    "companies": ProfileSitemap(Company.objects.published()),
    "parks": ProfileSitemap(Park.objects.published().partners()),
}
