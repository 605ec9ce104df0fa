"""What the list page says about the question that was asked: chips, counts, ways out."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from companies.facets import facets, label_of
from companies.filters import ORDER_CHOICES, Question
from companies.founding_years import Span, spans, spans_html
from companies.results import FACETS, YEARS, Results
from profiles.facets import Facet, count_text, named_filter
from profiles.filters import shown
from profiles.listing import chosen_values, orders, question, without

MOST_TYPED = 20  # characters of a wrong year that are shown again


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
        self.errors = (
            asked.form.errors
        )  # by itself: "form.errors" has a template look for a field of this name
        self.results = results
        self.values = asked.values
        self.query = asked.form.query
        self.nobody_fits = asked.form.nobody_fits

    @property
    def address(self) -> str:
        """The question as the end of an address; empty for the whole list."""
        return f"?{self.query.urlencode()}" if self.query else ""

    @property
    def heading(self) -> str:
        """How many companies there are, in words."""
        words = ngettext("%(total)s company", "%(total)s companies", self.total)
        return words % {"total": count_text(self.total, self._language)}

    @property
    def filters_html(self) -> SafeString:
        """All filters with their counts, kept while the content is the same: who turns the page or sorts has them again."""
        if self.errors:
            return self._filters_html()
        asked = question({**self.values, "order": ""}).urlencode()
        return self.results.catalogue.parts.get_or_make((self._language, asked), self._filters_html)

    def _filters_html(self) -> SafeString:
        return render_to_string("companies/_filters.html", {"state": self})

    @property
    def facets(self) -> list[Facet]:
        return facets(self.results, self.asked)

    @property
    def has_years(self) -> bool:
        return any(self.values.get(name) for name in YEARS)

    @property
    def typed_years(self) -> list[str]:
        """What the two fields show: also what is no year, so that it can be put right."""
        return [str(self.form.data.get(name, ""))[:MOST_TYPED] for name in YEARS]

    @property
    def spans(self) -> list[Span]:
        return spans(self.results.years(), self.query)

    @property
    def spans_html(self) -> SafeString:
        return spans_html(self.spans)

    @cached_property
    def chips(self) -> list[Chip]:
        names = ("q", *FACETS, *YEARS)
        return [
            Chip(self._name(name), self._label(name, value), without(self.query, name, value))
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
    def is_search(self) -> bool:
        return bool(self.words)

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
        """The order in use, as the form sends it."""
        return "" if self.results.order == self.results.usual_order else self.results.order

    @property
    def orders(self) -> list[tuple[str, str]]:
        choices = [choice for choice in ORDER_CHOICES if choice[0] != "relevance" or self.is_search]
        return orders(choices, self.results.usual_order)

    @cached_property
    def _language(self) -> str:
        return get_language() or ""

    def _label(self, name: str, value: str) -> str:
        """The words for a value of a facet; years and words to search for are as they were typed."""
        if name in self.nobody_fits:
            return shown(value)
        return (
            label_of(name, value, self.results.catalogue.terms, self._language) if name in FACETS else value
        )

    def _chosen(self, name: str) -> str:
        values = (self._label(*pair) for pair in chosen_values(self.query, [name]))
        return named_filter(self._name(name), values)

    def _name(self, name: str) -> str:
        return _("Words") if name == "q" else self.asked.label(name)
