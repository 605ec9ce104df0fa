"""Filters that the lists of companies, parks and proposals share, and the form that checks a question to a list.

What is not understood never widens an answer. Beside values that are known it is left out and named; a filter of
which nothing is understood fits nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, cast

import django_filters
from django.core.exceptions import ValidationError
from django.forms import CharField, Form, HiddenInput
from django.forms.utils import ErrorDict
from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext_lazy as _
from django_filters.fields import ChoiceField, MultipleChoiceField

from kit.form_fields import MAX_QUERY, PlainTextField, YearField
from kit.text import one_line
from profiles.lists.links import question
from profiles.search import parse

NOT_IN_LIST = {"invalid_choice": _("“%(value)s” is not in this list.")}
# What a wrong value of these changes is not who is found.
NOT_NARROWING = frozenset(("order", "page"))
MAX_NAMED = 3  # unknown values of one filter
MAX_SHOWN = 40  # characters of one
MAX_NUMBER_LENGTH = 9  # digits of the number of a page
MAX_SENT = 300  # characters of one that go on in addresses: no value that is known is as long


def shown(value: str) -> str:
    """A value that was not understood, as a page names it."""
    seen = one_line(value[:MAX_SENT])
    return seen if 0 < len(seen) <= MAX_SHOWN else f"{seen[:MAX_SHOWN]}…"


class WordsField(PlainTextField):
    """Words to search the index for."""

    default_error_messages = {"no_words": _("There is no word or number in this to search for.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text and not parse(text):
            raise ValidationError(self.error_messages["no_words"], code="no_words")
        return text


class ChoicesField(MultipleChoiceField):
    """Several values of a list. Those that are not in it are named; the form keeps the others."""

    def clean(self, value: Iterable[str]) -> list[str]:
        given = [one for one in dict.fromkeys(value or ()) if one.strip()]
        if not given:
            return []
        choices = {str(choice) for choice, _label in self.choices}
        known = [one for one in given if one in choices]
        if unknown := [one for one in given if one not in choices]:
            raise ValidationError([self._not_in_list(one, known) for one in unknown[:MAX_NAMED]])
        return known

    def _not_in_list(self, value: str, known: list[str]) -> ValidationError:
        params = {"value": shown(value), "known": known}
        return ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=params)


class OneChoiceField(ChoiceField):
    """A value of a list."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            params = {"value": shown(value)}
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=params)


class PageField(CharField):
    """The number of a page, from 1. Pages beyond the last one are the last one."""

    widget = HiddenInput
    default_error_messages = {"page": _("Pages have numbers from 1: this is the first one.")}

    def to_python(self, value: Any) -> int:  # type: ignore[override]  # reason: kept as text, read as a number
        text = super().to_python(value)
        if not text:
            return 1
        if not re.fullmatch(r"0*[1-9][0-9]*", text):
            raise ValidationError(self.error_messages["page"], code="page")
        return int(text) if len(text) < MAX_NUMBER_LENGTH else 10**MAX_NUMBER_LENGTH

    def validate(self, value: Any) -> None:
        """There is a page always."""


class PlainTextFilter(django_filters.CharFilter):
    field_class = PlainTextField


class WordsFilter(django_filters.CharFilter):
    field_class = WordsField


class YearFilter(django_filters.CharFilter):
    field_class = YearField


class PageFilter(django_filters.CharFilter):
    field_class = PageField


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several values of a list, as alternatives."""

    field_class = ChoicesField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, error_messages=NOT_IN_LIST, **kwargs)


class ChoiceFilter(django_filters.ChoiceFilter):
    """One value of a list."""

    field_class = OneChoiceField

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, error_messages=NOT_IN_LIST, **kwargs)


class ListQueryForm(Form):
    """Checks a question to a list: what was understood, and of which filters nothing was."""

    page_number = 1
    _errors: ErrorDict | None  # Django's

    def full_clean(self) -> None:
        super().full_clean()
        for name, errors in (self._errors or {}).items():
            for error in errors.as_data():
                if known := (error.params or {}).get("known"):
                    self.cleaned_data[name] = known
        if self.is_bound:
            self.page_number = self.cleaned_data.pop("page", 1)

    @property
    def values(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}

    @property
    def nobody_fits(self) -> list[str]:
        """The filters of which nothing was understood: nobody fits them, until they are taken away."""
        return [name for name in self.errors if name not in self.cleaned_data.keys() | NOT_NARROWING]

    @property
    def query(self) -> QueryDict:
        """The question as an address asks it: what was understood, so that a link gives no more than this page."""
        return question({**self.values, **{name: self.sent(name) for name in self.nobody_fits}})

    @property
    def typed_words(self) -> str:
        """The words to search for, also those that were not understood, so that they can be put right."""
        return self.values.get("q") or one_line(self.sent("q"))[:MAX_QUERY]

    def sent(self, name: str) -> str:
        """The value of a parameter as it was sent, of several the last, within limits."""
        given = [value for value in cast(QueryDict, self.data).getlist(name) if value.strip()]
        return given[-1][:MAX_SENT] if given else ""


def refusal(form: ListQueryForm) -> HttpResponse | None:
    """What a program is told that sent a value which is not understood: it would take the rest for the answer."""
    if not form.errors:
        return None
    lines = [
        f"{name}={_refused_value(form, name, error)}: {' '.join(error.messages)}\n"
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]
    return HttpResponse("".join(lines), status=400, content_type="text/plain; charset=utf-8")


def _refused_value(form: ListQueryForm, name: str, error: ValidationError) -> str:
    return (error.params or {}).get("value") or shown(form.sent(name))


class _Shared(dict):
    """Fields of a form that are used as they are: copying them takes longer than the answer."""

    def __deepcopy__(self, memo: Any) -> _Shared:
        return self


def shared_form(filterset: django_filters.FilterSet) -> type[ListQueryForm]:
    """The form of a filter set, to be made once and used for many requests; nothing may change its fields."""
    form: type[ListQueryForm] = filterset.get_form_class()
    form.base_fields = _Shared(form.base_fields)
    return form


class LenientFilterSet(django_filters.FilterSet):
    """A bad value is reported beside its filter. What it leaves of the question holds."""

    class Meta:
        form = ListQueryForm

    @property
    def form(self) -> ListQueryForm:
        """Its fields have their names as ids on the page."""
        form: ListQueryForm = super().form
        form.auto_id = "%s"
        return form

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.values.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset.none() if self.form.nobody_fits else queryset

    @property
    def qs(self) -> Any:
        self.form.is_valid()
        return self.filter_queryset(self.queryset.all())
