"""Facts of profiles for the catalogue, read from the database in a few narrow queries."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

import numpy as np
from django.db import models
from django.db.models import Case, CharField, FloatField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Cast
from pyroaring import BitMap

from kit.languages import DEFAULT, SUFFIXES, column
from profiles.catalogue.figures import read_newest
from profiles.catalogue.names import Keys
from profiles.catalogue.rows import RowQuery
from profiles.facts.facets import FacetData, Listing, Order, RowValues

CHUNK = 10_000
LAST = np.iinfo(np.int32).max  # sorts behind every date
# The name that people sort by first.
NAMES = tuple(column("name", suffix) for suffix in dict.fromkeys((DEFAULT, *SUFFIXES)))


@dataclass
class Facts:
    """Facts of the listed ones among the requested profiles; lists and arrays are parallel to `pks`, which ascend."""

    pks: np.ndarray
    names: Keys
    # What profiles are sorted by, smallest first: order -> numbers.
    keys: dict[str, np.ndarray] = field(default_factory=dict)
    # Facet -> value -> primary keys.
    postings: dict[str, dict[Any, BitMap]] = field(default_factory=dict)


def read_facts(listing: Listing, currency: str, ids: Collection[int] | None = None) -> Facts:
    """The facts of these profiles, or of all; amounts of money are compared in the currency."""
    read = CatalogueColumns(listing, currency, ids)
    published = BitMap(read.listed)
    postings = {
        name: {
            value: bits & published for value, bits in data.postings(read).items() if value not in ("", None)
        }
        for name, data in listing.facet_data.items()
    }
    keys = {order.key: order.keys(read) for order in listing.stored_orders if order.keys}
    return Facts(read.pks, read.names, keys, postings)


class CatalogueColumns:
    """Raw columns of some profiles, from which facets and orders take what they need."""

    def __init__(self, listing: Listing, currency: str, ids: Collection[int] | None) -> None:
        self.listing = listing
        self.listed = array("I")
        self.names = Keys()
        self._changed = array("q")  # microseconds
        self._filled = array("B")
        self._by_value: dict[tuple[str, int | None], dict[Any, array]] = {
            (name, data.cut): defaultdict(lambda: array("I"))
            for data in listing.facet_data.values()
            for name in data.columns
        }
        self._numbers: dict[str, array] = {}
        self._dates: dict[str, array] = {}
        self._prepare_order_columns(listing.orders)
        self._read(ids)
        self.pks = np.array(self.listed, dtype=np.int64)
        self.rows, self.found = _rows(listing, ids)
        figures = self._meta.get_field("figures")
        self.newest = read_newest(
            figures.related_model, figures.field.attname, self.pks, ids, self._figures, currency
        )

    # --- for facets and orders -------------------------------------------------------------

    def by_value(self, name: str, cut: int | None = None) -> dict[Any, BitMap]:
        """Value of a column -> profiles; of yes and no: 1, 0 and None."""
        return {value: BitMap(pks) for value, pks in self._by_value[name, cut].items()}

    def banded(self, figure: tuple[str, str], bands: Mapping[str, int]) -> dict[Any, BitMap]:
        values = self.newest[figure]
        places = np.where(np.isnan(values), -1, np.digitize(values, list(bands.values())) - 1)
        return {band: BitMap(self.pks[places == at].astype(np.uint32)) for at, band in enumerate(bands)}

    @staticmethod
    def union(sets: Iterable[BitMap]) -> BitMap:
        return BitMap.union(BitMap(), *sets)

    def dates(self, name: str, *, newest_first: bool = False) -> np.ndarray:
        """A column of dates to be sorted by; what is not known comes last."""
        dates = np.array(self._dates[name], dtype=np.int32)
        return np.where(dates == LAST, LAST, -dates) if newest_first else dates

    def numbers(self, name: str) -> np.ndarray:
        """A column of decimals; NaN where it is not known."""
        return np.array(self._numbers[name], dtype=np.float64)

    @property
    def changed(self) -> np.ndarray:
        """When each was changed last, in microseconds."""
        return np.array(self._changed, dtype=np.int64)

    @property
    def filled(self) -> np.ndarray:
        """How much of listing.weights each has."""
        return np.array(self._filled, dtype=np.int64)

    # --- reading ------------------------------------------------------------------------------

    @property
    def _meta(self) -> Any:
        return self.listing.profiles().model._meta

    @property
    def _figures(self) -> list[tuple[str, str]]:
        readers: Iterable[FacetData | Order] = (*self.listing.facet_data.values(), *self.listing.orders)
        return list(dict.fromkeys(figure for reader in readers for figure in reader.figures))

    def _prepare_order_columns(self, orders: Iterable[Order]) -> None:
        for name in {name for order in orders for name in order.columns}:
            if isinstance(self._meta.get_field(name), models.DecimalField):
                self._numbers[name] = array("d")
            else:
                self._dates[name] = array("i")

    def _read(self, ids: Collection[int] | None) -> None:
        wanted = [name for name, _cut in self._by_value]
        columns = list(dict.fromkeys([*wanted, *self._numbers, *self._dates]))
        for chunk in _profiles(self.listing, tuple(columns)).chunks(ids, CHUNK):
            pks, *texts = zip(*chunk, strict=True)
            names, changed, filled = texts[: len(NAMES)], texts[-2], texts[-1]
            values = dict(zip(columns, texts[len(NAMES) : -2], strict=True))
            self.listed.extend(pks)
            for name in zip(*names, strict=True):
                self.names.append(name_key(*name))
            self._changed.extend(_microseconds(changed))
            self._filled.extend(filled)
            self._add_values(pks, values)

    def _add_values(self, pks: tuple[int, ...], values: Mapping[str, tuple]) -> None:
        for (name, cut), pks_by_value in self._by_value.items():
            for pk, value in zip(pks, values[name], strict=True):
                pks_by_value[value if cut is None else value[:cut]].append(pk)
        for name, dates in self._dates.items():
            dates.extend([as_number(date) if date else LAST for date in values[name]])
        for name, numbers in self._numbers.items():
            numbers.extend([np.nan if value is None else value for value in values[name]])


@lru_cache(maxsize=32)
def _profiles(listing: Listing, columns: tuple[str, ...]) -> RowQuery:
    return RowQuery(partial(_profile_rows, listing, columns))


def _profile_rows(listing: Listing, columns: tuple[str, ...], ids: Collection[int] | None) -> QuerySet:
    parts = (Case(When(part, then=Value(1)), default=Value(0)) for part in listing.weights)
    filled = sum(parts, Value(0))
    rows = only(listing.profiles(), ids, "pk").order_by("pk")
    raw = [_raw_column(rows.model, name) for name in columns]
    return rows.values_list("pk", *NAMES, *raw, Cast("changed_at", CharField()), filled)


def _raw_column(model: Any, name: str) -> Any:
    """The column as the database has it, which is quicker than as the model has it."""
    column_ = model._meta.get_field(name)
    if column_.is_relation:
        return f"{name}_id"
    if isinstance(column_, models.BooleanField):
        return Cast(name, IntegerField())
    return Cast(name, FloatField() if isinstance(column_, models.DecimalField) else CharField())


def _microseconds(changed: Iterable[str]) -> list[int]:
    """Moments as numbers, in microseconds."""
    texts = [text.partition("+")[0] for text in changed]
    return np.array(texts, dtype="datetime64[us]").astype(np.int64).tolist()


def name_key(*names: str) -> bytes:
    """What profiles are sorted by as people sort; see ProfileQuerySet.by_name."""
    first, *translations = names
    return "\x01".join((first.lower(), *translations)).encode()


@lru_cache(maxsize=50_000)
def as_number(date: str) -> int:
    """1984 -> 19840000, 1984-11 -> 19841100: a shorter date sorts before the longer ones it begins."""
    return int(date.replace("-", "").ljust(8, "0"))


def only(rows: QuerySet, ids: Collection[int] | None, name: str) -> QuerySet:
    return rows if ids is None else rows.filter(**{f"{name}__in": list(ids)})


Found = dict[FacetData, dict[str, BitMap]]


def _rows(listing: Listing, ids: Collection[int] | None) -> tuple[dict[RowValues, dict[Any, BitMap]], Found]:
    """Profiles by the values of their rows, and those that the database finds for a facet: all tables in one query."""
    wanted, found_for = _places(listing)
    pks_by_value: dict[tuple[int, str], array] = defaultdict(lambda: array("I"))
    for chunk in _rows_of_all(listing).chunks(ids, CHUNK) if wanted or found_for else ():
        for pk, place, value in chunk:
            pks_by_value[place, value].append(pk)
    postings: dict[RowValues, dict[Any, BitMap]] = {row_values: {} for row_values in wanted}
    found: Found = {data: {} for data, _value in found_for}
    for (place, value), pks in pks_by_value.items():
        if place < len(wanted):
            postings[wanted[place]][value] = BitMap(pks)
        else:
            data, of_value = found_for[place - len(wanted)]
            found[data][of_value] = found[data].get(of_value, BitMap()) | BitMap(pks)
    return postings, found


@lru_cache(maxsize=32)
def _places(listing: Listing) -> tuple[list[RowValues], list[tuple[FacetData, str]]]:
    """What the rows of _union() are of, by their place: values of rows, and then values of a facet that the database finds."""
    facets = listing.facet_data.values()
    return (
        list(dict.fromkeys(row_values for data in facets for row_values in data.rows)),
        [(data, value) for data in facets if data.found for value, *_rest in data.found()],
    )


@lru_cache(maxsize=32)
def _rows_of_all(listing: Listing) -> RowQuery:
    return RowQuery(partial(_union, listing))


def _union(listing: Listing, ids: Collection[int] | None) -> QuerySet:
    wanted, _found_for = _places(listing)
    queries = [_pairs(place, listing, row_values, ids) for place, row_values in enumerate(wanted)]
    finding = (one for data in listing.facet_data.values() if data.found for one in data.found())
    queries += [
        _owners(place, rows, owner, ids) for place, (_value, rows, owner) in enumerate(finding, len(wanted))
    ]
    return queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]


def _owners(place: int, rows: QuerySet, owner: str, ids: Collection[int] | None) -> QuerySet:
    """In the form of _pairs."""
    found = only(rows, ids, owner).order_by()
    marked = found.annotate(
        place=Value(place, output_field=IntegerField()), text=Value("", output_field=CharField())
    )
    return marked.values_list(owner, "place", "text")


def _pairs(place: int, listing: Listing, row_values: RowValues, ids: Collection[int] | None) -> QuerySet:
    relation: Any = listing.profiles().model._meta.get_field(row_values.relation)
    if relation.many_to_many:
        model, owner = relation.remote_field.through, relation.m2m_column_name()
        value = relation.m2m_reverse_name()
    else:
        model, owner, value = relation.related_model, relation.field.attname, row_values.column
    rows = only(model._default_manager.filter(row_values.where), ids, owner).order_by()
    pairs = rows.annotate(place=Value(place, output_field=IntegerField()), text=Cast(value, CharField()))
    return pairs.values_list(owner, "place", "text")
