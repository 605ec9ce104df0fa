"""The sources of one page, numbered in the order in which the page first names them."""

from __future__ import annotations

from collections.abc import Iterator

from profiles.models import Source


class SourceList:
    """Filled while the page is rendered; the list at its end comes last and knows them all.

    Sources go by their short names: one that an old version names may be in the database no more.
    """

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._numbers: dict[str, int] = {}
        self._supported: dict[str, dict[str, None]] = {}  # a dict keeps the order and each name once

    def number(self, source: Source, what: str = "") -> int:
        """The source's number on this page; `what` says which fact it supports."""
        self._sources.setdefault(source.key, source)
        if what:
            self._supported.setdefault(source.key, {})[what] = None
        return self._numbers.setdefault(source.key, len(self._numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, Source, list[str]]]:
        """Number, source, and the facts of this page that it supports."""
        for key, source in self._sources.items():
            yield self._numbers[key], source, list(self._supported.get(key, ()))

    def __len__(self) -> int:
        return len(self._sources)
