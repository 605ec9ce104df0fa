"""What the list page says about the question that was asked: chips, counts, ways out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from companies.facets import FACETS, Facet, Facets
from companies.filters import CompanyFilter
from profiles.listing import chosen_values, without


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class WayOut:
    """A filter that could go, and how many companies that gives."""

    label: str
    count: int
    url: str


class SearchState:
    def __init__(self, query: QueryDict, filterset: CompanyFilter, facets: Facets) -> None:
        self.query = query
        self.form = filterset.form
        self.filters = filterset.filters
        self.counts = facets
        self.values = filterset.form.cleaned_data

    @cached_property
    def facets(self) -> list[Facet]:
        return self.counts.all()

    @cached_property
    def chips(self) -> list[Chip]:
        labels = {
            (facet.name, option.value): option.label for facet in self.facets for option in facet.options
        }
        names = ("q", *FACETS, "founded_min", "founded_max")
        return [
            Chip(self._name(name), labels.get((name, value), value), without(self.query, name, value))
            for name, value in chosen_values(self.query, names)
            if self.values.get(name)
        ]

    @cached_property
    def ways_out(self) -> list[WayOut]:
        return [
            WayOut(self._name(name), count, without(self.query, name))
            for name, count in self.counts.ways_out()
        ]

    @property
    def total(self) -> int:
        return len(self.counts.result)

    @property
    def words(self) -> str:
        return self.values.get("q") or ""

    @property
    def order(self) -> str:
        return self.values.get("order") or ("relevance" if self.words else "name")

    @property
    def orders(self) -> list[tuple[str, str]]:
        choices = self.filters["order"].extra["choices"]
        return [(value, str(label)) for value, label in choices if value != "relevance" or self.words]

    def _name(self, name: str) -> str:
        return _("Words") if name == "q" else str(self.filters[name].label)
