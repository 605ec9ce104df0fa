"""Documents checked and made into the rows of tables, a thousand at a time.

It checks what Writer checks before it writes, and leaves the rest to the database as well: every
field by its own validators, every row by its model's `clean()`. What comes again is checked once:
empty fields, dates, terms, and rows that say the same, as the citations of a file do.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from kit.languages import columns
from kit.model_fields import field_of
from kit.text import is_surely_clean
from kit.text_fields import CleanText
from profiles.documents.document import Document, Fields, Value
from profiles.documents.known import ReferenceNames
from profiles.documents.rows import too_many
from profiles.documents.shape import RowShape, Shape, shape_of
from profiles.search import NewEntry

MAX_REMEMBERED = 10_000
# Texts hardly ever repeat; values of all other fields do.
TEXTS = (models.CharField, models.TextField, models.URLField, models.SlugField)
Errors = dict[str, list[str]]


class ColumnOf:
    """One column: from the value that a document has to the one that the database gets."""

    def __init__(self, column: models.Field) -> None:
        self.field = column
        self.is_link = column.is_relation
        is_text = isinstance(column, CleanText) or type(column) in TEXTS
        has_rules = bool(column.choices or getattr(column, "_validators", ()))
        # A text that is short enough and surely clean is valid as it is; the field validates any other.
        is_free = isinstance(column, CleanText) and not isinstance(column, models.URLField) and not has_rules
        self.longest = (column.max_length or 0) if is_free else 0
        self.repeats = bool(column.choices) or not is_text
        self._remembered: dict[Value, tuple[Any, Any]] = {}

    def values(self, value: Any) -> tuple[Any, Any]:
        """(of the model, of the database). ValidationError where the field does not allow it."""
        if not self.repeats:
            if len(value) <= self.longest and is_surely_clean(value):
                return value, value
            return self._cleaned(value)
        values = self._remembered.get(value)
        if values is None:
            if len(self._remembered) > MAX_REMEMBERED:
                self._remembered.clear()
            values = self._remembered[value] = self._cleaned(value)
        return values

    def empty(self) -> tuple[Any, Any]:
        value = None if self.field.null else self.field.get_default()
        if not (self.field.blank and value in self.field.empty_values):
            value = self.field.clean(value, None)
        return value, self.for_database(value)

    def for_database(self, value: Any) -> Any:
        """As a plain type where possible, because every later step is faster with it than with a subclass."""
        connection = connections[DEFAULT_DB_ALIAS]
        prepared = self.field.get_db_prep_save(value, connection)
        if isinstance(prepared, str):
            return str.__str__(prepared)
        if isinstance(prepared, Decimal) and connection.vendor == "sqlite":
            return str(prepared)  # as its adapter would
        return prepared

    def _cleaned(self, value: Any) -> tuple[Any, Any]:
        value = self.field.clean(value, None)
        return value, self.for_database(value)


class TableLayout:
    """The columns of one table, and what they hold where a document has no value."""

    def __init__(self, model: type[models.Model], names: Iterable[str]) -> None:
        self.model = model
        self.columns = {name: ColumnOf(field_of(model, name)) for name in names}
        self.has_rules = model.clean is not models.Model.clean
        self.empty: dict[str, Any] = {}
        self.required: dict[str, ValidationError] = {}
        self._blank: dict[str, Any] = {}  # what a model has in its __dict__
        self._no_links = {name: None for name, column in self.columns.items() if column.is_link}
        # Its profile, which is not there yet; the rules of a row may ask for it.
        owners = [one for one in model._meta.fields if one.is_relation and one.name not in self.columns]
        self._blank |= {one.attname: None for one in owners}
        for name, column in self.columns.items():
            self._note_empty(name, column)

    def _note_empty(self, name: str, column: ColumnOf) -> None:
        self.empty[name] = value = None
        try:
            value, self.empty[name] = column.empty()
        except ValidationError as error:
            self.required[name] = error
        self._blank[f"{name}_id" if column.is_link else name] = value

    def instance(self, values: dict[str, Any]) -> Any:
        """A model that holds the values, made without a constructor, which takes longer than all the rest."""
        instance = self.model.__new__(self.model)
        instance.__dict__.update(self._blank, _state=ModelState())
        instance._state.fields_cache.update(self._no_links)
        for name, value in values.items():
            if name in self._no_links:
                instance._state.fields_cache[name] = value
                instance.__dict__[f"{name}_id"] = value.pk
            else:
                instance.__dict__[name] = value
        return instance


@dataclass
class Prepared:
    """A new profile as rows of tables; or its errors by path, as `writing` reports them."""

    document: Document | None  # None where it was sent to another process, which does not need it
    values: list[Any] = field(default_factory=list)  # of the columns that the batch names
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)
    members: dict[str, list[int]] = field(default_factory=dict)  # of fields that hold several terms
    errors: Errors = field(default_factory=dict)
    keys: set[int] = field(default_factory=set)  # its match keys
    entry: NewEntry | None = None  # for the search index
    sources: tuple[str, ...] = ()  # new ones that it brings along, by short name

    def __reduce__(self) -> Any:
        """Short, because a million of them go from one process to another."""
        parts = (self.values, self.rows, self.members, self.errors, self.keys, self.entry, self.sources)
        return Prepared, (self.document if self.errors else None, *parts)

    def note(self, path: str, error: ValidationError) -> None:
        messages_by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for name, texts in messages_by_field.items():
            steps = [path, name if name != NON_FIELD_ERRORS else ""]
            self.errors.setdefault("/".join(filter(None, steps)), []).extend(texts)


class Preparer:
    """Prepares documents of one kind that refer to the records in `names`."""

    def __init__(self, kind: str, names: ReferenceNames) -> None:
        self.shape = shape_of(kind)
        self.names = names
        self._layouts = {relation: _layouts(kind)[relation] for relation in self.shape.rows}
        self._profile = _layouts(kind)[""]
        self._rows: dict[Any, list[Any]] = {}
        self._key = uuid.UUID if connection.features.has_native_uuid_field else _hex_key

    @property
    def columns(self) -> list[str]:
        """Those of a profile, in the order of its values."""
        return list(self._profile.columns)

    def prepare(self, document: Document) -> Prepared:
        prepared = Prepared(document, sources=tuple(document.sources))
        given, values = self._values("", self._profile, document.fields, prepared)
        prepared.values = list(values.values())
        if not any(given.get(name) or name in prepared.errors for name in columns("name")):
            prepared.errors.setdefault("", []).append(_("Give a name in at least one language."))
        self._find_members(document, prepared)
        for relation, rows in document.rows.items():
            layout = self._layouts[relation]
            if said := too_many(self.shape.rows[relation], len(rows)):
                prepared.errors[relation] = [said]
            prepared.rows[relation] = [
                (self._key(key), *self._row(relation, key, layout, rows[key], prepared))
                for key in sorted(rows)
            ]
        return prepared

    def _row(
        self, relation: str, key: str, layout: TableLayout, fields: Fields, prepared: Prepared
    ) -> list[Any]:
        cache_key = (relation, *fields.items())
        row = self._rows.get(cache_key)
        if row is None:
            path = f"{relation}/{key}"
            error_count = len(prepared.errors)
            given, values = self._values(path, layout, fields, prepared)
            if layout.has_rules and len(prepared.errors) == error_count:
                self._apply_rules(path, layout, given, values, prepared)
            row = list(values.values())
            if len(prepared.errors) == error_count:
                self._rows[cache_key] = row
        return row

    def _apply_rules(
        self,
        path: str,
        layout: TableLayout,
        given: dict[str, Any],
        values: dict[str, Any],
        prepared: Prepared,
    ) -> None:
        """The model's own `clean()`, which may also spell a value in its standard form."""
        row = layout.instance(given)
        original = row.__dict__.copy()
        try:
            row.clean()
        except ValidationError as error:
            prepared.note(path, error)
        for name, value in row.__dict__.items():
            if name in layout.columns and value is not original[name]:
                values[name] = layout.columns[name].for_database(value)

    def _values(
        self, path: str, layout: TableLayout, fields: Fields, prepared: Prepared
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """By name: those given as the model holds them, and all as the database does."""
        given, database = {}, layout.empty.copy()
        for name, value in fields.items():
            column = layout.columns.get(name)
            if column is None or value is None:
                continue
            try:
                pair = self._linked(column.field, value) if column.is_link else column.values(value)
                given[name], database[name] = pair
            except ValidationError as error:
                prepared.note(f"{path}/{name}".strip("/"), error)
        for name in layout.required:
            if name not in fields:
                prepared.note(f"{path}/{name}".strip("/"), layout.required[name])
        return given, database

    def _linked(self, column: models.Field, name: Value) -> tuple[Any, Any]:
        record = self.names.get(column, str(name))
        if record is None:
            raise ValidationError(_("“%(name)s” no longer exists.") % {"name": name})
        pk = record.pk
        # A source that is new with this document gets its number when it is written.
        return record, record if pk is None else pk

    def _find_members(self, document: Document, prepared: Prepared) -> None:
        for name, column in self.shape.profile.sets.items():
            names = document.fields.get(name)
            if not isinstance(names, list):
                continue
            records = {short_name: self.names.get(column, short_name) for short_name in names}
            for short_name in [short_name for short_name, record in records.items() if record is None]:
                error = ValidationError(_("“%(name)s” no longer exists.") % {"name": short_name})
                prepared.note(name, error)
            prepared.members[name] = [record.pk for record in records.values() if record is not None]


@cache
def _layouts(kind: str) -> dict[str, TableLayout]:
    """Of a profile ("") and of each relation."""
    shape = shape_of(kind)
    shapes: dict[str, Shape | RowShape] = {"": shape.profile, **shape.rows}
    return {relation: TableLayout(table.model, table.columns) for relation, table in shapes.items()}


def _hex_key(text: str) -> str:
    """As a database keeps it that has no type for it."""
    return text.replace("-", "") if len(text) == 36 else uuid.UUID(text).hex
