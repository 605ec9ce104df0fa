"""Form fields that several apps use."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

MAX_QUERY = 200


class PlainTextField(forms.CharField):
    """A line of text typed into a search field; control characters and lone surrogates are refused."""

    default_error_messages = {"characters": _("This holds characters that cannot be searched for.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_QUERY)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", text):
            raise ValidationError(self.error_messages["characters"], code="characters")
        return text


class YearField(forms.CharField):
    """A year of four digits, kept as text: "1984"."""

    default_error_messages = {"year": _("Write a year of four digits, for example 1984.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        if text and not re.fullmatch(r"[12][0-9]{3}", text):
            raise ValidationError(self.error_messages["year"], code="year")
        return text
