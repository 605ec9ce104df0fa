"""Where charts of the explorer are as pictures, how to cite them, and the way to the explorer from other charts."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode

from profiles.models import Metric, Profile

register = template.Library()


@register.simple_tag
def picture_of(page: Any, chart: Any) -> str:
    """The address of the picture."""
    return str(page.picture(chart))


@register.simple_tag
def citation_of(page: Any, chart: Any) -> str:
    """In words, with its sources."""
    return f"{page.citation(chart)}. {page.sources_of(chart)}"


@register.simple_tag
def citation_of_figure(page: Any, further: Any) -> str:
    """Of a figure that stands in no chart."""
    return str(page.citation_of_figure(further))


@register.simple_tag
def explore_url(metric: Metric, profile: Profile) -> str:
    """The explorer at one figure of a profile."""
    return f"{reverse('figures')}?{urlencode({'metric': metric.code, profile._meta.model_name or '': profile.slug})}"
