"""Rows to what can be made of them without knowing yet whom they are about.

It needs no more of the database than its terms and sources, so another process can do it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from profiles.documents.document import Document
from profiles.imports.bulk.batches import Batch
from profiles.imports.bulk.prepared import Prepared
from profiles.imports.plan.matching import Signs, kept_keys, signs_of
from profiles.imports.rows.proposals import ImportKind, Problem, Proposal, RowReader
from profiles.imports.rows.sources import SourceBook
from profiles.imports.tables.files import Row

NO_SLUG_YET = "x"


@dataclass
class Made:
    """A chunk of rows: by what each is recognised, and what it says."""

    signs: list[Signs]
    proposals: dict[int, Proposal] = field(default_factory=dict)  # by line
    # All rows as new profiles, where most are expected to be new; by line, and those that go together.
    prepared: dict[int, Prepared] = field(default_factory=dict)
    batch: Batch | None = None
    checked: dict[int, Prepared] = field(
        default_factory=dict
    )  # all rows as new profiles, where that was asked for
    # Reads a row once more whose proposal was not sent along: hardly any is asked for.
    read: Callable[[int], Proposal] | None = None

    def proposal(self, line: int) -> Proposal:
        if line not in self.proposals and self.read is not None:
            self.proposals[line] = self.read(line)
        return self.proposals[line]

    def kept_keys(self, line: int) -> set[int]:
        """What the profile of a row will be recognised by, if it becomes one."""
        return self.prepared[line].keys if line in self.prepared else kept_keys(self.proposal(line))

    def mistakes(self, line: int) -> list[Problem]:
        """What keeps a row from becoming a new profile, as far as that is known before it is planned."""
        prepared = self.prepared.get(line) or self.checked.get(line)
        return mistakes_of(prepared) if prepared else []

    def check_all(self, kind: str) -> None:
        """Know it of all rows."""
        lines = [row.line for row in self.signs if not row.problems and row.line not in self.prepared]
        proposals = [self.proposal(line) for line in lines]
        if proposals:
            batch = Batch([one.document(kind, one.slug or NO_SLUG_YET) for one in proposals])
            self.checked = dict(zip(lines, batch.prepared, strict=True))


class Maker:
    def __init__(self, kind: ImportKind, columns: list[str]) -> None:
        kind.begin()
        self.kind = kind
        self.reader = RowReader(kind, columns, SourceBook())

    def make(self, rows: Sequence[Row], *, as_new: bool = False) -> Made:
        proposals = [self.reader.read(line, cells) for line, cells in rows]
        made = of_proposals(self.kind.name, proposals)
        good = [proposal for proposal in proposals if not proposal.problems]
        if as_new and good:
            documents = [one.document(self.kind.name, one.slug or NO_SLUG_YET) for one in good]
            made.batch = Batch(documents)
            lines = (proposal.line for proposal in good)
            made.prepared = dict(zip(lines, made.batch.prepared, strict=True))
        return made

    def make_to_send(self, rows: Sequence[Row], *, as_new: bool) -> Made:
        """Where it goes to another process that has the rows as well: what stands in new profiles is not sent twice."""
        made = self.make(rows, as_new=as_new)
        if made.batch is not None:
            made.proposals = {line: one for line, one in made.proposals.items() if line not in made.prepared}
        return made

    def one(self, rows: Sequence[Row], line: int) -> Proposal:
        return next(self.reader.read(place, cells) for place, cells in rows if place == line)


def of_proposals(kind: str, proposals: Sequence[Proposal]) -> Made:
    return Made([signs_of(kind, one) for one in proposals], {one.line: one for one in proposals})


def mistakes_of(prepared: Prepared) -> list[Problem]:
    return [
        Problem(_column(prepared.document, path), " ".join(texts)) for path, texts in prepared.errors.items()
    ]


def _column(document: Document | None, path: str) -> str:
    """The column of an error: figures say which metric, identifiers which register."""
    relation, _slash, rest = path.partition("/")
    row = document.of(relation).get(rest.partition("/")[0], {}) if document else {}
    return str(row.get("metric") or row.get("scheme") or relation)
