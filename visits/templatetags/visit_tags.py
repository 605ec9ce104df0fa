"""How often a page was read, on the page itself."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from visits.models import visits_of

register = template.Library()


@register.inclusion_tag("includes/visits.html")
def visits(record: Any) -> dict[str, Any]:
    """As of the moment at which the page was made, which it says: a page from the cache is a few minutes old."""
    return {"count": visits_of(record), "now": timezone.now()}
