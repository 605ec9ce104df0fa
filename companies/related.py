"""Companies a visitor may want to see next, and why."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Count, IntegerField, Q, Value, When
from django.utils.translation import gettext as _

from companies.models import Company, Sector

MOST = 4


@dataclass(frozen=True)
class Related:
    company: Company
    why: str


def related_companies(company: Company, sectors: list[Sector]) -> list[Related]:
    """Published companies of the same sectors, those of the same zone first."""
    if not sectors:
        return []
    same_zone = Case(When(zone=company.zone_id, then=Value(1)), default=Value(0), output_field=IntegerField())
    found = (
        Company.objects.published()
        .exclude(pk=company.pk)
        .filter(sectors__in=sectors)
        .annotate(shared=Count("sectors", filter=Q(sectors__in=sectors)), same_zone=same_zone)
        .select_related("logo", "zone")
        .order_by("-shared", "-same_zone", "name_en", "pk")[:MOST]
    )
    return [Related(other, _why(company, other, sectors)) for other in found]


def _why(company: Company, other: Company, sectors: list[Sector]) -> str:
    name = sectors[0].name
    if other.zone_id and other.zone_id == company.zone_id and other.zone:
        return _("Also in %(sector)s, in %(zone)s") % {"sector": name, "zone": other.zone.name}
    return _("Also in %(sector)s") % {"sector": name}
