"""What a proposal asks for, in the parts that staff decide on one by one, beside what is live now.

A part is the smallest thing that makes sense by itself: a field, fields that say one thing together
(latitude and longitude), a row that is added or taken out, or such fields of a row. A new source
that is given for a field goes with that field. The rules of the merge say which parts conflict; see
profiles/documents/merge.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.merge import Conflict, merge, parts
from profiles.documents.shape import shape_of

CITATIONS = "citations"


class PartStatus(StrEnum):
    """Where a part stands against the live profile."""

    APPLIES = "applies"  # live is as it was when the proposal was sent
    CONFLICT = "conflict"  # live was changed to something else
    DONE = "done"  # live says so already
    GONE = "gone"  # there is no profile any more


@dataclass(frozen=True)
class Part:
    """None stands for a row that is not there."""

    path: Path  # () for the profile itself, (relation, key) for a row
    names: tuple[str, ...]  # the fields; none where it is about the whole row
    base: Fields | None
    live: Fields | None
    proposed: Fields | None
    status: PartStatus
    citations: tuple[str, ...] = ()  # keys of the rows that give new sources for the fields
    dropped: tuple[str, ...] = ()  # keys of the rows that gave sources for the value that was there

    @property
    def name(self) -> str:
        """Names the part in forms and decisions, as a conflict over it is named."""
        return Conflict(self.path, self.names, None, None, None).name

    @property
    def touches(self) -> frozenset[str]:
        """The fields of the profile, or the relation, that it is about."""
        return frozenset(self.path[:1] or self.names)


class Proposal:
    """A proposed document beside its base and the live one; `live` is None where the profile is gone."""

    def __init__(self, base: Document, live: Document | None, proposed: Document) -> None:
        self.base, self.live, self.proposed = base, live, proposed
        self.groups = shape_of(proposed.kind).groups

    @cached_property
    def parts(self) -> list[Part]:
        """In a fixed order: fields of the profile first, then rows by relation and key."""
        parts = [*self._field_parts((), self.base.fields, self.proposed.fields), *self._row_parts()]
        return _with_citations(parts)

    @cached_property
    def conflicts(self) -> dict[str, Conflict]:
        if self.live is None:
            return {}
        merged = merge(self.base, self.live, self.proposed, self.groups)
        return {conflict.name: conflict for conflict in merged.conflicts}

    def taking(self, accepted: Mapping[str, Fields | None]) -> Document:
        """The base with some parts of the proposal in it. `accepted` gives the value of each by name."""
        fields = dict(self.base.fields)
        rows = {relation: dict(of_relation) for relation, of_relation in self.base.rows.items()}
        for part in self.parts:
            if part.name in accepted:
                _put(fields, rows, part, accepted[part.name])
                _replace_sources(rows, part, self.proposed)
        not_empty = {relation: of_relation for relation, of_relation in rows.items() if of_relation}
        return replace(self.proposed, fields=fields, rows=not_empty)

    def _field_parts(self, path: Path, base: Fields, proposed: Fields) -> Iterator[Part]:
        live = self._live_fields(path)
        for names in parts(base.keys() | proposed.keys(), self.groups.get(path[0] if path else "", ())):
            base_values, live_values, proposed_values = (
                _values(names, side) for side in (base, live, proposed)
            )
            if base_values != proposed_values:
                yield self._with_status(
                    Part(path, names, base_values, live_values, proposed_values, PartStatus.APPLIES)
                )

    def _row_parts(self) -> Iterator[Part]:
        for relation in sorted(self.base.rows.keys() | self.proposed.rows.keys()):
            base, proposed = self.base.of(relation), self.proposed.of(relation)
            for key in sorted(base.keys() | proposed.keys()):
                if base.get(key) != proposed.get(key):
                    yield from self._parts_of_row((relation, key), base.get(key), proposed.get(key))

    def _parts_of_row(self, path: Path, base: Fields | None, proposed: Fields | None) -> Iterator[Part]:
        relation, key = path
        live = self.live.of(relation).get(key) if self.live else None
        if base is None or proposed is None or live is None:
            yield self._with_status(Part(path, (), base, live, proposed, PartStatus.APPLIES))
        else:
            yield from self._field_parts(path, base, proposed)

    def _live_fields(self, path: Path) -> Fields:
        if self.live is None:
            return {}
        return self.live.of(path[0]).get(path[1], {}) if path else self.live.fields

    def _with_status(self, part: Part) -> Part:
        if self.live is None:
            return replace(part, status=PartStatus.GONE)
        if part.live == part.proposed or self._is_already_live(part):
            return replace(part, status=PartStatus.DONE)
        return replace(part, status=PartStatus.CONFLICT) if part.name in self.conflicts else part

    def _is_already_live(self, part: Part) -> bool:
        """A new row equal to one that somebody else added; a set that has all its members."""
        if self.live is None or part.proposed is None:
            return False
        if not part.names:
            relation, _key = part.path
            new_rows = [
                row for key, row in self.live.of(relation).items() if key not in self.base.of(relation)
            ]
            return part.base is None and part.proposed in new_rows
        return part.name not in self.conflicts and self._merged(part, self.live) == part.live

    def _merged(self, part: Part, live: Document) -> Fields:
        """The merged value of the part alone."""
        document = merge(self.base, live, _only(self.base, part), self.groups).document
        fields = document.of(part.path[0]).get(part.path[1], {}) if part.path else document.fields
        return _values(part.names, fields)


def _values(names: Iterable[str], side: Fields) -> Fields:
    return {name: side[name] for name in names if name in side}


def _only(base: Document, part: Part) -> Document:
    fields = dict(base.fields)
    rows = {relation: dict(of_relation) for relation, of_relation in base.rows.items()}
    _put(fields, rows, part, part.proposed)
    return replace(base, fields=fields, rows=rows)


def _put(fields: Fields, rows: dict[str, Rows], part: Part, value: Fields | None) -> None:
    if not part.path:
        _replace(fields, part.names, value or {})
        return
    relation, key = part.path
    of_relation = rows.setdefault(relation, {})
    if part.names:
        of_relation[key] = _replace(dict(of_relation[key]), part.names, value or {})
    elif value is None:
        of_relation.pop(key, None)
    else:
        of_relation[key] = value


def _replace(fields: Fields, names: Iterable[str], values: Fields) -> Fields:
    for name in names:
        fields.pop(name, None)
        if values.get(name) is not None:
            fields[name] = values[name]
    return fields


def _replace_sources(rows: dict[str, Rows], part: Part, proposed: Document) -> None:
    for key in part.dropped:
        rows.get(CITATIONS, {}).pop(key, None)
    for key in part.citations:
        rows.setdefault(CITATIONS, {})[key] = proposed.of(CITATIONS)[key]


def _with_citations(parts: list[Part]) -> list[Part]:
    """Rows that give a source for a field, or gave one, are not parts of their own where the field is one."""
    citations: dict[str, list[str]] = {}
    dropped: dict[str, list[str]] = {}
    fields = {name for part in parts if not part.path for name in part.names}
    remaining = []
    for part in parts:
        field = _cited_field(part)
        if field not in fields:
            remaining.append(part)
        else:
            (dropped if part.proposed is None else citations).setdefault(field, []).append(part.path[1])
    return [
        replace(part, citations=_keys(citations, part), dropped=_keys(dropped, part))
        if not part.path
        else part
        for part in remaining
    ]


def _keys(of_field: Mapping[str, list[str]], part: Part) -> tuple[str, ...]:
    return tuple(key for name in part.names for key in of_field.get(name, ()))


def _cited_field(part: Part) -> str:
    """The field of the profile that a new citation, or a removed one, is about; empty for anything else.

    One that somebody changed meanwhile is decided on by itself.
    """
    row = part.proposed or part.base
    is_whole = part.path[:1] == (CITATIONS,) and None in (part.base, part.proposed)
    return str(row["field"]) if is_whole and row and part.status != PartStatus.CONFLICT else ""
