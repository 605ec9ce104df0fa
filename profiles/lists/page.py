"""What a list page says about its query: chips, counts, ways out."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from django.core.paginator import Page
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.languages import listed
from profiles.facts.facets import RELEVANCE, Span
from profiles.lists.filters import abbreviated
from profiles.lists.links import chosen_values, page_of, with_values, without
from profiles.lists.options import ShownFacet, count_text, label_of, named_filter, shown_facets
from profiles.lists.query import WORDS, ListQuery
from profiles.lists.questions import QueryPart, Question, YearsMeant
from profiles.lists.results import Results
from profiles.lists.years import YearBar, bars, bars_html
from profiles.models.registry import profile_kind
from profiles.pages.structured import Node, list_nodes
from profiles.search import fold

MAX_TYPED = 20  # characters of a wrong year that are shown again
MAX_IN_TITLE = 3  # filters that the title of a page names


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
    """The state of a list; each kind gives the words for its count of profiles, and the template of its filters."""

    filters_template = ""
    about: Any = ""  # what the whole list holds, in a sentence

    def __init__(self, list_query: ListQuery, results: Results) -> None:
        self.list_query = list_query
        self.form = list_query.form
        self.errors = (
            list_query.form.errors
        )  # by itself: "form.errors" has a template look for a field of this name
        self.results = results
        self.listing = results.listing
        self.values = list_query.values
        self.query = list_query.form.query
        self.nobody_fits = list_query.nobody_fits

    @cached_property
    def page(self) -> Page:
        """The primary keys of the requested page, or of the last one."""
        return page_of(self.results, self.form.page_number, self.listing.per_page)

    @property
    def structured(self) -> list[Node]:
        """The whole list for search engines, whatever the query."""
        return list_nodes(profile_kind(self.listing.kind), str(self.about))

    @property
    def address(self) -> str:
        """The query as the end of an address; empty for the whole list."""
        return f"?{self.query.urlencode()}" if self.query else ""

    @property
    def unknown_names(self) -> list[str]:
        """Parameters of the query that the list does not know."""
        return self.form.unknown_names

    @property
    def canonical(self) -> str:
        """The same for search engines: of all orders of a list they keep the usual one."""
        if self._is_whole:
            return ""
        return with_values(self.query, order="", page=self._page_parameter(self.page.number)).rstrip("?")

    @property
    def _is_whole(self) -> bool:
        """Whether it is the list as it opens, which most visitors ask for."""
        return not self.query and self.page.number == 1

    @property
    def wanted_page(self) -> str:
        """The query of the address to go to where this one names a page that there is not; else empty."""
        sent, number = self.form.sent("page"), self.page.number
        if not sent or sent == str(number):
            return ""
        return with_values(cast(QueryDict, self.form.data), page=self._page_parameter(number))

    @staticmethod
    def _page_parameter(number: int) -> str:
        """The first page has none."""
        return str(number) if number > 1 else ""

    @property
    def filters_in_words(self) -> str:
        """The filters in use behind a heading: " · Sector: Life sciences · Zone: Haidian"; empty for the whole list."""
        if self._is_whole:
            return ""
        names = dict.fromkeys(name for name, _value in chosen_values(self.query, self._narrowing))
        words = [abbreviated(self._chosen_label(name)) for name in islice(names, MAX_IN_TITLE)]
        if self.page.number > 1:
            words.append(_("Page %(number)s") % {"number": count_text(self.page.number, self._language)})
        return "".join(f" · {text}" for text in words)

    @property
    def labelled_address(self) -> str:
        """The same for a file whose headers are words of the language of the page."""
        return f"{self.address or '?'}{'&' if self.query else ''}headers=labels"

    @property
    def heading(self) -> str:
        """How many profiles there are, in words."""
        return self.counted(self.total) % {"total": count_text(self.total, self._language)}

    def counted(self, number: int) -> str:
        """ "%(total)s companies", in the language of the page."""
        raise NotImplementedError

    @property
    def filters_html(self) -> SafeString:
        """All filters with their counts, cached until the content changes: paging and sorting reuse them."""
        if self.errors:
            return self._filters_html()
        query = self.query.copy()
        query.pop("order", None)
        key = (self._language, query.urlencode())
        return self.results.catalogue.parts.get_or_make(key, self._filters_html)

    def _filters_html(self) -> SafeString:
        return render_to_string(self.filters_template, {"state": self})

    @property
    def facets(self) -> list[ShownFacet]:
        """Those that the profiles can be told apart by, and those with something to report."""
        facets = shown_facets(self.results, self.list_query)
        return [facet for facet in facets if self._tells_apart(facet) or facet.chosen or facet.errors]

    def _tells_apart(self, facet: ShownFacet) -> bool:
        """Whether any profile has a value of it, whatever else was chosen: a facet does not come and go with filters."""
        return bool(facet.options) and any(self.results.catalogue.postings[facet.name].values())

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
        """The filters in use: those that were chosen, and those that were understood of the words and apply."""
        chosen = [
            Chip(self._name(name), self._label(name, value), without(self.query, name, value))
            for name, value in chosen_values(self.query, self._narrowing)
        ]
        return chosen if self.has_most else [*chosen, *self._understood_chips]

    @property
    def conditions(self) -> str:
        """What was understood of the words, where no profile meets all of it: "Sector: Life sciences · Zone: Haidian"."""
        chips = self._understood_chips if self.has_most else []
        return " · ".join(named_filter(chip.label, [chip.value]) for chip in chips)

    @property
    def _understood_chips(self) -> list[Chip]:
        answer = self.results.words
        return [self._understood(answer.question, part) for part in answer.understood] if answer else []

    @property
    def _narrowing(self) -> tuple[str, ...]:
        """The parameters that narrow the list, in the order of the page."""
        return (WORDS, *self.listing.names, *self.listing.years)

    def _understood(self, question: Question, part: QueryPart) -> Chip:
        """Without it the same words stand in quotes, for themselves."""
        url = with_values(self.query, q=question.without(part))
        if isinstance(part.means, YearsMeant):
            return Chip(_("Founded"), years_meant(part.means), url)
        facet = part.means.facet
        return Chip(self._name(facet), listed(self._label(facet, value) for value in part.means.values), url)

    @property
    def same_words(self) -> str:
        """Words of the same meaning as some of those that were typed."""
        if not self.results.words:
            return ""
        return listed(word for word in self.results.words.same_words if fold(word) not in fold(self.words))

    @cached_property
    def relaxations(self) -> list[Relaxation]:
        return [
            Relaxation(self._chosen_label(name), count, without(self.query, name))
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
        return self.results.words.corrected if self.results.words else None

    @property
    def has_most(self) -> bool:
        """Whether no profile has all of the words, and what is shown has most of them."""
        return bool(self.results.words and self.results.words.has_most)

    @property
    def answered(self) -> str:
        """The words that were searched for, to be marked in the results."""
        return self.results.words.looked_for if self.results.words else ""

    @property
    def corrected_url(self) -> str:
        """The address of the query as it was answered."""
        changed = self.query.copy()
        changed["q"] = self.corrected or ""
        return f"?{changed.urlencode()}"

    @property
    def order(self) -> str:
        """The order that was chosen; empty for the default one."""
        return "" if self.results.order == self._default_order else self.results.order

    @property
    def orders(self) -> list[tuple[str, str]]:
        """The default order has no value: a form that sends it would keep it when words are typed."""
        others = [order for order in self.listing.orders if order.key not in (self._default_order, RELEVANCE)]
        default = next(order for order in self.listing.orders if order.key == self._default_order)
        return [("", str(default.label)), *((order.key, str(order.label)) for order in others)]

    @property
    def _default_order(self) -> str:
        return RELEVANCE if self.is_search else self.listing.usual_order

    @cached_property
    def _language(self) -> str:
        return get_language() or ""

    def _label(self, name: str, value: str) -> str:
        """The words for a value of a facet; years and words to search for are as they were typed."""
        if name in self.list_query.nobody_fits:
            return abbreviated(value)
        if name not in self.listing.names:
            return value
        return label_of(self.listing.facet(name), value, self.results.catalogue, self._language)

    def _chosen_label(self, name: str) -> str:
        values = (self._label(*pair) for pair in chosen_values(self.query, [name]))
        return named_filter(self._name(name), values)

    def _name(self, name: str) -> str:
        return _("Words") if name == WORDS else self.list_query.label(name)


def years_meant(years: YearsMeant) -> str:
    """ "1998", "2010 to 2015", "from 2016", "until 2014"."""
    if years.first and years.last:
        pattern = "%(first)s" if years.first == years.last else _("%(first)s to %(last)s")
    else:
        pattern = _("from %(first)s") if years.first else _("until %(last)s")
    return pattern % {"first": years.first, "last": years.last}
