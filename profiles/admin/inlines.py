"""The rows of a profile in the admin: one fact each, with its source."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.forms.models import BaseInlineFormSet, model_to_dict
from django.forms.utils import ErrorDict
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.text import capfirst

from kit.languages import columns
from profiles.admin.forms import CheckedOnSave
from profiles.admin.help_texts import ROW_HELP_TEXTS, Helpful
from profiles.admin.widgets import ListSelect, RowSelect
from profiles.editing.edits import EditSession
from profiles.models import Link
from profiles.models.registry import profile_kind


class InlineForm(CheckedOnSave):
    def __init__(
        self, *args: Any, edit: EditSession | None = None, relation: str = "", **kwargs: Any
    ) -> None:
        self.edit, self.relation = edit, relation
        self.is_whole = True  # whether what it is a row of, such as a metric, is still there
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            widget = getattr(form_field.widget, "widget", form_field.widget)
            if isinstance(widget, RowSelect) and not self.instance._state.adding:
                widget.chosen = getattr(self.instance, name, None)
                self.is_whole &= widget.chosen is not None or not form_field.required

    @property
    def media(self) -> forms.Media:
        """None for each row: its formset has it."""
        return forms.Media()

    def full_clean(self) -> None:
        """An untouched row is not checked again: each check of a row is several queries."""
        if self.is_bound and self.is_whole and not self.instance._state.adding and not self.has_changed():
            self._errors = ErrorDict()
            self.cleaned_data = model_to_dict(self.instance)
        else:
            super().full_clean()
        self._report()

    def _report(self) -> None:
        """Errors that were found on saving."""
        if not (self.edit and self.edit.problem):
            return
        row_path = f"{self.relation}/{self.edit.key_of(self)}"
        for path, texts in self.edit.problem.errors.items():
            if path == row_path or path.startswith(f"{row_path}/"):
                name = path.removeprefix(row_path).strip("/")
                self.add_error(name if name in self.fields else None, texts)


class InlineFormSet(BaseInlineFormSet):
    """Rows go by their keys, and are read as the sender of the form saw them."""

    def __init__(self, *args: Any, edit: EditSession | None = None, **kwargs: Any) -> None:
        self.edit = edit
        self.relation = self.fk.remote_field.get_accessor_name()
        super().__init__(*args, **kwargs)

    def get_queryset(self) -> Any:
        rows = getattr(self.instance, "document_rows", None)
        return super().get_queryset() if rows is None else rows[self.relation]

    @cached_property
    def empty_form(self) -> Any:
        """Asked for several times while a page is written."""
        return super().empty_form

    @cached_property
    def media(self) -> forms.Media:
        return sum((field.widget.media for field in self.form.base_fields.values()), forms.Media())

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return super().get_form_kwargs(index) | {"edit": self.edit, "relation": self.relation}

    def add_fields(self, form: Any, index: int | None) -> None:
        """The key alone, not looked up: a row that is gone since is no error but a matter of the merge."""
        super().add_fields(form, index)
        key = form.instance._meta.pk.name
        initial = None if form.instance._state.adding else form.instance.pk
        form.fields[key] = forms.UUIDField(required=False, initial=initial, widget=forms.HiddenInput)


# On one line of a form: where it is from, and what that is worth here.
SOURCE = ("source", "evidence")


class FactInline(Helpful, admin.StackedInline):
    form = InlineForm
    formset = InlineFormSet
    template = "admin/facts.html"
    help_texts = ROW_HELP_TEXTS
    extra = 0
    max_num = 500
    classes = ("collapse",)
    autocomplete_fields: ClassVar[tuple[str, ...]] = ("source",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Labels and help are translated here once, and not in each row."""
        formset = super().get_formset(request, obj, **kwargs)
        for form_field in formset.form.base_fields.values():
            form_field.label, form_field.help_text = str(form_field.label), str(form_field.help_text)
        return formset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        rows = super().get_queryset(request)
        return rows.select_related(*self.autocomplete_fields) if self.autocomplete_fields else rows

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_choice_field(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("widget", ListSelect)
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        form_field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if form_field and isinstance(form_field.widget, RelatedFieldWidgetWrapper):
            # Many facts share a source: it is deleted on its own page, never from a row.
            form_field.widget.can_delete_related = False
        return form_field


class FigureForm(InlineForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        value = self.instance.value
        if value is not None:  # 21600000000, not 21600000000.000000
            self.initial["value"] = value.normalize() if value % 1 else value.to_integral_value()


class FigureInline(FactInline):
    form = FigureForm
    autocomplete_fields = ("metric", "source")
    fields = (
        "metric",
        ("period_kind", "period_start", "period_end"),
        ("qualifier", "value", "unit"),
        ("coverage", "rank"),
        SOURCE,
        "as_published",
        columns("note"),
    )


class NameInline(FactInline):
    fields = (("name", "kind", "language"), SOURCE)


class LinkInline(FactInline):
    fields = (("kind", "url", "language"),)
    autocomplete_fields = ()
    max_num = Link.MOST


class MilestoneInline(FactInline):
    fields = ("on", *columns("text"), SOURCE)


class CitationInline(FactInline):
    """Offers the fields of the profile by their names."""

    fields = (("field", "says"), SOURCE)

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "field":
            kwargs["widget"] = ListSelect(choices=[("", "---------"), *self._facts()])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def _facts(self) -> list[tuple[str, str]]:
        meta = self.parent_model._meta
        facts = profile_kind(meta.model_name or "").facts
        columns = {column for fact in facts for column in fact.columns if "citation" not in fact.absent}
        return [
            (field.name, str(capfirst(field.verbose_name)))
            for field in (*meta.fields, *meta.many_to_many)
            if field.name in columns
        ]
