"""Stories on the pages of the profiles that they name."""

from __future__ import annotations

from django import template

from stories import related

register = template.Library()
register.simple_tag(related.stories_about)
