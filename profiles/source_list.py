"""The sources of one page, numbered in the order in which the page first names them."""

from __future__ import annotations

from collections.abc import Iterator

from profiles.models import Source


class SourceList:
    """Filled while the page is rendered; the list at its end comes last and knows them all."""

    def __init__(self) -> None:
        self._sources: dict[int, Source] = {}

    def number(self, source: Source) -> int:
        self._sources.setdefault(source.pk, source)
        return list(self._sources).index(source.pk) + 1

    def __iter__(self) -> Iterator[tuple[int, Source]]:
        return iter(enumerate(self._sources.values(), start=1))

    def __len__(self) -> int:
        return len(self._sources)
