"""What sources say in words, under the name of each source once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from partners.models import Statement
from profiles.models.source import Cited, cited


@dataclass(frozen=True)
class StatementsOfSource:
    source: Cited | None
    statements: list[Statement] = field(default_factory=list)


def by_source(statements: Iterable[Statement]) -> list[StatementsOfSource]:
    """In the order in which the statements name their sources; those without one come as they are."""
    groups: dict[int | None, StatementsOfSource] = {}
    for statement in statements:
        source = next(iter(cited([statement])), None)
        groups.setdefault(statement.source_id, StatementsOfSource(source)).statements.append(statement)
    return list(groups.values())
