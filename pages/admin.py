"""Pages of text in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kit.languages import columns
from pages import placeholders
from pages.models import Page
from profiles.admin.records import RecordAdmin


@admin.register(Page)
class PageAdmin(RecordAdmin):
    """Which pages there are, the product says: none is added, and none goes."""

    list_display = ("__str__", "title", "address")
    fields = ("key", *columns("title"), *columns("body"), "help")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (*super().get_readonly_fields(request, obj), "help")

    @admin.display(description=_("title"))
    def title(self, page: Page) -> str:
        return str(page.title)

    @admin.display(description=_("web address"))
    def address(self, page: Page) -> SafeString:
        address = reverse(page.key)
        return format_html('<a href="{}">{}</a>', address, address)

    @admin.display(description=_("how to write"))
    def help(self, page: Page) -> SafeString:
        text = _(
            "Markdown: an empty line begins a paragraph, “## ” a heading, “- ” an item of a list, **bold**, [text](https://…) a link. HTML stays text. Values that the site puts in:"
        )
        named = " ".join(f"{{{name}}}" for name in placeholders.names())
        return format_html("{} {}", text, named)
