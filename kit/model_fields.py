"""Fields of models by their names, for code that goes by a declared name."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, ForeignObjectRel, Model


def field_of(model: type[Model] | Model, name: str) -> Field:
    """A field of the model's own; FieldDoesNotExist where the name is another model's relation to it."""
    field = model._meta.get_field(name)
    if isinstance(field, Field):
        return field
    raise FieldDoesNotExist(f"{model._meta.label}.{name} is no field of its own.")


def model_named_by(model: type[Model], name: str) -> type[Model]:
    """The model that a foreign key of this one refers to; FieldDoesNotExist where it is no foreign key."""
    related = field_of(model, name).related_model
    if isinstance(related, type):
        return related
    raise FieldDoesNotExist(f"{model._meta.label}.{name} refers to no model.")


def rows_of_model(model: type[Model], name: str) -> tuple[type[Model], str]:
    """The model of the rows that belong to this one by a related name, and their field that says to which."""
    relation = model._meta.get_field(name)
    if isinstance(relation, ForeignObjectRel):
        return relation.related_model, relation.field.name
    raise FieldDoesNotExist(f"{model._meta.label}.{name} is no relation of rows.")
