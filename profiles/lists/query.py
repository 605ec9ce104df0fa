"""A visitor's query to a list, checked by filters that are built from its facets."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import django_filters
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from profiles.catalogue import Catalogue, TermLists
from profiles.facts.facets import Facet, Listing
from profiles.lists.filters import (
    ChoiceFilter,
    ChoicesFilter,
    LenientFilterSet,
    ListQueryForm,
    PageFilter,
    WordsFilter,
    YearFilter,
    shared_form,
)

WORDS, ORDER, PAGE = "q", "order", "page"
ORDER_LABEL = _("Sort by")


class ListQuery:
    """A query to a list of profiles: what was understood of it, and what was not."""

    def __init__(self, data: Any, catalogue: Catalogue) -> None:
        inputs = _FilterInputs(catalogue.listing, catalogue.terms)
        self.filters, form_class = _prepared(catalogue.listing.kind, inputs)
        self.form: ListQueryForm = form_class(data, auto_id="%s")
        self.form.is_valid()

    @property
    def values(self) -> dict[str, Any]:
        """What was understood of it; a bad value is left out, and named in the errors of the form."""
        return self.form.values

    @property
    def nobody_fits(self) -> list[str]:
        """Filters of which nothing was understood."""
        return self.form.nobody_fits

    def label(self, name: str) -> str:
        return str(self.filters[name].label)


def unpaged(data: QueryDict) -> QueryDict:
    """A query as files and feeds understand it: they hold all pages, so which one was shown does not matter."""
    data = data.copy()
    data.pop(PAGE, None)
    return data


class _FilterInputs:
    """The inputs of filters, compared by their terms."""

    def __init__(self, listing: Listing, terms: TermLists) -> None:
        self.listing, self.terms = listing, terms

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _FilterInputs) and self.terms is other.terms

    def __hash__(self) -> int:
        return id(self.terms)


@lru_cache(maxsize=16)
def _prepared(kind: str, inputs: _FilterInputs) -> tuple[dict[str, Any], type[ListQueryForm]]:
    """The filters and their form for these terms. The names of terms are not shown from here."""
    model = inputs.listing.profiles().model
    filterset = filterset_of(inputs.listing, inputs.terms)({}, queryset=model._default_manager.none())
    return filterset.filters, shared_form(filterset)


def filterset_of(listing: Listing, terms: TermLists) -> type[LenientFilterSet]:
    """The FilterSet of django-filter with a filter for each parameter of the list."""
    years = [(span.low, span.label) for span in listing.spans]
    years += [(span.high, span.label_last) for span in listing.spans]
    filters: dict[str, django_filters.Filter] = {
        WORDS: WordsFilter(label=listing.words),
        **{facet.key: _filter(facet, terms) for facet in listing.facets},
        **{name: YearFilter(label=label) for name, label in years},
        ORDER: ChoiceFilter(
            choices=[(order.key, order.label) for order in listing.orders], label=ORDER_LABEL
        ),
        PAGE: PageFilter(),
    }
    meta = type("Meta", (), {"model": listing.profiles().model, "fields": [], "form": ListQueryForm})
    return type("ListFilter", (LenientFilterSet,), {**filters, "Meta": meta})


def _filter(facet: Facet, terms: TermLists) -> django_filters.Filter:
    terms_of_facet = terms[facet.key].records if facet.key in terms else None
    choices = (
        [(row.slug, row.slug) for row in terms_of_facet] if terms_of_facet is not None else facet.understood
    )
    return ChoicesFilter(choices=choices, label=facet.label)
