"""A row of a company as a value of a fact: what it says, in words, with its year and sources."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from companies.models import Certificate, Company, Identifier, Product, Stakeholder, Tie
from kit.languages import HAN, TAGS, Text, active_suffix, han_tag, listed
from kit.partial_dates import PartialDate
from profiles.models.source import cited
from profiles.sheets.value import Value

# Roles that are translated; any other is shown as it was typed.
KNOWN_ROLES = (
    gettext_noop("Founder"),
    gettext_noop("Co-founder"),
    gettext_noop("Parent company"),
    gettext_noop("Chairman"),
)


def of_listing(row: Identifier) -> Value:
    ended = _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else ""
    return Value(
        _labelled_value(row),
        detail=ended,
        year=_year(row.since),
        sources=cited([row]),
        row=str(row.pk),
    )


def of_identifier(row: Identifier) -> Value:
    url = row.value if row.scheme == "ror" else ""
    return Value(
        _labelled_value(row),
        detail=row.holder,
        detail_lang=han_tag(row.holder),
        url=url,
        sources=cited([row]),
        row=str(row.pk),
    )


def _labelled_value(row: Identifier) -> str:
    return _("%(name)s: %(value)s") % {"name": row.get_scheme_display(), "value": row.value}


def of_certificate(row: Certificate) -> Value:
    details = [row.number, row.level, row.batch, _("valid until %(year)s") % {"year": row.valid_until_year}]
    return Value(
        row.get_kind_display(),
        detail=listed(details),
        year=str(PartialDate(row.issued).year),
        sources=cited([row]),
        row=str(row.pk),
    )


def of_stakeholder(row: Stakeholder) -> Value:
    is_said = row.role == "Founder" and row.kind == Stakeholder.Kind.FOUNDER  # by the name of the fact
    details = ["" if is_said else _(row.role) if row.role in KNOWN_ROLES else row.role]
    if row.country and row.kind == Stakeholder.Kind.FOUNDER:
        details += [_("returned from: %(country)s") % {"country": row.country.name}]
    elif row.country:
        details += [str(row.country.name)]
    return _named(row, names_of(row), detail=listed(details))


def names_of(row: Stakeholder | Tie | Product) -> tuple[Text, Text]:
    """Both names of somebody, that in the script of the page first."""
    latin, han = Text(row.name, han_tag(row.name)), row.name_in_han
    return (han, latin) if han and active_suffix() == HAN else (latin, han)


def _named(row: Stakeholder | Tie | Product, names: tuple[Text, Text], **more: Any) -> Value:
    """A value that is the name of somebody or something, in both scripts."""
    first, second = names
    return Value(
        first,
        lang=first.lang,
        second=second,
        second_lang=second.lang,
        sources=cited([row]),
        row=str(row.pk),
        **more,
    )


def _year(since: str) -> str:
    return str(PartialDate(since).year) if since else ""


def _span(row: Tie | Product) -> list[str]:
    """Since when and until when, as far as known."""
    return [
        _("since %(date)s") % {"date": PartialDate(row.since).localized()} if row.since else "",
        _("until %(date)s") % {"date": PartialDate(row.until).localized()} if row.until else "",
    ]


def of_product(row: Product) -> Value:
    """What it is, where that is more than a product, and its note."""
    kind = "" if row.kind == Product.Kind.PRODUCT else str(row.get_kind_display())
    details = [kind, *_span(row)]
    is_foreign = row.note.lang != TAGS[active_suffix()] and not any(details)
    return _named(
        row,
        names_of(row),
        detail=listed([*details, row.note]),
        detail_lang=row.note.lang if row.note and is_foreign else "",
        year=_year(row.since),
    )


def of_tie(row: Tie, profile: Company | None) -> Value:
    """By the name that its own page has, where it has one here."""
    names = (profile.name, profile.second_name) if profile else names_of(row)
    return _named(row, names, detail=listed(_span(row)), year=_year(row.since), profile=profile)
