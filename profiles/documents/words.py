"""Documents in words that people know: labels of fields, values, and which row is meant."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kit.key_lists import KeyListField
from kit.languages import columns, listed
from kit.partial_date import in_words
from kit.partial_dates import PartialDate, PartialDateField
from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields, Value
from profiles.documents.known import ReferenceNames
from profiles.documents.reading import Builder
from profiles.documents.shape import Shape, shape_of
from profiles.models import Citation, Figure, Image


class DocumentWords:
    """Words for what is in some documents of one profile, in the language of the page."""

    def __init__(self, documents: Iterable[Document], known: ReferenceNames | None = None) -> None:
        self.documents = list(documents)
        self.known = known or ReferenceNames(self.documents)
        self.shape = shape_of(self.documents[0].kind)
        self._builders = [Builder(document, self.known) for document in self.documents]

    def row(self, path: Path) -> str:
        """Which row is meant: "Figures: Turnover, 2012"; empty for the profile itself."""
        if len(path) < 2:
            return ""
        kind, text = self.kind(path), self.row_text(path)
        return _("%(kind)s: %(row)s") % {"kind": kind, "row": text} if text else kind

    def kind(self, path: Path) -> str:
        """The kind of row: "Figure"."""
        return str(capfirst(self._shape(path).model._meta.verbose_name))

    def row_text(self, path: Path) -> str:
        """What a row is called among its kind: "Turnover, 2012"; empty if no document has it."""
        row = self.row_record(path)
        if isinstance(row, Citation):  # it names a field of the profile
            return self.label((), row.field)
        if isinstance(row, Figure):
            return listed([str(row.metric or ""), row.period_label])
        return str(row) if row else ""

    def row_record(self, path: Path) -> Any:
        """The row as the last document that has it holds it."""
        relation, key = path[:2]
        for builder in reversed(self._builders):
            if key in builder.document.of(relation):
                return builder.row(relation, key, self._owner(builder.document))
        return None

    def label(self, path: Path, name: str) -> str:
        """The name of a field."""
        field = self._shape(path).fields.get(name)
        return str(capfirst(getattr(field, "verbose_name", name)))

    def part(self, path: Path) -> str:
        """The name of a field of the profile, or of the kind of row."""
        if len(path) == 1:
            return self.label((), path[0])
        return str(capfirst(self._shape(path).model._meta.verbose_name_plural))

    def value(self, path: Path, name: str, value: Value) -> str:
        """A value of a field; empty where there is none."""
        field = self._shape(path).fields.get(name)
        if value is None or field is None:
            return "" if value is None else str(value)
        if name == "field" and len(path) == 2:  # a citation names a field of the profile
            return self.label((), str(value))
        if isinstance(value, list):
            return listed(self._record(field, record_name) for record_name in value)
        if field.is_relation:
            return self._record(field, str(value))
        return _formatted(field, self.known.decoded(field, value))

    def fields(self, path: Path, fields: Fields) -> list[tuple[str, str]]:
        """(label, value) of the fields of a row."""
        names = [name for name in self._shape(path).fields if name in fields]
        return [(self.label(path, name), self.value(path, name, fields[name])) for name in names]

    def _shape(self, path: Path) -> Shape:
        return self.shape.rows[path[0]] if len(path) >= 2 else self.shape.profile

    def _record(self, field: models.Field, name: str) -> str:
        record = self.known.get(field, name)
        if isinstance(record, Image):
            return _("picture %(size)s") % {"size": f"{record.width} × {record.height}"}
        return str(record) if record else _("%(name)s (no longer there)") % {"name": name}

    def _owner(self, document: Document) -> Any:
        """The profile by its names, which some rows mention."""
        names = {name: document.fields.get(name, "") for name in columns("name")}
        return self.shape.profile.model(**names)


def _formatted(field: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(field, KeyListField):
        return listed(field.labels(value))
    if field.choices and not hasattr(field, "countries"):
        return str(dict(field.flatchoices).get(value, value))
    if hasattr(field, "countries"):
        return str(field.countries.name(value) or value)
    if isinstance(field, PartialDateField):
        return PartialDate(value).localized()
    if isinstance(value, Decimal):
        return formats.number_format(value.normalize(), use_l10n=True, force_grouping=True)
    if isinstance(field, models.DateField):
        return in_words(value)
    return str(value)


def is_prose(field: Any) -> bool:
    """Whether people write the field freely."""
    is_text = isinstance(field, models.CharField | models.TextField)
    is_chosen = bool(field.choices) or hasattr(field, "countries")
    return is_text and not is_chosen and not isinstance(field, PartialDateField)
