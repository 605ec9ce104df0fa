"""Parts of addresses."""

from __future__ import annotations

import datetime


class DayConverter:
    """A day as YYYY-MM-DD; one that is in no calendar is no address."""

    regex = "[12][0-9]{3}-[0-9]{2}-[0-9]{2}"

    def to_python(self, text: str) -> datetime.date:
        return datetime.date.fromisoformat(text)

    def to_url(self, day: datetime.date) -> str:
        return day.isoformat()
