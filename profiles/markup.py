"""HTML that is made once and used many times."""

from __future__ import annotations

import re

from django.utils.safestring import SafeString, mark_safe

# Where something is put in afterwards; no text of the site holds it.
PLACE = mark_safe("\x00")


def pieces(html: SafeString) -> list[str]:
    """What stands before, between and behind the places; blanks that say nothing are taken out."""
    # Not every kind of blank: French keeps words together with some.
    return re.sub(r"[ \t\n]+", " ", html).split(PLACE)
