from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from companies import models
from profiles.admin import FactInline, ProfileAdmin


class NameInline(FactInline):
    model = models.CompanyName


class IdentifierInline(FactInline):
    model = models.Identifier


class StakeholderInline(FactInline):
    model = models.Stakeholder


class FigureInline(FactInline):
    model = models.CompanyFigure
    autocomplete_fields = ("metric", "source")


class MilestoneInline(FactInline):
    model = models.CompanyMilestone


class PresenceInline(FactInline):
    model = models.Presence


class CertificateInline(FactInline):
    model = models.Certificate


class CitationInline(FactInline):
    model = models.CompanyCitation


@admin.register(models.Company)
class CompanyAdmin(ProfileAdmin):
    list_display = ("thumbnail", "both_names", "zone", "state_label", "changed_at", "changed_by", "site_link")
    list_display_links = ("thumbnail", "both_names")
    list_filter = ("state", "sectors", "zone", "ownership", "featured")
    list_select_related = ("zone", "logo", "changed_by")
    autocomplete_fields = ("sectors", "zone")
    inlines = (
        NameInline,
        IdentifierInline,
        StakeholderInline,
        FigureInline,
        MilestoneInline,
        PresenceInline,
        CertificateInline,
        CitationInline,
    )
    fieldsets = (
        (None, {"fields": ("seen_version", "save_anyway", "state_label", "slug")}),
        (_("English"), {"classes": ("tab",), "fields": ("name_en", "summary_en", "description_en")}),
        (_("Chinese"), {"classes": ("tab",), "fields": ("name_zh", "summary_zh", "description_zh")}),
        (_("French"), {"classes": ("tab",), "fields": ("name_fr", "summary_fr", "description_fr")}),
        (
            _("The company"),
            {
                "fields": (
                    "legal_name",
                    "sectors",
                    "zone",
                    "founded",
                    "ownership",
                    "returnee_founded",
                    "website",
                    "address",
                    "postcode",
                    ("latitude", "longitude", "coordinate_precision"),
                )
            },
        ),
        (_("Pictures"), {"fields": (("new_logo", "remove_logo"), ("new_cover", "remove_cover"))}),
        (
            _("For editors"),
            {"fields": ("featured", "verified_on", "editors_note", ("version", "changed_at", "changed_by"))},
        ),
    )


@admin.register(models.Sector)
class SectorAdmin(admin.ModelAdmin):
    list_display = ("name", "parent", "isic", "order")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", "name_en", "name_zh", "name_fr")
    autocomplete_fields = ("parent",)


@admin.register(models.Zone)
class ZoneAdmin(admin.ModelAdmin):
    list_display = ("name", "slug", "order")
    search_fields = ("slug", "name_en", "name_zh", "name_fr")
