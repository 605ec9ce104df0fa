"""The table of facts on a company's page: label, value, year, sources, in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import fact_values as values
from companies.fact_values import Value
from companies.models import (
    Certificate,
    Company,
    CompanyCitation,
    CompanyFigure,
    Identifier,
    Presence,
    Sector,
    Stakeholder,
)
from profiles.documents.reading import rows_of
from profiles.languages import han_tag
from profiles.models import Source
from profiles.models.source import evidence_among
from profiles.partial_dates import PartialDate
from profiles.statements import Instances

KEY_METRICS = ("turnover", "employees", "patents_granted")


@dataclass(frozen=True)
class Fact:
    label: str
    values: list[Value]
    ask: str = ""  # where the form for suggestions opens if there is no value


class FactSheet:
    def __init__(
        self,
        company: Company,
        figures: list[CompanyFigure],
        presences: list[Presence],
        identifiers: list[Identifier],
    ) -> None:
        self.company = company
        self.figures = figures
        self.presences = presences
        self.identifiers = identifiers

    @cached_property
    def sectors(self) -> list[Sector]:
        """Those of a company that was built from a document are there already."""
        if hasattr(self.company, "document_rows"):
            return list(self.company.sectors.all())
        return _sectors.of(self.company.pk)

    @cached_property
    def facts(self) -> list[Fact]:
        rows = [
            Fact(_("Founded"), self._founded(), "field=founded"),
            Fact(_("Founders"), self._stakeholders(Stakeholder.Kind.FOUNDER), "add=stakeholders"),
            Fact(_("Ownership"), self._ownership(), "field=ownership"),
            Fact(
                _("Foreign partners"),
                self._stakeholders(Stakeholder.Kind.FOREIGN_PARTNER),
                "add=stakeholders",
            ),
            Fact(_("Founded by returnees"), self._returnees(), "field=returnee_founded"),
            *self._key_figures,
            Fact(_("Listed"), [values.of_listing(row) for row in self.identifiers if row.is_listing]),
            Fact(_("Present abroad"), self._abroad(), "add=presences"),
            Fact(_("Zone of the park"), self._zone(), "field=zone"),
            Fact(
                _("Address"),
                self._cited("address", self._address(), lang=han_tag(self._address())),
                "field=address",
            ),
            Fact(
                _("Legal name"),
                self._cited("legal_name", self.company.legal_name, lang=han_tag(self.company.legal_name)),
                "field=legal_name",
            ),
            Fact(
                _("Other names"),
                [values.of_other_name(row) for row in rows_of(self.company, "other_names")],
            ),
            Fact(
                _("Identifiers"),
                [values.of_identifier(row) for row in self.identifiers if not row.is_listing],
            ),
            Fact(_("Certificates"), [values.of_certificate(row) for row in self._certificates]),
        ]
        always = self._always_shown
        return [fact for fact in rows if fact.values or fact.label in always]

    @property
    def quick(self) -> list[Fact]:
        """The three facts beside the name."""
        labels = (_("Founded"), _("Turnover"), _("Listed"), _("Present abroad"))
        return [fact for fact in self.facts if fact.label in labels and fact.values][:3]

    @property
    def sourced(self) -> int:
        return sum(bool(fact.values and fact.values[0].sources) for fact in self.facts)

    @property
    def missing(self) -> list[str]:
        return [fact.label for fact in self.facts if not fact.values]

    @property
    def website_sources(self) -> list[Source]:
        return evidence_among(row.source for row in self._citations["website"])

    @property
    def summary_sources(self) -> list[Source]:
        return evidence_among(row.source for row in self._citations["summary_en"])

    @property
    def _always_shown(self) -> set[str]:
        """What a visitor expects to find; shown as not recorded where it is missing."""
        metrics = {fact.label for fact in self._key_figures}
        return {_("Founded"), _("Founders"), _("Ownership"), _("Turnover"), _("Employees")} | metrics

    @cached_property
    def _citations(self) -> dict[str, list[CompanyCitation]]:
        rows = defaultdict(list)
        for row in rows_of(self.company, "citations"):
            rows[row.field].append(row)
        return rows

    @cached_property
    def _people(self) -> list[Stakeholder]:
        return rows_of(self.company, "stakeholders")

    @cached_property
    def _certificates(self) -> list[Certificate]:
        return rows_of(self.company, "certificates")

    def _cited(self, field_name: str, text: str, **more: Any) -> list[Value]:
        if not text:
            return []
        rows = self._citations[field_name]
        sources = evidence_among(row.source for row in rows if not row.says)
        differing = [(row.says, one) for row in rows if row.says for one in evidence_among([row.source])]
        return [Value(text, sources=sources, differing=differing, **more)]

    def _founded(self) -> list[Value]:
        founded = self.company.founded
        return self._cited("founded", PartialDate(founded).localized() if founded else "")

    def _ownership(self) -> list[Value]:
        return self._cited(
            "ownership", self.company.get_ownership_display() if self.company.ownership else ""
        )

    def _zone(self) -> list[Value]:
        return self._cited("zone", self.company.zone.name if self.company.zone else "")

    def _address(self) -> str:
        return " ".join(filter(None, [self.company.address, self.company.postcode]))

    def _returnees(self) -> list[Value]:
        """What is stated; where nothing is, what the founders tell."""
        if self.company.returnee_founded is not None:
            return self._cited("returnee_founded", _("Yes") if self.company.returnee_founded else _("No"))
        returned = [row for row in self._people if row.kind == Stakeholder.Kind.FOUNDER and row.country]
        sources = {source.key: source for source in evidence_among(row.source for row in returned)}
        return [Value(_("Yes"), sources=list(sources.values()))] if returned else []

    def _stakeholders(self, kind: str) -> list[Value]:
        return [values.of_stakeholder(row) for row in self._people if row.kind == kind]

    def _abroad(self) -> list[Value]:
        countries = {row.country.code for row in self.presences if not row.closed}
        if not countries:
            return []
        text = ngettext("%(number)s country recorded", "%(number)s countries recorded", len(countries))
        sources = {source.key: source for source in evidence_among(row.source for row in self.presences)}
        dates = [PartialDate(source.published_on) for source in sources.values() if source.published_on]
        year = str(max(date.year for date in dates)) if dates else _("undated")
        return [Value(text % {"number": len(countries)}, year=year, sources=list(sources.values()))]

    @cached_property
    def _key_figures(self) -> list[Fact]:
        newest: dict[str, list[CompanyFigure]] = defaultdict(list)
        for figure in self.figures:
            newest[figure.metric.code].append(figure)
        labels = {"turnover": _("Turnover"), "employees": _("Employees")}
        facts = []
        for code in (*KEY_METRICS, *(code for code in newest if code not in KEY_METRICS)):
            rows = newest.get(code, [])
            if rows or code in labels:
                label = rows[0].metric.name if rows else labels[code]
                facts.append(Fact(label, [values.of_figure(row) for row in _latest(rows)], "add=figures"))
        return facts


_sectors = Instances(lambda pks: Sector.objects.filter(companies=pks[0]))


def _latest(figures: list[CompanyFigure]) -> list[CompanyFigure]:
    """The figures of the newest period: several where sources disagree, the preferred one first.

    A disputed figure never leads, and is left out where nothing else speaks of its period.
    """
    trusted = [row for row in figures if row.rank != "disputed"] or figures
    newest = [row for row in figures if trusted and row.ends_on == trusted[0].ends_on]
    return sorted(newest, key=lambda row: ("preferred", "normal", "disputed").index(row.rank))
