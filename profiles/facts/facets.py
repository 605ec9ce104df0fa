"""What a list of profiles can be narrowed and sorted by, as data: companies/facets.py, partners/facets.py.

A facet says its parameter, its label, its choices, and what of a profile decides whether it matches. The filters of
django-filter, the catalogue in memory, counts, chips and labels are made of it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from django.db.models import Q

if TYPE_CHECKING:
    import numpy as np
    from pyroaring import BitMap

Choices = Iterable[tuple[str, Any]]
Postings = Mapping[Any, "BitMap"]


class ReadProfiles(Protocol):
    """What facets and orders read from; profiles/catalogue/reading.py implements it."""

    @property
    def pks(self) -> np.ndarray: ...
    @property
    def rows(self) -> Mapping[RowValues, Mapping[Any, BitMap]]: ...
    @property
    def found(self) -> Mapping[FacetData, Mapping[str, BitMap]]: ...
    @property
    def newest(self) -> Mapping[tuple[str, str], np.ndarray]: ...  # NaN where a profile has no such figure
    @property
    def changed(self) -> np.ndarray: ...
    @property
    def filled(self) -> np.ndarray: ...

    def by_value(self, name: str, cut: int | None = None) -> dict[Any, BitMap]: ...
    def banded(self, figure: tuple[str, str], bands: Mapping[str, int]) -> dict[Any, BitMap]: ...
    def union(self, sets: Iterable[BitMap]) -> BitMap: ...
    def dates(self, name: str, *, newest_first: bool = False) -> np.ndarray: ...
    def numbers(self, name: str) -> np.ndarray: ...


@dataclass(frozen=True, eq=False)
class RowValues:
    """The values of a column of the rows of a relation; of a set of terms, these."""

    relation: str
    column: str = ""
    where: Q = field(default_factory=Q)


@dataclass(frozen=True, eq=False)
class FacetData:
    """What decides which profiles match; the columns, rows and figures listed here are read for it."""

    columns: tuple[str, ...] = ()
    rows: tuple[RowValues, ...] = ()
    # (metric, unit); any unit where it is empty, and an amount of a year where it is HOME_CURRENCY
    figures: tuple[tuple[str, str], ...] = ()
    cut: int | None = None  # of the texts in its columns only so many characters count
    # Value -> what the database finds: rows, and the field of these that names the profile.
    found: Callable[[], Iterable[tuple[str, Any, str]]] | None = None

    def postings(self, read: ReadProfiles) -> Postings:
        """Value -> profiles."""
        raise NotImplementedError


class DatedData(FacetData):
    """What turns with the day as well: `postings` are kept until their profiles change, and read anew for each day."""

    def on(self, day: datetime.date, kept: Postings, listed: BitMap) -> Postings:
        """Value as in addresses -> profiles, of all that are listed."""
        raise NotImplementedError


class Column(FacetData):
    """A column of the profile."""

    def __init__(self, name: str, cut: int | None = None) -> None:
        super().__init__(columns=(name,), cut=cut)

    def postings(self, read: ReadProfiles) -> Postings:
        return read.by_value(self.columns[0], self.cut)


class Term(Column):
    """A record that the profile names, by primary key."""


class Terms(FacetData):
    """Records that the profile names, by primary key. A broad one includes its narrower ones."""

    def __init__(self, field_name: str) -> None:
        super().__init__(rows=(RowValues(field_name),))

    def postings(self, read: ReadProfiles) -> Postings:
        return {int(value): bits for value, bits in read.rows[self.rows[0]].items()}


class Rows(FacetData):
    """A column of the rows of a relation."""

    def __init__(self, relation: str, column: str, where: Q | None = None) -> None:
        super().__init__(rows=(RowValues(relation, column, where or Q()),))

    def postings(self, read: ReadProfiles) -> Postings:
        return read.rows[self.rows[0]]


class Bands(FacetData):
    """Bands of the newest figure of a metric that counts the whole: short name of a band -> its least value."""

    bands: Mapping[str, int]

    def __init__(self, metric: str, unit: str, bands: Mapping[str, int]) -> None:
        super().__init__(figures=((metric, unit),))
        object.__setattr__(self, "bands", bands)

    def postings(self, read: ReadProfiles) -> Postings:
        return read.banded(self.figures[0], self.bands)


@dataclass(frozen=True, eq=False)
class Facet:
    key: str  # the parameter in addresses
    label: Any
    data: FacetData
    # (value, label); those of terms are the terms.
    choices: Choices = ()
    is_open: bool = False  # shows its options at once
    only_present: bool = False  # offers only values that some profile has
    in_questions: bool = False  # words of a search that are one of its labels narrow to that
    by_label: bool = False  # options are sorted by their labels, in the reader's language
    only_linked: bool = (
        False  # other pages lead to it: the list shows it where it is in use, and counts nothing else
    )
    # The same choices with their labels in the home currency; without one the list does not offer them.
    in_currency: Callable[[str], Choices] | None = None
    # (value, label) of those that addresses once had: they narrow the list still, and are offered only where chosen.
    retired: Choices = ()

    def labelled(self, currency: str) -> Choices:
        return self.in_currency(currency) if self.in_currency else self.understood

    @property
    def understood(self) -> list[tuple[str, Any]]:
        return [*self.choices, *self.retired]


@dataclass(frozen=True, eq=False)
class Span:
    """A column of dates, narrowed by a first and a last year."""

    key: str
    column: str
    label: Any  # of the first year
    label_last: Any

    @property
    def low(self) -> str:
        return f"{self.key}_min"

    @property
    def high(self) -> str:
        return f"{self.key}_max"


@dataclass(frozen=True, eq=False)
class Order:
    """`keys` gives a number for each profile, smallest first; without it profiles are sorted by name."""

    key: str
    label: Any
    keys: Callable[[ReadProfiles], np.ndarray] | None = None
    columns: tuple[str, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    dtype: str = "int64"
    ties_by_name: bool = False  # else by primary key


class Synonymous(Protocol):
    """Words that mean the same, and what they belong to or mean; `filter` is written as in addresses."""

    is_sector: bool
    filter: str

    @property
    def all_words(self) -> list[str]: ...
    @property
    def belongs_to(self) -> tuple[str, str] | None: ...  # a facet, and one of its values


RELEVANCE, NAME, CHANGED = "relevance", "name", "-updated"
YEAR = 4  # characters of a date


@dataclass(frozen=True, eq=False)
class Listing:
    """What the list of a kind offers."""

    kind: str
    profiles: Callable[[], Any]  # those that it lists
    facets: tuple[Facet, ...]
    orders: tuple[Order, ...]
    spans: tuple[Span, ...] = ()
    usual_order: str = "name"  # where there are no words and no other one was asked for
    words: Any = ""  # the label of the box to type in
    sets: Mapping[str, FacetData] = field(default_factory=dict)  # other sets that pages use
    weights: tuple[
        Q, ...
    ] = ()  # what a profile may have; the more of it, the higher it ranks where nothing else decides
    # All profiles are read again when this value changes: where the host park is, for example.
    depends_on: Callable[[], Hashable] = lambda: None
    # Records that say which words mean the same: companies.models.Synonym.
    synonyms: Callable[[], Iterable[Synonymous]] = tuple
    # How many a page shows.
    per_page: int = 12
    groups: tuple[str, ...] = ()  # keys of facets whose values figures are added up for: columns and terms

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(facet.key for facet in self.facets)

    @cached_property
    def years(self) -> tuple[str, ...]:
        return tuple(name for span in self.spans for name in (span.low, span.high))

    @cached_property
    def stored_orders(self) -> tuple[Order, ...]:
        """Those in the catalogue: the newest changes are also needed by feeds and sitemaps."""
        changed = (
            () if any(order.key == CHANGED for order in self.orders) else (Order(CHANGED, "", by_change),)
        )
        return (*self.orders, *changed)

    def facet(self, key: str) -> Facet:
        return next(facet for facet in self.facets if facet.key == key)

    @cached_property
    def facet_data(self) -> dict[str, FacetData]:
        """The data of all sets in the catalogue, by name."""
        by_facet = {facet.key: facet.data for facet in self.facets}
        return by_facet | {span.key: Column(span.column, cut=YEAR) for span in self.spans} | dict(self.sets)


# --- orders that lists share -----------------------------------------------------------------


def by_change(read: ReadProfiles) -> np.ndarray:
    """What changed last first."""
    return -read.changed


def newest_first(column: str) -> dict[str, Any]:
    return {
        "keys": lambda read: read.dates(column, newest_first=True),
        "columns": (column,),
        "dtype": "int32",
        "ties_by_name": True,
    }


def oldest_first(column: str) -> dict[str, Any]:
    return {
        "keys": lambda read: read.dates(column),
        "columns": (column,),
        "dtype": "int32",
        "ties_by_name": True,
    }
