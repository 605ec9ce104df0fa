"""Whether a company is in the park today, by what is known of it.

Nothing says so of most companies: they count as there, as the directory is one of companies of the park. A company that
moved away, was acquired, was dissolved or has left does not; nor does one of which all that is known is an old list.
"""

from __future__ import annotations

import datetime

# For so many years a list that names a company counts for today, where its standing is not known.
LIST_HOLDS = 3


def has_left(until: str, day: datetime.date) -> bool:
    """Whether it has left by a day. “2019”, said in 2019, is taken as done: sources tell of moves when they are made."""
    return bool(until) and until <= day.isoformat()


def is_old_list(seen: str, day: datetime.date) -> bool:
    """Whether a list is of more than three years ago by a day. “2023” may be of its last day."""
    earliest = f"{day.year - LIST_HOLDS}{day.isoformat()[4:]}"
    return bool(seen) and seen < earliest[: len(seen)]
