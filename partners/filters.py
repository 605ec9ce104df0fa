"""What a visitor may ask of the list of partner parks. partners/facets.py answers it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from partners.models import Park
from profiles.filters import ChoiceFilter, ChoicesFilter, LenientFilterSet, PageFilter, WordsFilter

TIE_CHOICES = [("true", _("With a partnership"))]
ORDER_CHOICES = [
    ("relevance", _("Best match")),
    ("name", _("Name")),
    ("distance", _("Nearest park")),
    ("-founded", _("Newest park")),
    ("founded", _("Oldest park")),
]


def all_sectors() -> QuerySet:
    """The sectors that parks may focus on; reached through the field, as partners do not import companies."""
    return Park._meta.get_field("focus_sectors").related_model.objects.select_related("parent")  # type: ignore[union-attr]


class ParkFilter(LenientFilterSet):
    q = WordsFilter(label=_("Search parks by name or place"))
    country = ChoicesFilter(choices=list(countries.countries.items()), label=_("Country or region"))
    kind = ChoicesFilter(choices=Park.Kind.choices, label=_("Kind of park"))
    sector = ChoicesFilter(label=_("Focus sector"))
    tie = ChoicesFilter(choices=TIE_CHOICES, label=_("Partnership"))
    order = ChoiceFilter(choices=ORDER_CHOICES, label=_("Sort by"))
    page = PageFilter()

    class Meta(LenientFilterSet.Meta):
        model = Park
        fields: list[str] = []

    def __init__(self, data: Any) -> None:
        super().__init__(data, queryset=Park.objects.none())
        self.filters["sector"].extra["choices"] = [(row.slug, row.name) for row in all_sectors()]
