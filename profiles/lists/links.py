"""Addresses around a list: the same query with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kit.markup import PLACE, pieces


class CountedPaginator(Paginator):
    """A paginator with a known count, so that it does not count again."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count


class Sliced(Protocol):
    """A long list that gives a part of itself."""

    @property
    def total(self) -> int: ...

    def slice(self, start: int, stop: int) -> Any: ...


class _Slices(Sequence[int]):
    """The rows as a paginator reads them."""

    def __init__(self, rows: Sliced) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.total

    def __getitem__(self, places: Any) -> Any:
        return self.rows.slice(places.start, places.stop).tolist()


def page_of(rows: Sliced, number: int, size: int) -> Page:
    """The page of this number as primary keys; the first or the last one where there is none of this number."""
    return Paginator(_Slices(rows), size).get_page(number)


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address of this list less one value, or less all values of a parameter."""
    changed = query.copy()
    remaining = [other for other in query.getlist(name) if value is not None and other != value]
    changed.setlist(name, remaining)
    changed.pop("page", None)
    return _address(changed)


def with_values(query: QueryDict, **values: str) -> str:
    """The address of this list from its first page with other values of these parameters; an empty one leaves the parameter out."""
    changed = query.copy()
    changed.pop("page", None)
    for name, value in values.items():
        changed.setlist(name, [value] if value else [])
    return _address(changed)


def page_links(query: QueryDict, page: Page) -> SafeString:
    """Numbered links to the pages around this one, with gaps, as items of a list in HTML."""
    params = query.copy()
    params.pop("page", None)
    base = _address(params)
    base = base if base == "?" else f"{base}&"
    paginator = page.paginator
    numbers = paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    language, address = get_language() or "", escape(base)
    return mark_safe(  # noqa: S308 (of a template, and escaped)
        "".join(
            address.join(
                _link(0 if number == paginator.ELLIPSIS else int(number), number == page.number, language)
            )
            for number in numbers
        )
    )


@lru_cache(maxsize=5_000)
def _link(number: int, is_current: bool, language: str) -> list[str]:
    """The markup before and behind the address of the list; a gap, which is number 0, has no address."""
    context = {"number": number, "is_current": is_current, "address": PLACE}
    return pieces(render_to_string("includes/page_link.html", context))


def _address(query: QueryDict) -> str:
    return "?" + query.urlencode()


def to_query(values: Mapping[str, Any]) -> QueryDict:
    """What was understood of a query, as in addresses.

    Links are built from this and not from what was sent: a value that is no choice, a second
    value where one counts, and a parameter that nothing reads would be carried on for ever.
    """
    query = QueryDict(mutable=True)
    for name, value in values.items():
        if value:
            query.setlist(name, list(dict.fromkeys(value)) if isinstance(value, list) else [value])
    return query


def chosen_values(query: QueryDict, names: Iterable[str]) -> list[tuple[str, str]]:
    """The (parameter, value) pairs in use, in the order of `names`."""
    return [(name, value) for name in names for value in query.getlist(name)]
