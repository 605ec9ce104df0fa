"""The fields of a profile as a form."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from kit.languages import columns
from kit.pictures.cleaning import CleanImage
from profiles.admin.forms import CheckedOnSave
from profiles.documents.document import Document, Fields
from profiles.documents.shape import Shape, shape_of
from profiles.editing.picture_form import PictureForm
from profiles.facts.public_form import PublicForm
from profiles.models import Image
from profiles.models.image import PICTURES
from submissions.forms.choices import go_by_short_names
from submissions.forms.dressing import dress


class FactsForm(PictureForm, CheckedOnSave):
    use_required_attribute = False
    picture_store: Any = None  # (clean picture, kind) -> Image, where somebody counts them
    pictures: tuple[str, ...] = PICTURES  # that the form has

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(PICTURES) - set(self.pictures):
            for part in ("new", "remove", "kept"):
                del self.fields[f"{part}_{name}"]
        go_by_short_names(self)
        dress(self)

    def store_picture(self, clean: CleanImage, kind: str) -> Image:
        return self.picture_store(clean, kind) if self.picture_store else super().store_picture(clean, kind)

    def _post_clean(self) -> None:
        super()._post_clean()
        check_constraints(self)


def facts_form(kind: str, offered: PublicForm) -> type[FactsForm]:
    model: Any = shape_of(kind).profile.model
    names = [name for name in offered.fields if name not in PICTURES]
    form = cast(type[FactsForm], forms.modelform_factory(model, form=FactsForm, fields=names))
    form.pictures = tuple(name for name in PICTURES if name in offered.fields)
    return form


def check_constraints(form: Any) -> None:
    """What one row can break. Whether another profile has the same is for the staff to know."""
    if form.errors:
        return
    others = {field.name for field in form.instance._meta.fields} - form.fields.keys()
    for constraint in form.instance._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(type(form.instance), form.instance, exclude=others)
            except ValidationError as error:
                form.add_error(None, error)


def changed_fields(form: Any, shape: Shape, start: Fields, posted: Any) -> Fields:
    """The fields of the start with what was changed in them. What was not sent was not changed."""
    fields = dict(start)
    encoded = shape.encode_columns(form.instance)
    for name in form.changed_data:
        if name not in shape.fields or form.add_prefix(name) not in posted:
            continue
        value = _set_of(form, name) if name in shape.sets else encoded.get(name)
        if value in (None, []):
            fields.pop(name, None)
        else:
            fields[name] = value
    return fields


def _set_of(form: Any, name: str) -> list[str]:
    return sorted(record.slug for record in form.cleaned_data[name])


def with_pictures(form: FactsForm, fields: Fields) -> Fields:
    """The pictures that were chosen, and those that are to be taken away."""
    for name in PICTURES:
        if form.chosen.get(name):
            fields[name] = form.chosen[name].sha256
        elif form.cleaned_data.get(f"remove_{name}"):
            fields.pop(name, None)
    return fields


def title_of(document: Document) -> str:
    """What the organisation is called in the document, in the language of the page."""
    model: Any = shape_of(document.kind).profile.model
    names = {name: document.fields.get(name, "") for name in columns("name")}
    return str(model(**names).name)
