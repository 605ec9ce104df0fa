"""When two rows of a profile are the same fact, and when they say the same of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from django.db import models

from profiles.documents.document import Document, Fields, Value
from profiles.documents.shape import shape_of
from profiles.exports.facts.columns import EVIDENCE
from profiles.imports.rows.proposals import RowProposal
from profiles.models import Evidence

# Of rows of a file, which say only a part of what is known.
IDENTITY = {
    "other_names": ("name",),
    "identifiers": ("scheme", "value"),
    "presences": ("country",),
    "citations": ("field", "source"),
    "figures": ("metric", "period_kind", "period_start", "period_end", "coverage", "unit"),
}


@dataclass(frozen=True)
class RowComparison:
    """Of rows of one kind of profile; `in_full` if a file says all that there is to know of each, as ours of facts do."""

    kind: str
    in_full: bool = False

    def is_same_fact(self, relation: str, row: Fields, other: Fields) -> bool:
        names = IDENTITY.get(relation) if not self.in_full else None
        names = names or identity_in_full(self.kind, relation)
        return all(row.get(name) == other.get(name) for name in names)

    def agrees(self, row: Fields, other: Fields) -> bool:
        return row == other if self.in_full else row.get("value") == other.get("value")


@cache
def identity_in_full(kind: str, relation: str) -> tuple[str, ...]:
    """What may be there once, else what says one thing together, else all; never what its source is worth."""
    shape = shape_of(kind).rows[relation]
    for constraint in shape.model._meta.constraints:
        if isinstance(constraint, models.UniqueConstraint) and constraint.fields:
            return tuple(name for name in constraint.fields if name != shape.owner)
    together = [name for name in shape.groups[0] if name != "evidence"] if shape.groups else []
    return tuple(
        together if together != ["source"] else [name for name in shape.columns if name != "evidence"]
    )


def with_idle_levels(proposal: RowProposal, live: Document) -> RowProposal:
    """The row's rows as the profile has them, where that keeps a level of a use that says nothing any more.

    The source was judged anew since: it is worth the same in general, or nothing, and files do not tell such a level.
    """
    idle = {
        (relation, *sorted(_without_level(row).items())): row
        for relation, of_relation in live.rows.items()
        for row in of_relation.values()
        if EVIDENCE in row and _level_of(row, live) in (row[EVIDENCE], Evidence.NONE)
    }
    if not idle:
        return proposal
    rows = [(relation, idle.get((relation, *sorted(row.items())), row)) for relation, row in proposal.rows]
    return replace(proposal, rows=rows)


def _level_of(row: Fields, document: Document) -> Value:
    """Of its source in general."""
    return document.sources.get(str(row.get("source")), {}).get(EVIDENCE)


def _without_level(row: Fields) -> Fields:
    return {name: value for name, value in row.items() if name != EVIDENCE}
