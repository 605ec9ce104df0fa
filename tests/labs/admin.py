from django.contrib import admin

from profiles.admin import ProfileAdmin, inlines
from tests.labs import models
from tests.labs.columns import LABS


class FigureInline(inlines.FigureInline):
    model = models.LabFigure


class NameInline(inlines.NameInline):
    model = models.LabName


class CitationInline(inlines.CitationInline):
    model = models.LabCitation


@admin.register(models.Lab)
class LabAdmin(ProfileAdmin):
    import_kind = LABS
    list_display = ("both_names", "state_label", "complete")
    list_display_links = ("both_names",)
    inlines = (NameInline, FigureInline, CitationInline)
    fieldsets = (
        (None, {"fields": ("slug", "name_en", "name_zh", "name_fr", "discipline", "founded", "website")}),
        ("This change", {"fields": ("why",)}),
    )
