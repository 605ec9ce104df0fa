"""Sources that come with a change set, and go with it."""

from __future__ import annotations

from hashlib import sha256

from profiles.documents.document import pack
from profiles.documents.shape import source_shape
from profiles.models import BroughtSource, ChangeSet, Source


def save_source(source: Source, change_set: ChangeSet | None) -> None:
    """Save a new source, and note which step over many profiles brought it."""
    source.save()
    if change_set is not None:
        BroughtSource.objects.create(change_set=change_set, source=source, digest=digest_of(source))


def digest_of(source: Source) -> str:
    """Tells whether somebody changed it."""
    return sha256(pack(source_shape().encode(source))).hexdigest()
