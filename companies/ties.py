"""The profiles here of organisations that companies are tied to."""

from __future__ import annotations

from collections.abc import Iterable

from companies.models import Company, FormerCompanySlug, Tie


def linked_companies(company: Company, ties: Iterable[Tie]) -> dict[str, Company]:
    """Published companies by the address that a tie has for them, which may be a former one; never the company itself."""
    slugs = {tie.slug for tie in ties if tie.slug}
    if not slugs:
        return {}
    published = Company.objects.published()
    by_slug = {other.slug: other for other in published.filter(slug__in=slugs)}
    if moved := slugs - by_slug.keys():
        former = FormerCompanySlug.objects.filter(slug__in=moved, company__in=published)
        by_slug |= {one.slug: one.company for one in former.select_related("company")}
    return {slug: other for slug, other in by_slug.items() if other.pk != company.pk}
