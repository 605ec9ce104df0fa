"""Which column is which: by its name, by an alias in three languages, or as the importer says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from profiles.imports.problems import FileRefused
from profiles.search import fold

SOURCE = "_source"  # founded_source: where the founding date was taken from


class Headers:
    """The columns that a kind of file may have."""

    def __init__(
        self, aliases: Mapping[str, Iterable[str]], mapping: Mapping[str, str] | None = None
    ) -> None:
        self.names = list(aliases)
        self._known = {plain(name): name for name in aliases}
        for name, others in aliases.items():
            for other in others:
                self._known.setdefault(plain(other), name)
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
        if not isinstance(cell, str) or len(cell) > 80:
            return ""
        text = plain(cell)
        if text in self._mapped:
            return self._mapped[text]
        if text in self._known:
            return self._known[text]
        fact = text.removesuffix("source")
        return self._known[fact] + SOURCE if fact != text and fact in self._known else ""

    def _target(self, name: str) -> str:
        found = self._known.get(plain(name))
        if not found:
            raise FileRefused(
                _("There is no column “%(name)s”. Choose one of: %(names)s.")
                % {"name": name, "names": ", ".join(self.names)}
            )
        return found


def plain(header: str) -> str:
    """The form that spellings of a header share: "Name (EN)" and "name_en" are "nameen"."""
    return re.sub(r"[\W_]+", "", fold(header.lstrip("\ufeff")))
