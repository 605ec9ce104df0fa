"""Which column is which: by its name, by what the site calls it in any language, by an alias, or as the importer says.

A column of money takes the words for a currency and a unit beside its name: "Revenue (US$ m)" is turnover_usd_million.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.translation import gettext as _

from profiles.facts.columns import SOURCE
from profiles.imports.cells.money import marked, measure_of
from profiles.imports.cells.problems import FileRefused
from profiles.imports.cells.values import in_all_languages
from profiles.search import fold

MAX_LENGTH = 80
OF_SOURCE = (
    re.compile(r"[\W_]*(?:source|的?来源)$", re.IGNORECASE),
    re.compile(r"^sources?\s+(?:de\s+la\s+|de\s+l[’']|du\s+|des\s+|de\s+|d[’'])", re.IGNORECASE),
)


class NamedColumn(Protocol):
    """What a column is called."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[Any, ...]: ...
    @property
    def takes_currency(self) -> bool: ...
    @property
    def shown(self) -> str: ...


class FileKind(Protocol):
    """The columns of its files, and what the site calls what they hold."""

    @property
    def columns(self) -> Sequence[NamedColumn]: ...
    @property
    def labels(self) -> Mapping[str, Sequence[Any]]: ...


class Headers:
    """The columns that a kind of file may have."""

    def __init__(self, kind: FileKind, mapping: Mapping[str, str] | None = None) -> None:
        columns, labels = kind.columns, kind.labels
        self.names = [column.shown for column in columns]
        simple = [column for column in columns if not column.takes_currency]
        self._known = {plain(column.name): column.name for column in simple}
        for column in simple:
            for other in in_all_languages(column.aliases):
                self._known.setdefault(plain(other), column.name)
        for column in simple:
            for label in in_all_languages(labels.get(column.name, ())):
                self._known.setdefault(plain(label), column.name)
        self._money = {
            column.name: _beside(
                [column.name, *in_all_languages((*column.aliases, *labels.get(column.name, ())))]
            )
            for column in columns
            if column.takes_currency
        }
        self._mapped = {plain(old): self._target(new) for old, new in (mapping or {}).items()}

    def recognise(self, cells: list[Any]) -> list[str]:
        """The column that each header names; "" where none is known."""
        return [self._column(cell) for cell in cells]

    def columns(self, headers: list[str]) -> list[str]:
        """The same, checked: FileRefused where two headers name one column, or a mapping finds none."""
        found = self.recognise(headers)
        missing = self._mapped.keys() - {plain(header) for header in headers}
        if missing:
            raise FileRefused(
                _("The file has no column “%(name)s”. Its columns are: %(names)s.")
                % {"name": min(missing), "names": ", ".join(headers)}
            )
        for name in dict.fromkeys(filter(None, found)):
            places = [header for header, column in zip(headers, found, strict=True) if column == name]
            if len(places) > 1:
                raise FileRefused(
                    _("Two columns say the same thing, “%(name)s”: %(headers)s. Remove or rename one.")
                    % {"name": name, "headers": ", ".join(places)}
                )
        return found

    def _column(self, cell: Any) -> str:
        if not isinstance(cell, str) or len(cell) > MAX_LENGTH:
            return ""
        text = plain(cell)
        if text in self._mapped:
            return self._mapped[text]
        if found := self._named(cell):
            return found
        fact = next((rest for pattern in OF_SOURCE if (rest := pattern.sub("", cell)) != cell), cell)
        return found + SOURCE if fact != cell and (found := self._named(fact)) else ""

    def _named(self, header: str) -> str:
        return self._known.get(plain(header)) or self._of_money(header)

    def _of_money(self, header: str) -> str:
        text = marked(header if any(map(str.islower, header)) or not header.isascii() else header.lower())
        for name, pattern in self._money.items():
            if matched := pattern.fullmatch(text):
                measure = measure_of(matched["after"] or matched["before"] or "")
                return name + measure.suffix if measure else ""
        return ""

    def _target(self, name: str) -> str:
        found = self._named(name) if len(name) <= MAX_LENGTH else ""
        if not found:
            raise FileRefused(
                _("There is no column “%(name)s”. Choose one of: %(names)s.")
                % {"name": name, "names": ", ".join(self.names)}
            )
        return found


def _beside(names: Iterable[str]) -> re.Pattern[str]:
    """A header that begins or ends with one of these names; the rest says a currency and a unit, or nothing."""
    words = [r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", fold(name)))) for name in names]
    name = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"[\W_]*(?:{name})(?![a-z])(?P<after>.*)|(?P<before>.*)(?<![a-z])(?:{name})[\W_]*")


def plain(header: str) -> str:
    """The form that spellings of a header share: "Name (EN)" and "name_en" are "nameen"."""
    return re.sub(r"[\W_]+", "", fold(header.lstrip("\ufeff")))
