"""Profiles written in one go, as the bulk lane of an import does."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError

from profiles.documents.document import Document
from profiles.documents.writing import Actor
from profiles.imports.bulk.batches import Batch


def create_many(documents: Sequence[Document], actor: Actor, *, publish: bool = False) -> list[int]:
    """New profiles of one kind; returns their primary keys, in order.

    ValidationError, by path as from `create`, for the first document that cannot be; IntegrityError
    where the database objects, an address that is taken for example. Either way nothing is written.
    """
    batch = Batch(documents)
    for prepared in batch.prepared:
        if prepared.errors:
            raise ValidationError(prepared.errors)
    return batch.write(actor, publish=publish)
