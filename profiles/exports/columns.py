"""The columns of the files of a kind of profile, in their order."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import Any

from profiles.facts.columns import SOURCE, FromField, FromFigure, FromRows, FromTerm, FromTerms, Written
from profiles.facts.fact import cited_columns
from profiles.models.registry import profile_kind

WHOLE_ROW = "source"


class ExportColumns:
    """First the columns of the kind, then those that say where each of them is from."""

    def __init__(self, kind: str, columns: Iterable[Any]) -> None:
        written = [column for column in columns if column.write or column.name == WHOLE_ROW]
        self.kind = kind
        self.name = profile_kind(kind).pages.name  # of files and sheets
        self.written: list[Written] = [column.write for column in written if column.write]
        names = [column.written_as or column.name for column in written]
        cited = cited_columns(profile_kind(kind).facts)
        # (field, place) of what has its sources in citations.
        self.cited = [
            (column.write.field, place)
            for place, column in enumerate(written)
            if isinstance(column.write, FromField | FromTerm | FromTerms) and column.write.field in cited
        ]
        sourced = [
            place
            for place, column in enumerate(written)
            if isinstance(column.write, FromRows | FromFigure) and column.is_sourced
        ]
        sourced = sorted([*sourced, *(place for _field, place in self.cited)])
        self.names = [*names, *(f"{names[place]}{SOURCE}" for place in sourced)]
        self.cells: list[Written | None] = [column.write for column in written]
        self.source = names.index(WHOLE_ROW)
        self.source_of = {place: len(names) + number for number, place in enumerate(sourced)}

    def called(self, names: list[str]) -> ExportColumns:
        """The same columns with other headers."""
        other = copy(self)
        other.names = names
        return other

    def places(self, *sorts: str) -> list[int]:
        """The places of cells of these sorts: number, boolean, list."""
        return [place for place, cell in enumerate(self.cells) if _sort(cell) in sorts]


def _sort(cell: Written | None) -> str:
    if isinstance(cell, FromField):
        return cell.sort
    if isinstance(cell, FromTerms) or (isinstance(cell, FromRows) and cell.joined and cell.is_list):
        return "list"
    is_number = isinstance(cell, FromFigure) and (cell.unit or cell.part == "period")
    return "number" if is_number else "text"
