"""Counts for the filters of partner parks. There are few parks, so all are counted in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from pyroaring import BitMap

from partners.filters import ParkFilter
from partners.models import Park
from profiles.facets import Facet, Option, named_filter
from profiles.listing import chosen_values, question, without
from profiles.search import Found, did_you_mean, find, fold

FACETS = ("country", "kind", "sector", "tie")
MAX_PARKS = 5_000


class ParkSearch:
    """The question a visitor asked of the list, and what each filter would give."""

    def __init__(self, filterset: ParkFilter, parks: Iterable[Park], tied: set[int]) -> None:
        filterset.form.is_valid()
        self.filterset, self.form = filterset, filterset.form
        self.values = filterset.form.cleaned_data
        self.query = question(self.values)
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
                "value": self._labels.get((name, value), value),
                "url": without(self.query, name, value),
            }
            for name, value in chosen_values(self.query, ("q", *FACETS))
        ]

    @cached_property
    def ways_out(self) -> list[dict[str, Any]]:
        used = [name for name in ("q", *FACETS) if self.values.get(name)]
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
    def order(self) -> str:
        return self.values.get("order") or "name"

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        """The words for each value of each facet."""
        return {(facet.name, option.value): option.label for facet in self.facets for option in facet.options}

    def _chosen_label(self, name: str) -> str:
        values = (self._labels.get(pair, pair[1]) for pair in chosen_values(self.query, [name]))
        return named_filter(self._label(name), values)

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
        value = self.values.get(name) or []
        return [value] if isinstance(value, str) else list(value)

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
        found = self._found if skip != "q" else None
        used = {name: set(self._chosen(name)) for name in FACETS if name != skip and self._chosen(name)}
        return [
            park
            for park in self.parks
            if (found is None or park.pk in found.ids)
            and all(self._values(park, name) & chosen for name, chosen in used.items())
        ]
