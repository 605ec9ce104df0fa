"""The facts of one profile, as those who show them ask for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import models

from kit.languages import han_tag, listed
from kit.partial_dates import PartialDate
from profiles.documents.reading import rows_of
from profiles.facts.fact import Fact
from profiles.models import Profile
from profiles.models.source import cited
from profiles.sheets.value import Value, of_any_row, of_other_name

OfKind = TypeVar("OfKind", bound=Profile)


class Sheet(Generic[OfKind]):
    """Rows are read on first use, unless `read` has them by relation."""

    # By key of a fact: those that need a reader of their own, those that rows hold, and texts that are kept without their language.
    particular: Mapping[str, Callable[[Any], list[Value]]] = {}
    of_rows: Mapping[str, Callable[[Any], Value]] = {"other_names": of_other_name}
    free_texts: frozenset[str] = frozenset()

    def __init__(self, profile: OfKind, currency: str, read: Mapping[str, list[Any]] | None = None) -> None:
        self.profile = profile
        self.currency = currency  # the home currency, into which amounts in others are converted
        self._read: dict[str, list[Any]] = dict(read or {})

    def rows(self, relation: str) -> list[Any]:
        if relation not in self._read:
            self._read[relation] = rows_of(self.profile, relation)
        return self._read[relation]

    def values(self, fact: Fact) -> list[Value]:
        """What is known of a fact that figures do not hold."""
        if fact.key in self.particular:
            return self.particular[fact.key](self)
        if fact.relation:
            of_row = self.of_rows.get(fact.key, of_any_row)
            return [of_row(row) for row in self.rows(fact.relation) if fact.holds(row)]
        text = field_text(self.profile, fact.key)
        if fact.key == "website":
            return self.cited(fact.key, text.partition("://")[2].strip("/"), url=text)
        return self.cited(fact.key, text, lang=han_tag(text) if fact.key in self.free_texts else "")

    def cited(self, name: str, text: str, **more: Any) -> list[Value]:
        """The value of a field with its sources, and what others say instead."""
        if not text:
            return []
        rows = self.citations[name]
        sources = cited(row for row in rows if not row.says)
        differing = [(row.says, use) for row in rows if row.says for use in cited([row])]
        return [Value(text, sources=sources, differing=differing, **more)]

    @cached_property
    def citations(self) -> Mapping[str, list[Any]]:
        """By the field that they are about."""
        rows = defaultdict(list)
        for row in self.rows("citations"):
            rows[row.field].append(row)
        return rows


def field_text(profile: Profile, name: str) -> str:
    """A column in words."""
    value = getattr(profile, name)
    if not value:
        return ""
    if isinstance(value, PartialDate):
        return value.localized()
    if isinstance(value, models.Manager):
        return listed(str(term.name) for term in value.all())
    display = getattr(profile, f"get_{name}_display", None)
    return str(display() if display else getattr(value, "name", value))
