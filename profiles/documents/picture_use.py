"""Whether stored pictures are of use: on a page, in a draft, or in the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction

from profiles.documents.document import unpack
from profiles.models import Draft, Image, Version


def unused(images: Collection[Image]) -> list[Image]:
    """Those that no profile or story shows and no draft or version names. Reads what was saved since the oldest came."""
    remaining = {image.pk: image for image in images}
    for model, field in _showing():
        rows = model._default_manager.filter(**{f"{field}__in": list(remaining)})
        for pk in rows.values_list(f"{field}_id", flat=True):
            remaining.pop(pk, None)
    if not remaining:
        return []
    oldest = min(image.added_at for image in remaining.values())
    hashes = {image.sha256 for image in remaining.values()}
    used = {name for text in _texts_since(oldest) for name in _strings(text) if name in hashes}
    return [image for image in remaining.values() if image.sha256 not in used]


def _showing() -> Iterator[tuple[Any, str]]:
    """All tables with a picture, profiles and others, each with its column."""
    for relation in Image._meta.get_fields(include_hidden=True):
        if relation.one_to_many:
            yield relation.related_model, relation.field.name  # type: ignore[union-attr]  # reason: a relation from another table


def delete_picture(image: Image) -> None:
    """The row, and its files once that is certain."""
    names = [rendition["name"] for rendition in image.renditions]
    image.delete()
    for name in names:
        transaction.on_commit(partial(default_storage.delete, name))


def _texts_since(moment: Any) -> Iterator[Any]:
    versions = Version.objects.filter(made_at__gte=moment)
    for changes, document in versions.values_list("changes", "document").iterator():
        yield from (unpack(packed) for packed in (changes, document) if packed)
    for saves in Draft.objects.values_list("saves", flat=True).iterator():
        yield unpack(saves)


def _strings(data: Any) -> Iterator[str]:
    """All texts in plain data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)
