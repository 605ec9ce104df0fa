"""The three-way merge: the proposed changes, on top of what is there now.

Three documents of one profile meet here:

  base      what the proposer saw
  live      what is there now; others may have changed it meanwhile
  proposed  the base with the proposer's changes

The rules, for each part of a document (a field, or fields that say one thing together):

  1. The proposer left it as it was in the base   -> live stays.
  2. Live is still as it was in the base          -> the proposal applies.
  3. Both changed it to the same                  -> that is it.
  4. It is a set (sectors): what either side added is in, what either side took out is out.
  5. Both changed it, each to something else      -> a conflict. Live stays until somebody chooses.

For rows, by key:

  6. A new row of either side is added. If the other side added a row that says the same,
     there is one of them: a form sent twice adds its rows once.
  7. A row that one side took out and the other left alone is out.
  8. A row that one side took out and the other changed is a conflict over the whole row.

So nothing changes that nobody proposed, and nothing that somebody proposed is lost without
being shown. Merges of changes that do not meet give the same document in either order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from profiles.documents.difference import Path
from profiles.documents.document import Document, Fields, Rows, Value

Side = Literal["live", "proposed"]
# The groups of fields that say one thing together: of a profile ("") and of each relation.
Groups = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Conflict:
    """A part that both sides changed. None stands for a row that is not there."""

    path: Path  # () for the profile itself, (relation, key) for a row
    names: tuple[str, ...]  # the fields; none where it is about the whole row
    base: Fields | None
    live: Fields | None
    proposed: Fields | None

    @property
    def name(self) -> str:
        """Names the conflict in forms: "founded", "figures/0192…/value+unit"."""
        return "/".join([*self.path, "+".join(self.names)]).strip("/")


@dataclass(frozen=True)
class MergeResult:
    document: Document
    conflicts: list[Conflict] = field(default_factory=list)


def merge(
    base: Document,
    live: Document,
    proposed: Document,
    groups: Groups,
    choose: Callable[[Conflict], Side | None] = lambda conflict: None,
) -> MergeResult:
    """The three documents as one. `choose` settles conflicts; None leaves one open.

    Open conflicts are returned, and the document has what is live in their place.
    """
    merger = _Merger(groups, choose)
    fields = merger.fields((), base.fields, live.fields, proposed.fields)
    rows = {}
    for relation in sorted(base.rows.keys() | live.rows.keys() | proposed.rows.keys()):
        merged = merger.rows(relation, base.of(relation), live.of(relation), proposed.of(relation))
        if merged:
            rows[relation] = merged
    sources = {**base.sources, **proposed.sources, **live.sources}
    return MergeResult(Document(live.kind, fields, rows, sources), merger.conflicts)


class _Merger:
    def __init__(self, groups: Groups, choose: Callable[[Conflict], Side | None]) -> None:
        self.groups = groups
        self.choose = choose
        self.conflicts: list[Conflict] = []

    def fields(self, path: Path, base: Fields, live: Fields, proposed: Fields) -> Fields:
        merged: Fields = {}
        groups = self.groups.get(path[0] if path else "", ())
        for names in parts(base.keys() | live.keys() | proposed.keys(), groups):
            sides = [_part(names, side) for side in (base, live, proposed)]
            merged |= self._part(path, names, *sides)
        return merged

    def _part(
        self, path: Path, names: tuple[str, ...], base: Fields, live: Fields, proposed: Fields
    ) -> Fields:
        if proposed in (base, live):
            return live
        if live == base:
            return proposed
        if all(isinstance(value, list) for side in (base, live, proposed) for value in side.values()):
            return _union(names, base, live, proposed)
        return self._resolved(Conflict(path, names, base, live, proposed)) or {}

    def rows(self, relation: str, base: Rows, live: Rows, proposed: Rows) -> Rows:
        merged: Rows = {}
        duplicates = _duplicate_rows(base, live, proposed)
        for key in sorted(base.keys() | live.keys() | proposed.keys()):
            if key in duplicates:
                continue
            row = self._row((relation, key), base.get(key), live.get(key), proposed.get(key))
            if row is not None:
                merged[key] = row
        return merged

    def _row(
        self, path: Path, base: Fields | None, live: Fields | None, proposed: Fields | None
    ) -> Fields | None:
        if proposed in (base, live):
            return live
        if live == base:
            return proposed
        if live is None or proposed is None:
            return self._resolved(Conflict(path, (), base, live, proposed))
        return self.fields(path, base or {}, live, proposed)

    def _resolved(self, conflict: Conflict) -> Fields | None:
        side = self.choose(conflict)
        if side is None:
            self.conflicts.append(conflict)
        return conflict.proposed if side == "proposed" else conflict.live


def parts(names: Iterable[str], groups: tuple[tuple[str, ...], ...]) -> Iterator[tuple[str, ...]]:
    """The fields in the groups that they form, in a fixed order."""
    group_of = {name: group for group in groups for name in group}
    yield from sorted({group_of.get(name, (name,)) for name in names})


def _part(names: Collection[str], side: Fields) -> Fields:
    return {name: side[name] for name in names if name in side}


def _union(names: tuple[str, ...], base: Fields, live: Fields, proposed: Fields) -> Fields:
    """Sets: what each side added or took out, on both sides' account."""
    merged: Fields = {}
    for name in names:
        base_members, live_members, proposed_members = (
            _members(side.get(name)) for side in (base, live, proposed)
        )
        members = (live_members | (proposed_members - base_members)) - (base_members - proposed_members)
        if members:
            merged[name] = sorted(members)
    return merged


def _members(value: Value) -> set[str]:
    return set(value) if isinstance(value, list) else set()


def _duplicate_rows(base: Rows, live: Rows, proposed: Rows) -> set[str]:
    """Keys of proposed new rows that say the same as a new row that is already there."""
    added = [row for key, row in live.items() if key not in base and key not in proposed]
    duplicates = set()
    for key, row in proposed.items():
        if key not in base and key not in live and row in added:
            added.remove(row)
            duplicates.add(key)
    return duplicates
