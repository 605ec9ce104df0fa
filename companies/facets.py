"""The facets of the company list: every option there is, with its count."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from django_countries import countries

from companies.bands import EMPLOYEE_CHOICES, TURNOVER_CHOICES
from companies.catalogue import Terms
from companies.filters import RETURNEE_CHOICES, Question
from companies.models import Certificate, Company
from companies.results import FACETS, Results
from profiles.facets import Facet, Option

OPEN = 3  # so many show their options at once


def facets(results: Results, asked: Question) -> list[Facet]:
    """Each facet with its options; an option that gives nothing stays."""
    language = get_language() or ""
    return [_facet(name, results, asked, language) for name in FACETS]


def _facet(name: str, results: Results, asked: Question, language: str) -> Facet:
    counts, chosen = results.counts(name), results.chosen(name)
    options = [
        Option(value, label, counts.get(value, 0), value in chosen, group)
        for value, label, group in labels(name, results.catalogue.terms, language)
        if name != "country" or value in counts or value in chosen
    ]
    errors = [str(error) for error in asked.form.errors.get(name, [])]
    is_open = name in FACETS[:OPEN]
    return Facet(name, asked.label(name), options, errors, is_open)


@lru_cache(maxsize=64)
def labels(name: str, terms: Terms, language: str) -> list[tuple[str, str, str]]:
    """(value, label, the label above it) of each option, in the active language, which is this one."""
    return [(value, str(label), str(group)) for value, label, group in _labels(name, terms)]


def label_of(name: str, value: str, terms: Terms, language: str) -> str:
    """What the facet calls one of its values, in the active language, which is this one."""
    return _by_value(name, terms, language)[value]


@lru_cache(maxsize=64)
def _by_value(name: str, terms: Terms, language: str) -> dict[str, str]:
    return {value: label for value, label, _group in labels(name, terms, language)}


def _labels(name: str, terms: Terms) -> Iterable[tuple[str, Any, Any]]:
    if name == "sector":
        return _sector_labels(terms)
    lists: dict[str, Iterable[tuple[str, Any]]] = {
        "zone": [(row.slug, row.name) for row in terms.zones],
        "ownership": Company.Ownership.choices,
        "returnee": RETURNEE_CHOICES,
        "country": list(countries),
        "size": EMPLOYEE_CHOICES,
        "turnover": TURNOVER_CHOICES,
        "certificate": Certificate.Kind.choices,
    }
    return [(value, label, "") for value, label in lists[name]]


def _sector_labels(terms: Terms) -> Iterable[tuple[str, Any, Any]]:
    """Broad sectors first, so that these are the ones on show; then those below each of them."""
    yield from ((row.slug, row.name, "") for row in terms.broad)
    for above in terms.broad:
        yield from ((row.slug, row.name, above.name) for row in terms.narrower[above.pk])
