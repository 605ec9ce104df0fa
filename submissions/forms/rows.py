"""The rows of a profile in a public form: those that were opened, and new ones."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.keys import new_key
from kit.languages import columns
from profiles.admin.forms import CheckedOnSave
from profiles.documents.document import Document, Fields
from profiles.documents.reading import Builder
from profiles.documents.shape import RowShape, shape_of
from profiles.facts.public_form import PublicForm, RowSection
from profiles.models import Figure, Metric
from profiles.models.registry import profile_kind
from submissions.forms.choices import go_by_short_names
from submissions.forms.dressing import dress
from submissions.forms.facts import changed_fields, check_constraints
from submissions.forms.sources import OfferedSources, SourceForm, source_title

NEW = re.compile(r"new[0-9]{1,3}")
# Rows that can be open in one form.
MAX_OPEN = 60


class RowForm(CheckedOnSave):
    use_required_attribute = False
    remove = forms.BooleanField(label=_("Take this out"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.instance, Figure):
            if "metric" in self.fields:
                metrics = Metric.objects.filter(scope__in=self.instance.scopes())
                cast(forms.ModelChoiceField, self.fields["metric"]).queryset = metrics
            value = self.instance.value
            if value is not None:  # 21600000000, not 21600000000.000000
                self.initial["value"] = value.normalize() if value % 1 else value.to_integral_value()
        go_by_short_names(self)
        dress(self)

    def _post_clean(self) -> None:
        super()._post_clean()
        check_constraints(self)

    def _update_errors(self, errors: Any) -> None:
        """What is wrong with a field that the form does not have concerns the row as a whole."""
        if hasattr(errors, "error_dict"):
            placed: dict[str, Any] = {}
            for name, texts in errors.error_dict.items():
                placed.setdefault(name if name in self.fields else NON_FIELD_ERRORS, []).extend(texts)
            errors = ValidationError(placed)
        super()._update_errors(errors)  # type: ignore[misc]  # reason: not in the stubs


class OpenRow:
    """One row as a form. `key` is its key, or "new1" for one that is not there yet."""

    def __init__(
        self,
        section: RowSection,
        key: str,
        instance: Any,
        start: Fields | None,
        book: OfferedSources,
        data: Any = None,
        source_form: type[SourceForm] = SourceForm,
    ) -> None:
        self.section, self.key, self.start = section, key, start
        self.prefix = f"{section.relation}-{key}"
        self.data = data
        factory = forms.modelform_factory(type(instance), form=RowForm, fields=list(section.fields))
        self.form = factory(data, instance=instance, prefix=self.prefix, auto_id="%s")
        self.source = (
            source_form(book, data, prefix=f"{self.prefix}-source", auto_id="%s")
            if instance.is_sourced()
            else None  # it is its own evidence
        )
        self.book = book
        self.errors: list[str] = []  # about the row as a whole
        if start is None:
            del self.form.fields["remove"]

    @property
    def path(self) -> str:
        """As forms and addresses name it: "figures/new1"."""
        return f"{self.section.relation}/{self.key}"

    @property
    def is_new(self) -> bool:
        return self.start is None

    @property
    def source_now(self) -> str:
        """The title of the source that the row has; empty if it has none."""
        key, book = str((self.start or {}).get("source") or ""), self.book
        return source_title(key, book.known.get(key, {})) if book.is_evidence(key) else ""

    @property
    def is_removed(self) -> bool:
        return bool(self.form.cleaned_data.get("remove")) if not self.is_new else False

    @property
    def is_touched(self) -> bool:
        """Whether there is anything to be read: an empty new row is none."""
        return any(form.has_changed() for form in self.forms)

    @property
    def forms(self) -> list[Any]:
        """In the order of the page."""
        return [self.form, self.source] if self.source else [self.form]

    def is_valid(self) -> bool:
        is_removed = "remove" in self.form.fields and bool(self.form["remove"].data)
        if is_removed or not self.is_touched:
            forget_errors(self.form)
            if is_removed:
                self.form.cleaned_data["remove"] = True
            return self.source is None or self.source.is_valid()
        are_valid = [form.is_valid() for form in self.forms]
        return all(are_valid)

    def fields(self, shape: RowShape) -> Fields:
        if self.start is None:
            return shape.encode(self.form.instance)
        return changed_fields(self.form, shape, self.start, self.data)


class RowForms:
    """All rows of a form: which are open, and what is made of them."""

    def __init__(
        self,
        offered: PublicForm,
        start: Document,
        book: OfferedSources,
        opened: list[str],
        data: Any = None,
        pk: int | None = None,
        *,
        source_form: type[SourceForm] = SourceForm,
        preset: Mapping[str, Any] | None = None,
    ) -> None:
        """`preset` is what new rows hold that their forms do not ask for."""
        self.offered, self.start, self.book, self.data = offered, start, book, data
        self.source_form, self.preset = source_form, preset or {}
        self.builder = Builder(start)
        names = {name: start.fields.get(name, "") for name in columns("name")}
        self.owner = profile_kind(start.kind).model(**names)
        self.owner.pk = pk
        paths = list(dict.fromkeys(opened))
        self.too_many = len(paths) > MAX_OPEN
        self.open = [row for row in map(self._row, paths[:MAX_OPEN]) if row]

    def of(self, relation: str) -> list[OpenRow]:
        return [row for row in self.open if row.section.relation == relation]

    def closed(self, relation: str) -> list[tuple[str, Any]]:
        """(path, row) of those that are shown in words only."""
        open_keys = {row.key for row in self.of(relation)}
        rows = []
        for key in sorted(self.start.of(relation)):
            if key not in open_keys:
                rows.append((f"{relation}/{key}", self.builder.row(relation, key, self.owner)))
        return rows

    def next_new(self, relation: str) -> str:
        """The key of the row that "add another" opens."""
        return next_new(relation, [row.path for row in self.open])

    def _row(self, path: str) -> OpenRow | None:
        relation, _slash, key = path.partition("/")
        section = self.offered.by_relation.get(relation)
        if section is None:
            return None
        start = self.start.of(relation).get(key)
        if start is None and not NEW.fullmatch(key):
            return None
        instance = self._instance(relation, key, start)
        return OpenRow(section, key, instance, start, self.book, self.data, self.source_form)

    def _instance(self, relation: str, key: str, start: Fields | None) -> Any:
        if start is not None:
            return self.builder.row(relation, key, self.owner)
        shape = shape_of(self.start.kind).rows[relation]
        row = shape.model()
        for name, value in {shape.owner: self.owner, **self.preset}.items():
            setattr(row, name, value)
        return row


def next_new(relation: str, paths: list[str]) -> str:
    return next(f"new{n}" for n in range(1, 1000) if n == 999 or f"{relation}/new{n}" not in paths)


def row_key(row: OpenRow) -> str:
    return str(new_key()) if row.is_new else row.key


def forget_errors(form: Any) -> None:
    """The form is not read: what is wrong in it does not matter now."""
    form._errors, form.cleaned_data = ErrorDict(), {}


def without_empty(rows: Mapping[str, dict[str, Fields]]) -> dict[str, dict[str, Fields]]:
    return {relation: of_relation for relation, of_relation in rows.items() if of_relation}


def row_words(row: Any) -> str:
    """A row in a few words: "Turnover: 33.9 bn US$, 2012"."""
    if isinstance(row, Figure):
        return gettext("%(figure)s, %(period)s") % {"figure": row, "period": row.period_label}
    return str(row)
