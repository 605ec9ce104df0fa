"""Facets: how many companies each value of each filter would give.

A count follows the other filters and ignores its own facet's choice, so that ticking a
second sector shows what it adds. Companies are counted as sets of primary keys in memory:
one pass over a narrow query for each column, no query for each facet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from django.db.models import Exists, OuterRef
from django_countries import countries

from companies.filters import (
    BAND_CHOICES,
    EMPLOYEE_BANDS,
    RETURNEE_CHOICES,
    CompanyFilter,
    newest_value,
)
from companies.models import Company, CompanyQuerySet, Presence, Stakeholder
from profiles.search import matching

FACETS = ("sector", "zone", "ownership", "returnee", "country", "size")


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool
    narrow: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: str
    options: list[Option]
    errors: list[str]

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)

    @property
    def shown(self) -> list[Option]:
        """The first eight and whatever is chosen; the rest folds away."""
        return [option for place, option in enumerate(self.options) if place < 8 or option.chosen]

    @property
    def folded(self) -> list[Option]:
        return [option for place, option in enumerate(self.options) if place >= 8 and not option.chosen]


@dataclass
class Columns:
    """Who has which value: facet -> value -> primary keys of published companies."""

    everyone: set[int] = field(default_factory=set)
    postings: dict[str, dict[str, set[int]]] = field(
        default_factory=lambda: {name: defaultdict(set) for name in FACETS}
    )
    founded: dict[int, str] = field(default_factory=dict)
    sectors_of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    countries_of: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def load(cls, companies: CompanyQuerySet, filterset: CompanyFilter) -> Columns:
        columns = cls()
        columns._load_companies(companies)
        columns._load_sectors(filterset)
        columns._load_presences()
        return columns

    def _load_companies(self, companies: CompanyQuerySet) -> None:
        returned = Exists(Stakeholder.objects.returnees().filter(company=OuterRef("pk")))
        rows = companies.annotate(returned=returned, employees=newest_value("employees", "count")).order_by()
        names = ("pk", "zone__slug", "ownership", "founded", "returnee_founded", "returned", "employees")
        for pk, zone, ownership, founded, stated, returned_, employees in rows.values_list(*names):
            self.everyone.add(pk)
            self.founded[pk] = founded
            self._post("zone", zone, pk)
            self._post("ownership", ownership, pk)
            self._post("returnee", "true" if stated or returned_ else "", pk)
            self._post("size", employee_band(employees), pk)

    def _load_sectors(self, filterset: CompanyFilter) -> None:
        sectors = {sector.pk: sector for sector in filterset.terms.sectors}
        for pk, sector_pk in Company.sectors.through.objects.values_list("company_id", "sector_id"):
            if pk not in self.everyone:
                continue
            sector = sectors[sector_pk]
            self.sectors_of[pk].append(sector_pk)
            self._post("sector", sector.slug, pk)
            if sector.parent_id:
                self._post("sector", sectors[sector.parent_id].slug, pk)

    def _load_presences(self) -> None:
        for pk, country in Presence.objects.filter(closed="").values_list("company_id", "country"):
            if pk in self.everyone:
                self.countries_of[pk].add(country)
                self._post("country", country, pk)

    def _post(self, facet: str, value: str | None, pk: int) -> None:
        if value:
            self.postings[facet][value].add(pk)


def employee_band(employees: Any) -> str:
    """The band that a number of employees falls in; empty if it is not known."""
    if employees is None:
        return ""
    fitting = [band for band, (low, _high) in EMPLOYEE_BANDS.items() if employees >= low]
    return fitting[-1] if fitting else ""


class Facets:
    """The counts for one request."""

    def __init__(self, filterset: CompanyFilter, companies: CompanyQuerySet) -> None:
        self.filterset = filterset
        filterset.form.is_valid()
        self.values = filterset.form.cleaned_data
        self.columns = Columns.load(companies, filterset)
        self.matches = self._matches(companies)
        self.result = self._intersection(self.matches.values())

    def all(self) -> list[Facet]:
        return [self._facet(name) for name in FACETS]

    def ways_out(self) -> list[tuple[str, int]]:
        """Each filter whose removal gives a result, with how many; best first."""
        counts = [(name, len(self._without(name))) for name in self.matches]
        return sorted([pair for pair in counts if pair[1]], key=lambda pair: -pair[1])

    def _facet(self, name: str) -> Facet:
        others = self._without(name)
        posted = self.columns.postings[name]
        chosen = self._chosen(name)
        options = [
            Option(value, str(label), len(posted.get(value, set()) & others), value in chosen, narrow)
            for value, label, narrow in self._labels(name)
            if name != "country" or value in posted or value in chosen
        ]
        label = str(self.filterset.filters[name].label)
        return Facet(name, label, options, list(self.filterset.form.errors.get(name, [])))

    def _labels(self, name: str) -> Iterable[tuple[str, Any, bool]]:
        terms = self.filterset.terms
        if name == "sector":  # broad sectors first, so that these are the ones on show
            return sorted(
                ((row.slug, row.name, bool(row.parent_id)) for row in terms.sectors), key=lambda row: row[2]
            )
        lists: dict[str, Iterable[tuple[str, Any]]] = {
            "zone": [(row.slug, row.name) for row in terms.zones],
            "ownership": Company.Ownership.choices,
            "returnee": RETURNEE_CHOICES,
            "country": list(countries),
            "size": BAND_CHOICES,
        }
        return [(value, label, False) for value, label in lists[name]]

    def _chosen(self, name: str) -> list[str]:
        value = self.values.get(name) or []
        return [value] if isinstance(value, str) else list(value)

    def _matches(self, companies: CompanyQuerySet) -> dict[str, set[int]]:
        """For each filter in use, the companies that fit it alone."""
        matches = {}
        for name in FACETS:
            if self._chosen(name):
                postings = self.columns.postings[name]
                matches[name] = set().union(*(postings.get(value, set()) for value in self._chosen(name)))
        for name in ("founded_min", "founded_max"):
            if self.values.get(name):
                matches[name] = self._founded(name, self.values[name])
        if self.values.get("q"):
            found = matching(companies, self.values["q"]).order_by()
            matches["q"] = set(found.values_list("pk", flat=True))
        return matches

    def _founded(self, name: str, year: str) -> set[int]:
        known = {pk: founded for pk, founded in self.columns.founded.items() if founded}
        if name == "founded_min":
            return {pk for pk, founded in known.items() if founded >= year}
        return {pk for pk, founded in known.items() if founded <= f"{year}~"}

    def _without(self, name: str) -> set[int]:
        return self._intersection(ids for other, ids in self.matches.items() if other != name)

    def _intersection(self, sets: Iterable[set[int]]) -> set[int]:
        return reduce(set.intersection, sets, self.columns.everyone)
