"""What an older version proposes: all of it, or one field or row."""

from __future__ import annotations

from dataclasses import replace

from profiles.documents.difference import Path
from profiles.documents.document import Document

# Former addresses of the profile keep leading to it, whatever else is restored.
FORMER_SLUGS = "former_slugs"


def as_it_was(now: Document, old: Document) -> Document:
    """The profile as the old version was."""
    return replace(
        old, rows={**old.rows, FORMER_SLUGS: now.of(FORMER_SLUGS)}, sources={**old.sources, **now.sources}
    )


def with_part(now: Document, old: Document, part: Path) -> Document:
    """The profile as it is now, with one field ("founded",) or row ("figures", key) as the old version had it."""
    sources = {**old.sources, **now.sources}
    if len(part) == 1:
        fields = {name: value for name, value in now.fields.items() if name != part[0]}
        if part[0] in old.fields:
            fields[part[0]] = old.fields[part[0]]
        return replace(now, fields=fields, sources=sources)
    relation, key = part[:2]
    rows = {row_key: row for row_key, row in now.of(relation).items() if row_key != key}
    if key in old.of(relation):
        rows[key] = old.of(relation)[key]
    return replace(now, rows={**now.rows, relation: rows}, sources=sources)
