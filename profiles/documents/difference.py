"""What differs between two documents, field by field and row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from profiles.documents.document import Document, Fields, Rows, Value

# ("name_en",) is a field, ("figures", key) a whole row, ("figures", key, "value") a field of a row.
Path = tuple[str, ...]


class Change(NamedTuple):
    """One step from a document to another. None stands for what is not there."""

    path: Path
    before: Value | Fields
    after: Value | Fields


class DoesNotFit(ValueError):
    """A change starts from something else than the document holds."""


def differences(before: Document, after: Document) -> list[Change]:
    """The changes that turn `before` into `after`, in a fixed order; none where they are the same."""
    changes = list(_of_fields((), before.fields, after.fields))
    for relation in sorted(before.rows.keys() | after.rows.keys()):
        changes += _of_rows(relation, before.of(relation), after.of(relation))
    return changes


def _of_fields(path: Path, before: Fields, after: Fields) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Change((*path, name), before.get(name), after.get(name))


def _of_rows(relation: str, before: Rows, after: Rows) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        path = (relation, key)
        if key in before and key in after:
            yield from _of_fields(path, before[key], after[key])
        else:
            yield Change(path, before.get(key), after.get(key))


def patched(document: Document, changes: Iterable[Change]) -> Document:
    """The document with the changes made; DoesNotFit where one starts from something else."""
    fields = dict(document.fields)
    rows = {relation: dict(of_relation) for relation, of_relation in document.rows.items()}
    for change in changes:
        place = _place(fields, rows, change.path)
        _replace(place, change.path[-1], change)
    kept = {relation: of_relation for relation, of_relation in rows.items() if of_relation}
    return Document(document.kind, fields, kept, document.sources)


def _place(fields: Fields, rows: dict[str, Rows], path: Path) -> dict[str, Any]:
    """The part of the new document that a change writes to; never one that the old document shares."""
    if len(path) == 1:
        return fields
    relation = rows.setdefault(path[0], {})
    if len(path) == 2:
        return relation
    if path[1] not in relation:
        raise DoesNotFit(path)
    relation[path[1]] = dict(relation[path[1]])
    return relation[path[1]]


def _replace(place: dict[str, Any], name: str, change: Change) -> None:
    if place.get(name) != change.before:
        raise DoesNotFit(change.path)
    if change.after is None:
        place.pop(name, None)
    else:
        place[name] = change.after


def touched(document: Document, changes: Iterable[Change]) -> Document:
    """The part of a document that the changes speak of: their fields, and their rows as a whole."""
    fields: Fields = {}
    rows: dict[str, Rows] = {}
    for change in changes:
        if len(change.path) == 1:
            if change.path[0] in document.fields:
                fields[change.path[0]] = document.fields[change.path[0]]
            continue
        relation, key = change.path[:2]
        if key in document.of(relation):
            rows.setdefault(relation, {})[key] = document.of(relation)[key]
    return Document(document.kind, fields, rows, document.sources)


def touched_sources(changes: Iterable[Change]) -> set[str]:
    """Short names of the sources that the changes bring in."""
    found = set()
    for change in changes:
        if isinstance(change.after, dict):
            found.add(change.after.get("source"))
        elif len(change.path) == 3 and change.path[2] == "source":
            found.add(change.after)
    return {name for name in found if isinstance(name, str)}
