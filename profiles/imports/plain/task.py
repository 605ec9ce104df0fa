"""One import: a table, what its columns are, who imports it, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from profiles.documents.writing import Actor
from profiles.imports.plan.planning import Decisions
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.tables.table import Table


@dataclass
class ImportTask:
    kind: ImportKind
    table: Table
    columns: list[str]  # by position; "" for those that are ignored
    actor: Actor
    publish: bool = False
    decisions: Decisions | None = None
    may_use_processes: bool = False  # a worker that serves pages starts none
