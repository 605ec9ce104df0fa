from __future__ import annotations

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's control in our looks. The label says what a placeholder would repeat."""
    look = {} if field.widget_type == "checkbox" else {"class": "input"}
    return field.as_widget(attrs={**look, "placeholder": False})
