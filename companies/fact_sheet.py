"""The table of facts on a company's page: label, value, year, sources, in the order of companies/facts/__init__.py."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import fact_values
from companies.facts import FACTS
from companies.models import (
    Company,
    CompanyFigure,
    Sector,
    Stakeholder,
    Tie,
)
from companies.ties import linked_companies
from kit.languages import han_tag
from kit.partial_dates import PartialDate
from kit.sql.statements import Instances
from profiles.evidence import EvidenceCount, count_of
from profiles.facts.fact import Fact, label_of
from profiles.models.source import Cited, cited, undated_label
from profiles.pages.definitions import RANKS, MetricCoverage, Timing, by_precedence, timing_of
from profiles.sheets.sheet import Sheet
from profiles.sheets.value import Value, of_figure, of_other_name

MAX_QUICK = 3
TABLE_FACTS = tuple(fact for fact in FACTS if "table" not in fact.absent)
OWN_METRICS = frozenset(fact.metric for fact in FACTS if fact.metric)


@dataclass(frozen=True)
class FactValues:
    """A fact of one company, with its values."""

    fact: Fact
    label: str
    values: list[Value]

    @property
    def key(self) -> str:
        return self.fact.key


class FactSheet(Sheet[Company]):
    @property
    def company(self) -> Company:
        return self.profile

    @property
    def figures(self) -> list[CompanyFigure]:
        """Newest first."""
        return self.rows("figures")

    @cached_property
    def sectors(self) -> list[Sector]:
        """Those of a company that was built from a document are there already."""
        if hasattr(self.company, "document_rows"):
            return list(self.company.sectors.all())
        return _sectors.of(self.company.pk)

    @property
    def facts(self) -> list[FactValues]:
        """Those with a value."""
        return [line for line in self._expected if line.values]

    @cached_property
    def _expected(self) -> list[FactValues]:
        """Those with a value, and those that a visitor expects to find."""
        lines = (line for fact in TABLE_FACTS for line in self._lines(fact))
        return [line for line in lines if line.values or line.fact.always]

    @property
    def quick(self) -> list[FactValues]:
        """Some facts beside the name."""
        return [line for line in self.facts if line.fact.quick][:MAX_QUICK]

    @cached_property
    def evidence(self) -> EvidenceCount:
        """What the facts of the company rest on; a line of the table may hold several of them."""
        return count_of(self.company, self.rows)

    @property
    def missing(self) -> list[FactValues]:
        """What a visitor expects to find, and nobody knows."""
        return [line for line in self._expected if not line.values]

    @property
    def website_sources(self) -> list[Cited]:
        return cited(self.citations["website"])

    @property
    def summary_sources(self) -> list[Cited]:
        return cited(self.citations["summary_en"])

    def sources_of(self, column: str) -> list[Cited]:
        """Those that say what the column does."""
        return cited(row for row in self.citations[column] if not row.says)

    @cached_property
    def linked(self) -> dict[str, Company]:
        """The companies here that it is tied to, by the address that the tie has."""
        return linked_companies(self.company, self.rows("ties"))

    def _lines(self, fact: Fact) -> list[FactValues]:
        if fact.key == "figures":
            other_codes = [code for code in self._newest if code not in OWN_METRICS]
            return [self._figure_line(fact, code) for code in other_codes]
        if fact.metric:
            return [self._figure_line(fact, fact.metric)]
        return [FactValues(fact, label_of(fact, Company), self.values(fact))]

    @property
    def latest_figures(self) -> list[CompanyFigure]:
        """Those that stand in the sheet: of each metric the newest."""
        return [row for rows in self._newest.values() for row in _latest(rows)]

    def _figure_line(self, fact: Fact, code: str) -> FactValues:
        rows = self._newest.get(code, [])
        label = rows[0].metric.name if rows else label_of(fact, Company)
        return FactValues(fact, label, [of_figure(row, self.currency) for row in _latest(rows)])

    @cached_property
    def _newest(self) -> dict[str, list[CompanyFigure]]:
        """By metric, newest first."""
        newest: dict[str, list[CompanyFigure]] = defaultdict(list)
        for figure in self.figures:
            newest[figure.metric.code].append(figure)
        return dict(newest)


_sectors = Instances(lambda pks: Sector.objects.filter(companies=pks[0]))


def _standing(sheet: FactSheet) -> list[Value]:
    company = sheet.company
    year = str(PartialDate(company.standing_on).year) if company.standing_on else ""
    return sheet.cited("standing", str(company.get_standing_display()), year=year)


def _tied(sheet: FactSheet, kind: str) -> list[Value]:
    ties = [row for row in sheet.rows("ties") if row.kind == kind]
    return [fact_values.of_tie(row, sheet.linked.get(row.slug)) for row in ties]


def _address(sheet: FactSheet) -> list[Value]:
    """A postcode alone is no address."""
    street = sheet.company.address
    text = f"{street} {sheet.company.postcode}".strip() if street else ""
    return sheet.cited("address", text, lang=han_tag(text))


def _returnees(sheet: FactSheet) -> list[Value]:
    """What is stated; where nothing is, what the founders tell."""
    stated = sheet.company.returnee_founded
    if stated is not None:
        return sheet.cited("returnee_founded", _("Yes") if stated else _("No"))
    people = sheet.rows("stakeholders")
    returned = [row for row in people if row.kind == Stakeholder.Kind.FOUNDER and row.country]
    return [Value(_("Yes"), sources=cited(returned))] if returned else []


def _abroad(sheet: FactSheet) -> list[Value]:
    """In how many countries; which ones is said further down the page."""
    presences = sheet.rows("presences")
    countries = {row.country.code for row in presences if not row.closed}
    if not countries:
        return []
    text = ngettext("%(number)s country recorded", "%(number)s countries recorded", len(countries))
    uses = cited(presences)
    year = undated_label(use.source for use in uses)
    return [Value(text % {"number": len(countries)}, year=year, sources=uses)]


# By key: the facts that need a reader of their own.
PARTICULAR: dict[str, Callable[[FactSheet], list[Value]]] = {
    **{kind: partial(_tied, kind=kind) for kind in Tie.Kind.values},
    "standing": _standing,
    "address": _address,
    "returnee_founded": _returnees,
    "presences": _abroad,
}
OF_ROWS: dict[str, Callable[[Any], Value]] = {
    "founders": fact_values.of_stakeholder,
    "foreign_partners": fact_values.of_stakeholder,
    "products": fact_values.of_product,
    "listings": fact_values.of_listing,
    "identifiers": fact_values.of_identifier,
    "other_names": of_other_name,
    "certificates": fact_values.of_certificate,
}
FactSheet.particular = PARTICULAR
FactSheet.of_rows = OF_ROWS
FactSheet.free_texts = frozenset({"legal_name"})


def _latest(figures: list[CompanyFigure]) -> list[CompanyFigure]:
    """The figures of the newest period: several where sources disagree, the preferred one first.

    A disputed figure never leads, and is left out where nothing else speaks of its period; so is a part of a
    year or of the company where there is a whole one.
    """
    trusted = [row for row in figures if row.rank in RANKS] or figures
    whole = [
        row for row in trusted if timing_of(row) != Timing.PART and not MetricCoverage.of(row).part
    ] or trusted
    newest = [row for row in figures if whole and _speaks_of(row) == _speaks_of(whole[0])]
    return by_precedence(newest)


def _speaks_of(figure: CompanyFigure) -> tuple:
    return figure.ends_on, timing_of(figure), MetricCoverage.of(figure)
