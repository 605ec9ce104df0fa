"""What a visitor may ask of the list of partner parks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Park, ParkQuerySet
from profiles.filters import ChoiceFilter, ChoicesFilter, LenientFilterSet, PlainTextFilter
from profiles.search import matching

TIE_CHOICES = [("true", _("With a partnership"))]
ORDER_CHOICES = [("name", _("Name")), ("-founded", _("Newest park")), ("founded", _("Oldest park"))]


class ParkFilter(LenientFilterSet):
    q = PlainTextFilter(method="search", label=_("Search parks by name or place"))
    country = ChoicesFilter(choices=list(countries), distinct=False, label=_("Country or region"))
    kind = ChoicesFilter(choices=Park.Kind.choices, distinct=False, label=_("Kind of park"))
    tie = ChoiceFilter(choices=TIE_CHOICES, method="with_tie", label=_("Partnership"))
    order = ChoiceFilter(choices=ORDER_CHOICES, method="ordered", label=_("Sort by"))

    class Meta:
        model = Park
        fields: list[str] = []

    def filter_queryset(self, queryset: ParkQuerySet) -> ParkQuerySet:
        order = self.form.cleaned_data.get("order") or "name"
        return self.ordered(super().filter_queryset(queryset), "order", order)

    def search(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        return matching(queryset, value)

    def with_tie(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        return queryset.with_partnership() if value == "true" else queryset

    def ordered(self, queryset: ParkQuerySet, name: str, value: str) -> ParkQuerySet:
        """Parks without a founding date come last in either direction."""
        if value in ("founded", "-founded"):
            return queryset.order_by(queryset.founded_unknown(), value, "name_en", "pk")
        return queryset.by_name() if value == "name" else queryset
