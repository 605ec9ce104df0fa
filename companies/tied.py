"""The companies here that name a company as their parent, acquirer or successor: its ties, seen from the other side."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, Q, Value, When
from django.db.models.functions import Cast, Lower
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from companies.colours import coloured
from companies.models import Company, FormerCompanySlug, Tie
from companies.standing_words import from_the_other_side, is_former
from kit.languages import columns
from kit.sql.statements import Instances
from profiles.catalogue import Catalogue
from profiles.models.profile import is_published
from profiles.models.source import Cited, cited

MAX_TIED = 24


@dataclass(frozen=True)
class Tied:
    company: Company
    what: str  # what it is to the other one, in words
    sources: list[Cited]


@dataclass(frozen=True)
class TiedCompanies:
    """Those of today first, each sort by name; the first ones where there are more than MAX_TIED."""

    rows: list[Tied]
    are_all: bool = True


def tied_companies(company: Company, catalogue: Catalogue) -> TiedCompanies:
    """Published companies with ties to this one, by any address that it has or had."""
    if company.pk is None:  # a new one, which is only looked at
        return TiedCompanies([])
    day = timezone.localdate()
    nearest = _ties.of(company.pk, day.isoformat())
    ties = sorted(nearest[:MAX_TIED], key=lambda tie: _place(tie, day))
    coloured([tie.company for tie in ties], catalogue)
    rows = [Tied(tie.company, from_the_other_side(tie, day), cited([tie])) for tie in ties]
    return TiedCompanies(rows, are_all=len(nearest) <= MAX_TIED)


def _place(tie: Tie, day: datetime.date) -> tuple[bool, int, str]:
    return is_former(tie, day), Tie.Kind.values.index(tie.kind), str(tie.company.name).lower()


def _ties_to(values: list[int]) -> Any:
    """The first ones as `_place` has them, by the first of their names, at most one more than are shown."""
    pk, day = (*values, 0)[:2]  # 0 stands for none, as in a statement
    of_company = Company.objects.filter(pk=pk).order_by().values("slug")
    former = FormerCompanySlug.objects.filter(company=pk).order_by().values("slug")
    ties = Tie.objects.filter(slug__in=of_company.union(former, all=True))
    published = ties.filter(is_published("company__state")).exclude(company=pk)
    is_over = Q(until__gt="") & Q(LessThanOrEqual(F("until"), Cast(Value(day), CharField())))
    kinds = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Tie.Kind.values)]
    names = [Lower(f"company__{name}") for name in columns("name")]
    order: tuple[Any, ...] = (
        Case(When(is_over, then=Value(1)), default=Value(0)),
        Case(*kinds),
        *names,
        "key",
    )
    return published.select_related("source", "company__logo").order_by(*order)[: MAX_TIED + 1]


_ties: Instances[Tie] = Instances(_ties_to, capacity=2)
