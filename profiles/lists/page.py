"""What a list page says about the query that was asked: chips, counts, ways out."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Page
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from profiles.facts.facets import NAME, RELEVANCE, Span
from profiles.lists.filters import shown
from profiles.lists.links import chosen_values, page_of, without
from profiles.lists.options import ShownFacet, count_text, label_of, named_filter, shown_facets
from profiles.lists.query import WORDS, ListQuery
from profiles.lists.results import Results
from profiles.lists.years import YearBar, bars, bars_html

MAX_TYPED = 20  # characters of a wrong year that are shown again


@dataclass(frozen=True)
class Chip:
    """A filter in use, and the address of the list without it."""

    label: str
    value: str
    url: str


@dataclass(frozen=True)
class Relaxation:
    """A filter that could go, and how many profiles that gives."""

    label: str
    count: int
    url: str


class ListPage:
    """The state of a list; each kind says in which words it counts its profiles, and what its filters look like."""

    filters_template = ""

    def __init__(self, asked: ListQuery, results: Results) -> None:
        self.asked = asked
        self.form = asked.form
        self.errors = (
            asked.form.errors
        )  # by itself: "form.errors" has a template look for a field of this name
        self.results = results
        self.listing = results.listing
        self.values = asked.values
        self.query = asked.form.query
        self.nobody_fits = asked.nobody_fits

    @cached_property
    def page(self) -> Page:
        """The primary keys of the page that was asked for, or of the last one."""
        return page_of(self.results, self.form.page_number, self.listing.per_page)

    @property
    def address(self) -> str:
        """The query as the end of an address; empty for the whole list."""
        return f"?{self.query.urlencode()}" if self.query else ""

    @property
    def heading(self) -> str:
        """How many profiles there are, in words."""
        return self.counted(self.total) % {"total": count_text(self.total, self._language)}

    def counted(self, number: int) -> str:
        """ "%(total)s companies", in the language of the page."""
        raise NotImplementedError

    @property
    def filters_html(self) -> SafeString:
        """All filters with their counts, kept while the content is the same: who turns the page or sorts has them again."""
        if self.errors:
            return self._filters_html()
        asked = self.query.copy()
        asked.pop("order", None)
        key = (self._language, asked.urlencode())
        return self.results.catalogue.parts.get_or_make(key, self._filters_html)

    def _filters_html(self) -> SafeString:
        return render_to_string(self.filters_template, {"state": self})

    @property
    def facets(self) -> list[ShownFacet]:
        return shown_facets(self.results, self.asked)

    @property
    def has_years(self) -> bool:
        return any(self.values.get(name) for name in self.listing.years)

    @property
    def typed_years(self) -> list[str]:
        """What the two fields show: also what is no year, so that it can be put right."""
        return [str(self.form.data.get(name, ""))[:MAX_TYPED] for name in self.listing.years]

    @property
    def spans(self) -> list[YearBar]:
        return [bar for span in self.listing.spans for bar in self._bars(span)]

    def _bars(self, span: Span) -> list[YearBar]:
        return bars(self.results.years(span), self.query, span)

    @property
    def spans_html(self) -> SafeString:
        return bars_html(self.spans)

    @cached_property
    def chips(self) -> list[Chip]:
        names = (WORDS, *self.listing.names, *self.listing.years)
        return [
            Chip(self._name(name), self._label(name, value), without(self.query, name, value))
            for name, value in chosen_values(self.query, names)
        ]

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        return [
            Relaxation(self._chosen(name), count, without(self.query, name))
            for name, count in self.results.relaxations
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
        """The order that was chosen; empty for the usual one."""
        return "" if self.results.order == self._usual else self.results.order

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The usual order has no value: a form that sends it would hold on to it when words are typed."""
        others = [order for order in self.listing.orders if order.key not in (self._usual, RELEVANCE)]
        usual = next(order for order in self.listing.orders if order.key == self._usual)
        return [("", str(usual.label)), *((order.key, str(order.label)) for order in others)]

    @property
    def _usual(self) -> str:
        return RELEVANCE if self.is_search else NAME

    @cached_property
    def _language(self) -> str:
        return get_language() or ""

    def _label(self, name: str, value: str) -> str:
        """The words for a value of a facet; years and words to search for are as they were typed."""
        if name in self.asked.nobody_fits:
            return shown(value)
        if name not in self.listing.names:
            return value
        return label_of(self.listing.facet(name), value, self.results.catalogue.terms, self._language)

    def _chosen(self, name: str) -> str:
        values = (self._label(*pair) for pair in chosen_values(self.query, [name]))
        return named_filter(self._name(name), values)

    def _name(self, name: str) -> str:
        return _("Words") if name == WORDS else self.asked.label(name)
