"""Joins two documents of one organisation, the primary and its duplicate: what is kept, and what somebody has to choose.

A field that only one of them has is kept. Where both have something else, somebody chooses; of sets
(sectors) all members are kept. Equal rows appear once, and of two rows that violate a unique
constraint together the row of the primary profile stays, as it does where there may only be so many. A name that is not
chosen becomes another name, and a source follows the value that it supports: where the other value
was chosen, it is kept beside it with what it says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import UniqueConstraint

from kit.keys import new_key
from kit.languages import TAGS, columns
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.merge import Conflict, parts
from profiles.documents.rows import too_many
from profiles.documents.shape import shape_of
from profiles.models.registry import FORMER

ADDRESS, CITATIONS, NAMES = "slug", "citations", "other_names"
NOTE = "editors_note"
# About the profile as a record; the values of the primary one stay.
STAY = frozenset({ADDRESS, NOTE, "featured", "verified_on"})
# The length of what a citation says that its source gives instead.
MAX_SAID = 60
MAX_NOTE_LENGTH = 5_000


@dataclass(frozen=True)
class JoinConflict:
    """Fields in which the two differ. Both sides hold something."""

    names: tuple[str, ...]
    primary: Fields
    duplicate: Fields

    @property
    def name(self) -> str:
        """Names it in forms."""
        return Conflict((), self.names, None, None, None).name


@dataclass(frozen=True)
class Joined:
    document: Document
    added: dict[str, Rows]  # what came from the duplicate, by relation
    same: dict[str, int]  # how many rows of the duplicate exist in the primary one, by relation


class Joining:
    def __init__(self, primary: Document, duplicate: Document) -> None:
        self.primary, self.duplicate = primary, duplicate
        self.shape = shape_of(primary.kind)

    @cached_property
    def conflicts(self) -> list[JoinConflict]:
        conflicts = []
        for names in self._parts():
            primary = _values_of(names, self.primary.fields)
            duplicate = _values_of(names, self.duplicate.fields)
            is_set = set(names) <= self.shape.profile.sets.keys()
            if primary and duplicate and primary != duplicate and not is_set:
                conflicts.append(JoinConflict(names, primary, duplicate))
        return conflicts

    @cached_property
    def gained(self) -> Fields:
        """What only the duplicate has; it is taken over without a choice."""
        conflicting = {name for conflict in self.conflicts for name in conflict.names}
        names = [name for group in self._parts() for name in group if name not in conflicting]
        fields = self._fields({})
        return {name: fields[name] for name in names if fields.get(name) != self.primary.fields.get(name)}

    def joined(self, picks: Mapping[str, str]) -> Joined:
        """The primary profile with what it gains. `picks` gives the chosen side ("primary" or "duplicate") by name of the conflict."""
        fields = self._fields(picks)
        rows, added, same_counts = {}, {}, {}
        for relation in self.shape.rows:
            primary = self.primary.of(relation)
            duplicate = self._rows_of_duplicate(relation, fields)
            new = self._new_rows(relation, primary, duplicate)
            if primary or new:
                rows[relation] = {**primary, **new}
            if new:
                added[relation] = new
            if len(duplicate) > len(new):
                same_counts[relation] = len(duplicate) - len(new)
        if CITATIONS in rows:
            rows[CITATIONS] = self._citations_with_values(rows[CITATIONS], fields)
        sources = {**self.duplicate.sources, **self.primary.sources}
        return Joined(replace(self.primary, fields=fields, rows=rows, sources=sources), added, same_counts)

    # --- fields ----------------------------------------------------------------------------

    def _parts(self) -> Iterator[tuple[str, ...]]:
        names = (self.primary.fields.keys() | self.duplicate.fields.keys()) - STAY
        return parts(names, self.shape.groups[""])

    def _fields(self, picks: Mapping[str, str]) -> Fields:
        fields = dict(self.primary.fields)
        for names in self._parts():
            primary = _values_of(names, self.primary.fields)
            duplicate = _values_of(names, self.duplicate.fields)
            if set(names) <= self.shape.profile.sets.keys():
                fields |= {name: _union(primary.get(name), duplicate.get(name)) for name in names}
            elif duplicate and (
                not primary or picks.get(JoinConflict(names, primary, duplicate).name) == "duplicate"
            ):
                fields = {name: value for name, value in fields.items() if name not in names} | duplicate
        notes = [str(side.fields[NOTE]) for side in (self.primary, self.duplicate) if side.fields.get(NOTE)]
        if notes:
            fields[NOTE] = "\n\n".join(dict.fromkeys(notes))[:MAX_NOTE_LENGTH]
        return fields

    # --- rows ------------------------------------------------------------------------------

    def _rows_of_duplicate(self, relation: str, fields: Fields) -> Rows:
        rows = dict(self.duplicate.of(relation))
        if relation == FORMER:
            rows[str(new_key())] = {ADDRESS: self.duplicate.fields[ADDRESS]}
        if relation == NAMES:
            rows |= self._dropped_names(fields)
        return rows

    def _dropped_names(self, fields: Fields) -> Rows:
        """Names of both that are no longer a display name of the joined profile."""
        present = {fields.get(name) for name in (*columns("name"), "legal_name")}
        present |= {
            row.get("name") for side in (self.primary, self.duplicate) for row in side.of(NAMES).values()
        }
        languages = {**{f"name_{suffix}": tag for suffix, tag in TAGS.items()}, "legal_name": ""}
        rows: Rows = {}
        for side in (self.primary, self.duplicate):
            for column, language in languages.items():
                name = side.fields.get(column)
                if name and name not in present:
                    present.add(name)
                    row: Fields = {"name": name, "kind": "other", "language": language}
                    rows[str(new_key())] = {key: value for key, value in row.items() if value}
        return rows

    def _new_rows(self, relation: str, primary: Rows, duplicate: Rows) -> Rows:
        """Rows of the duplicate that add something, as the constraints allow them beside the rows of the primary."""
        rows = list(primary.values())
        unique_keys = {key for row in rows for key in self._unique_keys(relation, row)}
        preferred = {_measure_key(row) for row in rows if row.get("rank") == "preferred"}
        new: Rows = {}
        for key, row in sorted(duplicate.items()):
            keys = set(self._unique_keys(relation, row))
            if row in rows or keys & unique_keys or too_many(self.shape.rows[relation], len(rows) + 1):
                continue
            if row.get("rank") == "preferred" and _measure_key(row) in preferred:
                row = {**row, "rank": "normal"}
            unique_keys |= keys
            rows.append(row)
            new[key] = row
        return new

    def _unique_keys(self, relation: str, row: Fields) -> Iterator[tuple[object, ...]]:
        """The values of a row that are unique within a profile, by constraint."""
        for constraint in self.shape.rows[relation].model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and _applies_to(constraint, row):
                yield (constraint.name, *(str(row.get(name, "")) for name in constraint.fields))

    def _citations_with_values(self, rows: Rows, fields: Fields) -> Rows:
        """The sources of a value that was not chosen are kept with that value."""
        return {key: self._citation_with_value(key, row, fields) for key, row in rows.items()}

    def _citation_with_value(self, key: str, citation: Fields, fields: Fields) -> Fields:
        name = str(citation.get("field"))
        side = self.primary if key in self.primary.of(CITATIONS) else self.duplicate
        value = side.fields.get(name)
        is_short = isinstance(value, str) and len(value) <= MAX_SAID and not name.startswith("name_")
        if citation.get("says") or not is_short or value == fields.get(name):
            return citation
        return {**citation, "says": value}


def _values_of(names: Iterable[str], side: Fields) -> Fields:
    return {name: side[name] for name in names if name in side}


def _union(primary: object, duplicate: object) -> list[str]:
    members = {
        *(primary if isinstance(primary, list) else ()),
        *(duplicate if isinstance(duplicate, list) else ()),
    }
    return sorted(members)


def _measure_key(row: Fields) -> tuple[object, ...]:
    """Only one figure of each measure is preferred."""
    names = ("metric", "period_kind", "period_start", "period_end", "coverage", "unit")
    return tuple(row.get(name) for name in names)


def _applies_to(constraint: UniqueConstraint, row: Fields) -> bool:
    """Those with a condition are about figures without a source and preferred ones, or about listings."""
    condition = str(constraint.condition)
    if "source" in condition:
        return not row.get("source")
    return "rank" not in condition
