"""Joins two documents of one organisation: what is kept, and what somebody has to choose.

A field that only one of them has is kept. Where both have something else, somebody chooses; of sets
(sectors) all members are kept. Equal rows appear once, and of two rows that violate a unique
constraint together the row of the kept profile stays. A name that is not
chosen becomes another name, and a source follows the value that it supports: where the other value
was chosen, it is kept beside it with what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from django.db.models import UniqueConstraint

from kit.keys import new_key
from kit.languages import TAGS, columns
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.merge import Conflict, parts
from profiles.documents.shape import shape_of
from profiles.models.registry import FORMER

Pick = Literal["kept", "other"]

ADDRESS, CITATIONS, NAMES = "slug", "citations", "other_names"
NOTE = "editors_note"
# About the profile as a record; the values of the kept one stay.
STAY = frozenset({ADDRESS, NOTE, "featured", "verified_on"})
# The length of what a citation says that its source gives instead.
MAX_SAID = 60
MAX_NOTE_LENGTH = 5_000


@dataclass(frozen=True)
class JoinConflict:
    """Fields in which the two differ. Both sides hold something."""

    names: tuple[str, ...]
    kept: Fields
    other: Fields

    @property
    def name(self) -> str:
        """Names it in forms."""
        return Conflict((), self.names, None, None, None).name


@dataclass(frozen=True)
class Joined:
    document: Document
    added: dict[str, Rows]  # what came from the other, by relation
    same: dict[str, int]  # how many rows of the other exist in the kept one, by relation


class Joining:
    def __init__(self, kept: Document, other: Document) -> None:
        self.kept, self.other = kept, other
        self.shape = shape_of(kept.kind)

    @cached_property
    def conflicts(self) -> list[JoinConflict]:
        conflicts = []
        for names in self._parts():
            kept, other = _values_of(names, self.kept.fields), _values_of(names, self.other.fields)
            is_set = set(names) <= self.shape.profile.sets.keys()
            if kept and other and kept != other and not is_set:
                conflicts.append(JoinConflict(names, kept, other))
        return conflicts

    @cached_property
    def gained(self) -> Fields:
        """What only the other has; it is taken over without a choice."""
        conflicting = {name for conflict in self.conflicts for name in conflict.names}
        names = [name for group in self._parts() for name in group if name not in conflicting]
        fields = self._fields({})
        return {name: fields[name] for name in names if fields.get(name) != self.kept.fields.get(name)}

    def joined(self, picks: Mapping[str, str]) -> Joined:
        """The kept profile with what it gains. `picks` gives the chosen side ("kept" or "other") by name of the conflict."""
        fields = self._fields(picks)
        rows, added, same_counts = {}, {}, {}
        for relation in self.shape.rows:
            kept = self.kept.of(relation)
            other = self._rows_of_other(relation, fields)
            new = self._new_rows(relation, kept, other)
            if kept or new:
                rows[relation] = {**kept, **new}
            if new:
                added[relation] = new
            if len(other) > len(new):
                same_counts[relation] = len(other) - len(new)
        if CITATIONS in rows:
            rows[CITATIONS] = self._citations_with_values(rows[CITATIONS], fields)
        sources = {**self.other.sources, **self.kept.sources}
        return Joined(replace(self.kept, fields=fields, rows=rows, sources=sources), added, same_counts)

    # --- fields ----------------------------------------------------------------------------

    def _parts(self) -> Iterator[tuple[str, ...]]:
        names = (self.kept.fields.keys() | self.other.fields.keys()) - STAY
        return parts(names, self.shape.groups[""])

    def _fields(self, picks: Mapping[str, str]) -> Fields:
        fields = dict(self.kept.fields)
        for names in self._parts():
            kept, other = _values_of(names, self.kept.fields), _values_of(names, self.other.fields)
            if set(names) <= self.shape.profile.sets.keys():
                fields |= {name: _union(kept.get(name), other.get(name)) for name in names}
            elif other and (not kept or picks.get(JoinConflict(names, kept, other).name) == "other"):
                fields = {name: value for name, value in fields.items() if name not in names} | other
        notes = [str(side.fields[NOTE]) for side in (self.kept, self.other) if side.fields.get(NOTE)]
        if notes:
            fields[NOTE] = "\n\n".join(dict.fromkeys(notes))[:MAX_NOTE_LENGTH]
        return fields

    # --- rows ------------------------------------------------------------------------------

    def _rows_of_other(self, relation: str, fields: Fields) -> Rows:
        rows = dict(self.other.of(relation))
        if relation == FORMER:
            rows[str(new_key())] = {ADDRESS: self.other.fields[ADDRESS]}
        if relation == NAMES:
            rows |= self._dropped_names(fields)
        return rows

    def _dropped_names(self, fields: Fields) -> Rows:
        """Names of both that are no longer a display name of the joined profile."""
        present = {fields.get(name) for name in (*columns("name"), "legal_name")}
        present |= {row.get("name") for side in (self.kept, self.other) for row in side.of(NAMES).values()}
        languages = {**{f"name_{suffix}": tag for suffix, tag in TAGS.items()}, "legal_name": ""}
        rows: Rows = {}
        for side in (self.kept, self.other):
            for column, language in languages.items():
                name = side.fields.get(column)
                if name and name not in present:
                    present.add(name)
                    row: Fields = {"name": name, "kind": "other", "language": language}
                    rows[str(new_key())] = {key: value for key, value in row.items() if value}
        return rows

    def _new_rows(self, relation: str, kept: Rows, other: Rows) -> Rows:
        """Rows of the other that add something, as the constraints allow them beside the kept rows."""
        rows = list(kept.values())
        unique_keys = {key for row in rows for key in self._unique_keys(relation, row)}
        preferred = {_measure_key(row) for row in rows if row.get("rank") == "preferred"}
        new: Rows = {}
        for key, row in sorted(other.items()):
            keys = set(self._unique_keys(relation, row))
            if row in rows or keys & unique_keys:
                continue
            if row.get("rank") == "preferred" and _measure_key(row) in preferred:
                row = {**row, "rank": "normal"}
            unique_keys |= keys
            rows.append(row)
            new[key] = row
        return new

    def _unique_keys(self, relation: str, row: Fields) -> Iterator[tuple[object, ...]]:
        """The values of a row that are unique within a profile, by constraint."""
        shape = self.shape.rows[relation]
        for constraint in shape.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and _applies_to(constraint, row):
                names = [name for name in constraint.fields if name != shape.owner]
                yield (constraint.name, *(str(row.get(name, "")) for name in names))

    def _citations_with_values(self, rows: Rows, fields: Fields) -> Rows:
        """The sources of a value that was not chosen are kept with that value."""
        return {key: self._citation_with_value(key, row, fields) for key, row in rows.items()}

    def _citation_with_value(self, key: str, citation: Fields, fields: Fields) -> Fields:
        name = str(citation.get("field"))
        side = self.kept if key in self.kept.of(CITATIONS) else self.other
        value = side.fields.get(name)
        is_short = isinstance(value, str) and len(value) <= MAX_SAID and not name.startswith("name_")
        if citation.get("says") or not is_short or value == fields.get(name):
            return citation
        return {**citation, "says": value}


def _values_of(names: Iterable[str], side: Fields) -> Fields:
    return {name: side[name] for name in names if name in side}


def _union(kept: object, other: object) -> list[str]:
    members = {*(kept if isinstance(kept, list) else ()), *(other if isinstance(other, list) else ())}
    return sorted(members)


def _measure_key(row: Fields) -> tuple[object, ...]:
    """Only one figure of each measure is preferred."""
    names = ("metric", "period_kind", "period_start", "period_end", "coverage", "unit")
    return tuple(row.get(name) for name in names)


def _applies_to(constraint: UniqueConstraint, row: Fields) -> bool:
    """Those with a condition are about figures without a source and preferred ones, or about listings."""
    if constraint.condition is None:
        return "source" not in constraint.fields or bool(row.get("source"))
    if "source" in str(constraint.condition):
        return not row.get("source")
    return "rank" not in str(constraint.condition)
