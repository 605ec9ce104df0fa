from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from companies import models
from companies.columns import COMPANIES
from kit.languages import HAN, column, columns
from profiles.admin import ProfileAdmin, inlines, language_tabs
from profiles.admin.inlines import SOURCE, FactInline, InlineForm
from profiles.admin.lists import FactFilter, admin_link
from profiles.admin.records import MAX_USES, RecordAdmin


class NameInline(inlines.NameInline):
    model = models.CompanyName


class IdentifierInline(FactInline):
    model = models.Identifier
    fields = (("scheme", "value", "holder"), ("since", "until"), SOURCE)


class StakeholderInline(FactInline):
    model = models.Stakeholder
    fields = (("kind", "name", column("name", HAN)), ("role", "country"), SOURCE)


class TieForm(InlineForm):
    def clean_slug(self) -> str:
        """A slip would be a name without a link, which nobody notices. The profile may go later; the tie stays."""
        slug = str(self.cleaned_data["slug"])
        if slug and "slug" in self.changed_data:
            tables = (models.Company, models.FormerCompanySlug)
            if not any(table._default_manager.filter(slug=slug).exists() for table in tables):
                raise ValidationError(gettext("No company has this address."), code="unknown")
        return slug


class TieInline(FactInline):
    model = models.Tie
    form = TieForm
    fields = (("kind", "name", column("name", HAN)), ("slug", "since", "until"), SOURCE)


class ProductInline(FactInline):
    model = models.Product
    fields = (("kind", "name", column("name", HAN)), ("since", "until"), columns("note"), SOURCE)
    max_num = models.Product.MOST


class LinkInline(inlines.LinkInline):
    model = models.CompanyLink


class FigureInline(inlines.FigureInline):
    model = models.CompanyFigure


class MilestoneInline(inlines.MilestoneInline):
    model = models.CompanyMilestone


class PresenceInline(FactInline):
    model = models.Presence
    fields = (
        ("country", "city", "kind"),
        ("opened", "closed"),
        ("latitude", "longitude", "coordinate_precision"),
        columns("note"),
        SOURCE,
    )


class CertificateInline(FactInline):
    model = models.Certificate
    fields = (("kind", "number", "issued"), ("level", "batch"), SOURCE)


class CitationInline(inlines.CitationInline):
    model = models.CompanyCitation


@admin.register(models.Company)
class CompanyAdmin(ProfileAdmin):
    import_kind = COMPANIES
    list_display = (
        "thumbnail",
        "both_names",
        "zone",
        "state_label",
        "site_link",
        "complete",
        "changed",
    )
    list_filter = (
        "state",
        FactFilter,
        "sectors",
        "zone",
        "ownership",
        "standing",
        "featured",
    )
    list_select_related = ("zone", "logo", "changed_by")
    autocomplete_fields = ("sectors", "zone")
    inlines = (
        NameInline,
        LinkInline,
        IdentifierInline,
        StakeholderInline,
        TieInline,
        ProductInline,
        FigureInline,
        MilestoneInline,
        PresenceInline,
        CertificateInline,
        CitationInline,
    )
    fieldsets = (
        (None, {"fields": ("state_label", "slug")}),
        *language_tabs("name", "summary", "description"),
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
        (
            _("In the park"),
            {
                "fields": (
                    ("standing", "standing_on"),
                    ("in_park_since", "in_park_until", "in_park_seen"),
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
            {"fields": ("featured", "verified_on", "editors_note", ("version", "changed_at", "changed_by"))},
        ),
        (_("This change"), {"fields": ("why",)}),
    )


@admin.register(models.Sector)
class SectorAdmin(RecordAdmin):
    list_display = ("name", "parent", "isic", "order")
    list_select_related = ("parent",)
    list_filter = (("parent", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("slug", *columns("name"))
    autocomplete_fields = ("parent",)

    def uses(self, records: Iterable[Any]) -> Iterator[SafeString]:
        """Also the profiles in a sector: the database would take it away from them without a word."""
        for sector in records:
            for rows in (sector.children, sector.companies, sector.parks):
                yield from map(admin_link, rows.all()[: MAX_USES + 1])


@admin.register(models.Synonym)
class SynonymAdmin(RecordAdmin):
    list_display = ("words", "sector", "is_sector", "filter")
    list_select_related = ("sector",)
    list_filter = (("sector", admin.RelatedOnlyFieldListFilter), "is_sector")
    search_fields = ("slug", *columns("words"))
    autocomplete_fields = ("sector",)


@admin.register(models.Zone)
class ZoneAdmin(RecordAdmin):
    list_display = ("name", "slug", "order", "is_on_map")
    search_fields = ("slug", *columns("name"))
    fieldsets = (
        (None, {"fields": ("slug", *columns("name"), "order")}),
        (
            _("On the map"),
            {
                "fields": (("latitude", "longitude"),),
                "description": _(
                    "About the middle of the zone, in degrees. A zone without a place is in the list beside the map alone."
                ),
            },
        ),
    )

    @admin.display(description=_("on the map"), boolean=True)
    def is_on_map(self, zone: models.Zone) -> bool:
        return zone.has_coordinates

    def uses(self, records: Iterable[Any]) -> Iterator[SafeString]:
        for zone in records:
            yield from map(admin_link, zone.companies.all()[: MAX_USES + 1])
