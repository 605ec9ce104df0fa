"""Times that people wait, in words."""

from __future__ import annotations

import datetime

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def wait_in_words(wait: datetime.timedelta) -> str:
    """ "less than a day", "3 days"."""
    days = round(wait.total_seconds() / 86_400)
    if days < 1:
        return _("less than a day")
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}
