"""HTML that is made once and used many times, or written without the template engine.

When that pays is in docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

# Where something is put in afterwards; no text of the site holds it.
PLACE = mark_safe("\x00")


def pieces(html: SafeString) -> list[str]:
    """What stands before, between and behind the places; blanks that say nothing are taken out."""
    # Not every kind of blank: French keeps words together with some.
    return re.sub(r"[ \t\n]+", " ", html).split(PLACE)


def escaped(value: Any) -> str:
    """Django's conditional_escape, without what it does for texts that are not translated yet."""
    return value.__html__() if hasattr(value, "__html__") else escape(str(value))
