"""Founders who came back from abroad, of the largest companies that they founded."""

from __future__ import annotations

from dataclasses import dataclass

from companies.catalogue import some_companies
from companies.facets import TODAY
from companies.models import Company, Stakeholder
from profiles.catalogue import Catalogue
from profiles.content.home import home


@dataclass(frozen=True)
class Returned:
    """A company with those of its founders who came back."""

    company: Company
    founders: list[Stakeholder]


@dataclass(frozen=True)
class Returnees:
    """`total` companies of today's park, some of them by name."""

    total: int
    examples: list[Returned]


def returnees(catalogue: Catalogue, limit: int) -> Returnees:
    """Those with the largest turnover first; two queries, whatever the number of companies."""
    among = catalogue.having("returnee", "true") & catalogue.having("in_park", TODAY)
    companies = some_companies(catalogue.orders["-turnover"].slice(among, 0, limit))
    founders = Stakeholder.objects.returnees().filter(company__in=companies).exclude(country=home().country)
    by_company: dict[int, list[Stakeholder]] = {}
    for founder in founders.select_related("source").order_by("pk"):
        by_company.setdefault(founder.company_id, []).append(founder)
    examples = [
        Returned(company, by_company[company.pk]) for company in companies if company.pk in by_company
    ]
    return Returnees(len(among), examples)
