"""Sources and metrics in the admin: what facts rest on, and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from kit.languages import columns
from profiles.admin.lists import admin_link
from profiles.admin.records import MAX_USES, RecordAdmin
from profiles.models import Metric, ShortNamed, Source
from profiles.reports import fact_models


class InUseAdmin(RecordAdmin):
    """Records that facts refer to. Shows the profiles whose facts those are, so that an editor finds them."""

    fact_field = ""  # of the facts, the field that refers to the record

    def get_readonly_fields(self, request: HttpRequest, obj: ShortNamed | None = None) -> tuple[str, ...]:
        fields = super().get_readonly_fields(request, obj)
        return (*fields, "used_by") if obj else fields

    @admin.display(description=gettext_lazy("used by"))
    def used_by(self, record: ShortNamed) -> SafeString:
        links = list(self.uses([record]))[:MAX_USES]
        return render_to_string("admin/used_by.html", {"links": links})

    def uses(self, records: Iterable[ShortNamed]) -> Iterator[SafeString]:
        """Each fact with its profile, which the fact alone does not tell."""
        for model, owner in fact_models():
            if any(field.name == self.fact_field for field in model._meta.fields):
                rows = model._default_manager.filter(**{f"{self.fact_field}__in": records})
                for row in rows.select_related(owner)[: MAX_USES + 1]:
                    kind = capfirst(model._meta.verbose_name)
                    yield format_html("{} – {}: {}", admin_link(getattr(row, owner)), kind, row)


@admin.register(Source)
class SourceAdmin(InUseAdmin):
    fact_field = "source"
    list_display = ("title", "publisher", "published_on", "accessed_on", "evidence", "page")
    list_filter = ("evidence",)
    search_fields = ("title", "publisher", "url", "key")
    prepopulated_fields = {"key": ("title",)}

    @admin.display(description=gettext_lazy("web address"))
    def page(self, source: Source) -> SafeString | str:
        label = gettext_lazy("Open")
        return format_html('<a href="{}" rel="noreferrer">{}</a>', source.url, label) if source.url else "–"


@admin.register(Metric)
class MetricAdmin(InUseAdmin):
    fact_field = "metric"
    list_display = ("name", "code", "kind", "default_unit", "scope", "shelf_life_months")
    list_filter = ("kind", "scope")
    search_fields = ("code", *columns("name"))
