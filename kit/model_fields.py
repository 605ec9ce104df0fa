"""Fields of models by their names, for code that goes by a declared name."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignObjectRel, Model


def field_of(model: type[Model] | Model, name: str) -> Field:
    """A field of the model's own; FieldDoesNotExist where the name is another model's relation to it."""
    found = model._meta.get_field(name)
    if isinstance(found, Field):
        return found
    raise FieldDoesNotExist(f"{model._meta.label}.{name} is no field of its own.")


def model_named_by(model: type[Model], name: str) -> type[Model]:
    """The model that a foreign key of this one refers to; FieldDoesNotExist where it is no foreign key."""
    found = field_of(model, name).related_model
    if isinstance(found, type):
        return found
    raise FieldDoesNotExist(f"{model._meta.label}.{name} refers to no model.")


def rows_of_model(model: type[Model], name: str) -> tuple[type[Model], str]:
    """The model of the rows that belong to this one by a related name, and their field that says to which."""
    found = model._meta.get_field(name)
    if isinstance(found, ForeignObjectRel):
        return found.related_model, found.field.name
    raise FieldDoesNotExist(f"{model._meta.label}.{name} is no relation of rows.")
