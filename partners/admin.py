from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from partners import models
from profiles.admin import FactInline, ProfileAdmin


class NameInline(FactInline):
    model = models.ParkName


class FigureInline(FactInline):
    model = models.ParkFigure
    autocomplete_fields = ("metric", "source")


class PartnershipInline(FactInline):
    model = models.Partnership


class MilestoneInline(FactInline):
    model = models.ParkMilestone


class StatementInline(FactInline):
    model = models.Statement


class CitationInline(FactInline):
    model = models.ParkCitation


@admin.register(models.Park)
class ParkAdmin(ProfileAdmin):
    list_display = (
        "thumbnail",
        "both_names",
        "kind",
        "country",
        "state_label",
        "changed_at",
        "changed_by",
        "site_link",
    )
    list_display_links = ("thumbnail", "both_names")
    list_filter = ("state", "kind", "is_host", "country")
    list_select_related = ("logo", "changed_by")
    autocomplete_fields = ("focus_sectors",)
    inlines = (
        NameInline,
        PartnershipInline,
        FigureInline,
        MilestoneInline,
        StatementInline,
        CitationInline,
    )
    fieldsets = (
        (None, {"fields": ("seen_version", "save_anyway", "state_label", "slug", "is_host")}),
        (_("English"), {"classes": ("tab",), "fields": ("name_en", "summary_en", "description_en")}),
        (_("Chinese"), {"classes": ("tab",), "fields": ("name_zh", "summary_zh", "description_zh")}),
        (_("French"), {"classes": ("tab",), "fields": ("name_fr", "summary_fr", "description_fr")}),
        (
            _("The park"),
            {
                "fields": (
                    "kind",
                    "country",
                    "city",
                    "time_zone",
                    ("latitude", "longitude", "coordinate_precision"),
                    "founded",
                    "focus_sectors",
                    "website",
                )
            },
        ),
        (_("Pictures"), {"fields": (("new_logo", "remove_logo"), ("new_cover", "remove_cover"))}),
        (
            _("For editors"),
            {"fields": ("verified_on", "editors_note", ("version", "changed_at", "changed_by"))},
        ),
    )
