"""A few published companies, found by the catalogue, whatever the number of all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from django.db.models import QuerySet

from companies.catalogue import current
from companies.colours import coloured
from companies.facets import TODAY
from companies.models import Company
from kit.addresses import address
from profiles.content.changes import ContentStamp
from profiles.models.registry import Present

MAX_PRESENT = 12


def some_companies(
    pks: np.ndarray, more: Callable[[QuerySet[Company]], QuerySet[Company]] = lambda rows: rows
) -> list[Company]:
    """These companies in this order, less those that were withdrawn this instant; `more` is what to read with them."""
    companies = more(Company.objects.published()).in_bulk(pks.tolist())
    return [companies[pk] for pk in pks.tolist() if pk in companies]


def companies_in(country: str, stamp: ContentStamp | None) -> Present:
    """Companies of today's park with a place in this country that has not closed, by name: as the list gives them for it."""
    catalogue = current(stamp)
    there = catalogue.having("country", country) & catalogue.having("in_park", TODAY)
    pks = catalogue.orders["name"].slice(there, 0, MAX_PRESENT)
    companies = some_companies(pks, lambda rows: rows.select_related("logo"))
    coloured(companies, catalogue)
    return Present(companies, len(there), f"{address('companies:list')}?country={country}&in_park={TODAY}")
