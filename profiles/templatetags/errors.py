"""The list of what is wrong, on top of a page with forms."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BaseForm, BoundField

register = template.Library()
Errors = list[tuple[str, str, str]]


@register.inclusion_tag("includes/errors.html")
def error_summary(*forms: Any) -> dict[str, Errors]:
    """Of forms that may be missing, each error with a link to its field."""
    return {"errors": [error for form in forms if isinstance(form, BaseForm) for error in _errors(form)]}


def _errors(form: BaseForm) -> Errors:
    """(anchor, label, text). What concerns no single field leads to the first one, or where the form says."""
    visible = form.visible_fields()
    first = getattr(form, "errors_lead_to", _anchor(visible[0]) if visible else "")
    return [
        *((first, "", str(text)) for text in form.non_field_errors()),
        *((_anchor(field), str(field.label), str(text)) for field in visible for text in field.errors),
        *(("", "", str(text)) for field in form.hidden_fields() for text in field.errors),
    ]


def _anchor(field: BoundField) -> str:
    return field.id_for_label or field.auto_id
