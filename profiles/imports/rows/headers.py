"""Recognises columns: by name, by label in any language of the site, by alias, or by a mapping.

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
    def display_name(self) -> str: ...


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
        self.names = [column.display_name for column in columns]
        simple = [column for column in columns if not column.takes_currency]
        self._known = {plain(column.name): column.name for column in simple}
        for column in simple:
            for alias in in_all_languages(column.aliases):
                self._known.setdefault(plain(alias), column.name)
        for column in simple:
            for label in in_all_languages(labels.get(column.name, ())):
                self._known.setdefault(plain(label), column.name)
        self._money = {
            column.name: _money_header(
                [column.name, *in_all_languages((*column.aliases, *labels.get(column.name, ())))]
            )
            for column in columns
            if column.takes_currency
        }
        self._mapped = {
            plain(header): self._mapped_column(target) for header, target in (mapping or {}).items()
        }

    def recognise(self, cells: list[Any]) -> list[str]:
        """The column that each header names; "" where none is known."""
        return [self._column(cell) for cell in cells]

    def columns(self, headers: list[str]) -> list[str]:
        """The same, checked: FileRefused where two headers name one column, or a mapping finds none."""
        columns = self.recognise(headers)
        missing = self._mapped.keys() - {plain(header) for header in headers}
        if missing:
            raise FileRefused(
                _("The file has no column “%(name)s”. Its columns are: %(names)s.")
                % {"name": min(missing), "names": ", ".join(headers)}
            )
        for name in dict.fromkeys(filter(None, columns)):
            same_column = [header for header, column in zip(headers, columns, strict=True) if column == name]
            if len(same_column) > 1:
                raise FileRefused(
                    _("Two columns say the same thing, “%(name)s”: %(headers)s. Remove or rename one.")
                    % {"name": name, "headers": ", ".join(same_column)}
                )
        return columns

    def _column(self, cell: Any) -> str:
        if not isinstance(cell, str) or len(cell) > MAX_LENGTH:
            return ""
        text = plain(cell)
        if text in self._mapped:
            return self._mapped[text]
        if name := self._find(cell):
            return name
        fact = next(
            (without_source for pattern in OF_SOURCE if (without_source := pattern.sub("", cell)) != cell),
            cell,
        )
        return name + SOURCE if fact != cell and (name := self._find(fact)) else ""

    def _find(self, header: str) -> str:
        return self._known.get(plain(header)) or self._money_column(header)

    def _money_column(self, header: str) -> str:
        text = marked(header if any(map(str.islower, header)) or not header.isascii() else header.lower())
        for name, pattern in self._money.items():
            if matched := pattern.fullmatch(text):
                measure = measure_of(matched["after"] or matched["before"] or "")
                return name + measure.suffix if measure else ""
        return ""

    def _mapped_column(self, name: str) -> str:
        column = self._find(name) if len(name) <= MAX_LENGTH else ""
        if not column:
            raise FileRefused(
                _("There is no column “%(name)s”. Choose one of: %(names)s.")
                % {"name": name, "names": ", ".join(self.names)}
            )
        return column


def _money_header(names: Iterable[str]) -> re.Pattern[str]:
    """Matches headers that begin or end with one of these names; the rest states a currency and a unit, or nothing."""
    words = [r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", fold(name)))) for name in names]
    name = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"[\W_]*(?:{name})(?![a-z])(?P<after>.*)|(?P<before>.*)(?<![a-z])(?:{name})[\W_]*")


def plain(header: str) -> str:
    """The form that spellings of a header share: "Name (EN)" and "name_en" are "nameen"."""
    return re.sub(r"[\W_]+", "", fold(header.lstrip("\ufeff")))
