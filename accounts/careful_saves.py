"""Saves of accounts in the admin that meet a newer one: refused, showing both values and keeping what was typed.

The form brings back, signed, what its fields held when it was opened. Passwords are no fields of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CHANGED = gettext_lazy(
    "Somebody else saved this meanwhile, and yours is not saved yet. Compare, and save again."
)
BOTH = gettext_lazy("Saved meanwhile: “%(theirs)s”. Yours: “%(yours)s”. Save again to keep yours.")
THEIRS = gettext_lazy("Changed meanwhile from “%(before)s” to “%(theirs)s”, which is in the form now.")
UNSEEN = gettext_lazy("Saved meanwhile: “%(theirs)s”.")


class CarefulForm(forms.ModelForm):
    """Knows what its record holds now, and what it held when the form was opened."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = self._values_now()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance._state.adding:
            self._compare(self._seen())
        return cleaned

    @property
    def seen(self) -> str:
        return signing.dumps(self.now, salt=self._salt, compress=True)

    @property
    def _salt(self) -> str:
        return f"{self.instance._meta.label} {self.instance.pk} as it was opened"

    def _seen(self) -> dict[str, Any]:
        try:
            return signing.loads(self.data.get("seen", ""), salt=self._salt)
        except signing.BadSignature:
            return {}

    def _values_now(self) -> dict[str, Any]:
        """The record as the form shows it, in plain values; what it only shows is left out."""
        names = [name for name, field in self.fields.items() if not field.disabled and name != "password"]
        return {name: plain(value) for name, value in model_to_dict(self.instance, names).items()}

    def _compare(self, seen: dict[str, Any]) -> None:
        """What was typed stays. A field that was left alone takes what was saved meanwhile."""
        for name, theirs in self.now.items():
            yours = plain(self.cleaned_data[name]) if name in self.cleaned_data else None
            is_left = name in seen and yours == seen[name]
            if seen.get(name) == theirs or yours == theirs:
                continue
            words = {
                "before": self._words(name, seen.get(name)),
                "theirs": self._words(name, theirs),
                "yours": self._words(name, yours),
            }
            if is_left:
                self._put_into_form(name, theirs)
            text = THEIRS if is_left else BOTH if name in self.cleaned_data else UNSEEN
            self.add_error(name, ValidationError(text % words, code="newer"))
        if self.has_error_code("newer"):
            self.add_error(None, ValidationError(CHANGED, code="newer"))

    def has_error_code(self, code: str) -> bool:
        return any(error.code == code for errors in self.errors.as_data().values() for error in errors)

    def _put_into_form(self, name: str, value: Any) -> None:
        data, place = cast(QueryDict, self.data).copy(), self.add_prefix(name)
        if isinstance(value, bool):
            data.setlist(place, ["on"] if value else [])
        elif isinstance(value, list):
            data.setlist(place, [str(item) for item in value])
        else:
            data[place] = "" if value is None else str(value)
        self.data = data

    def _words(self, name: str, value: Any) -> str:
        """A value as people read it; a dash where there is none."""
        field = self.fields[name]
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
            keys = value if isinstance(value, list) else [value]
            records = field.queryset.filter(pk__in=[key for key in keys if key is not None])
            value = ", ".join(field.label_from_instance(record) for record in records)
        elif isinstance(field, forms.ChoiceField):
            value = dict(cast("Iterable[tuple[Any, Any]]", field.choices)).get(value, value)
        return "–" if value in (None, "") else str(value)


def plain(value: Any) -> Any:
    """A value as JSON has it: records by their numbers, several of them in order."""
    if isinstance(value, list | tuple | QuerySet):
        return sorted(record.pk for record in value)
    return getattr(value, "pk", value)


class CarefulAdmin(admin.ModelAdmin):
    """Holds a record from reading it to the commit, so that nobody saves between comparing and saving."""

    form = CarefulForm
    change_form_template = "admin/record_change_form.html"

    # Of the copy that answers one request; see docs/decisions.md.
    is_saving = False

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        form = copy(self)
        form.is_saving = request.method == "POST" and object_id is not None
        return super(CarefulAdmin, form).changeform_view(request, object_id, form_url, extra_context)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        # Without the key, which stays: others may go on referring to the record.
        return rows.select_for_update(no_key=True) if self.is_saving else rows

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if context.get("original") is not None:
            context["seen"] = context["adminform"].form.seen
        return super().render_change_form(request, context, *args, **kwargs)
