"""What profiles of one organisation would be, had only some of their merges been made.

The history of a profile is walked forward: each merge is joined anew, of what the two would have been,
with the choices that were made then; what people edited in between goes on top. All undoing of merges
follows from this: what a merge brought is the difference between the replay with it and the replay without it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from kit.keys import key_made_of
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.history import document_at
from profiles.documents.undoing import LeftOut, without_steps
from submissions.deciding.joining import Joining
from submissions.models import Merge

Alive = frozenset[int]  # the keys of the merges that were made, as it were


@dataclass(frozen=True)
class _Event:
    """A version of a profile that a merge made: by joining another into it, or by being undone."""

    number: int
    merge: Merge
    is_undoing: bool


@dataclass(frozen=True)
class _Moment:
    """A profile just after a merge or its undoing."""

    recorded: Document
    replayed: Document


class Replay:
    """Of some merges, all of one kind of profile, in the order in which they were made.

    `recorded` says what a version of a profile was.
    """

    def __init__(
        self, merges: Sequence[Merge], recorded: Callable[[str, int, int], Document] = document_at
    ) -> None:
        self.merges = merges
        self._moments: dict[tuple[int, int, Alive], _Moment] = {}
        self._document_at = functools.cache(recorded)
        self._edited: dict[Alive, list[LeftOut]] = {}

    @property
    def alive(self) -> Alive:
        """Those that are not undone."""
        return frozenset(merge.pk for merge in self.merges if merge.undone_at is None)

    def content(self, kind: str, pk: int, number: int, alive: Alive) -> Document:
        """What version `number` of a profile would be."""
        events = [event for event in self._events(pk) if event.number <= number]
        return self._edited_on(self._moment(pk, events, alive), self._document_at(kind, pk, number), alive)

    def last_merged(self, pk: int, alive: Alive) -> Document:
        """What a profile into which others were merged would be just after the last merge or undoing."""
        return self._moment_after(pk, self._events(pk), alive).replayed

    def edited(self, alive: Alive) -> list[LeftOut]:
        """What of all that is not alive somebody edited before a later merge or undoing; it stays where it is."""
        return self._edited.get(alive, [])

    def _events(self, pk: int) -> list[_Event]:
        joined = [_Event(merge.into_number, merge, False) for merge in self.merges if merge.into_id == pk]
        undone = [
            _Event(merge.undone_versions[str(pk)], merge, True)
            for merge in self.merges
            if str(pk) in merge.undone_versions
        ]
        return sorted([*joined, *undone], key=lambda event: event.number)

    def _moment(self, pk: int, events: Sequence[_Event], alive: Alive) -> _Moment | None:
        """Just after the last of these events."""
        if not events:
            return None
        asked = (pk, len(events), alive)
        if asked not in self._moments:
            self._moments[asked] = self._moment_after(pk, events, alive)
        return self._moments[asked]

    def _moment_after(self, pk: int, events: Sequence[_Event], alive: Alive) -> _Moment:
        *earlier, last = events
        before = self._document_at(last.merge.kind, pk, last.number - 1)
        mine = self._edited_on(self._moment(pk, earlier, alive), before, alive)
        after = self._document_at(last.merge.kind, pk, last.number)
        if last.is_undoing:
            # As it was to be. What could not be undone then, or came back otherwise, is like an edit.
            then = self._alive_after(last.merge)
            intended = self._edited_on(self._moment(pk, earlier, then), before, then)
            return _Moment(_under_keys_of(after, intended), _under_keys_of(after, mine))
        return _Moment(
            after, self._joined(last.merge, before, after, mine, alive) if last.merge.pk in alive else mine
        )

    def _alive_after(self, undone: Merge) -> Alive:
        """What was not undone when this one had been."""
        then = undone.undone_at
        later = {merge.pk for merge in self.merges if merge.undone_at and then and merge.undone_at > then}
        return self.alive | later

    def _edited_on(self, moment: _Moment | None, recorded: Document, alive: Alive) -> Document:
        """What a recorded document would be: what was edited since the moment stays."""
        if moment is None or moment.recorded == moment.replayed:
            return recorded
        document, edited = without_steps(recorded, [(moment.recorded, moment.replayed)])
        self._edited.setdefault(alive, []).extend(edited)
        return document

    def _joined(
        self, merge: Merge, before: Document, after: Document, mine: Document, alive: Alive
    ) -> Document:
        """What a merge would have made of a primary profile, `mine`; it made `after` of `before`."""
        other = self._document_at(merge.kind, merge.from_id, merge.from_number)
        theirs = self.content(merge.kind, merge.from_id, merge.from_number, alive)
        picks = {
            conflict.name: "duplicate"
            for conflict in Joining(before, other).conflicts
            if {name: after.fields.get(name) for name in conflict.duplicate} == conflict.duplicate
        }
        once = _with_lasting_keys(merge, Joining(before, other).joined(picks).document, before, other, after)
        anew = _with_lasting_keys(merge, Joining(mine, theirs).joined(picks).document, mine, theirs, after)
        # Not simply the second: what was written may differ from the first in how it is spelt.
        return without_steps(after, [(once, anew)])[0]


def _with_lasting_keys(
    merge: Merge, joined: Document, primary: Document, duplicate: Document, after: Document
) -> Document:
    """The joined document, with the rows that the joining makes itself under the keys that they have in `after`."""
    return _rekeyed(
        joined,
        after,
        lambda relation: {*primary.of(relation), *duplicate.of(relation)},
        lambda relation, _key, row: _new_key(merge, relation, row),
    )


def _new_key(merge: Merge, relation: str, row: Fields) -> str:
    """The same each time that the merge is replayed."""
    return str(key_made_of(merge.merged_at, f"{merge.pk} {relation} {sorted(row.items())}"))


def _under_keys_of(document: Document, other: Document) -> Document:
    """The other with its rows under the keys that equal rows have in a document."""
    return _rekeyed(other, document, document.of, lambda _relation, key, _row: key)


def _rekeyed(
    document: Document,
    there: Document,
    known: Callable[[str], Collection[str]],
    new_key: Callable[[str, str, Fields], str],
) -> Document:
    """Each row under its key if that is a known one of its relation, else that of an equal row `there`, else a new one."""
    rows: dict[str, Rows] = {}
    for relation, found in document.rows.items():
        kept = known(relation)
        free = {key: row for key, row in there.of(relation).items() if key not in found}
        rows[relation] = {}
        for key, row in found.items():
            lasting = key if key in kept else _key_of(row, free) or new_key(relation, key, row)
            free.pop(lasting, None)
            rows[relation][lasting] = row
    return replace(document, rows=rows)


def _key_of(row: Fields, rows: Rows) -> str | None:
    return next((key for key, other in rows.items() if other == row), None)
