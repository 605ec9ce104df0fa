"""Companies a visitor may want to see next, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from pyroaring import BitMap

from companies.colours import coloured
from companies.facets import EARLIER
from companies.models import Company, Sector
from kit.sql.statements import Instances
from profiles.catalogue import Catalogue

MAX_RELATED = 4


@dataclass(frozen=True)
class Related:
    company: Company
    why: str


def related_companies(company: Company, sectors: list[Sector], catalogue: Catalogue) -> list[Related]:
    """Published companies of today that share most sectors, those of the same zone first; from memory, whatever their number."""
    members = {sector.pk: catalogue.having("sector", sector.slug) for sector in sectors}
    pks = _most_related_pks(company, list(members.values()), catalogue)
    companies = {other.pk: other for other in _published.of(*pks)}
    coloured(companies.values(), catalogue)
    return [
        Related(
            companies[pk],
            _reason_for(company, companies[pk], [row for row in sectors if pk in members[row.pk]]),
        )
        for pk in pks
        if pk in companies
    ]


_published = Instances(
    lambda pks: Company.objects.published().filter(pk__in=pks).select_related("logo", "zone").order_by(),
    MAX_RELATED,
)


def _most_related_pks(company: Company, members: list[BitMap], catalogue: Catalogue) -> list[int]:
    # sharing[n]: those that share at least n + 1 of the sectors.
    sharing = [BitMap() for _ in members]
    for in_sector in members:
        for place in range(len(sharing) - 1, 0, -1):
            sharing[place] |= sharing[place - 1] & in_sector
        sharing[0] |= in_sector
    same_zone = catalogue.having("zone", company.zone.slug) if company.zone else BitMap()
    order = catalogue.orders["name"]
    passed = BitMap([company.pk]) | catalogue.having("in_park", EARLIER)
    pks: list[int] = []
    for tier in (part for sharers in reversed(sharing) for part in (sharers & same_zone, sharers)):
        remaining = tier - passed
        passed |= remaining
        pks += order.slice(remaining, 0, min(MAX_RELATED - len(pks), len(remaining))).tolist()
        if len(pks) == MAX_RELATED:
            break
    return pks


def _reason_for(company: Company, other: Company, shared: list[Sector]) -> str:
    name = min(shared, key=lambda sector: sector.pk).name
    if other.zone_id and other.zone_id == company.zone_id and other.zone:
        return _("Also in %(sector)s, in %(zone)s") % {"sector": name, "zone": other.zone.name}
    return _("Also in %(sector)s") % {"sector": name}
