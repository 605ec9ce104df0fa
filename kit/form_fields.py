"""Form fields that several apps use."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kit import text, written_dates
from kit.web_addresses import refuse_no_address, web_address

MAX_QUERY = 200
KEY_SEPARATOR = "|"


class CleanText(forms.Field):
    """Reads a text as it will be stored; see text.py."""

    clean_text: Callable[[str], str]

    def to_python(self, value: Any) -> Any:
        converted = super().to_python(value)
        return self.clean_text(converted) if isinstance(converted, str) else converted


class LineField(CleanText, forms.CharField):
    """A text of one line."""

    clean_text = staticmethod(text.one_line)
    default_validators = [text.refuse_lost]


class NameField(CleanText, forms.CharField):
    """What somebody or something is called: it has a letter or a digit."""

    clean_text = staticmethod(text.name)
    default_validators = [text.refuse_lost, text.refuse_nameless]


class ProseField(CleanText, forms.CharField):
    """A text of several lines."""

    widget = forms.Textarea
    clean_text = staticmethod(text.prose)
    default_validators = [text.refuse_lost]


class WebAddressField(forms.URLField):
    """The address of a page."""

    default_validators = [refuse_no_address]

    def to_python(self, value: Any) -> Any:
        """Past the field of Django's, which puts a scheme before anything."""
        return web_address(forms.CharField.to_python(self, value) or "")


class PartialDateField(forms.CharField):
    """A date known to the year, the month or the day, in any usual spelling."""

    def to_python(self, value: Any) -> Any:
        typed = super().to_python(value)
        try:
            return written_dates.partial_date(typed) if typed else typed
        except written_dates.DateUnread as error:
            raise ValidationError(str(error), code="partial_date") from None


class PlainTextField(forms.CharField):
    """A line of text to search for; control characters and lone surrogates are refused."""

    default_error_messages = {"characters": _("This holds characters that cannot be searched for.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", MAX_QUERY)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", typed):
            raise ValidationError(self.error_messages["characters"], code="characters")
        cleaned = text.one_line(typed)
        if typed and not cleaned:
            raise ValidationError(self.error_messages["characters"], code="characters")
        return cleaned


class YearField(forms.CharField):
    """A year of four digits, kept as text: "1984"."""

    default_error_messages = {"year": _("Write a year of four digits, for example 1984.")}

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value) or ""
        if typed and not re.fullmatch(r"[12][0-9]{3}", typed):
            raise ValidationError(self.error_messages["year"], code="year")
        return typed


def keys_in(value: Any) -> list[str]:
    """The keys that a form, a document or a file gives, as a list or as one text."""
    parts = value if isinstance(value, list | tuple) else str(value or "").split(KEY_SEPARATOR)
    return [key for part in parts if (key := str(part).strip())]


class KeyListField(forms.MultipleChoiceField):
    """Boxes to tick for a column of keys; see key_lists.py. An empty value says that they were shown."""

    widget = forms.CheckboxSelectMultiple

    def prepare_value(self, value: Any) -> list[str]:
        return keys_in(value)

    def to_python(self, value: Any) -> list[str]:
        return keys_in(value)

    def clean(self, value: Any) -> Any:
        """One text, in the order of the choices."""
        chosen, choices = super().clean(value), cast("Iterable[tuple[str, Any]]", self.choices)
        return KEY_SEPARATOR.join(key for key, _label in choices if key in chosen)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and {*keys_in(initial)} != {*keys_in(data)}
