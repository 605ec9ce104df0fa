"""Figures of all published profiles added up, by metric, definition and year, and by the groups that a list offers.

Only what counts the same is added: one metric, unit, coverage and sort of period. Figures of a part, undated ones, parts of
years and disputed ones are left out, and so are shares and rates, whose sum says nothing. That looks at every figure, so no page does it: profiles/tally.py does, with the rest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models
from django.db.models import CharField
from django.db.models.functions import Cast

from kit.model_fields import rows_of_model
from kit.sql.fast_rows import insert
from profiles.facts.exchange_rates import year_of
from profiles.facts.facets import Column, Facet, Listing, Term, Terms
from profiles.models import Evidence, Figure, FigureSum, Metric, Profile, Source
from profiles.models.registry import profile_kind
from profiles.models.source import level
from profiles.pages.definitions import IN_SERIES, RANKS, precedence, timing

CHUNK, BATCH = 10_000, 500
ALL = ("", "")
COLUMNS = (
    *("kind", "metric", "coverage", "unit", "timing", "year", "group", "value"),
    *("number", "total", "inexact", "sound", "to_check", "unsourced"),
)
ADDED_UP = (Metric.Kind.COUNT, Metric.Kind.MONEY, Metric.Kind.AREA)
PLACE = {Evidence.PRIMARY: 0, Evidence.SECONDARY: 0, Evidence.TO_CHECK: 1, Evidence.NONE: 2}
Group = tuple[str, str]  # facet, value
Row = tuple[Any, ...]  # in the order of COLUMNS


class Definition(NamedTuple):
    """What figures that are added up have alike."""

    metric: int
    coverage: str
    unit: str
    timing: str
    year: int


@dataclass
class _Sum:
    number: int = 0
    total: Decimal = Decimal(0)
    inexact: int = 0
    levels: list[int] = field(default_factory=lambda: [0, 0, 0])  # by PLACE

    def add(self, value: Decimal, place: int, *, is_exact: bool) -> None:
        self.number += 1
        self.total += value
        self.inexact += not is_exact
        self.levels[place] += 1


def sums_of(kind: str) -> set[Row]:
    """As the database is now."""
    groups = _groups_by_profile(profile_kind(kind).pages.listing)
    # Of all sources, because to look each up would take longer.
    levels = dict(Source.objects.order_by().values_list("pk", "evidence"))
    sums: dict[tuple[Definition, Group], _Sum] = defaultdict(_Sum)
    for owner, figures in groupby(_figures(kind), key=itemgetter(0)):
        of_owner = [ALL, *groups.get(owner, ())]
        for definition, (value, place, is_exact) in _counted(figures, levels).items():
            for group in of_owner:
                sums[definition, group].add(value, place, is_exact=is_exact)
    return {
        (kind, *definition, *group, one.number, f"{one.total.normalize():f}", one.inexact, *one.levels)
        for (definition, group), one in sums.items()
    }


def write(sums: Mapping[str, set[Row]]) -> bool:
    """Whether anything differs from what was counted before."""
    wanted = set().union(*sums.values())
    before = {tuple(row): pk for pk, *row in FigureSum.objects.values_list("pk", *COLUMNS).iterator()}
    outdated = [pk for row, pk in before.items() if row not in wanted]
    for start in range(0, len(outdated), BATCH):
        FigureSum.objects.filter(pk__in=outdated[start : start + BATCH]).delete()
    new = list(wanted - before.keys())
    insert(FigureSum, COLUMNS, new)
    return bool(outdated or new)


def _figures(kind: str) -> Iterator[Row]:
    """(owner, metric, coverage, unit, period kind, start, end, rank, value, evidence of the use, source, qualifier, primary key), profile by profile."""
    model, owner = rows_of_model(profile_kind(kind).model, "figures")
    rows = model._default_manager.filter(
        **{f"{owner}__state": Profile.State.PUBLISHED}, rank__in=RANKS, metric__kind__in=ADDED_UP
    )
    counted = rows.exclude(coverage=Figure.Coverage.PART).exclude(period_kind=Figure.PeriodKind.UNDATED)
    columns = (
        *(f"{owner}_id", "metric_id", "coverage", "unit", "period_kind"),
        *(Cast("period_start", CharField()), Cast("period_end", CharField())),
        *("rank", "value", "evidence", "source_id", "qualifier", "pk"),
    )
    yield from counted.order_by(f"{owner}_id").values_list(*columns).iterator(chunk_size=CHUNK)


def _counted(
    figures: Iterable[Row], levels: Mapping[int, str]
) -> dict[Definition, tuple[Decimal, int, bool]]:
    """Of one profile, the first-ranked figure of each definition, the place of its evidence, and whether it is exact."""
    best: dict[Definition, tuple[tuple, Row]] = {}
    for row in figures:
        _owner, metric, coverage, unit, period, start, end, rank, *_rest, pk = row
        sort, year = timing(period, start, end), year_of(period, start, end)
        if sort not in IN_SERIES or year is None:
            continue
        definition = Definition(metric, coverage, unit, str(sort), year)
        rank_key = precedence(rank, start, end, pk)
        if definition not in best or rank_key > best[definition][0]:
            best[definition] = rank_key, row
    return {
        definition: (
            row[8],
            PLACE[level(levels.get(row[10], Evidence.NONE), row[9])],
            row[11] == Figure.Qualifier.EXACT,
        )
        for definition, (_rank_key, row) in best.items()
    }


def _groups_by_profile(listing: Listing) -> dict[int, list[Group]]:
    groups: dict[int, set[Group]] = defaultdict(set)
    for key in listing.groups:
        for pk, value in _values(listing, listing.facet(key)):
            groups[pk].add((key, value))
    return {pk: sorted(of_profile) for pk, of_profile in groups.items()}


def _values(listing: Listing, facet: Facet) -> Iterator[tuple[int, str]]:
    """Each profile with each of its values; a broad term stands for its narrower ones."""
    profiles: Any = listing.profiles()
    if isinstance(facet.data, Term | Terms):
        name = facet.data.columns[0] if isinstance(facet.data, Term) else facet.data.rows[0].relation
        slugs = _slugs(profiles.model._meta.get_field(name).related_model)
        pairs = profiles.order_by().exclude(**{name: None}).values_list("pk", name)
        for pk, term in pairs.iterator(chunk_size=CHUNK):
            yield from ((pk, slug) for slug in slugs.get(term, ()))
    elif isinstance(facet.data, Column):
        column = facet.data.columns[0]
        pairs = profiles.order_by().exclude(**{column: ""}).values_list("pk", column)
        yield from pairs.iterator(chunk_size=CHUNK)


def _slugs(model: type[models.Model]) -> dict[int, list[str]]:
    """Of each term its own short name and that of the broader one, by primary key."""
    terms: dict[int, Any] = {term.pk: term for term in model._default_manager.all()}
    parents = {pk: terms.get(getattr(term, "parent_id", None) or 0) for pk, term in terms.items()}
    return {
        pk: [term.slug, *([parent.slug] if (parent := parents[pk]) else [])] for pk, term in terms.items()
    }
