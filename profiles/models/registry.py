"""Which models are profiles. Apps above ask here instead of importing each other.

A profile model registers itself, names the rows that belong to it, and has a number of its own:

    @register(facts=FACTS, number=1)
    class Company(Profile): ...

The records that profiles name are registered in record_kinds.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import models

from profiles.facts.fact import Fact, relations
from profiles.facts.public_form import PublicForm
from profiles.models.record_kinds import RecordKind, record_kind

if TYPE_CHECKING:
    from profiles.models.profile import Profile

OfKind = TypeVar("OfKind", bound="Profile")
# Rows that hold no facts of their own: sources of fields, and former addresses.
FORMER = "former_slugs"
RELATIONS_OF_ALL = ("citations", FORMER)


@dataclass(frozen=True)
class Present:
    """Profiles of a kind with one sort of tie to a country: the first of them, how many there are, where all are listed."""

    heading: Any  # what they share, in words
    profiles: list[tuple[Any, list[str]]]  # each with its places there, or whatever the tie is, in words
    total: int
    address: str


@dataclass(frozen=True)
class Pages(Generic[OfKind]):
    """Where visitors meet the profiles of a kind. An app says so when all models are there (AppConfig.ready)."""

    title: Any  # of the list, in the navigation
    name: str  # the namespace of the addresses; the list is "<name>:list" and a profile "<name>:detail"
    prefix: str  # what all addresses begin with
    urls: str  # the module of those below the prefix
    show: Callable[[OfKind], tuple[str, dict[str, Any]]]  # template and context for a profile that is at hand
    form: PublicForm
    listing: Any  # profiles.facts.facets.Listing: what the list offers
    # Where the columns of its files are imported from, an ImportKind; empty where it has no files.
    files: str = ""
    # Facts in words, of a profile and the home currency (profiles/sheets/sheet.py: Sheet); without one those that all kinds have.
    sheet: Callable[[OfKind, str], Any] | None = None
    # Those with a tie to a country at a moment of the content, by the sort of the tie.
    present_in: Callable[[Any, Any], list[Present]] = lambda country, stamp: []
    # What is offered of a text that is typed, at a moment of the content; without it those with a name that begins so.
    suggest: Callable[[str, Any], list[Any]] | None = None


@dataclass(frozen=True)
class ProfileKind(RecordKind):
    """A registered profile model, and what its fields were once called."""

    model: type[Profile]
    facts: tuple[Fact, ...] = ()
    # Tells entries of the search index apart by kind; never to be changed.
    number: int = 0
    # Old name -> new name of a field, for documents stored before it was renamed:
    # {"size": "employees", "figures.amount": "figures.value"}.
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> Pages:
        """KeyError before its app has set it."""
        return _pages[self.name]


_kinds: dict[str, ProfileKind] = {}
_pages: dict[str, Pages] = {}


def register(
    *, facts: Iterable[Fact], number: int, renamed: Mapping[str, str] | None = None
) -> Callable[[type[Profile]], type[Profile]]:
    def add(model: type[Profile]) -> type[Profile]:
        known = tuple(facts)
        kind = ProfileKind(model, (*relations(known), *RELATIONS_OF_ALL), known, number, renamed or {})
        _kinds[kind.name] = kind
        return model

    return add


def open_to_visitors(kind: str, pages: Pages) -> None:
    _pages[kind] = replace(pages, form=pages.form.with_all(_kinds[kind].facts))


def listings() -> dict[str, Any]:
    """What the list of each kind offers, by the name of the kind."""
    return {name: pages.listing for name, pages in _pages.items()}


def profile_kinds() -> list[ProfileKind]:
    """All registered kinds, in the order they were registered."""
    return list(_kinds.values())


def profile_kind(name: str) -> ProfileKind:
    """The kind of this name; KeyError if there is none."""
    return _kinds[name]


def profile_kind_of(profile: Profile) -> ProfileKind:
    """The kind that a profile is of."""
    return _kinds[profile._meta.model_name or ""]


def row_models() -> list[Any]:
    """The models of rows that hold facts or their sources, of all kinds."""
    return [
        kind.model._meta.get_field(name).related_model
        for kind in profile_kinds()
        for name in kind.rows
        if name != FORMER
    ]


def any_kind(name: str) -> RecordKind:
    """The kind of this name, of profiles or of records; KeyError if there is none."""
    return record_kind(name) or _kinds[name]


def kind_of(record: models.Model) -> RecordKind:
    """The kind that a profile or a record is of."""
    return any_kind(record._meta.model_name or "")
