"""The catalogue of companies, see profiles/catalogue, and a few of those that it finds, whatever the number of all."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from django.db.models import QuerySet

from companies.models import Company
from profiles.catalogue import current as current_of

current = partial(current_of, "company")


def some_companies(
    pks: np.ndarray, more: Callable[[QuerySet[Company]], QuerySet[Company]] = lambda rows: rows
) -> list[Company]:
    """These companies in this order, less those that were withdrawn this instant; `more` is what to read with them."""
    companies = more(Company.objects.published()).in_bulk(pks.tolist())
    return [companies[pk] for pk in pks.tolist() if pk in companies]
