"""What a visitor may ask of the list of partner parks."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Park, ParkQuerySet
from partners.places import nearness
from profiles.filters import ChoiceFilter, ChoicesFilter, LenientFilterSet, PlainTextFilter
from profiles.search import matching

TIE_CHOICES = [("true", _("With a partnership"))]
ORDER_CHOICES = [
    ("name", _("Name")),
    ("distance", _("Nearest park")),
    ("-founded", _("Newest park")),
    ("founded", _("Oldest park")),
]


def all_sectors() -> QuerySet:
    """The sectors that parks may focus on; reached through the field, as partners do not import companies."""
    return Park._meta.get_field("focus_sectors").related_model.objects.select_related("parent")  # type: ignore[union-attr]


class ParkFilter(LenientFilterSet):
    q = PlainTextFilter(method="search", label=_("Search parks by name or place"))
    country = ChoicesFilter(
        choices=list(countries.countries.items()), distinct=False, label=_("Country or region")
    )
    kind = ChoicesFilter(choices=Park.Kind.choices, distinct=False, label=_("Kind of park"))
    sector = ChoicesFilter(method="in_sectors", label=_("Focus sector"))
    tie = ChoiceFilter(choices=TIE_CHOICES, method="with_tie", label=_("Partnership"))
    order = ChoiceFilter(choices=ORDER_CHOICES, method="keep", label=_("Sort by"))

    class Meta:
        model = Park
        fields: list[str] = []

    def __init__(self, data: Any, queryset: ParkQuerySet, host: Park | None) -> None:
        super().__init__(data, queryset=queryset)
        self.host = host
        self.filters["sector"].extra["choices"] = [(row.slug, row.name) for row in all_sectors()]

    def filter_queryset(self, queryset: ParkQuerySet) -> ParkQuerySet:
        return self.ordered(super().filter_queryset(queryset))

    def keep(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        """The order is applied last, when all filters have been."""
        return queryset

    def search(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        return matching(queryset, value)

    def in_sectors(self, queryset: ParkQuerySet, name: str, value: list[str]) -> ParkQuerySet:
        """A broad sector stands for its narrower ones."""
        if not value:
            return queryset
        through = Park.focus_sectors.through.objects.filter(
            Q(sector__slug__in=value) | Q(sector__parent__slug__in=value)
        )
        return queryset.filter(pk__in=through.values("park"))

    def with_tie(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        return queryset.with_partnership() if value == "true" else queryset

    def ordered(self, queryset: ParkQuerySet) -> ParkQuerySet:
        """In the order that was asked for. Parks whose founding date or place is not known come last."""
        order = self.form.cleaned_data.get("order") or "name"
        if order in ("founded", "-founded"):
            return queryset.order_by(queryset.founded_unknown(), order, Lower("name_en"), "pk")
        near = nearness(self.host) if order == "distance" else None
        if near is None:
            return queryset.by_name()
        return queryset.order_by(near.desc(nulls_last=True), Lower("name_en"), "pk")
