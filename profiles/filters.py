"""Filters that the lists of companies and parks share."""

from __future__ import annotations

from typing import Any

import django_filters
from django.forms import Form
from django.utils.translation import gettext_lazy as _

from profiles.forms import PlainTextField, YearField

NOT_IN_LIST = {"invalid_choice": _("One of the chosen values is not in this list.")}


class PlainTextFilter(django_filters.CharFilter):
    field_class = PlainTextField


class YearFilter(django_filters.CharFilter):
    field_class = YearField


class ChoicesFilter(django_filters.MultipleChoiceFilter):
    """Several values of a list, as alternatives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, error_messages=NOT_IN_LIST, **kwargs)


class ChoiceFilter(django_filters.ChoiceFilter):
    """One value of a list."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, error_messages=NOT_IN_LIST, **kwargs)


class _Shared(dict):
    """Fields of a form that are used as they are: copying them takes longer than the answer."""

    def __deepcopy__(self, memo: Any) -> _Shared:
        return self


def shared_form(filterset: django_filters.FilterSet) -> type[Form]:
    """The form of a filter set, to be made once and used for many requests; nothing may change its fields."""
    form: type[Form] = filterset.get_form_class()
    form.base_fields = _Shared(form.base_fields)  # type: ignore[attr-defined]
    return form


class LenientFilterSet(django_filters.FilterSet):
    """A bad value is reported beside its filter, and the other filters still hold."""

    @property
    def form(self) -> Form:
        """Its fields have their names as ids on the page."""
        form: Form = super().form
        form.auto_id = "%s"
        return form

    def filter_queryset(self, queryset: Any) -> Any:
        for name, value in self.form.cleaned_data.items():
            queryset = self.filters[name].filter(queryset, value)
        return queryset

    @property
    def qs(self) -> Any:
        self.form.is_valid()
        return self.filter_queryset(self.queryset.all())
