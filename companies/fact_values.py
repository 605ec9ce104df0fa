"""A row of a company as a value of a fact: what it says, in words, with its year and sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from companies.models import Certificate, Company, CompanyFigure, Identifier, Stakeholder, Tie
from kit.languages import HAN, Text, active_suffix, han_tag, listed
from kit.numbers import figure_text
from kit.partial_dates import PartialDate
from profiles.models import Evidence
from profiles.models.source import Cited, best, cited
from profiles.pages.amounts import converted_text

# Roles that are translated; any other is shown as it was typed.
KNOWN_ROLES = (
    gettext_noop("Founder"),
    gettext_noop("Co-founder"),
    gettext_noop("Parent company"),
    gettext_noop("Chairman"),
)


@dataclass(frozen=True)
class Value:
    """One value of a fact, with the sources that are evidence of it. Without any it is shown as unsourced."""

    text: str
    second: str = ""  # the name in the other script
    second_lang: str = ""
    converted: str = ""  # an amount of money in the home currency
    detail: str = ""
    detail_lang: str = ""
    quote: str = ""  # the source's own words
    year: str = ""
    lang: str = ""
    url: str = ""
    profile: Company | None = None  # whose page here the text links to
    sources: list[Cited] = field(default_factory=list)
    # What other sources give instead: (what they say, source).
    differing: list[tuple[str, Cited]] = field(default_factory=list)
    form_query: str = ""  # opens the form for suggestions at it

    @property
    def level(self) -> Evidence:
        """What it rests on: of several sources the best counts."""
        return best(use.evidence_level for use in self.sources)


def _sources(row: Any) -> list[Cited]:
    return cited([row])


def of_figure(row: CompanyFigure, currency: str) -> Value:
    return Value(
        figure_text(row),
        converted=converted_text(row, currency),
        detail=listed([row.get_rank_display() if row.rank == "disputed" else "", row.note]),
        quote=row.as_published,
        year=row.period_label,
        sources=_sources(row),
        form_query=f"row=figures/{row.pk}",
    )


def of_listing(row: Identifier) -> Value:
    ended = _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else ""
    year = str(PartialDate(row.since).year) if row.since else ""
    return Value(
        _labelled_value(row),
        detail=ended,
        year=year,
        sources=_sources(row),
        form_query=f"row=identifiers/{row.pk}",
    )


def of_identifier(row: Identifier) -> Value:
    url = row.value if row.scheme == "ror" else ""
    return Value(
        _labelled_value(row),
        detail=row.holder,
        detail_lang=han_tag(row.holder),
        url=url,
        sources=_sources(row),
        form_query=f"row=identifiers/{row.pk}",
    )


def _labelled_value(row: Identifier) -> str:
    return _("%(name)s: %(value)s") % {"name": row.get_scheme_display(), "value": row.value}


def of_other_name(row: Any) -> Value:
    return Value(
        row.name,
        detail=row.get_kind_display(),
        lang=row.language,
        sources=_sources(row),
        form_query=f"row=other_names/{row.pk}",
    )


def of_certificate(row: Certificate) -> Value:
    details = [row.number, row.level, row.batch, _("valid until %(year)s") % {"year": row.valid_until_year}]
    return Value(
        row.get_kind_display(),
        detail=listed(details),
        year=str(PartialDate(row.issued).year),
        sources=_sources(row),
        form_query=f"row=certificates/{row.pk}",
    )


def of_stakeholder(row: Stakeholder) -> Value:
    details = [_(row.role) if row.role in KNOWN_ROLES else row.role]
    if row.country and row.kind == Stakeholder.Kind.FOUNDER:
        details += [_("returned from: %(country)s") % {"country": row.country.name}]
    elif row.country:
        details += [str(row.country.name)]
    first, second = names_of(row)
    return Value(
        first,
        lang=first.lang,
        second=second,
        second_lang=second.lang,
        detail=listed(details),
        sources=_sources(row),
        form_query=f"row=stakeholders/{row.pk}",
    )


def names_of(row: Stakeholder | Tie) -> tuple[Text, Text]:
    """Both names of somebody, that in the script of the page first."""
    latin, han = Text(row.name, han_tag(row.name)), row.name_in_han
    return (han, latin) if han and active_suffix() == HAN else (latin, han)


def of_tie(row: Tie, profile: Company | None) -> Value:
    """By the name that its own page has, where it has one here."""
    dates = [
        _("since %(date)s") % {"date": PartialDate(row.since).localized()} if row.since else "",
        _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else "",
    ]
    first, second = (profile.name, profile.second_name) if profile else names_of(row)
    return Value(
        first,
        lang=first.lang,
        second=second,
        second_lang=second.lang,
        detail=listed(dates),
        year=str(PartialDate(row.since).year) if row.since else "",
        profile=profile,
        sources=_sources(row),
        form_query=f"row=ties/{row.pk}",
    )
