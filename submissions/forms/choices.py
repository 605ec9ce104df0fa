"""Terms in a form go by their short names, as they do in documents: a number says nothing, and may be too large."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

from django import forms

from profiles.documents.shape import short_name, short_name_field

SHORT_NAME = re.compile(r"[-\w]{1,120}")
NONE_OF_OURS = "-"


class TermSelect(forms.Select):
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return _sound(super().value_from_datadict(data, files, name))


class Picks(forms.CheckboxSelectMultiple):
    """Boxes to tick, after an empty value that says that they were shown."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        values = super().value_from_datadict(data, files, name)
        return [_sound(value) for value in values if value] if isinstance(values, list) else values


def go_by_short_names(form: Any) -> None:
    """Let the fields of a model form that choose terms do so by short name."""
    for name, field in form.fields.items():
        if not isinstance(field, forms.ModelChoiceField) or field.queryset is None:
            continue
        choices = cast(Iterable[tuple[Any, Any]], field.choices)
        field.to_field_name = short_name_field(field.queryset.model)
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.widget = Picks(choices=choices)
            # A profile that was built from a document, perhaps of one that does not exist yet.
            members = getattr(form.instance, "_prefetched_objects_cache", {}).get(name, ())
            form.initial[name] = [short_name(member) for member in members]
        else:
            field.widget = TermSelect(choices=choices)
            term = getattr(form.instance, name, None)
            form.initial[name] = short_name(term) if term else ""


def _sound(value: Any) -> Any:
    """What no short name can be is none of ours: databases refuse to look some of it up."""
    return value if not value or SHORT_NAME.fullmatch(str(value)) else NONE_OF_OURS
