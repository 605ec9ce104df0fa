"""What a park offers to companies of the host park: of the agreements that have not ended, each with its source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kit.form_fields import keys_in
from partners.models import Partnership


@dataclass(frozen=True)
class Offer:
    """One sort of offer, and the agreements that it is part of."""

    key: str
    label: str
    agreements: list[Partnership]


def offers_of(partnerships: Iterable[Partnership]) -> list[Offer]:
    """In the order of Partnership.Offer."""
    lasting = [row for row in partnerships if not row.is_over]
    rows = {
        offer: [row for row in lasting if offer.value in keys_in(row.offers)] for offer in Partnership.Offer
    }
    return [
        Offer(offer.value, str(offer.label), agreements) for offer, agreements in rows.items() if agreements
    ]


def contacts_of(partnerships: Iterable[Partnership]) -> list[Partnership]:
    """The agreements that have not ended and name a page of a contact; one for each page."""
    lasting = [row for row in partnerships if row.contact and not row.is_over]
    return [*{row.contact: row for row in lasting}.values()]
