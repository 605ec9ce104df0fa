"""Columns that hold several keys of a short fixed list: "office|training".

Each stands there once and in the order of the list, so that the same keys are the same text, and a document, a file or a
form that brings them in another order changes nothing. In the database they are columns of text like any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from kit import form_fields as forms
from kit.form_fields import KEY_SEPARATOR, keys_in

__all__ = ["KeyListField", "key_list"]


def key_list(keys: Iterable[str], known: Iterable[str]) -> str:
    """The keys as a column holds them; those that are not known come last, for the checks to find."""
    order = {key: place for place, key in enumerate(known)}
    return KEY_SEPARATOR.join(sorted(dict.fromkeys(keys), key=lambda key: order.get(key, len(order))))


class KeyListField(models.CharField):
    """Keys of its `choices`; empty where there is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"blank": True, "default": "", **kwargs})

    @property
    def known(self) -> list[str]:
        return [str(key) for key, _label in self.flatchoices]

    def labels(self, value: str) -> list[str]:
        """What people call the keys of a value, in the language of the page."""
        keys = keys_in(value)
        return [str(label) for key, label in self.flatchoices if key in keys]

    def to_python(self, value: Any) -> str:
        return key_list(keys_in(value), self.known)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Past the check of a column that holds one of its choices."""
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"], code="blank")
        if unknown := [key for key in keys_in(value) if key not in self.known]:
            params = {"value": unknown[0]}
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=params)

    def formfield(self, **kwargs: Any) -> Any:
        """Boxes to tick, whatever widget a list of single choices would get."""
        label, help_text = kwargs.get("label", capfirst(self.verbose_name)), kwargs.get("help_text")
        return forms.KeyListField(
            choices=self.flatchoices,
            required=not self.blank,
            label=label,
            help_text=self.help_text if help_text is None else help_text,
        )

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
