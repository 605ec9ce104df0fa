"""What a visitor may ask of the company list: one declared filter for each parameter.

Values are slugs and ISO codes, so addresses stay readable. The filters check what was asked;
companies/results.py answers it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from companies.bands import EMPLOYEE_CHOICES, TURNOVER_CHOICES
from companies.catalogue import Terms
from companies.models import Certificate, Company
from profiles.filters import (
    ChoiceFilter,
    ChoicesFilter,
    LenientFilterSet,
    PageFilter,
    QuestionForm,
    WordsFilter,
    YearFilter,
    shared_form,
)

RETURNEE_CHOICES = [("true", _("Returnees from studies abroad"))]
ORDER_CHOICES = [
    ("relevance", _("Best match")),
    ("name", _("Name")),
    ("-founded", _("Newest company")),
    ("founded", _("Oldest company")),
    ("-turnover", _("Highest turnover")),
    ("-updated", _("Recently changed")),
]


class CompanyFilter(LenientFilterSet):
    """The filters of the company list; ask through Question, which knows the sectors and zones there are."""

    q = WordsFilter(label=_("Search by name, product or Chinese name"))
    sector = ChoicesFilter(label=_("Sector"))
    zone = ChoicesFilter(label=_("Zone of the park"))
    ownership = ChoicesFilter(choices=Company.Ownership.choices, label=_("Ownership"))
    returnee = ChoicesFilter(choices=RETURNEE_CHOICES, label=_("Founders"))
    country = ChoicesFilter(choices=list(countries.countries.items()), label=_("Present abroad in"))
    size = ChoicesFilter(choices=EMPLOYEE_CHOICES, label=_("Employees"))
    turnover = ChoicesFilter(choices=TURNOVER_CHOICES, label=_("Turnover a year"))
    certificate = ChoicesFilter(choices=Certificate.Kind.choices, label=_("Certificate"))
    founded_min = YearFilter(label=_("Founded from"))
    founded_max = YearFilter(label=_("Founded to"))
    order = ChoiceFilter(choices=ORDER_CHOICES, label=_("Sort by"))
    page = PageFilter()

    class Meta(LenientFilterSet.Meta):
        model = Company
        fields: list[str] = []


class Question:
    """A question to the company list, checked by its filters."""

    def __init__(self, data: Any, terms: Terms) -> None:
        self.filters, form_class = _prepared(terms)
        self.form = form_class(data, auto_id="%s")
        self.form.is_valid()

    @property
    def values(self) -> dict[str, Any]:
        """What was understood of it; a bad value is left out, and named in the errors of the form."""
        return self.form.values

    def label(self, name: str) -> str:
        return str(self.filters[name].label)


@lru_cache(maxsize=8)
def _prepared(terms: Terms) -> tuple[dict[str, Any], type[QuestionForm]]:
    """The filters and their form for these terms. The names of terms are not shown from here."""
    filterset = CompanyFilter({}, queryset=Company.objects.none())
    filterset.filters["sector"].extra["choices"] = [(row.slug, row.slug) for row in terms.sectors]
    filterset.filters["zone"].extra["choices"] = [(row.slug, row.slug) for row in terms.zones]
    return filterset.filters, shared_form(filterset)
