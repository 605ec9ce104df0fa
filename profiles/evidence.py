"""What the facts of profiles rest on, by level: those of one profile in memory, those of all in the database.

A fact is a row that names a source, or a field of the profile that sources are given for. Of several sources that agree
the best counts; a field that a file would name a source for has none where nobody gave one. What a source says instead
is no fact of its own. Texts and names that are not cited are none either, nor is what the park chose itself, such as sectors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from kit.model_fields import rows_of_model
from profiles.facts.facets import Facet, FacetData, ReadProfiles
from profiles.facts.fact import cited_columns, columns_of_choice
from profiles.models import Citation, Evidence, Profile
from profiles.models.registry import kind_of, profile_kind
from profiles.models.source import SourcedRow, at_level, best

CITATIONS = "citations"
SOUND = (Evidence.PRIMARY, Evidence.SECONDARY)
# Profiles by primary key: rows, and the field of these that names the profile.
Found = tuple[models.QuerySet[Any], str]


@dataclass(frozen=True)
class EvidenceCount:
    """How many facts rest on what."""

    sound: int  # on a primary or secondary source
    to_check: int
    unsourced: int

    @classmethod
    def of(cls, levels: Counter[Evidence]) -> EvidenceCount:
        return cls(sum(levels[level] for level in SOUND), levels[Evidence.TO_CHECK], levels[Evidence.NONE])

    @property
    def with_source(self) -> int:
        return self.sound + self.to_check

    @property
    def total(self) -> int:
        return self.with_source + self.unsourced


@cache
def sourced_relations(kind: str) -> tuple[str, ...]:
    """Those whose rows are facts with a source each."""
    model = profile_kind(kind).model
    models_by_relation = {name: rows_of_model(model, name)[0] for name in profile_kind(kind).rows}
    return tuple(
        name
        for name, rows in models_by_relation.items()
        if issubclass(rows, SourcedRow) and not issubclass(rows, Citation)
    )


def _columns(kind: str) -> tuple[str, ...]:
    """The fields of the profile that are facts. Those that hold several terms are all a choice of the park."""
    facts = profile_kind(kind).facts
    return tuple(name for name in cited_columns(facts) if name not in columns_of_choice(facts))


def _citations(kind: str) -> tuple[models.QuerySet[Any], str]:
    """Citations of facts, and the field of these that names the profile."""
    rows, owner = rows_of_model(profile_kind(kind).model, CITATIONS)
    choices = columns_of_choice(profile_kind(kind).facts)
    return rows._default_manager.filter(says="").exclude(field__in=choices), owner


def count_of(profile: Profile, rows: Callable[[str], Iterable[Any]]) -> EvidenceCount:
    """Of one profile; `rows` gives those of a relation."""
    kind = kind_of(profile).name
    levels = Counter(row.evidence_level for relation in sourced_relations(kind) for row in rows(relation))
    choices = columns_of_choice(profile_kind(kind).facts)
    by_column: dict[str, list[Evidence]] = {
        name: [] for name in _columns(kind) if getattr(profile, name) not in (None, "")
    }
    for row in rows(CITATIONS):
        if not row.says and row.field not in choices:
            by_column.setdefault(row.field, []).append(row.evidence_level)
    levels.update(best(of_column) for of_column in by_column.values())
    return EvidenceCount.of(levels)


# --- what a list can be narrowed by -----------------------------------------------------------------

WELL_SOURCED, SOME_TO_CHECK, SOME_UNSOURCED, EMPTY = "well-sourced", "to-check", "unsourced", "empty"
EVIDENCE_CHOICES = (
    (WELL_SOURCED, _("All facts with a primary or secondary source")),
    (SOME_TO_CHECK, _("Some sources to check")),
    (SOME_UNSOURCED, _("Some facts without a source")),
)


class EvidenceOfFacts(FacetData):
    """Whether all facts of a profile have a good source, some rest on one to be checked, some on none."""

    def __init__(self, kind: str) -> None:
        super().__init__(found=lambda: _found(kind))

    def postings(self, read: ReadProfiles) -> Mapping[str, BitMap]:
        found = read.found[self]
        others = read.union(found.values())
        good = BitMap(read.pks.astype("uint32")) - others
        return {
            WELL_SOURCED: good,
            **{value: found.get(value, BitMap()) for value, _label in EVIDENCE_CHOICES[1:]},
        }


def _found(kind: str) -> Iterator[tuple[str, models.QuerySet[Any], str]]:
    for value, level in ((SOME_TO_CHECK, Evidence.TO_CHECK), (SOME_UNSOURCED, Evidence.NONE)):
        for rows, owner in profiles_with(kind, level):
            yield value, rows, owner
    yield EMPTY, *without_facts(kind)


def evidence_facet(kind: str) -> Facet:
    return Facet("evidence", _("Sources of the facts"), EvidenceOfFacts(kind), EVIDENCE_CHOICES)


# --- in the database ---------------------------------------------------------------------------


def profiles_with(kind: str, level: Evidence) -> Iterator[Found]:
    """The profiles with any fact at a level."""
    model = profile_kind(kind).model
    for relation in sourced_relations(kind):
        rows, owner = rows_of_model(model, relation)
        yield rows._default_manager.filter(at_level(level)), owner
    yield _best_citations(kind, level)
    if level == Evidence.NONE:
        for column in _columns(kind):
            yield _uncited(kind, column), "pk"


def without_facts(kind: str) -> Found:
    """The profiles of which nothing is known that a source could be given for."""
    model = profile_kind(kind).model
    profiles = model._default_manager.all()
    for relation in sourced_relations(kind):
        profiles = profiles.filter(~Exists(_rows_of_outer(kind, relation)))
    citations, owner = _citations(kind)
    profiles = profiles.filter(~Exists(citations.filter(**{owner: OuterRef("pk")})))
    for column in _columns(kind):
        profiles = profiles.exclude(_filled(kind, column))
    return profiles, "pk"


def _best_citations(kind: str, level: Evidence) -> Found:
    """Citations at a level beside which there is no better one of the same field."""
    citations, owner = _citations(kind)
    levels = [*Evidence]  # best first
    agreeing = citations.filter(at_level(level))
    same = citations.filter(field=OuterRef("field"), **{owner: OuterRef(owner)})
    for one in levels[: levels.index(level)]:
        agreeing = agreeing.filter(~Exists(same.filter(at_level(one))))
    return agreeing, owner


def _uncited(kind: str, column: str) -> models.QuerySet[Any]:
    return profile_kind(kind).model._default_manager.filter(_is_uncited(kind, column))


def _is_uncited(kind: str, column: str) -> Q:
    cited = Exists(_rows_of_outer(kind, CITATIONS).filter(field=column, says=""))
    return _filled(kind, column) & ~Q(cited)


def _filled(kind: str, column: str) -> Q:
    field: Any = profile_kind(kind).model._meta.get_field(column)
    return Q(**{f"{column}__isnull": False}) if field.null else ~Q(**{column: ""})


def _rows_of_outer(kind: str, relation: str) -> models.QuerySet[Any]:
    rows, owner = rows_of_model(profile_kind(kind).model, relation)
    return rows._default_manager.filter(**{owner: OuterRef("pk")})


def count_fields(kind: str) -> Counter[Evidence]:
    """The fields of all published profiles that are facts, by their level."""
    citations, owner = _citations(kind)
    agreeing = citations.filter(**{f"{owner}__state": Profile.State.PUBLISHED})
    fields = agreeing.values(owner, "field").annotate(place=Min(_PLACE))
    each = {level.name: Count("field", filter=Q(place=place)) for place, level in enumerate(Evidence)}
    levels = Counter({Evidence[name]: number for name, number in fields.aggregate(**each).items()})
    published = profile_kind(kind).model._default_manager.filter(state=Profile.State.PUBLISHED)
    uncited = {column: Count("pk", filter=_is_uncited(kind, column)) for column in _columns(kind)}
    levels[Evidence.NONE] += sum(published.aggregate(**uncited).values())
    return levels


# Of a row, the place of its level among all, best first.
_PLACE = Case(
    *(When(at_level(level), then=Value(place)) for place, level in enumerate(Evidence)),
    output_field=models.IntegerField(),
)
