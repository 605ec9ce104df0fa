"""Addresses around a list: the same question with one thing changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import QueryDict


class CountedPaginator(Paginator):
    """A paginator that is told how many there are, so that it does not count again."""

    def __init__(self, rows: Any, per_page: int, *, count: int) -> None:
        super().__init__(rows, per_page)
        self.__dict__["count"] = count


def without(query: QueryDict, name: str, value: str | None = None) -> str:
    """The address of this list less one value, or less all values of a parameter."""
    changed = query.copy()
    kept = [other for other in query.getlist(name) if value is not None and other != value]
    changed.setlist(name, kept)
    changed.pop("page", None)
    return _address(changed)


def page_links(query: QueryDict, page: Page) -> list[dict[str, Any]]:
    """Numbered links to the pages around this one; an empty address is a gap."""
    changed = query.copy()
    links: list[dict[str, Any]] = []
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1):
        if number == page.paginator.ELLIPSIS:
            links.append({"number": number, "url": "", "current": False})
            continue
        changed["page"] = str(number)
        links.append({"number": number, "url": _address(changed), "current": number == page.number})
    return links


def _address(query: QueryDict) -> str:
    for name in [name for name in query if not any(query.getlist(name))]:
        query.pop(name)
    return "?" + query.urlencode()


def chosen_values(query: QueryDict, names: Iterable[str]) -> list[tuple[str, str]]:
    """The (parameter, value) pairs in use, each once, in the order of `names`."""
    return [(name, value) for name in names for value in dict.fromkeys(query.getlist(name)) if value.strip()]
