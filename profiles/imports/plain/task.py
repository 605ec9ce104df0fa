"""One import: a table, what its columns are, who imports it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from profiles.documents.writing import Actor
from profiles.imports.facts.columns import is_of_facts
from profiles.imports.facts.reading import FactsReader
from profiles.imports.plan.changing import Said
from profiles.imports.plan.decisions import Decisions
from profiles.imports.rows.proposals import ImportKind, RowProposal, RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources
from profiles.imports.tables.table import Table


class ProposalReader(Protocol):
    """Reads what stands at a line into a proposal: a row, or the lines of a profile."""

    def read(self, line: int, cells: list[Any]) -> RowProposal: ...


def reader_of(kind: ImportKind, columns: list[str], options: RowOptions) -> ProposalReader:
    """For the columns of a file of rows or of facts."""
    if is_of_facts(columns):
        return FactsReader(kind, columns, FileSources(), options)
    return RowReader(kind, columns, FileSources(), options)


@dataclass
class ImportTask:
    kind: ImportKind
    table: Table
    columns: list[str]  # by position; "" for those that are ignored
    actor: Actor
    publish: bool = False
    decisions: Decisions | None = None
    proposes: bool = False  # write nothing: what the rows say waits for moderators
    may_use_processes: bool = False  # a worker that serves pages starts none
    options: RowOptions = field(default_factory=RowOptions)
    said: Said = field(default_factory=Said)

    @property
    def missing_choice(self) -> str:
        """What has to be said before the file can be read; "" if nothing."""
        if "list_number" in self.columns and not self.options.origin:
            return _("Say which list the numbers of this file are of: in another list they mean others.")
        return ""

    def reader(self) -> ProposalReader:
        return reader_of(self.kind, self.columns, self.options)

    def beat(self) -> None:
        """Say that the import is under way; ChangeSetMoved if somebody takes it back. Call it in each transaction."""
        if self.actor.change_set is not None:
            self.actor.change_set.beat()
