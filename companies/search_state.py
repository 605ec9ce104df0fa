"""What the list page says about the question that was asked: chips, counts, ways out."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from companies.facets import facets
from companies.filters import ORDER_CHOICES, Question
from companies.founding_years import Span, spans
from companies.results import FACETS, YEARS, Results
from profiles.facets import Facet, named_filter
from profiles.listing import chosen_values, question, without


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
    def __init__(self, asked: Question, results: Results) -> None:
        self.asked = asked
        self.form = asked.form
        self.results = results
        self.values = asked.values
        self.query = question(self.values)

    @property
    def address(self) -> str:
        """The question as the end of an address; empty for the whole list."""
        return f"?{self.query.urlencode()}" if self.query else ""

    @cached_property
    def facets(self) -> list[Facet]:
        return facets(self.results, self.asked)

    @cached_property
    def spans(self) -> list[Span]:
        return spans(self.results.years(), self.query)

    @cached_property
    def chips(self) -> list[Chip]:
        names = ("q", *FACETS, *YEARS)
        return [
            Chip(self._name(name), self._labels.get((name, value), value), without(self.query, name, value))
            for name, value in chosen_values(self.query, names)
        ]

    @cached_property
    def ways_out(self) -> list[WayOut]:
        return [
            WayOut(self._chosen(name), count, without(self.query, name))
            for name, count in self.results.ways_out
        ]

    @property
    def total(self) -> int:
        return self.results.total

    @property
    def words(self) -> str:
        return self.values.get("q") or ""

    @property
    def corrected(self) -> str | None:
        return self.results.corrected

    @property
    def answered(self) -> str:
        """The words that were searched for, to be marked in the results."""
        return self.corrected or self.words

    @property
    def corrected_url(self) -> str:
        """The address of the question as it was answered."""
        changed = self.query.copy()
        changed["q"] = self.corrected or ""
        return f"?{changed.urlencode()}"

    @property
    def order(self) -> str:
        return self.results.order

    @property
    def orders(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in ORDER_CHOICES if value != "relevance" or self.words]

    @cached_property
    def _labels(self) -> dict[tuple[str, str], str]:
        """The words for each value of each facet."""
        return {(facet.name, option.value): option.label for facet in self.facets for option in facet.options}

    def _chosen(self, name: str) -> str:
        values = (self._labels.get(pair, pair[1]) for pair in chosen_values(self.query, [name]))
        return named_filter(self._name(name), values)

    def _name(self, name: str) -> str:
        return _("Words") if name == "q" else self.asked.label(name)
