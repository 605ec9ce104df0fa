"""The look of form fields on public pages."""

from __future__ import annotations

from typing import Any

from django import forms

from kit.languages import TAGS
from profiles.admin.help_texts import PROFILE_HELP_TEXTS, ROW_HELP_TEXTS

CLASSES = (
    (forms.RadioSelect, ""),  # boxes to tick are of this class as well
    (forms.CheckboxInput, ""),
    (forms.FileInput, "input"),
    (forms.Textarea, "area"),
    (forms.Select, "select"),
    (forms.Widget, "input"),
)

SENTENCE = 300
# The help texts of these are for editors only.
NOT_HELPED = ("kind", "status", "rank", "metric")


def dress(form: forms.BaseForm, *, help_texts: bool = True) -> None:
    """Classes, the language of each text, and help where the model has none."""
    texts = {**PROFILE_HELP_TEXTS, **ROW_HELP_TEXTS} if help_texts else {}
    for name, field in form.fields.items():
        _dress(name, field)
        if not field.help_text and name not in NOT_HELPED:
            field.help_text = texts.get(name, "")


def _dress(name: str, field: Any) -> None:
    css = next(css for widget, css in CLASSES if isinstance(field.widget, widget))
    if css:
        field.widget.attrs["class"] = css
    suffix = name.rpartition("_")[2]
    if suffix in TAGS and isinstance(field.widget, forms.TextInput | forms.Textarea):
        field.widget.attrs["lang"] = TAGS[suffix]
    is_sentence = isinstance(field.widget, forms.TextInput) and (field.max_length or 0) > SENTENCE
    if is_sentence and "name" not in name.split("_"):
        field.widget = forms.Textarea(attrs={**field.widget.attrs, "class": "area", "rows": 3})
