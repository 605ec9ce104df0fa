"""The terms that a list can be narrowed by, such as a park's sectors and zones, and the words that mean them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.forms.models import model_to_dict

from profiles.facts import facets
from profiles.facts.facets import Facet, Listing


@dataclass(frozen=True, eq=False)
class TermList:
    """The terms of one facet, in the order that the park gave them."""

    records: list[Any]

    @cached_property
    def broad(self) -> list[Any]:
        return [term for term in self.records if not getattr(term, "parent_id", None)]

    @cached_property
    def narrower(self) -> dict[int, list[Any]]:
        """The terms below each broad one, by its primary key."""
        return {
            parent.pk: [term for term in self.records if getattr(term, "parent_id", None) == parent.pk]
            for parent in self.broad
        }


@dataclass(frozen=True, eq=False)
class TermLists:
    """By facet. Compared by identity, so that derived values can be cached with them."""

    lists: dict[str, TermList] = field(default_factory=dict)
    synonyms: tuple[Any, ...] = ()

    @classmethod
    def load(cls, listing: Listing) -> TermLists:
        model: Any = listing.profiles().model
        return cls(
            {
                facet.key: TermList(list(model._meta.get_field(name).related_model._default_manager.all()))
                for facet in listing.facets
                if (name := _field_of(facet))
            },
            tuple(listing.synonyms()),
        )

    def __getitem__(self, facet: str) -> TermList:
        return self.lists[facet]

    def __contains__(self, facet: str) -> bool:
        return facet in self.lists

    def same(self, other: TermLists) -> bool:
        return self._rows == other._rows

    @property
    def _rows(self) -> list[dict[str, Any]]:
        records = [row for terms in self.lists.values() for row in terms.records]
        return [model_to_dict(row) for row in (*records, *self.synonyms)]


def _field_of(facet: Facet) -> str:
    """The field of the profile that names terms; empty where the facet is of another sort."""
    if isinstance(facet.data, facets.Term):
        return facet.data.columns[0]
    return facet.data.rows[0].relation if isinstance(facet.data, facets.Terms) else ""
