"""What the page of a comparison shows beside the comparison: who is chosen, and whom one may add."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from profiles.catalogue import Catalogue
from profiles.comparing.chosen import Chosen, query_of
from profiles.comparing.comparison import Comparison
from profiles.lists.results import Results
from profiles.models import Profile
from profiles.models.metric import units
from profiles.models.registry import profile_kind
from profiles.pages.definitions import LEAST, MOST

MAX_FOUND = 8
ADDRESSES = {"list": "list", "compare": "compare", "file": "compare-file"}


class ComparePage:
    def __init__(self, chosen: Chosen, catalogue: Catalogue) -> None:
        self.chosen, self.catalogue = chosen, catalogue
        self.kind = profile_kind(chosen.kind)
        chosen.report()

    @property
    def context(self) -> dict[str, Any]:
        comparison = self.comparison
        return {
            "page": self,
            "least": LEAST,
            "most": MOST,
            "chosen": self.chosen,
            "form": self.chosen.form,
            "comparison": comparison,
            "sources": comparison.sources if comparison else None,
            "names": {name: f"{self.kind.pages.name}:{address}" for name, address in ADDRESSES.items()},
        }

    @cached_property
    def comparison(self) -> Comparison | None:
        if not self.chosen.is_comparison:
            return None
        return Comparison(self.chosen.kind, self.chosen.profiles, self.catalogue.home.currency)

    @property
    def columns(self) -> list[tuple[Profile, str]]:
        """Each profile that was chosen, and the address without it."""
        return [(profile, self.chosen.without(profile)) for profile in self.chosen.profiles]

    @property
    def names(self) -> list[str]:
        return [str(profile.name) for profile in self.chosen.profiles]

    @property
    def currency(self) -> str:
        """The home currency in words."""
        return str(dict(units()).get(self.catalogue.home.currency, ""))

    @property
    def missing(self) -> int:
        """How many more are needed."""
        return max(0, LEAST - len(self.chosen.profiles))

    @property
    def has_room(self) -> bool:
        return len(self.chosen.profiles) < MOST

    @property
    def canonical_query(self) -> str:
        """One address for the same profiles in any order."""
        return query_of(sorted(profile.slug for profile in self.chosen.profiles))

    @cached_property
    def found(self) -> list[tuple[Profile, str]]:
        """Who fits the words, with the address that adds them."""
        if not self.chosen.words:
            return []
        pks = Results({"q": self.chosen.words}, self.catalogue).slice(0, MAX_FOUND + MOST).tolist()
        here = {profile.pk for profile in self.chosen.profiles}
        profiles: Any = self.catalogue.listing.profiles()
        by_pk = profiles.in_bulk([pk for pk in pks if pk not in here])
        return [(by_pk[pk], self.chosen.with_more(by_pk[pk].slug)) for pk in pks if pk in by_pk][:MAX_FOUND]
