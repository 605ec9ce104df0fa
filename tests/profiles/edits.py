"""Edits through the core, as editors make them, for tests of the history."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone

from profiles.documents import writing
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.models import Version
from profiles.models.registry import kind_of


def edit(profile: Any, *, rows: dict[str, dict] | None = None, origin: str = "admin", **fields: Any) -> None:
    """Change fields and rows; None takes a field or a row out."""
    live = type(profile).objects.get(pk=profile.pk)
    base = document_of(live)
    changed = {name: {**base.of(name), **given} for name, given in (rows or {}).items()}
    kept = {name: {key: row for key, row in found.items() if row} for name, found in changed.items()}
    own = {name: value for name, value in {**base.fields, **fields}.items() if value is not None}
    proposed = Document(base.kind, own, {**base.rows, **kept}, base.sources)
    writing.save(live, base, proposed, Actor(origin=origin))


def move(profile: Any, verb: str) -> None:
    """Publish or withdraw it as it is now."""
    getattr(type(profile).objects.get(pk=profile.pk), verb)(by=None)


def date_versions(profile: Any, *days: str) -> None:
    """Let the versions have been made at noon of these days, oldest first."""
    rows = Version.objects.filter(kind=kind_of(profile).name, object_id=profile.pk).order_by("number")
    for version, day in zip(rows, days, strict=True):
        noon = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(12))
        Version.objects.filter(pk=version.pk).update(made_at=timezone.make_aware(noon))
