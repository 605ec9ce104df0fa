"""In which years the profiles of a list were founded, or whatever a span is about: bars that are links to their years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext

from kit.markup import PLACE, pieces
from profiles.facts.facets import Span
from profiles.lists.links import with_values
from profiles.lists.options import count_text

WIDTH = 5  # years in a bar
MAX_BARS = 10


@dataclass(frozen=True)
class YearBar:
    """Some years, from first to last; `first` is empty where it is everything up to `last`."""

    first: str
    last: str
    count: int
    width: int  # of its bar, in percent of the longest
    url: str  # the list narrowed to these years
    is_chosen: bool  # whether the requested range covers it

    @property
    def label(self) -> str:
        if not self.first:
            # Translators: a span of years, everything up to its last year.
            return pgettext("span of years", "to %(last)s") % {"last": self.last}
        # Translators: a span of years.
        return pgettext("span of years", "%(first)s–%(last)s") % {"first": self.first, "last": self.last}

    @property
    def html(self) -> SafeString:
        """The bar with its link."""
        language = get_language() or ""
        parts = _markup(self.first, self.last, self.width, bool(self.count), self.is_chosen, language)
        values = ([escape(self.url)] if self.count else []) + [count_text(self.count, language)]
        html = [text for pair in zip(parts, values, strict=False) for text in pair]
        return mark_safe("".join([*html, parts[-1]]))  # noqa: S308 (of a template, and escaped)


@lru_cache(maxsize=5_000)
def _markup(first: str, last: str, width: int, has_any: bool, is_chosen: bool, language: str) -> list[str]:
    """The markup around the address, where there is one, and the count of a span, in the active language, which is this one."""
    span = YearBar(first, last, int(has_any), width, PLACE, is_chosen)
    return pieces(render_to_string("includes/bar_of_years.html", {"span": span, "count": PLACE}))


def bars(years: Mapping[str, int], query: QueryDict, span: Span) -> list[YearBar]:
    """The years in spans of five, oldest first, the older ones together; `query` is the current one."""
    if not years:
        return []
    newest = int(max(years)) // WIDTH
    oldest = max(int(min(years)) // WIDTH, newest - MAX_BARS + 1)
    counts = dict.fromkeys(range(oldest, newest + 1), 0)
    for year, count in years.items():
        counts[max(int(year) // WIDTH, oldest)] += count
    highest = max(counts.values()) or 1
    is_open = int(min(years)) < oldest * WIDTH
    address = with_values(query, **{span.low: "", span.high: ""})
    base = address if address == "?" else f"{address}&"
    return [
        _bar(
            span,
            place * WIDTH,
            count,
            round(100 * count / highest),
            query,
            base,
            is_open=is_open and place == oldest,
        )
        for place, count in counts.items()
    ]


def bars_html(year_bars: Iterable[YearBar]) -> SafeString:
    """A list of these spans; nothing where there are none."""
    items = "".join(span.html for span in year_bars)
    return mark_safe(f'<ol class="spans">{items}</ol>') if items else SafeString()  # noqa: S308 (of a template)


def _bar(
    span: Span, year: int, count: int, width: int, query: QueryDict, base: str, *, is_open: bool
) -> YearBar:
    first, last = "" if is_open else str(year), str(year + WIDTH - 1)
    low, high = query.get(span.low, ""), query.get(span.high, "9999")
    is_narrowed = span.low in query or span.high in query
    url = f"{base}{span.low}={first}&{span.high}={last}" if first else f"{base}{span.high}={last}"
    is_chosen = is_narrowed and low <= last and first <= high
    return YearBar(first, last, count, max(width, 1) if count else 0, url, is_chosen)
