"""One line of the company list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from companies.facets import Columns
from companies.filters import Terms
from companies.models import Company, CompanyFigure, Sector


@dataclass(frozen=True)
class Card:
    company: Company
    sectors: list[Sector]
    countries: int
    turnover: CompanyFigure | None


def company_cards(companies: Iterable[Company], columns: Columns, terms: Terms) -> list[Card]:
    """Cards for a page of companies; one query for their newest turnovers."""
    rows = list(companies)
    sectors = {sector.pk: sector for sector in terms.sectors}
    turnovers = newest_turnovers(rows)
    return [
        Card(
            company,
            [sectors[pk] for pk in columns.sectors_of.get(company.pk, [])],
            len(columns.countries_of.get(company.pk, ())),
            turnovers.get(company.pk),
        )
        for company in rows
    ]


def newest_turnovers(companies: list[Company]) -> dict[int, CompanyFigure]:
    figures = CompanyFigure.objects.filter(company__in=companies, metric__code="turnover")
    newest_last = reversed(figures.exclude(rank="disputed").newest_first())
    return {figure.company_id: figure for figure in newest_last}
