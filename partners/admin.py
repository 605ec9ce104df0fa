from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import signed_in
from kit.languages import columns
from partners import models
from partners.columns import PARKS
from partners.facts.ties import ParkTie
from profiles.admin import ProfileAdmin, inlines, language_tabs
from profiles.admin.inlines import SOURCE, FactInline
from profiles.admin.lists import CountryFilter, FactFilter
from profiles.models import Profile


class NameInline(inlines.NameInline):
    model = models.ParkName


class LinkInline(inlines.LinkInline):
    model = models.ParkLink


class FigureInline(inlines.FigureInline):
    model = models.ParkFigure


class PartnershipInline(FactInline):
    model = models.Partnership
    fields = (("kind", "status"), ("since", "until"), "offers", "contact", *columns("text"), SOURCE)


class MilestoneInline(inlines.MilestoneInline):
    model = models.ParkMilestone


class StatementInline(FactInline):
    model = models.Statement
    fields = ("order", *columns("text"), SOURCE)


class CitationInline(inlines.CitationInline):
    model = models.ParkCitation


class TieFilter(admin.SimpleListFilter):
    title = _("tie with the park")
    parameter_name = "tie"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return ParkTie.choices

    def queryset(self, request: HttpRequest, parks: QuerySet) -> QuerySet:
        value = self.value() or ""
        if value in ParkTie:
            return cast(models.ParkQuerySet, parks).with_tie(ParkTie(value))
        return parks.none() if value else parks


@admin.register(models.Park)
class ParkAdmin(ProfileAdmin):
    import_kind = PARKS
    actions = (*ProfileAdmin.actions, "make_host")
    readonly_fields = (*ProfileAdmin.readonly_fields, "is_host")
    list_display = (
        "thumbnail",
        "both_names",
        "kind",
        "country",
        "state_label",
        "site_link",
        "complete",
        "changed",
    )
    list_filter = ("state", FactFilter, TieFilter, "kind", CountryFilter)
    list_select_related = ("logo", "changed_by")
    autocomplete_fields = ("focus_sectors",)
    inlines = (
        NameInline,
        LinkInline,
        PartnershipInline,
        FigureInline,
        MilestoneInline,
        StatementInline,
        CitationInline,
    )
    fieldsets = (
        (None, {"fields": ("state_label", "slug", "is_host")}),
        *language_tabs("name", "summary", "description"),
        (
            _("The park"),
            {
                "fields": (
                    "kind",
                    "country",
                    "home_currency",
                    "city",
                    "time_zone",
                    ("latitude", "longitude", "coordinate_precision"),
                    "founded",
                    "focus_sectors",
                    "website",
                )
            },
        ),
        (
            _("Pictures"),
            {
                "fields": (
                    "logo_now",
                    ("new_logo", "remove_logo", "kept_logo"),
                    "cover_now",
                    ("new_cover", "remove_cover", "kept_cover"),
                )
            },
        ),
        (
            _("For editors"),
            {"fields": ("verified_on", "editors_note", ("version", "changed_at", "changed_by"))},
        ),
        (_("This change"), {"fields": ("why",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Profile | None = None) -> Any:
        """Only the host park has a home currency."""
        parts = super().get_fieldsets(request, obj)
        if isinstance(obj, models.Park) and obj.is_host:
            return parts
        return [
            (name, {**part, "fields": [field for field in part["fields"] if field != "home_currency"]})
            for name, part in parts
        ]

    def has_make_host_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "make_host")

    @admin.action(description=_("Make the selected park the host park"), permissions=["make_host"])
    def make_host(self, request: HttpRequest, parks: QuerySet) -> None:
        """The whole site becomes another park's, so it takes exactly one."""
        chosen = list(parks[:2])
        if len(chosen) != 1:
            self.message_user(request, gettext("Choose one park. There is one host park."), messages.ERROR)
            return
        park = chosen[0]
        try:
            park.make_host(by=signed_in(request))
        except models.CannotBeHost as reason:
            self.message_user(request, str(reason), messages.ERROR)
            return
        self.log_change(request, park, [{"changed": {"fields": ["is_host"]}}])
        text = gettext("%(name)s is the host park now: its portrait is the home page.")
        self.message_user(request, text % {"name": park}, messages.SUCCESS)
