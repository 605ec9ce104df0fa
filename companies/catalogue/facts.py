"""What the catalogue keeps of companies, read from the database in a few narrow queries."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import Case, CharField, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from pyroaring import BitMap

from companies.bands import EMPLOYEE_BANDS, TURNOVER_BANDS
from companies.catalogue.figures import read_newest
from companies.catalogue.names import Keys
from companies.models import Certificate, Company, Presence, Stakeholder

CHUNK = 10_000
LAST = np.iinfo(np.int32).max  # sorts behind every date
# What a profile may have; the more of it, the higher it stands where nothing else decides.
PARTS = (
    ~Q(name_en=""),
    ~Q(name_zh=""),
    ~Q(summary_en="", summary_zh="", summary_fr=""),
    ~Q(website=""),
    Q(logo__isnull=False),
    Q(zone__isnull=False),
    ~Q(founded=""),
    ~Q(ownership=""),
)


@dataclass
class Facts:
    """The published ones of the companies that were asked for; lists and arrays stand beside `pks`, which ascend."""

    pks: np.ndarray
    names: Keys
    # What companies are sorted by, smallest first: order -> numbers.
    keys: dict[str, np.ndarray] = field(default_factory=dict)
    # Facet -> value -> primary keys.
    postings: dict[str, dict[Any, BitMap]] = field(default_factory=dict)


def read(ids: Collection[int] | None = None) -> Facts:
    """The facts of these companies, or of all."""
    table = _Table(ids)
    pks = np.array(table.pks, dtype=np.int64)
    newest = read_newest(pks, ids)
    postings = table.postings | _rows(ids, table)
    postings["size"] = _banded(pks, newest["employees"], EMPLOYEE_BANDS)
    postings["turnover"] = _banded(pks, newest["turnover_cny"], TURNOVER_BANDS)
    published = BitMap(table.pks)
    for facet, values in postings.items():
        postings[facet] = {
            value: bits & published for value, bits in values.items() if value not in ("", None)
        }
    return Facts(pks, table.names, _keys(table, newest), postings)


class _Table:
    """The columns of the companies' own table."""

    def __init__(self, ids: Collection[int] | None) -> None:
        self.pks = array("I")
        self.names = Keys()
        self.founded = array("i")
        self.changed = array("q")  # microseconds
        self.filled = array("B")
        self.stated: dict[int | None, array] = defaultdict(lambda: array("I"))
        featured: dict[Any, array] = {"": array("I"), "true": array("I")}
        zones: dict[Any, array] = defaultdict(lambda: array("I"))
        ownerships: dict[Any, array] = defaultdict(lambda: array("I"))
        years: dict[Any, array] = defaultdict(lambda: array("I"))
        for pk, en, zh, fr, zone, ownership, founded, stated, is_featured, changed, filled in _with_moments(
            _companies(ids)
        ):
            self.pks.append(pk)
            self.names.append(name_key(en, zh, fr))
            self.founded.append(as_number(founded) if founded else LAST)
            self.changed.append(changed)
            self.filled.append(filled)
            self.stated[stated].append(pk)
            featured["true" if is_featured else ""].append(pk)
            zones[zone].append(pk)
            ownerships[ownership].append(pk)
            years[founded[:4]].append(pk)
        self.postings = {
            name: {value: BitMap(pks) for value, pks in facet.items()}
            for name, facet in (
                ("zone", zones),
                ("ownership", ownerships),
                ("founded", years),
                ("featured", featured),
            )
        }

    def returnees(self, returned: BitMap) -> BitMap:
        """Stated as such, or, where nothing is stated, with a founder who came back."""
        stated = {value: BitMap(pks) for value, pks in self.stated.items()}
        return stated.get(1, BitMap()) | (returned & stated.get(None, BitMap()))


def name_key(en: str, zh: str, fr: str) -> bytes:
    """What companies are sorted by as people sort; see ProfileQuerySet.by_name."""
    return "\x01".join((en.lower(), zh, fr)).encode()


