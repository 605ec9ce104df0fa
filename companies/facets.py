"""What the list of companies can be narrowed and sorted by."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

import numpy as np
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from pyroaring import BitMap

from companies.facts.identifiers import LISTINGS
from companies.facts.in_park import has_left, is_old_list
from companies.models import Certificate, Company, Synonym
from kit.languages import NAMED, column, columns
from kit.numbers import format_value
from profiles.evidence import evidence_facet
from profiles.facts.exchange_rates import HOME_CURRENCY
from profiles.facts.facets import (
    CHANGED,
    NAME,
    RELEVANCE,
    Bands,
    Column,
    DatedData,
    Facet,
    FacetData,
    Listing,
    Order,
    ReadProfiles,
    Rows,
    RowValues,
    Span,
    Term,
    Terms,
    by_change,
    newest_first,
    oldest_first,
)

# Short name -> the least number of employees in the band; it ends where the next one begins.
EMPLOYEE_BANDS = {"1-49": 0, "50-249": 50, "250-999": 250, "1000-9999": 1_000, "10000-plus": 10_000}
EMPLOYEE_CHOICES = [
    ("1-49", _("Under 50")),
    ("50-249", _("50 to 249")),
    ("250-999", _("250 to 999")),
    ("1000-9999", _("1,000 to 9,999")),
    ("10000-plus", _("10,000 and over")),
]

# Short name -> the least turnover in the band, in the home currency, a year.
TURNOVER_BANDS = {
    "under-10m": 0,
    "10m-100m": 10_000_000,
    "100m-1bn": 100_000_000,
    "1bn-10bn": 1_000_000_000,
    "10bn-plus": 10_000_000_000,
}

UNKNOWN, TODAY, EARLIER = "unknown", "today", "earlier"
RETURNED = RowValues("stakeholders", "kind", Q(kind="founder") & ~Q(country=""))
PRESENT_IN = Rows("presences", "country", Q(closed=""))
(OPEN,), CLOSED = PRESENT_IN.rows, RowValues("presences", "country", ~Q(closed=""))
EMPLOYEES, TURNOVER, ANY_TURNOVER = ("employees", "count"), ("turnover", HOME_CURRENCY), ("turnover", "")
KNOWN_FIGURES = (EMPLOYEES, ANY_TURNOVER)  # each fact once, in whatever currency


def turnover_choices(currency: str) -> list[tuple[str, str]]:
    """The bands in words, with amounts as the active language writes them."""

    def amount(least: int, *, with_unit: bool = True) -> str:
        return format_value(Decimal(least), currency, with_unit=with_unit)

    first, *others = TURNOVER_BANDS.items()
    choices = [(first[0], gettext("Under %(amount)s") % {"amount": amount(others[0][1])})]
    for (band, least), (_next, end) in pairwise(others):
        ends = {"low": amount(least, with_unit=False), "high": amount(end)}
        choices.append((band, gettext("%(low)s to %(high)s") % ends))
    last, least = others[-1]
    return [*choices, (last, gettext("%(amount)s and over") % {"amount": amount(least)})]


class ReturneeFacet(FacetData):
    """Stated as such, or, where nothing is stated, with a founder who came back."""

    def __init__(self) -> None:
        super().__init__(columns=("returnee_founded",), rows=(RETURNED,))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        stated, returned = read.by_value("returnee_founded"), read.union(read.rows[RETURNED].values())
        return {"true": stated.get(1, BitMap()) | (returned & stated.get(None, BitMap()))}


class LeftCountries(FacetData):
    """Countries where a company had a place abroad and has none any more."""

    def __init__(self) -> None:
        super().__init__(rows=(CLOSED, OPEN))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        still = read.rows[OPEN]
        return {country: bits - still.get(country, BitMap()) for country, bits in read.rows[CLOSED].items()}


def by_turnover(read: ReadProfiles) -> np.ndarray:
    """Largest first, in the home currency; what cannot be compared follows, and last who has none."""
    comparable, known = read.newest[TURNOVER], ~np.isnan(read.newest[ANY_TURNOVER])
    return np.where(np.isnan(comparable), np.where(known, 1.0, 2.0), -comparable)


def by_weight(read: ReadProfiles) -> np.ndarray:
    """The profiles with most filled in first, and of equals what changed last."""
    filled = read.filled.copy()
    for figure in KNOWN_FIGURES:
        filled += ~np.isnan(read.newest[figure])
    return -(filled << 40 | read.changed // 1_000_000)


class Standings(FacetData):
    """Also “unknown”, where nothing says it."""

    def __init__(self) -> None:
        super().__init__(columns=("standing",))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        return {value or UNKNOWN: bits for value, bits in read.by_value("standing").items()}


class InPark(DatedData):
    """In the park today, or earlier: companies/facts/in_park.py. Each company is one of the two."""

    def __init__(self) -> None:
        super().__init__(columns=("standing", "in_park_until", "in_park_seen"))

    def postings(self, read: ReadProfiles) -> Mapping[Any, BitMap]:
        """Those that are gone, and by their date those that will be one day."""
        day, standings = timezone.localdate(), read.by_value("standing")
        until = {("until", date): bits for date, bits in read.by_value("in_park_until").items() if date}
        unknown = standings.get("", BitMap())
        last_seen = {
            ("seen", date): bits & unknown for date, bits in read.by_value("in_park_seen").items() if date
        }
        gone = [standings.get(str(standing), BitMap()) for standing in Company.GONE]
        by_date = until | last_seen
        gone += [bits for key, bits in by_date.items() if _is_past(key, day)]
        return {"gone": read.union(gone)} | {
            key: bits for key, bits in by_date.items() if not _is_past(key, day)
        }

    def on(self, day: datetime.date, kept: Mapping[Any, BitMap], listed: BitMap) -> Mapping[Any, BitMap]:
        passed = [bits for key, bits in kept.items() if key == "gone" or _is_past(key, day)]
        earlier = BitMap.union(BitMap(), *passed)
        return {TODAY: listed - earlier, EARLIER: earlier}


def _is_past(key: tuple[str, str], day: datetime.date) -> bool:
    which, date = key
    return has_left(date, day) if which == "until" else is_old_list(date, day)


FACETS = (
    Facet("sector", _("Sector"), Terms("sectors"), is_open=True, in_questions=True),
    Facet("zone", _("Zone of the park"), Term("zone"), is_open=True, in_questions=True),
    Facet(
        "ownership",
        _("Ownership"),
        Column("ownership"),
        Company.Ownership.choices,
        is_open=True,
        in_questions=True,
    ),
    Facet(
        "returnee",
        _("Founders"),
        ReturneeFacet(),
        (("true", _("Returnees from studies abroad")),),
        in_questions=True,
    ),
    Facet(
        "country",
        _("Present abroad in"),
        PRESENT_IN,
        countries,
        only_present=True,
        in_questions=True,
    ),
    Facet(
        "left_country",
        _("No longer present in"),
        LeftCountries(),
        countries,
        only_present=True,
        only_linked=True,
    ),
    Facet(
        "partner_country",
        _("Foreign partner from"),
        Rows("stakeholders", "country", Q(kind="foreign_partner")),
        countries,
        only_present=True,
        only_linked=True,
    ),
    Facet(
        "exchange",
        _("Listed on"),
        Rows("identifiers", "scheme", Q(scheme__in=LISTINGS, until="")),
        [(str(scheme), scheme.label) for scheme in LISTINGS],
        only_present=True,
        in_questions=True,
    ),
    Facet("size", _("Employees"), Bands(*EMPLOYEES, EMPLOYEE_BANDS), EMPLOYEE_CHOICES),
    Facet(
        "turnover",
        _("Turnover a year"),
        Bands(*TURNOVER, TURNOVER_BANDS),
        [(band, band) for band in TURNOVER_BANDS],
        in_currency=turnover_choices,
    ),
    Facet(
        "in_park",
        _("In the park"),
        InPark(),
        ((TODAY, pgettext_lazy("in the park", "Today")), (EARLIER, pgettext_lazy("in the park", "Earlier"))),
    ),
    Facet(
        "standing",
        _("Standing"),
        Standings(),
        (*Company.Standing.choices, (UNKNOWN, _("Not known"))),
    ),
    Facet(
        "certificate",
        _("Certificate"),
        Rows("certificates", "kind"),
        Certificate.Kind.choices,
        in_questions=True,
    ),
    evidence_facet("company"),
)

ORDERS = (
    Order(RELEVANCE, _("Best match"), by_weight, figures=KNOWN_FIGURES, dtype="int64"),
    Order(NAME, _("Name")),
    Order("-founded", _("Newest company"), **newest_first("founded")),
    Order("founded", _("Oldest company"), **oldest_first("founded")),
    Order(
        "-turnover",
        _("Highest turnover"),
        by_turnover,
        figures=(TURNOVER, ANY_TURNOVER),
        dtype="float64",
        ties_by_name=True,
    ),
    Order(CHANGED, _("Recently changed"), by_change),
)

LISTING = Listing(
    kind="company",
    profiles=lambda: Company.objects.published(),
    facets=FACETS,
    orders=ORDERS,
    spans=(Span("founded", "founded", _("Founded from"), _("Founded to")),),
    synonyms=lambda: Synonym.objects.select_related("sector"),
    words=_("Search by name, product or Chinese name"),
    sets={"featured": Column("featured")},
    groups=("sector", "zone", "ownership"),
    weights=(
        *(~Q(**{column("name", suffix): ""}) for suffix in NAMED),
        ~Q(**dict.fromkeys(columns("summary"), "")),
        ~Q(website=""),
        Q(logo__isnull=False),
        Q(zone__isnull=False),
        ~Q(founded=""),
        ~Q(ownership=""),
    ),
)
