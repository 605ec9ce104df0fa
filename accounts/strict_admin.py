"""What the admin takes from addresses and forms: what it offered, and nothing that the database fails on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.admin.widgets import AutocompleteMixin, AutocompleteSelect
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

MAX_TERM = 200
MAX_KEY = 10**18  # less than the largest number of any database


def is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:20]) < MAX_KEY


class KeysOnly(AutocompleteMixin):
    """For autocomplete fields: the form reports a value that is no key; Django also looks it up, and fails."""

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list:
        keys = [key for key in value if is_key(str(key))]
        return super().optgroups(name, keys, attr)


class KeySelect(KeysOnly, AutocompleteSelect):
    pass


class KeysField(ModelMultipleChoiceField):
    """SQLite fails on a number that is too large for it."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not is_key(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_pk_value"], code="invalid_pk_value", params={"pk": key}
                )
        return super().clean(value)


class StrictAdmin(admin.ModelAdmin):
    """Django answers any query on any column (`?key__regex=(`), and the database fails on some of them."""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Django silently redirects a query that it does not understand to the whole list."""
        if ERROR_FLAG in request.GET:
            text = _("Something in the address was not understood. This is the whole list.")
            self.message_user(request, text, messages.WARNING)
        return super().changelist_view(request, extra_context)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        if lookup not in self._offered_lookups(request) or "\0" in value:
            return False
        return super().lookup_allowed(lookup, value, request)

    def _offered_lookups(self, request: HttpRequest) -> set[str]:
        names: set[str] = set()
        for entry in self.get_list_filter(request):
            if isinstance(entry, type):
                if issubclass(entry, admin.SimpleListFilter) and entry.parameter_name:
                    names.add(entry.parameter_name)
            else:
                field = entry[0] if isinstance(entry, list | tuple) else entry
                names |= {f"{field}__{lookup}" for lookup in ("exact", "id__exact", "isnull")}
        return names

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, Any]:
        """Texts that no database can search for find nothing; also in autocomplete fields."""
        if len(search_term) > MAX_TERM or "\0" in search_term:
            return queryset.none(), False
        return super().get_search_results(request, queryset, search_term)

    def response_action(
        self, request: HttpRequest, queryset: models.QuerySet, *args: Any, **kwargs: Any
    ) -> HttpResponse | None:
        if not all(is_key(key) for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("A selected row is named by its number.")
        return super().response_action(request, queryset, *args, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", KeySelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("form_class", KeysField)
        return super().formfield_for_manytomany(db_field, request, **kwargs)
