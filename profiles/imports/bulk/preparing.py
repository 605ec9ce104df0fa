"""Prepares rows as far as possible without knowing which profiles they are about.

It needs no more of the database than its terms and sources, so another process can do it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from profiles.imports.bulk.batches import Batch
from profiles.imports.bulk.prepared import Prepared
from profiles.imports.plain.task import reader_of
from profiles.imports.plan.row_keys import RowKeys, row_keys_of, stored_keys
from profiles.imports.rows.proposals import ImportKind, RowProposal
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.descriptions import Row

NO_SLUG_YET = "x"


@dataclass
class PreparedChunk:
    """A chunk of rows: the match keys of each, and its content."""

    row_keys: list[RowKeys]
    proposals: dict[int, RowProposal] = field(default_factory=dict)  # by line
    # All rows as new profiles, where most are expected to be new; by line, and those that go together.
    prepared: dict[int, Prepared] = field(default_factory=dict)
    batch: Batch | None = None
    # Reads a row again whose proposal was not sent along: hardly any is needed.
    read: Callable[[int], RowProposal] | None = None

    def proposal(self, line: int) -> RowProposal:
        if line not in self.proposals and self.read is not None:
            self.proposals[line] = self.read(line)
        return self.proposals[line]

    def stored_keys(self, line: int) -> set[int]:
        """The match keys of the profile that a row becomes."""
        return self.prepared[line].keys if line in self.prepared else stored_keys(self.proposal(line))

    def prepare(self, kind: str, lines: Sequence[int]) -> None:
        """Prepare these rows as new profiles, unless they already are."""
        if any(line not in self.prepared for line in lines):
            self._prepare(kind, [self.proposal(line) for line in lines])

    def batch_of(self, lines: Sequence[int]) -> Batch:
        """Those of the prepared rows, to be written."""
        if self.batch is None:
            raise LookupError("No row was prepared.")
        return self.batch.part([self.prepared[line] for line in lines])

    def _prepare(self, kind: str, proposals: Sequence[RowProposal]) -> None:
        self.batch = Batch([proposal.document(kind, proposal.slug or NO_SLUG_YET) for proposal in proposals])
        lines = (proposal.line for proposal in proposals)
        self.prepared = dict(zip(lines, self.batch.prepared, strict=True))
        for proposal in proposals:
            self.prepared[proposal.line].keys |= proposal.list_keys


class ChunkPreparer:
    def __init__(self, kind: ImportKind, columns: list[str], options: RowOptions) -> None:
        kind.begin()
        self.kind = kind
        self.reader = reader_of(kind, columns, options)

    def make(self, rows: Sequence[Row], *, as_new: bool = False) -> PreparedChunk:
        proposals = [self.reader.read(line, cells) for line, cells in rows]
        chunk = of_proposals(self.kind.name, proposals)
        valid = [proposal for proposal in proposals if not proposal.problems]
        if as_new and valid:
            chunk._prepare(self.kind.name, valid)
        return chunk

    def make_to_send(self, rows: Sequence[Row], *, as_new: bool) -> PreparedChunk:
        """For another process that has the rows as well: what new profiles hold is not sent twice."""
        chunk = self.make(rows, as_new=as_new)
        if chunk.batch is not None:
            chunk.proposals = {
                line: proposal for line, proposal in chunk.proposals.items() if line not in chunk.prepared
            }
        return chunk

    def one(self, rows: Sequence[Row], line: int) -> RowProposal:
        return next(self.reader.read(number, cells) for number, cells in rows if number == line)


def of_proposals(kind: str, proposals: Sequence[RowProposal]) -> PreparedChunk:
    return PreparedChunk(
        [row_keys_of(kind, proposal) for proposal in proposals],
        {proposal.line: proposal for proposal in proposals},
    )
