"""What a list shows of its facets: the options of each, with how many results each would give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kit.languages import listed
from kit.markup import PLACE, pieces
from profiles.catalogue import Catalogue, TermLists
from profiles.facts.facets import Facet
from profiles.lists.query import ListQuery
from profiles.lists.results import Results
from profiles.search import fold

SHOWN = 8
LABELS_KEPT = 64  # of a facet in a language


@dataclass(slots=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool
    group: str = ""  # on the second level of its list: the option above it


@dataclass(frozen=True)
class ShownFacet:
    name: str
    label: str
    options: list[Option]
    errors: list[str]
    is_open: bool = True

    @property
    def html(self) -> SafeString:
        visible, folded = self._options(self.shown), self._options(self.folded)
        frame = _frame(
            FacetFrame(
                self.name,
                self.label,
                self.is_open,
                self.chosen,
                self.unfolded,
                len(self.options),
                bool(folded),
                tuple(self.errors),
                get_language() or "",
            )
        )
        parts = [frame[0], visible, frame[1], folded, frame[2]] if folded else [frame[0], visible, frame[1]]
        return mark_safe("".join(parts))  # noqa: S308 (of templates, where it was escaped)

    @property
    def chosen(self) -> int:
        return sum(option.chosen for option in self.options)

    @property
    def shown(self) -> list[Option]:
        """The first eight of the first level; a chosen value stays where it was, so it may be among the others."""
        return self.options[: self._cut]

    @property
    def folded(self) -> list[Option]:
        return self.options[self._cut :]

    @property
    def unfolded(self) -> bool:
        """Whether the others are visible because one of them is chosen."""
        return any(option.chosen for option in self.folded)

    def _options(self, options: list[Option]) -> str:
        return "".join(self._parts(options))

    def _parts(self, options: list[Option]) -> Iterator[str]:
        language, group = get_language() or "", ""
        for option in options:
            if option.group != group:
                group = option.group
                yield format_html('<p class="check__group">{}</p>', group)
            state = "chosen" if option.chosen else "" if option.count else "off"
            before, after = _markup(self.name, option.value, option.label, bool(option.group), state)
            yield f"{before}{count_text(option.count, language)}{after}"

    @property
    def _cut(self) -> int:
        broad = next((place for place, option in enumerate(self.options) if option.group), SHOWN)
        return min(broad, SHOWN)


class FacetFrame(NamedTuple):
    """Everything that the markup around the options of a facet depends on."""

    name: str
    label: str
    is_open: bool
    chosen: int
    unfolded: bool
    number: int
    has_folded: bool
    errors: tuple[str, ...]
    language: str


@lru_cache(maxsize=1_000)
def _frame(look: FacetFrame) -> list[str]:
    """The markup before, between and behind the visible options and the folded ones."""
    return pieces(render_to_string("includes/facet.html", {"facet": look, "options": PLACE}))


@lru_cache(maxsize=10_000)
def _markup(name: str, value: str, label: str, is_narrow: bool, state: str) -> tuple[str, str]:
    """The markup around the count. A list has a hundred options, of which only the counts change between requests."""
    context = {"name": name, "value": value, "label": label, "is_narrow": is_narrow, "state": state}
    before, after = pieces(render_to_string("includes/option.html", {**context, "count": PLACE}))
    return before, after


@lru_cache(maxsize=10_000)
def count_text(number: int, language: str) -> str:
    """The number grouped as the active language, which is this one, groups it."""
    return str(localize(number))


def named_filter(name: str, values: Iterable[str]) -> str:
    """A filter in use with what was chosen in it: "Sector: Life sciences"."""
    return _("%(name)s: %(value)s") % {"name": name, "value": listed(values)}


def shown_facets(results: Results, list_query: ListQuery) -> list[ShownFacet]:
    """Each facet with its options; an option that gives nothing stays."""
    language = get_language() or ""
    has_currency = bool(results.catalogue.home.currency)
    in_use = {*results.matches, *list_query.form.errors}
    return [
        _shown_facet(facet, results, list_query, language)
        for facet in results.listing.facets
        if (has_currency or facet.in_currency is None) and (not facet.only_linked or facet.key in in_use)
    ]


def _shown_facet(facet: Facet, results: Results, list_query: ListQuery, language: str) -> ShownFacet:
    counts, chosen = results.counts(facet.key), results.chosen(facet.key)
    catalogue, retired = results.catalogue, dict(facet.retired)
    postings = catalogue.postings[facet.key]
    options = [
        Option(value, label, counts.get(value, 0), value in chosen, group)
        for value, label, group in labels(facet, catalogue.terms, catalogue.home.currency, language)
        if value in chosen or (value not in retired and (not facet.only_present or postings.get(value)))
    ]
    errors = [str(error) for error in list_query.form.errors.get(facet.key, [])]
    return ShownFacet(facet.key, str(facet.label), options, errors, facet.is_open)


@lru_cache(maxsize=LABELS_KEPT)
def labels(facet: Facet, terms: TermLists, currency: str, language: str) -> list[tuple[str, str, str]]:
    """(value, label, the label above it) of each option, in the active language, which is this one."""
    options = [
        (str(value), str(label), str(group)) for value, label, group in _labels(facet, terms, currency)
    ]
    return sorted(options, key=lambda option: fold(option[1])) if facet.by_label else options


def label_of(facet: Facet, value: str, catalogue: Catalogue, language: str) -> str:
    """What the facet calls one of its values, in the active language, which is this one."""
    return _by_value(facet, catalogue.terms, catalogue.home.currency, language).get(value, value)


@lru_cache(maxsize=LABELS_KEPT)
def _by_value(facet: Facet, terms: TermLists, currency: str, language: str) -> dict[str, str]:
    return {value: label for value, label, _group in labels(facet, terms, currency, language)}


def _labels(facet: Facet, terms: TermLists, currency: str) -> Iterable[tuple[str, Any, Any]]:
    """Broad terms first, so that these are the visible ones; then those below each of them."""
    if facet.key not in terms:
        yield from ((value, label, "") for value, label in facet.labelled(currency))
        return
    term_list = terms[facet.key]
    yield from ((row.slug, row.name, "") for row in term_list.broad)
    for parent in term_list.broad:
        yield from ((row.slug, row.name, parent.name) for row in term_list.narrower[parent.pk])
