"""A company as its page shows it: every fact with its year and sources.

All rows are read once here, so that the page takes the same number of queries for a
company with two facts and for one with two hundred. The company may be the live one or one
that was built from a document, as it was once.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from companies.catalogue import current
from companies.colours import colour_of
from companies.fact_sheet import FactSheet
from companies.models import Company, CompanyFigure, CompanyMilestone, Identifier, Presence
from companies.related import Related, related_companies
from companies.standing_words import Sentence, sentences
from companies.tied import TiedCompanies, tied_companies
from maps import MapPoint, WorldMap, country_point, pacific_world
from profiles.catalogue import Catalogue
from profiles.content.changes import ContentStamp
from profiles.content.home import Home
from profiles.documents.reading import note_empty_relations, rows_of
from profiles.models import Link
from profiles.models.figure import newest_first
from profiles.pages.charts import Series, series
from profiles.pages.figure_lines import FigureLine, figure_lines
from profiles.pages.source_list import SourceList
from profiles.pages.ways_on import ways_on


class CompanyProfile:
    def __init__(self, company: Company, stamp: ContentStamp | None = None) -> None:
        self.company = company
        self.stamp = stamp  # of the content, where it was read already
        self.sources = SourceList()
        note_empty_relations(company)

    @cached_property
    def catalogue(self) -> Catalogue:
        return current(self.stamp)

    @cached_property
    def figures(self) -> list[CompanyFigure]:
        return newest_first(rows_of(self.company, "figures"))

    @cached_property
    def milestones(self) -> list[CompanyMilestone]:
        return self.sheet.rows("milestones")

    @cached_property
    def presences(self) -> list[Presence]:
        return rows_of(self.company, "presences")

    @cached_property
    def identifiers(self) -> list[Identifier]:
        return rows_of(self.company, "identifiers")

    @cached_property
    def links(self) -> list[Link]:
        return ways_on(rows_of(self.company, "links"))

    @cached_property
    def sheet(self) -> FactSheet:
        read: dict[str, list[Any]] = {
            "figures": self.figures,
            "presences": self.presences,
            "identifiers": self.identifiers,
        }
        return FactSheet(self.company, self.catalogue.home.currency, read)

    @cached_property
    def sentences(self) -> list[Sentence]:
        return sentences(self.sheet)

    @cached_property
    def charts(self) -> list[Series]:
        return [one for one in self._series if one.is_drawn]

    @cached_property
    def further_figures(self) -> list[FigureLine]:
        """What neither a chart nor the table of facts shows: parts of years, other definitions, what others say."""
        shown_above = [figure for chart in self.charts for figure in chart.figures]
        shown_above += self.sheet.latest_figures
        return figure_lines(figure for figure in self.figures if figure not in shown_above)

    @cached_property
    def _series(self) -> list[Series]:
        return series(self.figures)

    @cached_property
    def related(self) -> list[Related]:
        return related_companies(self.company, self.sheet.sectors, self.catalogue)

    @cached_property
    def tied(self) -> TiedCompanies:
        return tied_companies(self.company, self.catalogue)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The parts of the page that not every company has."""
        rows_by_part = {
            "charts": self.charts or self.further_figures,
            "abroad": self.presences,
            "tied": self.tied.rows,
            "related": self.related,
        }
        return tuple(name for name, rows in rows_by_part.items() if rows)

    @cached_property
    def map(self) -> WorldMap | None:
        places = [place for place in map(_place, self.presences) if place]
        at_home = _place_of(self.catalogue.home)
        return pacific_world(places, at_home) if places and at_home else None


def profile_page(company: Company, stamp: ContentStamp | None = None) -> tuple[str, dict[str, Any]]:
    """The template of a company's page, and what it needs."""
    profile = CompanyProfile(company, stamp)
    company.mark_colour = colour_of(profile.sheet.sectors, profile.catalogue.terms["sector"])
    return "companies/company_detail.html", {"profile": profile, "sources": profile.sources}


def _place_of(home: Home) -> MapPoint | None:
    """The host park's, else its country's; a company's own coordinates are finer than the map."""
    point = home.place or country_point(home.country)
    return MapPoint("", *point, kind="home") if point else None


def _place(presence: Presence) -> MapPoint | None:
    if presence.has_coordinates:
        return MapPoint(str(presence), float(presence.latitude or 0), float(presence.longitude or 0))
    point = country_point(presence.country.code)
    return MapPoint(str(presence), *point) if point else None
