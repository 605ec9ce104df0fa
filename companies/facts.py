"""The table of facts on a company's page: label, value, year, sources, in a fixed order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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
from profiles.models import Source
from profiles.numbers import figure_text, period_label
from profiles.partial_dates import PartialDate

KEY_METRICS = ("turnover", "employees", "patents_granted")


@dataclass(frozen=True)
class Value:
    """One value of a fact. Without sources it is shown as unsourced."""

    text: str
    detail: str = ""
    year: str = ""
    lang: str = ""
    url: str = ""
    sources: list[Source] = field(default_factory=list)
    # What other sources give instead: (what they say, source).
    differing: list[tuple[str, Source]] = field(default_factory=list)

    @property
    def to_check(self) -> bool:
        return bool(self.sources) and all(source.needs_check for source in self.sources)


@dataclass(frozen=True)
class Fact:
    label: str
    values: list[Value]


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
        return list(self.company.sectors.all())

    @cached_property
    def facts(self) -> list[Fact]:
        rows = [
            Fact(_("Founded"), self._founded()),
            Fact(_("Founders"), self._stakeholders(Stakeholder.Kind.FOUNDER)),
            Fact(_("Ownership"), self._ownership()),
            Fact(_("Foreign partners"), self._stakeholders(Stakeholder.Kind.FOREIGN_PARTNER)),
            Fact(_("Founded by returnees"), self._returnees()),
            *self._key_figures(),
            Fact(_("Listed"), [_listing(row) for row in self.identifiers if row.is_listing]),
            Fact(_("Present abroad"), self._abroad()),
            Fact(_("Zone of the park"), self._zone()),
            Fact(_("Address"), self._cited("address", self._address())),
            Fact(_("Legal name"), self._cited("legal_name", self.company.legal_name)),
            Fact(
                _("Other names"),
                [_other_name(row) for row in self.company.other_names.select_related("source")],
            ),
            Fact(_("Identifiers"), [_identifier(row) for row in self.identifiers if not row.is_listing]),
            Fact(_("Certificates"), [_certificate(row) for row in self._certificates]),
        ]
        return [fact for fact in rows if fact.values or fact.label in self._always_shown]

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
        return [row.source for row in self._citations["website"]]

    @property
    def summary_sources(self) -> list[Source]:
        return [row.source for row in self._citations["summary_en"]]

    @property
    def _always_shown(self) -> set[str]:
        """What a visitor expects to find; shown as not recorded where it is missing."""
        metrics = {fact.label for fact in self._key_figures()}
        return {_("Founded"), _("Founders"), _("Ownership"), _("Turnover"), _("Employees")} | metrics

    @cached_property
    def _citations(self) -> dict[str, list[CompanyCitation]]:
        rows = defaultdict(list)
        for row in self.company.citations.select_related("source"):
            rows[row.field].append(row)
        return rows

    @cached_property
    def _people(self) -> list[Stakeholder]:
        return list(self.company.stakeholders.select_related("source"))

    @cached_property
    def _certificates(self) -> list[Certificate]:
        return list(self.company.certificates.select_related("source"))

    def _cited(self, field_name: str, text: str, **more: Any) -> list[Value]:
        if not text:
            return []
        rows = self._citations[field_name]
        sources = [row.source for row in rows if not row.says]
        differing = [(row.says, row.source) for row in rows if row.says]
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
        if self.company.returnee_founded is None:
            return []
        return self._cited("returnee_founded", _("Yes") if self.company.returnee_founded else _("No"))

    def _stakeholders(self, kind: str) -> list[Value]:
        return [_stakeholder(row) for row in self._people if row.kind == kind]

    def _abroad(self) -> list[Value]:
        countries = {row.country.code for row in self.presences if not row.closed}
        if not countries:
            return []
        text = ngettext("%(number)s country recorded", "%(number)s countries recorded", len(countries))
        sources = {row.source.pk: row.source for row in self.presences if row.source}
        return [Value(text % {"number": len(countries)}, sources=list(sources.values()))]

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
                facts.append(Fact(label, [_figure(row) for row in _latest(rows)]))
        return facts


def _latest(figures: list[CompanyFigure]) -> list[CompanyFigure]:
    """The figures of the newest period: several where sources disagree."""
    return [row for row in figures if row.ends_on == figures[0].ends_on]


def _sources(row: Any) -> list[Source]:
    return [row.source] if row.source else []


def _figure(row: CompanyFigure) -> Value:
    return Value(
        figure_text(row), detail=row.note or row.as_published, year=period_label(row), sources=_sources(row)
    )


def _listing(row: Identifier) -> Value:
    ended = _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else ""
    year = str(PartialDate(row.since).year) if row.since else ""
    return Value(f"{row.get_scheme_display()}: {row.value}", detail=ended, year=year, sources=_sources(row))


def _identifier(row: Identifier) -> Value:
    url = row.value if row.scheme == "ror" else ""
    return Value(
        f"{row.get_scheme_display()}: {row.value}", detail=row.holder, url=url, sources=_sources(row)
    )


def _other_name(row: Any) -> Value:
    return Value(row.name, detail=row.get_kind_display(), lang=row.language, sources=_sources(row))


def _certificate(row: Certificate) -> Value:
    details = [row.number, row.level, row.batch, _("valid until %(year)s") % {"year": row.valid_until_year}]
    return Value(
        row.get_kind_display(),
        detail=", ".join(filter(None, details)),
        year=str(PartialDate(row.issued).year),
        sources=_sources(row),
    )


def _stakeholder(row: Stakeholder) -> Value:
    name = f"{row.name} {row.name_zh}".strip()
    details: Iterable[str] = [row.role]
    if row.country and row.kind == Stakeholder.Kind.FOUNDER:
        details = [*details, _("returned from: %(country)s") % {"country": row.country.name}]
    elif row.country:
        details = [*details, str(row.country.name)]
    return Value(name, detail=", ".join(filter(None, details)), sources=_sources(row))
