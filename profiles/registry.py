"""Which models are profiles. Apps above ask here instead of importing each other.

A profile model registers itself and names the rows that belong to it:

    @register(rows=("other_names", "figures"))
    class Company(Profile): ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from profiles.models import Profile


@dataclass(frozen=True)
class ProfileKind:
    """A registered profile model and the related names of its rows."""

    model: type[Profile]
    rows: tuple[str, ...]

    @property
    def name(self) -> str:
        """The kind's name in addresses and files: "company", "park"."""
        return self.model._meta.model_name or ""


_kinds: dict[str, ProfileKind] = {}


def register(*, rows: Iterable[str]) -> Callable[[type[Profile]], type[Profile]]:
    def add(model: type[Profile]) -> type[Profile]:
        kind = ProfileKind(model, tuple(rows))
        _kinds[kind.name] = kind
        return model

    return add


def profile_kinds() -> list[ProfileKind]:
    """All registered kinds, in the order they were registered."""
    return list(_kinds.values())


def profile_kind(name: str) -> ProfileKind:
    """The kind of this name; KeyError if there is none."""
    return _kinds[name]
