"""Rows to what can be made of them without knowing yet whom they are about.

It needs no more of the database than its terms and sources, so another process can do it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from profiles.documents.bulk import Batch
from profiles.documents.prepared import Prepared
from profiles.imports.files import Row
from profiles.imports.matching import asked_keys
from profiles.imports.proposals import ImportKind, Proposal, RowReader
from profiles.imports.sources import SourceBook

NO_SLUG_YET = "x"
Keys = dict[int, str]  # match key -> what it says


@dataclass
class Made:
    """A chunk of rows."""

    proposals: Sequence[Proposal]
    keys: dict[int, Keys]  # by line
    # All rows as new profiles, where most are expected to be new; by line, and those that go together.
    prepared: dict[int, Prepared] = field(default_factory=dict)
    batch: Batch | None = None


class Maker:
    def __init__(self, kind: ImportKind, columns: list[str]) -> None:
        kind.begin()
        self.kind = kind
        self.reader = RowReader(kind, columns, SourceBook())

    def make(self, rows: Sequence[Row], *, as_new: bool = False) -> Made:
        made = of_proposals([self.reader.read(line, cells) for line, cells in rows])
        good = [proposal for proposal in made.proposals if not proposal.problems]
        if as_new and good:
            documents = [one.document(self.kind.name, one.slug or NO_SLUG_YET) for one in good]
            made.batch = Batch(documents)
            lines = (proposal.line for proposal in good)
            made.prepared = dict(zip(lines, made.batch.prepared, strict=True))
        return made


def of_proposals(proposals: Sequence[Proposal]) -> Made:
    good = (proposal for proposal in proposals if not proposal.problems)
    return Made(proposals, {proposal.line: asked_keys(proposal) for proposal in good})
