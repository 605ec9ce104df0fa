"""The form in which a moderator corrects a part before it is published: the fields of the model themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, cast

from django import forms
from django.db import models

from profiles.documents.document import Document, Fields
from profiles.documents.known import ReferenceNames
from profiles.documents.shape import is_empty, plain, shape_of, short_name
from profiles.models import Image, Source
from submissions.parts.proposals import Part

MAX_CHOICES = 500


class NamedTerms:
    """What a part may name: the park's terms, and the sources that the proposal and the profile cite."""

    def __init__(self, known: ReferenceNames, documents: list[Document]) -> None:
        self.known = known
        self.sources = sorted({key for document in documents for key in document.sources})
        self._lists: dict[Any, list[tuple[str, str]]] = {}

    def choices(self, field: models.Field) -> list[tuple[str, str]]:
        """(short name, label) of each, made once for a page."""
        model: Any = field.related_model
        if model not in self._lists:
            self._lists[model] = self._cited(field) if model is Source else self._all(model)
        return self._lists[model]

    def _cited(self, field: models.Field) -> list[tuple[str, str]]:
        records = [(key, self.known.get(field, key)) for key in self.sources]
        return [(key, str(source)) for key, source in records if source]

    def _all(self, model: Any) -> list[tuple[str, str]]:
        return [(short_name(record), str(record)) for record in self.known.all(model)[:MAX_CHOICES]]


def can_edit(kind: str, part: Part) -> bool:
    """Pictures and what is taken out can be accepted or refused, and not changed."""
    return part.proposed is not None and not is_picture(kind, part)


def terms_of(kind: str, parts: Iterable[Part]) -> set[Any]:
    """The models of the park's terms that can be chosen where these parts are edited."""
    fields = [field for part in parts if can_edit(kind, part) for field in fields_of(kind, part).values()]
    return {field.related_model for field in fields if field.is_relation} - {Source}


def is_picture(kind: str, part: Part) -> bool:
    return any(field.related_model is Image for field in fields_of(kind, part).values())


def fields_of(kind: str, part: Part) -> dict[str, models.Field]:
    """The fields of the model that a part is about; of a row, all of them."""
    shape = shape_of(kind)
    model_shape = shape.rows[part.path[0]] if part.path else shape.profile
    return {name: model_shape.fields[name] for name in part.names or model_shape.fields}


class PartEditForm(forms.Form):
    """All the fields of one part; `edited` is what it says, as a document has it."""

    def __init__(
        self, kind: str, part: Part, terms: NamedTerms, data: Mapping[str, Any] | None, edited: Fields | None
    ) -> None:
        super().__init__(data, prefix=f"edit:{part.name}", initial=edited or part.proposed or {})
        self.model_fields = fields_of(kind, part)
        for name, field in self.model_fields.items():
            self.fields[name] = _form_field(field, terms)
            _style(self.fields[name])

    @cached_property
    def edited(self) -> Fields:
        """Valid forms only."""
        fields: Fields = {}
        for name, field in self.model_fields.items():
            value = self.cleaned_data.get(name)
            encoded = sorted(value) if isinstance(value, list) else plain(value)
            if encoded != [] and not is_empty(field, encoded):
                fields[name] = encoded
        return fields


def _form_field(field: models.Field, terms: NamedTerms) -> forms.Field:
    if field.many_to_many:
        return forms.MultipleChoiceField(
            choices=terms.choices(field), label=field.verbose_name, required=not field.blank
        )
    if field.is_relation:
        choices = [("", "–"), *terms.choices(field)] if field.blank else terms.choices(field)
        return forms.ChoiceField(choices=choices, label=field.verbose_name, required=not field.blank)
    return cast(forms.Field, field.formfield())  # what documents hold can be typed into a form


def _style(field: forms.Field) -> None:
    widget = field.widget
    if isinstance(widget, forms.Textarea):
        widget.attrs |= {"class": "area", "rows": 5}
    elif isinstance(widget, forms.Select):
        widget.attrs["class"] = "select" if not isinstance(widget, forms.SelectMultiple) else "area"
    elif not isinstance(widget, forms.CheckboxInput | forms.RadioSelect):  # boxes to tick are of the latter
        widget.attrs |= {"class": "input", "autocomplete": "off"}
