"""What a visitor may ask of the company list: one declared filter for each parameter.

Values are slugs and ISO codes, so addresses stay readable. Within a filter values are
alternatives (OR), across filters they add up (AND).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, FloatField, OuterRef, Q, Subquery, Value, When
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from companies.models import Company, CompanyFigure, CompanyQuerySet, Presence, Sector, Zone
from profiles.filters import ChoiceFilter, ChoicesFilter, LenientFilterSet, PlainTextFilter, YearFilter
from profiles.search import fold, matching

# Slug -> employees from, to (inclusive); None is open.
EMPLOYEE_BANDS: dict[str, tuple[int, int | None]] = {
    "1-49": (0, 49),
    "50-249": (50, 249),
    "250-999": (250, 999),
    "1000-9999": (1_000, 9_999),
    "10000-plus": (10_000, None),
}
BAND_CHOICES = [
    ("1-49", _("Under 50")),
    ("50-249", _("50 to 249")),
    ("250-999", _("250 to 999")),
    ("1000-9999", _("1,000 to 9,999")),
    ("10000-plus", _("10,000 and over")),
]
RETURNEE_CHOICES = [("true", _("Returnees from studies abroad"))]
ORDER_CHOICES = [
    ("relevance", _("Best match")),
    ("name", _("Name")),
    ("-founded", _("Newest company")),
    ("founded", _("Oldest company")),
    ("-turnover", _("Highest turnover")),
    ("-updated", _("Recently changed")),
]


@dataclass(frozen=True)
class Terms:
    """The park's sectors and zones, read once a request."""

    sectors: list[Sector]
    zones: list[Zone]

    @classmethod
    def load(cls) -> Terms:
        return cls(list(Sector.objects.select_related("parent")), list(Zone.objects.all()))


def newest_value(code: str, unit: str) -> Subquery:
    """The newest value of a metric in one unit; disputed figures are left out."""
    figures = CompanyFigure.objects.filter(company=OuterRef("pk"), metric__code=code, unit=unit)
    return Subquery(figures.exclude(rank="disputed").newest_first().values("value")[:1])


class CompanyFilter(LenientFilterSet):
    """The filters of the company list; `terms` are the values there are."""

    q = PlainTextFilter(method="search", label=_("Search by name, product or Chinese name"))
    sector = ChoicesFilter(method="in_sectors", label=_("Sector"))
    zone = ChoicesFilter(field_name="zone__slug", distinct=False, label=_("Zone of the park"))
    ownership = ChoicesFilter(choices=Company.Ownership.choices, distinct=False, label=_("Ownership"))
    returnee = ChoiceFilter(choices=RETURNEE_CHOICES, method="by_returnees", label=_("Founders"))
    country = ChoicesFilter(choices=list(countries), method="present_in", label=_("Present abroad in"))
    size = ChoicesFilter(choices=BAND_CHOICES, method="of_size", label=_("Employees"))
    founded_min = YearFilter(method="founded_from", label=_("Founded from"))
    founded_max = YearFilter(method="founded_to", label=_("Founded to"))
    order = ChoiceFilter(choices=ORDER_CHOICES, method="keep", label=_("Sort by"))

    class Meta:
        model = Company
        fields: list[str] = []

    def __init__(self, data: Any, queryset: CompanyQuerySet, terms: Terms) -> None:
        super().__init__(data, queryset=queryset)
        self.terms = terms
        self.filters["sector"].extra["choices"] = [(row.slug, row.name) for row in terms.sectors]
        self.filters["zone"].extra["choices"] = [(row.slug, row.name) for row in terms.zones]

    def filter_queryset(self, queryset: CompanyQuerySet) -> CompanyQuerySet:
        values = self.form.cleaned_data
        order = values.get("order") or ("relevance" if values.get("q") else "name")
        return self._ordered(super().filter_queryset(queryset), order)

    def keep(self, queryset: CompanyQuerySet, name: str, value: str) -> CompanyQuerySet:
        """The order is applied last, when all filters have been."""
        return queryset

    def search(self, queryset: CompanyQuerySet, name: str, value: str) -> CompanyQuerySet:
        return matching(queryset, value)

    def in_sectors(self, queryset: CompanyQuerySet, name: str, value: list[str]) -> CompanyQuerySet:
        """A broad sector stands for its narrower ones."""
        if not value:
            return queryset
        through = Company.sectors.through.objects.filter(
            Q(sector__slug__in=value) | Q(sector__parent__slug__in=value)
        )
        return queryset.filter(pk__in=through.values("company"))

    def by_returnees(self, queryset: CompanyQuerySet, name: str, value: str) -> CompanyQuerySet:
        return queryset.founded_by_returnees() if value == "true" else queryset

    def present_in(self, queryset: CompanyQuerySet, name: str, value: list[str]) -> CompanyQuerySet:
        if not value:
            return queryset
        present = Presence.objects.filter(country__in=value, closed="")
        return queryset.filter(pk__in=present.values("company"))

    def of_size(self, queryset: CompanyQuerySet, name: str, value: list[str]) -> CompanyQuerySet:
        if not value:
            return queryset
        wanted = Q()
        for band in value:
            low, high = EMPLOYEE_BANDS[band]
            wanted |= Q(employees__gte=low) & (Q() if high is None else Q(employees__lte=high))
        return queryset.annotate(employees=newest_value("employees", "count")).filter(wanted)

    def founded_from(self, queryset: CompanyQuerySet, name: str, value: str) -> CompanyQuerySet:
        return queryset.filter(founded__gte=value) if value else queryset

    def founded_to(self, queryset: CompanyQuerySet, name: str, value: str) -> CompanyQuerySet:
        """Up to the end of the year: "~" sorts after every month and day."""
        return queryset.exclude(founded="").filter(founded__lte=f"{value}~") if value else queryset

    def _ordered(self, queryset: CompanyQuerySet, value: str) -> CompanyQuerySet:
        if value == "relevance":
            return self._by_relevance(queryset)
        if value == "-turnover":
            turnover = newest_value("turnover", "CNY")
            return queryset.annotate(turnover=turnover).order_by(
                F("turnover").desc(nulls_last=True), "name_en", "pk"
            )
        if value in ("founded", "-founded"):
            unknown_last = Case(When(founded="", then=Value(1)), default=Value(0))
            return queryset.order_by(unknown_last, value, "name_en", "pk")
        if value == "-updated":
            return queryset.order_by("-changed_at", "pk")
        return queryset.by_name()

    def _by_relevance(self, queryset: CompanyQuerySet) -> CompanyQuerySet:
        """A name that is the query, then one that begins with it, then one that holds it, then texts."""
        query = fold(self.form.cleaned_data.get("q") or "")
        if not query:
            return queryset.by_name()
        rank: Any = Case(
            When(Q(name_en__iexact=query) | Q(name_zh=query), then=Value(0.0)),
            When(Q(name_en__istartswith=query) | Q(name_zh__startswith=query), then=Value(1.0)),
            When(Q(name_en__icontains=query) | Q(name_zh__contains=query), then=Value(2.0)),
            default=Value(3.0),
            output_field=FloatField(),
        )
        return queryset.order_by(rank, "name_en", "pk")
