"""Filters that the lists of companies, parks and proposals share, and the form that checks a query to a list.

What is not understood never widens an answer. Beside valid values it is left out and named; a filter without
any valid value matches nothing.
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
from profiles.lists.links import to_query
from profiles.search import parse

NOT_IN_LIST = {"invalid_choice": _("“%(value)s” is not in this list.")}
# A wrong value of these does not change which profiles match.
NOT_NARROWING = frozenset(("order", "page"))
MAX_NAMED = 3  # unknown values of one filter
MAX_SHOWN = 40  # characters of one
MAX_NUMBER_LENGTH = 9  # digits of the number of a page
MAX_SENT = 300  # characters of one that are repeated in addresses: no known value is as long
# Parameters of files made of a list, and those that mailings and advertisements hang on any address; messengers hang
# more on the addresses of pages, which would be filters that somebody mistook in the address of a file.
READ_ELSEWHERE = frozenset(("headers",))
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|msclkid|spm|_ga")
OF_MESSENGERS = frozenset(("from", "isappinstalled", "ref"))


def abbreviated(value: str) -> str:
    """A value that was not understood, cut to what a page shows of it."""
    text = one_line(value[:MAX_SENT])
    return text if 0 < len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


class WordsField(PlainTextField):
    """Words to search the index for."""

    default_error_messages = {"no_words": _("Nothing to search for in this: it has no word and no number.")}

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if text and not parse(text):
            raise ValidationError(self.error_messages["no_words"], code="no_words")
        return text


class ChoicesField(MultipleChoiceField):
    """Several values of a list. Those that are not in it are named; the form keeps the others."""

    def clean(self, value: Iterable[str]) -> list[str]:
        items = [item for item in dict.fromkeys(value or ()) if item.strip()]
        if not items:
            return []
        choices = {str(choice) for choice, _label in self.choices}
        known = [item for item in items if item in choices]
        if unknown := [item for item in items if item not in choices]:
            raise ValidationError([self._not_in_list(item, known) for item in unknown[:MAX_NAMED]])
        return known

    def _not_in_list(self, value: str, known: list[str]) -> ValidationError:
        params = {"value": abbreviated(value), "known": known}
        return ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params=params)


class OneChoiceField(ChoiceField):
    """A value of a list."""

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            params = {"value": abbreviated(value)}
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
    """Checks a query to a list: what was understood, and of which filters nothing was."""

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
        """The query as in addresses: what was understood, so that a link gives no more than this page."""
        return to_query({**self.values, **{name: self.sent(name) for name in self.nobody_fits}})

    @property
    def unknown_names(self) -> list[str]:
        """Parameters that a page does not know, a filter with a typo for example: of all that were sent, a few."""
        return [name for name in self.unread_names if name not in OF_MESSENGERS][:MAX_NAMED]

    @property
    def unread_names(self) -> list[str]:
        """The same for a file, with what only an address of a page is sent with by chance."""
        if not self.data:
            return []
        names = [
            name
            for name, values in cast(QueryDict, self.data).lists()
            if name not in self.fields and name not in READ_ELSEWHERE and not TRACKING.fullmatch(name)
            if any(value.strip() for value in values)
        ]
        few = MAX_NAMED + len(OF_MESSENGERS)
        return [abbreviated(name) for name in names[:few]]

    @property
    def typed_words(self) -> str:
        """The words to search for, also those that were not understood, so that they can be put right."""
        return self.values.get("q") or one_line(self.sent("q"))[:MAX_QUERY]

    def sent(self, name: str) -> str:
        """The value of a parameter as it was sent, of several the last, within limits."""
        values = [value for value in cast(QueryDict, self.data).getlist(name) if value.strip()]
        return values[-1][:MAX_SENT] if values else ""


def refusal(form: ListQueryForm) -> HttpResponse | None:
    """The answer to a program that sent an invalid value: it would take the rest for the answer to all of it."""
    unknown = _("%(name)s: There is no filter of this name.")
    lines = [f"{unknown % {'name': name}}\n" for name in form.unread_names[:MAX_NAMED]]
    lines += [
        f"{name}={_refused_value(form, name, error)}: {' '.join(error.messages)}\n"
        for name, errors in form.errors.as_data().items()
        for error in errors
    ]
    if not lines:
        return None
    return HttpResponse("".join(lines), status=400, content_type="text/plain; charset=utf-8")


def _refused_value(form: ListQueryForm, name: str, error: ValidationError) -> str:
    return (error.params or {}).get("value") or abbreviated(form.sent(name))


class _Shared(dict):
    """Fields of a form that are used as they are: copying them takes longer than the answer."""

    def __deepcopy__(self, memo: Any) -> _Shared:
        return self


def shared_form(filterset: django_filters.FilterSet) -> type[ListQueryForm]:
    """The form of a filter set, to be built once and used for many requests; nothing may change its fields."""
    form: type[ListQueryForm] = filterset.get_form_class()
    form.base_fields = _Shared(form.base_fields)
    return form


class LenientFilterSet(django_filters.FilterSet):
    """A bad value is reported beside its filter. The rest of the query applies."""

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
