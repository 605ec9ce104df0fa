"""Counts for the filters of partner parks. There are few parks, so all are counted in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Case, IntegerField, Value, When
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from pyroaring import BitMap

from partners.filters import ORDER_CHOICES, ParkFilter
from partners.models import Park, ParkQuerySet
from partners.places import nearness
from profiles.facets import Facet, Option, named_filter
from profiles.filters import shown
from profiles.listing import chosen_values, orders, without
from profiles.search import Found, did_you_mean, find, fold

FACETS = ("country", "kind", "sector", "tie")
MAX_PARKS = 5_000


class ParkSearch:
    """The question a visitor asked of the list, and what each filter would give."""

    def __init__(self, filterset: ParkFilter, parks: Iterable[Park], tied: set[int]) -> None:
        self.filterset, self.form = filterset, filterset.form
        self.values, self.query = self.form.values, self.form.query
        self.nobody_fits = self.form.nobody_fits
        self.parks, self.tied = list(parks), tied

    @property
    def words(self) -> str:
        return self.values.get("q") or ""

    @cached_property
    def result(self) -> set[int]:
        return {park.pk for park in self._fitting(skip=None)}

    @property
    def total(self) -> int:
        return len(self.result)

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters that the parks can be told apart by, and those with something to report."""
        found = (self._facet(name) for name in FACETS)
        return [facet for facet in found if facet.options or facet.errors]

    @cached_property
    def chips(self) -> list[dict[str, str]]:
        return [
            {
                "label": self._label(name),
                "value": self._value_label(name, value),
                "url": without(self.query, name, value),
            }
            for name, value in chosen_values(self.query, ("q", *FACETS))
        ]

    @cached_property
    def ways_out(self) -> list[dict[str, Any]]:
        used = [name for name in ("q", *FACETS) if name in self.query]
        ways = [
            {
                "label": self._chosen_label(name),
                "count": len(self._fitting(skip=name)),
                "url": without(self.query, name),
            }
            for name in used
        ]
        return sorted((way for way in ways if way["count"]), key=lambda way: -way["count"])

    @property
    def usual_order(self) -> str:
        return "relevance" if self.words else "name"

    @property
    def order(self) -> str:
        """The order in use, as the form sends it."""
        return "" if self._order == self.usual_order else self._order

    @property
    def orders(self) -> list[tuple[str, str]]:
        choices = [choice for choice in ORDER_CHOICES if choice[0] != "relevance" or self.words]
        return orders(choices, self.usual_order)

    def ordered(self, rows: ParkQuerySet, host: Park | None) -> ParkQuerySet:
        """In the order that was asked for. Parks whose founding date or place is not known come last."""
        order = self._order
        if order == "relevance":
            return rows.order_by(self._tier(), Lower("name_en"), "name_zh", "name_fr", "pk")
        if order in ("founded", "-founded"):
            return rows.order_by(rows.founded_unknown(), order, Lower("name_en"), "pk")
        near = nearness(host) if order == "distance" else None
        if near is None:
            return rows.by_name()
        return rows.order_by(near.desc(nulls_last=True), Lower("name_en"), "pk")

    @property
    def _order(self) -> str:
        asked = self.values.get("order") or "relevance"
        return self.usual_order if asked == "relevance" else asked

    def _tier(self) -> Case:
        """For sorting: how well the names of a park fit the words, from 0."""
        tiers = self._found.tiers if self._found else []
        places = [
            When(pk__in=self.result.intersection(tier), then=Value(place)) for place, tier in enumerate(tiers)
        ]
        return Case(*places, default=Value(len(tiers)), output_field=IntegerField())

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        """The words for each value of each facet."""
        return {(facet.name, option.value): option.label for facet in self.facets for option in facet.options}

    def _chosen_label(self, name: str) -> str:
        values = (self._value_label(*pair) for pair in chosen_values(self.query, [name]))
        return named_filter(self._label(name), values)

    def _value_label(self, name: str, value: str) -> str:
        return shown(value) if name in self.nobody_fits else self._labels.get((name, value), value)

    def _label(self, name: str) -> str:
        return _("Words") if name == "q" else str(self.filterset.filters[name].label)

    def _facet(self, name: str) -> Facet:
        counts: dict[str, int] = defaultdict(int)
        for park in self._fitting(skip=name):
            for value in self._values(park, name):
                counts[value] += 1
        there = {value for park in self.parks for value in self._values(park, name)}
        chosen = self._chosen(name)
        options = [
            Option(str(value), str(label), counts[value], value in chosen)
            for value, label in self.filterset.filters[name].extra["choices"]
            if value in there or value in chosen
        ]
        if name == "country":  # its list is in the order of the codes, not of this language
            options.sort(key=lambda option: fold(option.label))
        return Facet(name, self._label(name), options, [str(text) for text in self.form.errors.get(name, ())])

    def _chosen(self, name: str) -> list[str]:
        return list(self.values.get(name) or [])

    def _values(self, park: Park, name: str) -> set[str]:
        read: dict[str, Callable[[Park], set[str]]] = {
            "country": lambda park: {park.country.code},
            "kind": lambda park: {park.kind},
            "sector": self._sectors,
            "tie": lambda park: {"true"} if park.pk in self.tied else set(),
        }
        return read[name](park)

    def _sectors(self, park: Park) -> set[str]:
        """The park's focus sectors and the broad ones above them, each once."""
        sectors = park.focus_sectors.all()
        return {sector.slug for sector in sectors} | {row.parent.slug for row in sectors if row.parent}

    @cached_property
    def corrected(self) -> str | None:
        """The words that were searched for instead, where what was typed finds nothing but a slip away there is something."""
        found, parks = find("park", self.words), BitMap(park.pk for park in self.parks)
        if found is None or found.ids.intersect(parks):
            return None
        return did_you_mean("park", self.words, parks)

    @property
    def answered(self) -> str:
        return self.corrected or self.words

    @property
    def corrected_url(self) -> str:
        """The address of the question as it was answered."""
        changed = self.query.copy()
        changed["q"] = self.answered
        return f"?{changed.urlencode()}"

    @cached_property
    def _found(self) -> Found | None:
        return find("park", self.answered)

    def _fitting(self, *, skip: str | None) -> list[Park]:
        """The parks that fit all filters but one."""
        if any(name != skip for name in self.nobody_fits):
            return []
        found = self._found if skip != "q" else None
        used = {name: set(self._chosen(name)) for name in FACETS if name != skip and self._chosen(name)}
        return [
            park
            for park in self.parks
            if (found is None or park.pk in found.ids)
            and all(self._values(park, name) & chosen for name, chosen in used.items())
        ]
