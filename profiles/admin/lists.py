"""What the lists of profiles add to Django's: filters for work that waits, and how complete a profile is."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.core.paginator import Page, Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from kit.model_fields import field_of
from profiles.facts.fact import counted_columns
from profiles.models import Evidence, Profile
from profiles.models.registry import profile_kind_of
from profiles.models.source import at_level
from profiles.reports import fact_models, figure_models, stale_figures
from profiles.search import fold


class FactFilter(admin.SimpleListFilter):
    """Offers what an editor can do something about."""

    title = _("facts")
    parameter_name = "facts"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("unsourced", _("Has unsourced facts")),
            ("to_check", _("Has a source to check")),
            ("stale", _("Older than shelf life")),
        ]

    def queryset(self, request: HttpRequest, profiles: models.QuerySet) -> models.QuerySet:
        if self.value() == "unsourced":
            return profiles.filter(_has_row(profiles.model, at_level(Evidence.NONE)))
        if self.value() == "to_check":
            return profiles.filter(_has_row(profiles.model, at_level(Evidence.TO_CHECK)))
        if self.value() == "stale":
            return profiles.filter(_has_stale_figure(profiles.model))
        return profiles.none() if self.value() else profiles


def _has_row(profile: type[models.Model], condition: Q) -> Q:
    """Not a subquery for each profile: the matching rows are few, or found in one pass."""
    matches = Q(pk__in=[])
    for model, owner in fact_models():
        if model._meta.get_field(owner).related_model is profile:
            matches |= Q(pk__in=model._default_manager.filter(condition).order_by().values(owner))
    return matches


def _has_stale_figure(profile: type[models.Model]) -> Q:
    matches = Q(pk__in=[])
    for model, owner in figure_models():
        if model._meta.get_field(owner).related_model is profile:
            matches |= Q(pk__in=stale_figures(model, owner).order_by().values(owner))
    return matches


class CountryFilter(admin.SimpleListFilter):
    """The countries that profiles are in, by name in the editor's language; not all 250 of them."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        codes = model_admin.model.objects.order_by().values_list("country", flat=True).distinct()
        return sorted(((code, countries.name(code)) for code in codes), key=lambda item: fold(item[1]))

    def queryset(self, request: HttpRequest, profiles: models.QuerySet) -> models.QuerySet:
        return profiles.filter(country=self.value()) if self.value() else profiles


class KeysFirst(Paginator):
    """A page of a long list: first its primary keys, from an index alone, and then its rows with what they join."""

    def page(self, number: Any) -> Page:
        page = super().page(number)
        page_rows, all_rows = cast(models.QuerySet, page.object_list), cast(models.QuerySet, self.object_list)
        keys = list(page_rows.values_list("pk", flat=True))
        rows = all_rows.in_bulk(keys)
        page.object_list = [rows[key] for key in keys if key in rows]
        return page


def admin_link(profile: models.Model) -> SafeString:
    meta = profile._meta
    url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[profile.pk])
    return format_html('<a href="{}">{}</a>', url, profile)


def completeness(profile: Profile) -> int:
    """How many of the columns that count are filled, in percent. Unknown is empty; "no" is an answer."""
    fields = (field_of(profile, name) for name in counted_columns(profile_kind_of(profile).facts))
    values = [field.value_from_object(profile) for field in fields]
    filled = sum(value is not None and str(value) != "" for value in values)
    return round(100 * filled / len(values))
