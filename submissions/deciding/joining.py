"""Two documents of one organisation as one: what is kept, and what somebody has to choose.

A field that only one of them has is kept. Where both have something else, somebody chooses; of sets
(sectors) all members are kept. Rows that say the same are there once, and of two rows that the
database would not hold beside each other the row of the kept profile stays. A name that is not
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
# These say how a profile is kept; those of the kept one stay.
STAY = frozenset({ADDRESS, NOTE, "featured", "verified_on"})
# A citation says in so many characters what its source gives instead.
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
    same: dict[str, int]  # how many rows of the other were there already


class Joining:
    def __init__(self, kept: Document, other: Document) -> None:
        self.kept, self.other = kept, other
        self.shape = shape_of(kept.kind)

    @cached_property
    def questions(self) -> list[JoinConflict]:
        found = []
        for names in self._parts():
            ours, theirs = _values(names, self.kept.fields), _values(names, self.other.fields)
            is_set = set(names) <= self.shape.profile.sets.keys()
            if ours and theirs and ours != theirs and not is_set:
                found.append(JoinConflict(names, ours, theirs))
        return found

    @cached_property
    def gained(self) -> Fields:
        """What only the other has, and is kept without a question."""
        asked = {name for question in self.questions for name in question.names}
        names = [name for group in self._parts() for name in group if name not in asked]
        fields = self._fields({})
        return {name: fields[name] for name in names if fields.get(name) != self.kept.fields.get(name)}

    def joined(self, picks: Mapping[str, str]) -> Joined:
        """The kept profile with what it gains. `picks` says for questions by name whose value is taken."""
        fields = self._fields(picks)
        rows, added, same = {}, {}, {}
        for relation in self.shape.rows:
            ours = self.kept.of(relation)
            theirs = self._rows_of_other(relation, fields)
            new = self._new_rows(relation, ours, theirs)
            if ours or new:
                rows[relation] = {**ours, **new}
            if new:
                added[relation] = new
            if len(theirs) > len(new):
                same[relation] = len(theirs) - len(new)
        if CITATIONS in rows:
            rows[CITATIONS] = self._with_what_they_say(rows[CITATIONS], fields)
        sources = {**self.other.sources, **self.kept.sources}
        return Joined(replace(self.kept, fields=fields, rows=rows, sources=sources), added, same)

    # --- fields ----------------------------------------------------------------------------

    def _parts(self) -> Iterator[tuple[str, ...]]:
        names = (self.kept.fields.keys() | self.other.fields.keys()) - STAY
        return parts(names, self.shape.groups[""])

    def _fields(self, picks: Mapping[str, str]) -> Fields:
        fields = dict(self.kept.fields)
        for names in self._parts():
            ours, theirs = _values(names, self.kept.fields), _values(names, self.other.fields)
            if set(names) <= self.shape.profile.sets.keys():
                fields |= {name: _united(ours.get(name), theirs.get(name)) for name in names}
            elif theirs and (not ours or picks.get(JoinConflict(names, ours, theirs).name) == "other"):
                fields = {name: value for name, value in fields.items() if name not in names} | theirs
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
            rows |= self._names_that_go(fields)
        return rows

    def _names_that_go(self, fields: Fields) -> Rows:
        """The names of both that are the display name of the joined profile no more."""
        shown = {fields.get(name) for name in (*columns("name"), "legal_name")}
        shown |= {row.get("name") for side in (self.kept, self.other) for row in side.of(NAMES).values()}
        languages = {**{f"name_{suffix}": tag for suffix, tag in TAGS.items()}, "legal_name": ""}
        rows: Rows = {}
        for side in (self.kept, self.other):
            for column, language in languages.items():
                name = side.fields.get(column)
                if name and name not in shown:
                    shown.add(name)
                    row: Fields = {"name": name, "kind": "other", "language": language}
                    rows[str(new_key())] = {key: value for key, value in row.items() if value}
        return rows

    def _new_rows(self, relation: str, ours: Rows, theirs: Rows) -> Rows:
        """Those of the other that say something new, as the database can hold them beside ours."""
        there = list(ours.values())
        taken = {key for row in there for key in self._once(relation, row)}
        preferred = {_measure(row) for row in there if row.get("rank") == "preferred"}
        new: Rows = {}
        for key, row in sorted(theirs.items()):
            keys = set(self._once(relation, row))
            if row in there or keys & taken:
                continue
            if row.get("rank") == "preferred" and _measure(row) in preferred:
                row = {**row, "rank": "normal"}
            taken |= keys
            there.append(row)
            new[key] = row
        return new

    def _once(self, relation: str, row: Fields) -> Iterator[tuple[object, ...]]:
        """What of a row may be there once in a profile."""
        shape = self.shape.rows[relation]
        for constraint in shape.model._meta.constraints:
            if isinstance(constraint, UniqueConstraint) and _holds_for(constraint, row):
                names = [name for name in constraint.fields if name != shape.owner]
                yield (constraint.name, *(str(row.get(name, "")) for name in names))

    def _with_what_they_say(self, rows: Rows, fields: Fields) -> Rows:
        """The sources of a value that was not chosen are kept with that value."""
        return {key: self._said(key, row, fields) for key, row in rows.items()}

    def _said(self, key: str, row: Fields, fields: Fields) -> Fields:
        name = str(row.get("field"))
        side = self.kept if key in self.kept.of(CITATIONS) else self.other
        value = side.fields.get(name)
        is_short = isinstance(value, str) and len(value) <= MAX_SAID and not name.startswith("name_")
        if row.get("says") or not is_short or value == fields.get(name):
            return row
        return {**row, "says": value}


def _values(names: Iterable[str], side: Fields) -> Fields:
    return {name: side[name] for name in names if name in side}


def _united(one: object, other: object) -> list[str]:
    members = {*(one if isinstance(one, list) else ()), *(other if isinstance(other, list) else ())}
    return sorted(members)


def _measure(row: Fields) -> tuple[object, ...]:
    """Of figures that measure the same, one is preferred."""
    names = ("metric", "period_kind", "period_start", "period_end", "coverage", "unit")
    return tuple(row.get(name) for name in names)


def _holds_for(constraint: UniqueConstraint, row: Fields) -> bool:
    """Those with a condition are about figures without a source and preferred ones, or about listings."""
    if constraint.condition is None:
        return "source" not in constraint.fields or bool(row.get("source"))
    if "source" in str(constraint.condition):
        return not row.get("source")
    return "rank" not in str(constraint.condition)
