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
    """A change starts from a value that the document does not have."""


def differences(before: Document, after: Document) -> list[Change]:
    """The changes that turn `before` into `after`, in a fixed order; none where they are the same."""
    changes = list(_field_changes((), before.fields, after.fields))
    for relation in sorted(before.rows.keys() | after.rows.keys()):
        changes += _row_changes(relation, before.of(relation), after.of(relation))
    return changes


def _field_changes(path: Path, before: Fields, after: Fields) -> Iterator[Change]:
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield Change((*path, name), before.get(name), after.get(name))


def _row_changes(relation: str, before: Rows, after: Rows) -> Iterator[Change]:
    for key in sorted(before.keys() | after.keys()):
        path = (relation, key)
        if key in before and key in after:
            yield from _field_changes(path, before[key], after[key])
        else:
            yield Change(path, before.get(key), after.get(key))


def patched(document: Document, changes: Iterable[Change]) -> Document:
    """The document with the changes made; DoesNotFit where one starts from something else."""
    fields = dict(document.fields)
    rows = {relation: dict(of_relation) for relation, of_relation in document.rows.items()}
    for change in changes:
        target = _target_of(fields, rows, change.path)
        _set(target, change.path[-1], change)
    non_empty = {relation: of_relation for relation, of_relation in rows.items() if of_relation}
    return Document(document.kind, fields, non_empty, document.sources)


def _target_of(fields: Fields, rows: dict[str, Rows], path: Path) -> dict[str, Any]:
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


def _set(target: dict[str, Any], name: str, change: Change) -> None:
    if target.get(name) != change.before:
        raise DoesNotFit(change.path)
    if change.after is None:
        target.pop(name, None)
    else:
        target[name] = change.after


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
    sources = set()
    for change in changes:
        if isinstance(change.after, dict):
            sources.add(change.after.get("source"))
        elif len(change.path) == 3 and change.path[2] == "source":
            sources.add(change.after)
    return {name for name in sources if isinstance(name, str)}
