"""What of a profile visitors never see: the one list for every page that shows old documents."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from profiles.documents.document import Document, Fields
from profiles.documents.shape import shape_of

# Notes between editors, and how the site is arranged. A new field that visitors must not see goes here.
NEVER_SHOWN = frozenset({"editors_note", "featured", "slug"})
ROWS_NEVER_SHOWN = frozenset({"former_slugs"})


def visible(document: Document) -> Document:
    """The document less what visitors never see, and less what the product has no field for any more."""
    shape = shape_of(document.kind)
    rows = {}
    for relation, row_shape in shape.rows.items():
        relation_rows = document.of(relation)
        if relation_rows and relation not in ROWS_NEVER_SHOWN:
            visible_rows = {key: _only(row, row_shape.fields) for key, row in relation_rows.items()}
            rows[relation] = {
                key: row for key, row in visible_rows.items() if row.get("field") not in NEVER_SHOWN
            }
    fields = _only(document.fields, shape.profile.fields.keys() - NEVER_SHOWN)
    return replace(document, fields=fields, rows=rows)


def _only(fields: Fields, names: Container[str]) -> Fields:
    return {name: value for name, value in fields.items() if name in names}
