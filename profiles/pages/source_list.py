"""The sources of one page, numbered in the order in which the page first names them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import capfirst

from profiles.models import Evidence, Source


class SourceList:
    """Filled while the page is rendered; the list at its end comes last and knows them all.

    Sources go by their short names: one that an old version names may be in the database no more.
    """

    def __init__(self) -> None:
        self._sources: dict[str, Source] = {}
        self._numbers: dict[str, int] = {}
        self.levels: set[Evidence] = (
            set()
        )  # that sources have where the page names them; NONE where one is missing
        # By their small letters: a fact is called "Parent" in the table and "parent" in a sentence.
        self._supported: dict[str, dict[str, str]] = {}

    def number(self, source: Source, what: str = "") -> int:
        """The source's number on this page; `what` says which fact it supports."""
        self._sources.setdefault(source.key, source)
        if what:
            self._supported.setdefault(source.key, {}).setdefault(what.casefold(), capfirst(what))
        return self._numbers.setdefault(source.key, len(self._numbers) + 1)

    def __iter__(self) -> Iterator[tuple[int, Source, list[str]]]:
        """Number, source, and the facts of this page that it supports."""
        for key, source in self._sources.items():
            yield self._numbers[key], source, list(self._supported.get(key, {}).values())

    @property
    def has_to_check(self) -> bool:
        return Evidence.TO_CHECK in self.levels

    @property
    def has_none(self) -> bool:
        return Evidence.NONE in self.levels

    def __len__(self) -> int:
        return len(self._sources)
