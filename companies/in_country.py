"""Companies with a tie to a country, as the page of a park there shows them: a few of each sort, and how many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from companies.catalogue import current, some_companies
from companies.colours import coloured
from companies.facets import TODAY
from companies.models import Presence, Stakeholder
from kit.addresses import address
from kit.languages import listed
from kit.partial_dates import PartialDate
from profiles.content.changes import ContentStamp
from profiles.models.registry import Present
from profiles.templatetags.profile_tags import present

MAX_SHOWN = 12
MAX_PLACES = 4  # of one company
STILL, LEFT, PARTNER = "country", "left_country", "partner_country"  # facets
HEADINGS = {
    STILL: gettext_lazy("Companies of the park present in %(country)s"),
    LEFT: gettext_lazy("No longer present in %(country)s"),
    PARTNER: gettext_lazy("Companies of the park with a foreign partner from %(country)s"),
}


def companies_in(country: Any, stamp: ContentStamp | None) -> list[Present]:
    """Those of today's park, by name and as many as the list gives for them; of the first sort also where there are none."""
    catalogue = current(stamp)
    today, by_name = catalogue.having("in_park", TODAY), catalogue.orders["name"]
    sets = {facet: catalogue.having(facet, country.code) & today for facet in HEADINGS}
    first = {facet: by_name.slice(bits, 0, MAX_SHOWN) for facet, bits in sets.items()}
    listed = some_companies(np.concatenate([*first.values()]), lambda rows: rows.select_related("logo"))
    coloured(listed, catalogue)
    companies, words = {company.pk: company for company in listed}, _words(first, country.code)
    return [
        Present(
            heading=HEADINGS[facet] % {"country": country.name},
            profiles=[
                (companies[pk], _first(words[facet, pk])) for pk in first[facet].tolist() if pk in companies
            ],
            total=len(bits),
            address=f"{address('companies:list')}?{facet}={country.code}&in_park={TODAY}",
        )
        for facet, bits in sets.items()
        if bits or facet == STILL
    ]


def _words(first: dict[str, np.ndarray], country: str) -> dict[tuple[str, int], list[str]]:
    """By facet and company: its places in the country, or its partners from there."""
    words: dict[tuple[str, int], list[str]] = defaultdict(list)
    for place in _rows(Presence, [*first[STILL], *first[LEFT]], country):
        words[LEFT if place.closed else STILL, place.company_id].append(_place(place))
    for partner in _rows(Stakeholder, first[PARTNER], country):
        if partner.kind == Stakeholder.Kind.FOREIGN_PARTNER:
            words[PARTNER, partner.company_id].append(str(partner))
    return words


def _first(words: list[str]) -> list[str]:
    """Those that a line has room for, and how many more the company's own page names."""
    if len(words) <= MAX_PLACES:
        return words
    more = len(words) - MAX_PLACES + 1
    return [
        *words[: MAX_PLACES - 1],
        ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more},
    ]


def _rows(model: Any, pks: Iterable[int], country: str) -> Iterable[Any]:
    pks = [int(pk) for pk in pks]
    return model._default_manager.filter(company__in=pks, country=country) if pks else ()


def _place(place: Presence) -> str:
    if not place.closed:
        return present(place)
    closed = _("Closed: %(date)s") % {"date": PartialDate(place.closed).localized()}
    return listed([present(place), closed])