@lru_cache(maxsize=50_000)
def as_number(date: str) -> int:
    """1984 -> 19840000, 1984-11 -> 19841100: a shorter date sorts before the longer ones it begins."""
    return int(date.replace("-", "").ljust(8, "0"))


def only(rows: QuerySet, ids: Collection[int] | None, name: str = "company") -> QuerySet:
    return rows if ids is None else rows.filter(**{f"{name}__in": list(ids)})


def chunks(rows: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _companies(ids: Collection[int] | None) -> Iterator[tuple]:
    filled = sum((Case(When(part, then=Value(1)), default=Value(0)) for part in PARTS), Value(0))
    rows = only(Company.objects.published(), ids, "pk").order_by("pk")
    return rows.values_list(
        *("pk", "name_en", "name_zh", "name_fr", "zone_id", "ownership"),
        Cast("founded", CharField()),
        Cast("returnee_founded", IntegerField()),
        Cast("featured", IntegerField()),
        Cast("changed_at", CharField()),
        filled,
    ).iterator(chunk_size=CHUNK)


def _with_moments(rows: Iterator[tuple]) -> Iterator[tuple]:
    """The moment of the last change as a number, in microseconds; chunk by chunk, as a million texts take memory."""
    for chunk in chunks(rows):
        texts = [row[-2].partition("+")[0] for row in chunk]
        moments = np.array(texts, dtype="datetime64[us]").astype(np.int64).tolist()
        for row, moment in zip(chunk, moments, strict=True):
            yield (*row[:-2], moment, row[-1])


def _rows(ids: Collection[int] | None, table: _Table) -> dict[str, dict[Any, BitMap]]:
    """Postings by the rows of companies, all tables in one query."""
    present = Presence.objects.filter(closed="")
    sources = (
        ("sector", Company.sectors.through.objects.all(), "sector_id"),
        ("country", present, "country"),
        ("certificate", Certificate.objects.all(), "kind"),
        ("returned", Stakeholder.objects.returnees(), "kind"),
    )
    first, *others = (_pairs(facet, only(rows, ids), value) for facet, rows, value in sources)
    found: dict[tuple[str, str], array] = defaultdict(lambda: array("I"))
    for pk, facet, value in first.union(*others, all=True).iterator(chunk_size=CHUNK):
        found[facet, value].append(pk)
    postings: dict[str, dict[Any, BitMap]] = {facet: {} for facet, _rows_, _value in sources}
    for (facet, value), pks in found.items():
        postings[facet][int(value) if facet == "sector" else value] = BitMap(pks)
    returned = BitMap.union(BitMap(), *postings.pop("returned").values())
    return postings | {"returnee": {"true": table.returnees(returned)}}


def _pairs(facet: str, rows: QuerySet, value: str) -> QuerySet:
    text = CharField()
    named = rows.order_by().annotate(facet=Value(facet, output_field=text), text=Cast(value, text))
    return named.values_list("company_id", "facet", "text")


def _banded(pks: np.ndarray, values: np.ndarray, bands: dict[str, int]) -> dict[Any, BitMap]:
    places = np.where(np.isnan(values), -1, np.digitize(values, list(bands.values())) - 1)
    return {band: BitMap(pks[places == place].astype(np.uint32)) for place, band in enumerate(bands)}


def _keys(table: _Table, newest: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    founded = np.array(table.founded, dtype=np.int32)
    changed = np.array(table.changed, dtype=np.int64)
    filled = np.array(table.filled, dtype=np.int64)
    for values in newest.values():
        filled += ~np.isnan(values)
    return {
        "founded": founded,
        "-founded": np.where(founded == LAST, LAST, -founded),
        "-turnover": _turnover_key(newest["turnover_cny"], newest["turnover"]),
        "-updated": -changed,
        "relevance": -(filled << 40 | changed // 1_000_000),
    }


def _turnover_key(yuan: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Largest first; other currencies follow, as no rate is recorded that would compare them with yuan."""
    foreign = np.where(np.isnan(other), 2.0, 1 / (1 + other))
    return np.where(np.isnan(yuan), foreign, -yuan)
