"""Whether a park has a tie with the host park. Nothing else decides it.

It follows from the kind of the park and from the states of its partnerships, and is stored nowhere. `tie_of` says the rule;
ParkQuerySet.with_tie says it to the database, and Ties in partners/facets.py to the catalogue. A test compares the three.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

CENTRE_ABROAD = "centre_abroad"  # a kind of park
# States of a partnership.
ENDED = "ended"
ANNOUNCED = "announced"


class ParkTie(TextChoices):
    """In the order in which lists have them."""

    PARTNER = "partner", _("Partner")  # not all are parks: an association of them may be one
    CENTRE = "centre", _("Centre abroad")
    ANNOUNCED = "announced", _("Announced tie")
    FORMER = "former", _("Past tie")
    NONE = "none", _("Reference park")

    @property
    def lasts(self) -> bool:
        return self in LASTING


LASTING = (ParkTie.PARTNER, ParkTie.CENTRE)


def tie_of(kind: str, states: Iterable[str]) -> ParkTie:
    """Of a park other than the host: its kind, and the state of each partnership."""
    if kind == CENTRE_ABROAD:
        return ParkTie.CENTRE
    known = {*states}
    if known - {ENDED, ANNOUNCED}:
        return ParkTie.PARTNER
    if ANNOUNCED in known:
        return ParkTie.ANNOUNCED
    return ParkTie.FORMER if known else ParkTie.NONE
