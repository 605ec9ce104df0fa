from django.contrib import admin

from profiles.admin import ProfileAdmin
from profiles.admin import inlines as admin_rows
from tests.labs import models
from tests.labs.columns import LABS


class FigureInline(admin_rows.FigureInline):
    model = models.LabFigure


class NameInline(admin_rows.NameInline):
    model = models.LabName


class CitationInline(admin_rows.CitationInline):
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
