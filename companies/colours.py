"""The colours of companies' marks: that of the first broad sector of each, in the park's own order."""

from __future__ import annotations

from collections.abc import Iterable

from companies.models import Company, Sector
from kit.pictures.marks import COLOURS
from profiles.catalogue import Catalogue, TermList


def colour_of(sectors: Iterable[Sector], terms: TermList) -> int:
    """The colour of a company with these sectors; 0 without any."""
    places = {sector.pk: place for place, sector in enumerate(terms.broad)}
    of_sectors = (places.get(sector.parent_id or sector.pk) for sector in sectors)
    return _colour_at(min((place for place in of_sectors if place is not None), default=None))


def coloured(companies: Iterable[Company], catalogue: Catalogue) -> None:
    """Colour companies whose sectors were not read, by the catalogue; without a query."""
    members = [catalogue.having("sector", sector.slug) for sector in catalogue.terms["sector"].broad]
    for company in companies:
        company.mark_colour = _colour_at(
            next((place for place, pks in enumerate(members) if company.pk in pks), None)
        )


def _colour_at(place: int | None) -> int:
    return 0 if place is None else place % COLOURS + 1
