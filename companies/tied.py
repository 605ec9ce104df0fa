"""The companies here that name a company as their parent, acquirer or successor: its ties, seen from the other side."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from companies.colours import coloured
from companies.models import Company, FormerCompanySlug, Tie
from companies.standing_words import from_the_other_side, is_former
from kit.sql.statements import Instances
from profiles.catalogue import Catalogue
from profiles.models.source import Cited, cited

MAX_TIED = 24


@dataclass(frozen=True)
class Tied:
    company: Company
    what: str  # what it is to the other one, in words
    sources: list[Cited]


@dataclass(frozen=True)
class TiedCompanies:
    """Those of today first, each sort by name; not all where there are more than MAX_TIED."""

    rows: list[Tied]
    are_all: bool = True


def tied_companies(company: Company, catalogue: Catalogue) -> TiedCompanies:
    """Published companies with ties to this one, by any address that it has or had."""
    if company.pk is None:  # a new one, which is only looked at
        return TiedCompanies([])
    found, day = _ties.of(company.pk), timezone.localdate()
    ties = sorted(found[:MAX_TIED], key=lambda tie: _place(tie, day))
    coloured([tie.company for tie in ties], catalogue)
    rows = [Tied(tie.company, from_the_other_side(tie, day), cited([tie])) for tie in ties]
    return TiedCompanies(rows, are_all=len(found) <= MAX_TIED)


def _place(tie: Tie, day: datetime.date) -> tuple[bool, int, str]:
    return is_former(tie, day), Tie.Kind.values.index(tie.kind), str(tie.company.name).lower()


def _ties_to(pks: list[int]) -> Any:
    of_company = Company.objects.filter(pk=pks[0]).order_by().values("slug")
    former = FormerCompanySlug.objects.filter(company=pks[0]).order_by().values("slug")
    ties = Tie.objects.filter(slug__in=of_company.union(former, all=True))
    published = ties.filter(company__state=Company.State.PUBLISHED).exclude(company=pks[0])
    return published.select_related("source", "company__logo").order_by("key")[: MAX_TIED + 1]


_ties: Instances[Tie] = Instances(_ties_to)
